import type { ReadOptions } from "../files/read-text.js";
import type { ScheduleRequest, Session } from "../schedule/schedule-request.js";
import { fixedLoads } from "../series/fixed-loads.js";
import type { Missing } from "../series/profile-rows.js";
import { ProfileTable } from "../series/profile-table.js";
import type { Grid } from "../text/grid.js";
import type { PlanSteps } from "../text/plan-steps.js";
import { readEvents } from "./series-arguments.js";

/** Files of what changes with the steps of a plan. */
export interface ChangingArguments {
  profiles?: string;
  events?: string;
  missing?: Missing;
}

/** What changes with the steps, and remarks on it. */
export interface Changing extends Pick<ScheduleRequest, "fixed" | "limits"> {
  readonly notes: readonly string[];
}

/** @throws FormatError as `fixedLoads` and `readEvents` */
export async function readChanging(
  { profiles, events, missing }: ChangingArguments,
  grid: Grid,
  sessions: readonly Session[],
  steps: PlanSteps,
  reading: ReadOptions,
): Promise<Changing> {
  const { tree } = grid;
  const notes: string[] = [];
  const loads =
    profiles === undefined
      ? undefined
      : await fixedLoads(tree, grid.profiles, await ProfileTable.open(profiles, missing), steps);
  const both = new Set(sessions.map(({ leaf }) => tree.indexOf(String(leaf))).filter((v) => loads?.following.has(v)));
  if (both.size > 0) {
    const [first] = both;
    const others = both.size > 1 ? ` and ${both.size - 1} more` : "";
    notes.push(`${profiles}: what it has for leaf "${tree.id(first)}"${others} comes on top of the sessions there`);
  }
  if (events === undefined) return { fixed: loads?.fixed, notes };
  const { limits } = await readEvents(events, tree, steps.kind, reading);
  const runs = limits.runs(steps.times());
  for (const line of limits.unusedLines) notes.push(`${events}: line ${line}: no step of the plan is in its time`);
  return { fixed: loads?.fixed, limits: runs, notes };
}
