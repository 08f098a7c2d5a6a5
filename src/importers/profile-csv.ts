import { joined } from "../text/chunks.js";
import { profileTableChunks } from "../text/profile-csv.js";
import type { ProfileTable } from "./imported-grid.js";

/** Time series as CSV: `minute` and a column for each of them, a row a step. */
export function profileCsv(table: ProfileTable): string {
  return joined(profileCsvChunks(table));
}

/** `profileCsv` in pieces, for tables longer than a string can be. */
export function profileCsvChunks({ minutes, columns }: ProfileTable): Iterable<string> {
  return profileTableChunks("minute", minutes, columns);
}
