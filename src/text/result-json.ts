import type { OptimalSolution, Solution } from "../engine/solution.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { inChunks, joined } from "./chunks.js";
import { exactNumber } from "./number-text.js";

/**
 * A solve's outcome as JSON, a node a line in the tree's order: `status`, `engine`, then `rootFlow` and `nodes` (`id, flow,
 * allocation, level`), or the `contradiction`, or the `unboundedLeaf`. Where there are requests or priorities, also
 * `curtailedImport`, `curtailedExport`, and each leaf's `curtailment`; where limits were relaxed, also `relaxed` (`id, limit,
 * from, to`). Every number reads back to the same double; an infinite one is null.
 */
export function resultJson(tree: FlatTree, solution: Solution): string {
  return joined(resultJsonChunks(tree, solution));
}

/** `resultJson` in pieces, for results longer than a string can be. */
export function resultJsonChunks(tree: FlatTree, solution: Solution): Iterable<string> {
  if (solution.status === "optimal") return inChunks(optimalJson(tree, solution));
  return [`${JSON.stringify(noAnswer(solution), null, 2)}\n`];
}

function noAnswer(solution: Exclude<Solution, OptimalSolution>): object {
  const { status, engine } = solution;
  if (status === "unbounded") return { status, engine, unboundedLeaf: { id: solution.unboundedLeaf.id } };
  const { id, limit, bound, reachable, miss } = solution.contradiction;
  return { status, engine, contradiction: { id, limit, bound, reachable, miss } };
}

function* optimalJson(tree: FlatTree, solution: OptimalSolution): Generator<string, void> {
  const { status, engine, rootFlow, flow, allocation, level } = solution;
  const curtailment = tree.hasRequests ? solution.curtailment : undefined;
  yield `{
  "status": "${status}",
  "engine": "${engine}",
  "rootFlow": ${jsonNumber(rootFlow)},${curtailedSums(tree, solution)}${relaxedList(solution)}${offList(solution)}
  "nodes": [
`;
  const last = tree.nodeCount - 1;
  for (let v = 0; v <= last; v++) {
    yield `    {"id":${JSON.stringify(tree.id(v))},"flow":${jsonNumber(flow[v])},` +
      `"allocation":${jsonNumber(allocation[v])},"level":${jsonNumber(level[v])}` +
      `${curtailment && tree.isLeaf(v) ? `,"curtailment":${jsonNumber(curtailment[v])}` : ""}}${v < last ? "," : ""}\n`;
  }
  yield "  ]\n}\n";
}

function curtailedSums(tree: FlatTree, { curtailedImport, curtailedExport }: OptimalSolution): string {
  if (!tree.hasRequests) return "";
  return `
  "curtailedImport": ${jsonNumber(curtailedImport)},
  "curtailedExport": ${jsonNumber(curtailedExport)},`;
}

function offList({ off }: OptimalSolution): string {
  if (off.length === 0) return "";
  const entries = off.map(({ id, needs, blocked }) => {
    const why = blocked && { id: blocked.id, limit: blocked.limit, left: blocked.left };
    return `    ${JSON.stringify({ id, needs, ...(why && { blocked: why }) })}`;
  });
  return `\n  "off": [\n${entries.join(",\n")}\n  ],`;
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

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? exactNumber(value) : "null";
}
