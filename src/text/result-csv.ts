import type { OptimalSolution } from "../engine/solution.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { inChunks, joined } from "./chunks.js";
import { CsvCells, type CsvStyle } from "./csv-cells.js";

/**
 * The balanced allocation as CSV (RFC 4180), `id,flow,allocation,level`, and `curtailment` where there are requests or
 * priorities (empty at inner nodes), a row a node in the tree's order. Every number reads back to the same double. An id that a
 * spreadsheet would run as a formula (`=1+1`, `@a`, `-a`) has an apostrophe in front, which reading takes away.
 * @throws InputError for a style that contradicts itself
 */
export function resultCsv(tree: FlatTree, solution: OptimalSolution, style?: CsvStyle): string {
  return joined(resultCsvChunks(tree, solution, style));
}

/** `resultCsv` in pieces, for results longer than a string can be. */
export function resultCsvChunks(tree: FlatTree, solution: OptimalSolution, style?: CsvStyle): Iterable<string> {
  return inChunks(csvLines(tree, solution, new CsvCells(style)));
}

function* csvLines(tree: FlatTree, solution: OptimalSolution, cells: CsvCells): Generator<string, void> {
  const { flow, allocation, level } = solution;
  const curtailment = tree.hasRequests ? solution.curtailment : undefined;
  const { delimiter } = cells;
  const header = ["id", "flow", "allocation", "level", ...(curtailment ? ["curtailment"] : [])];
  yield `${header.join(delimiter)}\n`;
  for (let v = 0; v < tree.nodeCount; v++) {
    const numbers =
      cells.number(flow[v]) + delimiter + cells.number(allocation[v]) + delimiter + cells.number(level[v]);
    const last = curtailment ? delimiter + (tree.isLeaf(v) ? cells.number(curtailment[v]) : "") : "";
    yield `${cells.text(tree.id(v)) + delimiter + numbers + last}\n`;
  }
}
