import type { OptimalSolution } from "../engine/solution.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { exactNumber } from "./number-text.js";

/**
 * The balanced allocation as CSV (RFC 4180), `id,flow,allocation,level`, and `curtailment` where there are requests or
 * priorities (empty at inner nodes), a row a node in the tree's order. Every number reads back to the same double.
 */
export function resultCsv(tree: FlatTree, solution: OptimalSolution): string {
  const { flow, allocation, level } = solution;
  const curtailment = tree.hasRequests ? solution.curtailment : undefined;
  const lines = [`id,flow,allocation,level${curtailment ? ",curtailment" : ""}\n`];
  for (let v = 0; v < tree.nodeCount; v++) {
    const numbers = `${exactNumber(flow[v])},${exactNumber(allocation[v])},${exactNumber(level[v])}`;
    const last = curtailment ? `,${tree.isLeaf(v) ? exactNumber(curtailment[v]) : ""}` : "";
    lines.push(`${csvCell(tree.id(v))},${numbers}${last}\n`);
  }
  return lines.join("");
}

// Blanks at either end are quoted too: readers trim cells that are not.
function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
