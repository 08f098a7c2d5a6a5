import { greatestFinite } from "../problem/greatest-finite.js";
import { type LimitSide, ROUNDING } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** What every node can carry, given everything below it. Arrays have length `nodeCount`. */
export interface CarryingRange {
  /** Least flow that the node can carry. */
  readonly least: Float64Array;
  /** Greatest flow that the node can carry. */
  readonly greatest: Float64Array;
  /** The limits, those that contradict what is below by a rounding error widened by just that much. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The limits that contradict what is below by more than rounding, from the leaves up: where any are, no flows keep them all. */
  readonly faults: readonly { readonly node: number; readonly limit: LimitSide }[];
  /** A miss below it is rounding in the limits as written. */
  readonly rounding: number;
}

/**
 * Flows that keep every limit exist exactly where, from the leaves up, no node's limits miss the interval of what its
 * children can carry together. A limit at fault counts further up as widened by what it misses, so that no node is blamed for
 * another's fault.
 */
export function carryingRange(problem: PosedProblem): CarryingRange {
  const { topology, shift } = problem;
  const { nodeCount, parent, bottomUp } = topology;
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const least = new NodeSums(nodeCount);
  const greatest = new NodeSums(nodeCount);
  const rounding = ROUNDING * greatestFinite(lower, upper);
  const faults: { node: number; limit: LimitSide }[] = [];

  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      least.add(v, shift[v]);
      least.add(v, lower[v]);
      greatest.add(v, shift[v]);
      greatest.add(v, upper[v]);
    } else {
      const leastBelow = least.value(v);
      const greatestBelow = greatest.value(v);
      if (leastBelow > upper[v]) {
        if (leastBelow - upper[v] >= rounding) faults.push({ node: v, limit: "upper" });
        else upper[v] = leastBelow;
        greatest.set(v, leastBelow);
      } else if (greatestBelow < lower[v]) {
        if (lower[v] - greatestBelow >= rounding) faults.push({ node: v, limit: "lower" });
        else lower[v] = greatestBelow;
        least.set(v, greatestBelow);
      } else {
        if (lower[v] > leastBelow) least.set(v, lower[v]);
        if (upper[v] < greatestBelow) greatest.set(v, upper[v]);
      }
    }
    const p = parent[v];
    if (p < 0) continue;
    least.addSum(p, v);
    greatest.addSum(p, v);
  }
  return { least: least.values(), greatest: greatest.values(), lower, upper, faults, rounding };
}
