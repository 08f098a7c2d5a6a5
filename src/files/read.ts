import { flowsFromCsv, flowsFromJson } from "../text/flows.js";
import type { Grid } from "../text/grid.js";
import { gridFromCsv } from "../text/grid-csv.js";
import { gridFromJson } from "../text/grid-json.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { readText } from "./read-text.js";

/**
 * The grid in a file: CSV (`gridFromCsv`) or JSON (`gridFromJson`) by its name or else by its first character, either of
 * them gzipped. `-` reads `stdin`, which is the process's standard input unless given.
 * @throws FormatError, which is an InputError: for a file that cannot be read, and as the two functions do
 */
export async function readGrid(path: string, stdin: AsyncIterable<Uint8Array | string> = process.stdin): Promise<Grid> {
  const { text, source, format } = await readText(path, stdin);
  return format === "csv" ? gridFromCsv(text, source) : gridFromJson(text, source);
}

/**
 * The flows in a result file, which may be anyone's: CSV (`flowsFromCsv`) or JSON (`flowsFromJson`), found and unzipped as
 * a grid is.
 * @returns length `nodeCount`, in the tree's order; NaN where no flow is given
 * @throws FormatError, which is an InputError: for a file that cannot be read, and as the two functions do
 */
export async function readFlows(
  path: string,
  tree: FlatTree,
  stdin: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<Float64Array> {
  const { text, source, format } = await readText(path, stdin);
  return format === "csv" ? flowsFromCsv(text, source, tree) : flowsFromJson(text, source, tree);
}
