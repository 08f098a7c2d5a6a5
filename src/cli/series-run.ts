import type { SolverOptions } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import type { WrittenBlock } from "../series/block-writer.js";
import type { EventLimits } from "../series/event-limits.js";
import type { LeafTotals } from "../series/leaf-totals.js";
import type { Missing } from "../series/profile-rows.js";
import type { ProfileTable } from "../series/profile-table.js";
import { runProfiles } from "../series/run-profiles.js";
import type { SeriesWanted } from "../series/solve-block.js";
import type { Grid } from "../text/grid.js";
import { type BalanceArguments, balanceOptions } from "./balance-arguments.js";
import type { SeriesTotals } from "./series-totals.js";

/** What a run over a table of profiles is asked for. */
export interface SeriesRunOptions extends BalanceArguments, Pick<SolverOptions, "engine"> {
  missing: Missing;
  fairOverTime?: string;
  only?: "curtailed";
  wide?: boolean;
  workers?: number;
  stepsOutput?: string;
  leavesOutput?: string;
  resume?: boolean;
  quiet?: boolean;
  eventsJson?: boolean;
}

/** @throws InputError for options that exclude each other */
export function checkRunOptions(options: SeriesRunOptions): void {
  balanceOptions(options);
  if (options.wide && options.only) {
    throw new InputError("--wide and --only exclude each other: a column is there at every step, or not at all", {
      field: "wide",
      value: true,
    });
  }
  const { rule, fairOverTime } = options;
  if (fairOverTime !== undefined && (rule === "equal" || rule === "proportional")) {
    throw new InputError(`--fair-over-time and --rule ${rule} exclude each other: both set the weights`, {
      field: "fairOverTime",
      value: fairOverTime,
    });
  }
}

/** A run with all that it reads, and what is summed up on the way. */
export interface SeriesRun {
  readonly grid: Grid;
  readonly table: ProfileTable;
  readonly events: EventLimits | undefined;
  /** Of what was served before, in steps; `undefined` where it does not count. */
  readonly halfLife: number | undefined;
  readonly totals: SeriesTotals;
  readonly leaves: LeafTotals;
}

/**
 * Solves what is left to solve of a run.
 * @param wanted what is written of each step
 * @param blocksDone how many blocks are solved and summed up already
 */
export async function* solvedBlocks(
  { grid: { tree, profiles }, table, events, halfLife }: SeriesRun,
  options: SeriesRunOptions,
  wanted: Pick<SeriesWanted, "dispatch" | "curtailment" | "binding">,
  blocksDone = 0,
): AsyncGenerator<WrittenBlock, void> {
  const { engine, workers } = options;
  const asked = { ...balanceOptions(options), engine, workers, wanted: { ...wanted, sums: true, leafSums: true } };
  for await (const solved of runProfiles(tree, profiles, table, asked, { events, halfLife, blocksDone })) {
    // What is asked for is there, though the types cannot know.
    yield solved as unknown as WrittenBlock;
  }
}

/** Sums up a block that is written. */
export function sumUp({ totals, leaves }: SeriesRun, block: WrittenBlock): void {
  totals.add(block);
  leaves.add(block.leafSums);
}
