import type { OptimalSolution, Solution } from "../engine/solution.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { exactNumber } from "./number-text.js";

/**
 * A solve's outcome as JSON, a node a line in the tree's order: `status`, `engine`, then `rootFlow` and `nodes` (`id, flow,
 * allocation, level`), or the `contradiction`, or the `unboundedLeaf`. Where there are requests or priorities, also
 * `curtailedImport`, `curtailedExport`, and each leaf's `curtailment`; where limits were relaxed, also `relaxed` (`id, limit,
 * from, to`). Every number reads back to the same double; an infinite one is null.
 */
export function resultJson(tree: FlatTree, solution: Solution): string {
  const { status, engine } = solution;
  if (status === "optimal") return optimalJson(tree, solution);
  if (status === "unbounded") {
    const { id } = solution.unboundedLeaf;
    return `${JSON.stringify({ status, engine, unboundedLeaf: { id } }, null, 2)}\n`;
  }
  const { id, limit, bound, reachable, miss } = solution.contradiction;
  return `${JSON.stringify({ status, engine, contradiction: { id, limit, bound, reachable, miss } }, null, 2)}\n`;
}

function optimalJson(tree: FlatTree, solution: OptimalSolution): string {
  const { status, engine, rootFlow, flow, allocation, level } = solution;
  const curtailment = tree.hasRequests ? solution.curtailment : undefined;
  const nodes: string[] = [];
  for (let v = 0; v < tree.nodeCount; v++) {
    nodes.push(
      `{"id":${JSON.stringify(tree.id(v))},"flow":${jsonNumber(flow[v])},` +
        `"allocation":${jsonNumber(allocation[v])},"level":${jsonNumber(level[v])}` +
        `${curtailment && tree.isLeaf(v) ? `,"curtailment":${jsonNumber(curtailment[v])}` : ""}}`,
    );
  }
  return `{
  "status": "${status}",
  "engine": "${engine}",
  "rootFlow": ${jsonNumber(rootFlow)},${curtailedSums(tree, solution)}${relaxedList(solution)}
  "nodes": [
    ${nodes.join(",\n    ")}
  ]
}
`;
}

function curtailedSums(tree: FlatTree, { curtailedImport, curtailedExport }: OptimalSolution): string {
  if (!tree.hasRequests) return "";
  return `
  "curtailedImport": ${jsonNumber(curtailedImport)},
  "curtailedExport": ${jsonNumber(curtailedExport)},`;
}

function relaxedList({ relaxed }: OptimalSolution): string {
  if (relaxed.length === 0) return "";
  const entries = relaxed.map(
    ({ id, limit, from, to }) =>
      `{"id":${JSON.stringify(id)},"limit":"${limit}","from":${jsonNumber(from)},"to":${jsonNumber(to)}}`,
  );
  return `
  "relaxed": [
    ${entries.join(",\n    ")}
  ],`;
}

// Not JSON.stringify, which drops the sign of a zero.
function jsonNumber(value: number): string {
  return Number.isFinite(value) ? exactNumber(value) : "null";
}
