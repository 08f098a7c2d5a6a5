import { inChunks } from "./chunks.js";
import { CsvCells } from "./csv-cells.js";

/** Series that leaves follow, by name, each with a number a row. */
export type ProfileColumns = ReadonlyMap<string, Float64Array>;

/**
 * A table of profiles as CSV in pieces, a row a step.
 * @param timeName what its first column is called: `minute`, `time` or `step`
 * @param times what stands in it
 */
export function profileTableChunks(
  timeName: string,
  times: Iterable<string | number>,
  columns: ProfileColumns,
): Iterable<string> {
  return inChunks(lines(timeName, times, columns));
}

function* lines(timeName: string, times: Iterable<string | number>, columns: ProfileColumns): Generator<string, void> {
  const cells = new CsvCells();
  yield `${[timeName, ...columns.keys()].map((name) => cells.text(name)).join(",")}\n`;
  const values = [...columns.values()];
  let row = 0;
  for (const time of times) {
    const first = typeof time === "number" ? cells.number(time) : cells.text(time);
    yield `${[first, ...values.map((column) => cells.number(column[row]))].join(",")}\n`;
    row++;
  }
}
