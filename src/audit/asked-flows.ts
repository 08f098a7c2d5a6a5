import type { PosedProblem } from "../problem/posed-problem.js";
import type { CarryingRange } from "./carrying-range.js";
import { NodeSums } from "./node-sums.js";

/**
 * What every node carries where nothing above it is in the way: each leaf its request, and each node the sum of that below,
 * held within its limits. Length `nodeCount`. Without requests it is the greatest flow that the node can carry.
 */
export function askedFlows(problem: PosedProblem, { lower, upper, greatest }: CarryingRange): Float64Array {
  const { topology, shift, request } = problem;
  if (request === undefined) return greatest;
  const { nodeCount, parent, bottomUp } = topology;
  const asked = new NodeSums(nodeCount);
  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      asked.add(v, shift[v]);
      asked.add(v, request[v]);
    } else {
      if (asked.value(v) < lower[v]) asked.set(v, lower[v]);
      if (asked.value(v) > upper[v]) asked.set(v, upper[v]);
    }
    if (parent[v] >= 0) asked.addSum(parent[v], v);
  }
  return asked.values();
}
