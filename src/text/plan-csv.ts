import type { OptimalPlan } from "../schedule/plan.js";
import type { Session } from "../schedule/schedule-request.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { inChunks } from "./chunks.js";
import { CsvCells, type CsvStyle } from "./csv-cells.js";
import type { PlanSteps } from "./plan-steps.js";

/**
 * A plan as CSV in pieces, `time,session,leaf,power_kw`: a row for each session that takes power in a step, by time, then in
 * the order of the sessions. Every number reads back to the same double; ids as in `resultCsv`.
 * @throws InputError for a style that contradicts itself
 */
export function planCsvChunks(
  tree: FlatTree,
  sessions: readonly Session[],
  plan: OptimalPlan,
  steps: PlanSteps,
  style?: CsvStyle,
): Iterable<string> {
  return inChunks(planLines(tree, sessions, plan, steps, new CsvCells(style)));
}

function* planLines(
  tree: FlatTree,
  sessions: readonly Session[],
  { power }: OptimalPlan,
  steps: PlanSteps,
  cells: CsvCells,
): Generator<string, void> {
  const { delimiter } = cells;
  yield `${["time", "session", "leaf", "power_kw"].join(delimiter)}\n`;
  const names = sessions.map(({ id, leaf }) => {
    const leafId = typeof leaf === "string" ? leaf : tree.id(leaf);
    return cells.text(id) + delimiter + cells.text(leafId);
  });
  for (let step = 0; step < steps.count; step++) {
    const time = cells.text(steps.time(step));
    for (let s = 0; s < names.length; s++) {
      const kw = power[s * steps.count + step];
      if (kw !== 0) yield `${[time, names[s], cells.number(kw)].join(delimiter)}\n`;
    }
  }
}
