import type { SolverOptions } from "../engine/solver-options.js";
import { isZipped } from "../files/zipped.js";
import { InputError } from "../model/input-error.js";
import type { BlockOutputs, EncodedBlock } from "../series/encode-block.js";
import type { EventLimits } from "../series/event-limits.js";
import type { LeafTotals } from "../series/leaf-totals.js";
import { isParquet } from "../series/parquet-packages.js";
import type { Missing } from "../series/profile-rows.js";
import type { ProfileTable } from "../series/profile-table.js";
import { runProfiles } from "../series/run-profiles.js";
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
  queue?: string;
  parts?: number;
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
  const { rule, fairOverTime, parts } = options;
  if (fairOverTime !== undefined && parts !== undefined) {
    throw new InputError(
      "--fair-over-time and --parts exclude each other: what is past must be solved before the next step",
      { field: "parts", value: parts },
    );
  }
  if (fairOverTime !== undefined && (rule === "equal" || rule === "proportional")) {
    throw new InputError(`--fair-over-time and --rule ${rule} exclude each other: both set the weights`, {
      field: "fairOverTime",
      value: fairOverTime,
    });
  }
}

/** Where a run's results go, by what they are; absent where nobody wants them. */
export interface RunOutputs {
  readonly allocations: string | undefined;
  readonly steps: string | undefined;
  readonly leaves: string | undefined;
}

/** What is said of `--parts` without `--queue`. */
export function partsWithoutQueue(parts: unknown): InputError {
  return new InputError("--parts says how a run is cut for workers: it takes --queue <url>", {
    field: "parts",
    value: parts,
  });
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

/** Some blocks of a run: those from the first on, and before the end. */
export interface BlockRange {
  readonly firstBlock: number;
  readonly endBlock?: number | undefined;
}

/** Solves blocks of a run, and makes what is written of each. */
export function encodedBlocks(
  { grid: { tree, profiles }, table, events, halfLife }: SeriesRun,
  options: SeriesRunOptions,
  outputs: BlockOutputs,
  { firstBlock, endBlock }: BlockRange = { firstBlock: 0 },
): AsyncGenerator<EncodedBlock, void> {
  const { engine, workers } = options;
  const asked = { ...balanceOptions(options), engine, workers };
  return runProfiles(tree, profiles, table, { ...asked, outputs, events, halfLife, firstBlock, endBlock });
}

/** How allocations are written under a name. */
export function allocationsAt(
  path: string,
  { table: { timeKind } }: SeriesRun,
  { only, wide }: SeriesRunOptions,
): NonNullable<BlockOutputs["allocations"]> {
  return { only, wide, timeKind, isParquet: isParquet(path), isZipped: isZipped(path) };
}

/** What is made of each block for the outputs of a run. */
export function blockOutputs(
  run: SeriesRun,
  { allocations, steps }: Pick<RunOutputs, "allocations" | "steps">,
  options: SeriesRunOptions,
): BlockOutputs {
  return {
    allocations: allocations === undefined ? undefined : allocationsAt(allocations, run, options),
    steps: steps === undefined ? undefined : { isZipped: isZipped(steps) },
  };
}

/** Sums up a block that is written. */
export function sumUp({ totals, leaves }: SeriesRun, block: EncodedBlock): void {
  totals.add(block);
  leaves.add(block.leafSums);
}
