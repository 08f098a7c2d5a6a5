import type { PlanSteps } from "../text/plan-steps.js";
import type { ProfileColumns } from "../text/profile-csv.js";
import { timeCell, timeColumn } from "./parquet-columns.js";
import { parquetPieces } from "./parquet-file.js";

/**
 * A table of profiles as a Parquet file in pieces: `time`, and a column of doubles for each of them, a row a step.
 * @throws InputError where the package that writes Parquet is not installed
 */
export function profileParquet(columns: ProfileColumns, steps: PlanSteps): AsyncGenerator<Uint8Array, void> {
  const names = [...columns.keys()];
  const schema = [
    { name: "root", num_children: names.length + 1 },
    timeColumn(steps.kind),
    ...names.map((name) => ({ name, type: "DOUBLE" as const, repetition_type: "REQUIRED" as const })),
  ];
  const time = { name: "time", data: steps.times().map((text) => timeCell(text, steps.kind)) as unknown[] };
  return parquetPieces(schema, [[time, ...names.map((name) => ({ name, data: columns.get(name) ?? [] }))]]);
}
