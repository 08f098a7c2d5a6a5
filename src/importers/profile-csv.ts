import { inChunks, joined } from "../text/chunks.js";
import { CsvCells } from "../text/csv-cells.js";
import type { ProfileTable } from "./imported-grid.js";

/** Time series as CSV: `minute` and a column for each of them, a row a step. */
export function profileCsv(table: ProfileTable): string {
  return joined(profileCsvChunks(table));
}

/** `profileCsv` in pieces, for tables longer than a string can be. */
export function profileCsvChunks(table: ProfileTable): Iterable<string> {
  return inChunks(lines(table));
}

function* lines({ minutes, columns }: ProfileTable): Generator<string, void> {
  const cells = new CsvCells();
  yield `${["minute", ...columns.keys()].map((name) => cells.text(name)).join(",")}\n`;
  const values = [...columns.values()];
  for (let row = 0; row < minutes.length; row++) {
    yield `${[minutes[row], ...values.map((column) => column[row])].map((value) => cells.number(value)).join(",")}\n`;
  }
}
