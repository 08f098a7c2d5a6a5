import { dirname, relative, resolve } from "node:path";
import { hashOfFile, hashOfGrid, type RunIdentity, type RunInput } from "../series/run-identity.js";
import { packageVersion } from "./package-version.js";
import type { RunOutputs, SeriesRun, SeriesRunOptions } from "./series-run.js";

/** What a run is made from, beside its profiles. */
export interface RunInputs {
  /** Path of the grid. */
  readonly grid: string;
  readonly events: RunInput | undefined;
}

/** What a run's files follow from, by names that its user knows. How many threads there are is no part of it. */
export async function identityOfRun(
  { grid, table }: SeriesRun,
  inputs: RunInputs,
  options: SeriesRunOptions,
  { allocations, steps, leaves }: RunOutputs,
): Promise<RunIdentity> {
  const { fairness, target, maximise, rule, guarantees, engine, missing, only } = options;
  const given = (flag: boolean | undefined) => (flag ? "given" : undefined);
  // A folder may be moved, with all of them in it.
  const folder = dirname(resolve(allocations ?? steps ?? leaves ?? ""));
  const place = (path: string | undefined) => path && relative(folder, resolve(path));
  return {
    version: packageVersion(),
    options: {
      ...{ "-o": place(allocations), "--steps-output": place(steps), "--leaves-output": place(leaves) },
      ...{ "--fairness": fairness, "--target": target?.toString(), "--maximise": maximise, "--rule": rule },
      ...{ "--guarantees": guarantees, "--relax": given(options.relax), "--curtail": given(options.curtail) },
      ...{
        "--engine": engine,
        "--fair-over-time": options.fairOverTime,
        "--missing": missing,
        "--only": only,
        "--wide": given(options.wide),
        "--events": given(inputs.events !== undefined),
      },
    },
    inputs: {
      "the grid, or the way it is read,": { path: inputs.grid, hash: hashOfGrid(grid) },
      "the table of profiles": { path: table.path, hash: await hashOfFile(table.path) },
      ...(inputs.events && { "the table of events": inputs.events }),
    },
  };
}
