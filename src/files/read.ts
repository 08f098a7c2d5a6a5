import { flowsFromCsv, flowsFromJson } from "../text/flows.js";
import type { Grid } from "../text/grid.js";
import { type GridReading, gridFromCsv } from "../text/grid-csv.js";
import { gridFromJson } from "../text/grid-json.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type ReadOptions, readText } from "./read-text.js";

/**
 * The grid in a file: CSV (`gridFromCsv`) or JSON (`gridFromJson`) by its name or else by its first character, either of
 * them gzipped, in any encoding that `decodeText` knows. `-` reads standard input.
 * @throws FormatError, which is an InputError: for a file that cannot be read or is larger than `maxInput`, and as the
 * functions named do
 */
export async function readGrid(path: string, options: ReadOptions & GridReading = {}): Promise<Grid> {
  const { text, source, format } = await readText(path, options);
  return format === "csv" ? gridFromCsv(text, source, options) : gridFromJson(text, source);
}

/**
 * The flows in a result file, which may be anyone's: CSV (`flowsFromCsv`) or JSON (`flowsFromJson`), found and read as a
 * grid is.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError, which is an InputError: for a file that cannot be read or is larger than `maxInput`, and as the
 * functions named do
 */
export async function readFlows(path: string, tree: FlatTree, options: ReadOptions = {}): Promise<Float64Array> {
  const { text, source, format } = await readText(path, options);
  return format === "csv" ? flowsFromCsv(text, source, tree) : flowsFromJson(text, source, tree);
}
