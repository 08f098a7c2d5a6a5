import type { ReadOptions } from "../files/read-text.js";
import { LeafTotals } from "../series/leaf-totals.js";
import { ProfileTable } from "../series/profile-table.js";
import { readRequestedGrid } from "./balance-arguments.js";
import type { FileArguments } from "./file-arguments.js";
import { halfLifeInSteps } from "./half-life.js";
import type { RunInputs } from "./identity-of-run.js";
import { readEvents } from "./series-arguments.js";
import type { SeriesRun, SeriesRunOptions } from "./series-run.js";
import { SeriesTotals } from "./series-totals.js";

/** What `cnab run` makes of its arguments. */
export interface RunOptions extends SeriesRunOptions, FileArguments {
  profiles?: string;
  events?: string;
}

/** A run, and what it was read from. */
export interface OpenedRun {
  readonly run: SeriesRun;
  readonly inputs: RunInputs;
}

/** Who is told while inputs are read. */
interface Listener {
  remark(message: string): Promise<void>;
  reading(path: string): Promise<void>;
}

/**
 * Reads and checks all that a run is made from.
 * @param path the grid's
 * @throws FormatError and InputError for what is wrong with it
 */
export async function openRun(
  path: string,
  profiles: string,
  options: RunOptions,
  reading: ReadOptions,
  listener: Listener,
): Promise<OpenedRun> {
  const { events, fairOverTime, missing } = options;
  const grid = await readRequestedGrid(path, options, reading, (message) => listener.remark(message));
  await listener.reading(profiles);
  const table = await ProfileTable.open(profiles, missing);
  const read = events === undefined ? undefined : await readEvents(events, grid.tree, table.timeKind, reading);
  const halfLife = fairOverTime === undefined ? undefined : halfLifeInSteps(fairOverTime, table.hours);
  const sums = { totals: new SeriesTotals(table.hours), leaves: new LeafTotals(grid.tree) };
  return {
    run: { grid, table, events: read?.limits, halfLife, ...sums },
    inputs: { grid: path, events: read?.input },
  };
}
