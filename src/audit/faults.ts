import { type LimitSide, ROUNDING } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** The nodes whose limits miss what is below them. */
export interface Faults {
  /** The deepest, the first in the tree's order among equals. */
  readonly deepest: { readonly node: number; readonly limit: LimitSide } | undefined;
  readonly others: readonly number[];
  /** A miss below it is rounding in the limits as written. */
  readonly rounding: number;
}

/**
 * Every node whose limits miss what is below it, from the leaves up. A limit at fault counts further up as widened by what
 * it misses, so that no node is blamed for another's fault.
 */
export function findFaults(problem: PosedProblem): Faults {
  const { topology, lower, upper, shift } = problem;
  const { nodeCount, topDown, parent } = topology;
  const least = new NodeSums(nodeCount);
  const greatest = new NodeSums(nodeCount);
  const rounding = ROUNDING * greatestFinite(lower, upper);
  const found: { node: number; limit: LimitSide }[] = [];

  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      least.add(v, shift[v]);
      least.add(v, lower[v]);
      greatest.add(v, shift[v]);
      greatest.add(v, upper[v]);
    } else {
      const leastBelow = least.value(v);
      const greatestBelow = greatest.value(v);
      if (leastBelow > upper[v]) {
        if (leastBelow - upper[v] >= rounding) found.push({ node: v, limit: "upper" });
        greatest.set(v, leastBelow);
      } else if (greatestBelow < lower[v]) {
        if (lower[v] - greatestBelow >= rounding) found.push({ node: v, limit: "lower" });
        least.set(v, greatestBelow);
      } else {
        if (lower[v] > leastBelow) least.set(v, lower[v]);
        if (upper[v] < greatestBelow) greatest.set(v, upper[v]);
      }
    }
    if (parent[v] < 0) continue;
    least.addSum(parent[v], v);
    greatest.addSum(parent[v], v);
  }
  const deepest = firstOfTheDeepest(problem, found);
  return { deepest, others: found.filter((fault) => fault !== deepest).map(({ node }) => node), rounding };
}

function firstOfTheDeepest<Fault extends { node: number }>(
  { topology }: PosedProblem,
  faults: readonly Fault[],
): Fault | undefined {
  if (faults.length === 0) return undefined;
  const depth = new Int32Array(topology.nodeCount);
  for (const v of topology.topDown) if (v !== topology.root) depth[v] = depth[topology.parent[v]] + 1;
  return faults.reduce((best, fault) => {
    const deeperBy = depth[fault.node] - depth[best.node];
    return deeperBy > 0 || (deeperBy === 0 && fault.node < best.node) ? fault : best;
  });
}

function greatestFinite(...arrays: Float64Array[]): number {
  let greatest = 0;
  for (const values of arrays) {
    for (let v = 0; v < values.length; v++) {
      const magnitude = Math.abs(values[v]);
      if (magnitude > greatest && magnitude < Number.POSITIVE_INFINITY) greatest = magnitude;
    }
  }
  return greatest;
}
