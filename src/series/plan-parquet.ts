import type { SchemaElement } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import type { PlanSteps } from "../text/plan-steps.js";
import { textColumn, timeCell, timeColumn } from "./parquet-columns.js";
import { parquetPieces } from "./parquet-file.js";

/** Who takes how much when. */
export interface PlannedPowers {
  readonly sessions: readonly { readonly id: string; readonly leaf: string }[];
  /** kW, a row of steps for each session. */
  readonly power: Float64Array;
}

/** Rows that are written at a time. */
const ROWS_AT_A_TIME = 200_000;

/**
 * A plan as a Parquet file in pieces, the columns and rows of `planCsvChunks`: `time` is a point in time, or a number as the plan has it;
 * `power_kw` a double; who takes nothing in a step has no row for it.
 * @throws InputError where the package that writes Parquet is not installed
 */
export function planParquet(planned: PlannedPowers, steps: PlanSteps): AsyncGenerator<Uint8Array, void> {
  const schema: SchemaElement[] = [
    { name: "root", num_children: 4 },
    timeColumn(steps.kind),
    textColumn("session"),
    textColumn("leaf"),
    { name: "power_kw", type: "DOUBLE", repetition_type: "REQUIRED" },
  ];
  return parquetPieces(schema, rowsOf(planned, steps));
}

function* rowsOf({ sessions, power }: PlannedPowers, steps: PlanSteps): Generator<ColumnSource[], void> {
  const emptied = () => ({
    time: [] as (Date | number)[],
    session: [] as string[],
    leaf: [] as string[],
    power_kw: [] as number[],
  });
  const columnsOf = (rows: object) => Object.entries(rows).map(([name, data]) => ({ name, data }));
  let rows = emptied();
  for (let step = 0; step < steps.count; step++) {
    const time = timeCell(steps.time(step), steps.kind);
    for (const [s, { id, leaf }] of sessions.entries()) {
      const kw = power[s * steps.count + step];
      if (kw === 0) continue;
      rows.time.push(time);
      rows.session.push(id);
      rows.leaf.push(leaf);
      rows.power_kw.push(kw);
    }
    if (rows.time.length < ROWS_AT_A_TIME) continue;
    yield columnsOf(rows);
    rows = emptied();
  }
  yield columnsOf(rows);
}
