import { ROUNDING } from "../problem/outcome.js";
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
  /** Some limits contradict each other by more than rounding: no flows keep them all. */
  readonly isContradictory: boolean;
}

/**
 * Flows that keep every limit exist exactly where, from the leaves up, no node's limits miss the interval of what its
 * children can carry together.
 * @param scale the greatest finite limit, to which rounding is relative
 */
export function carryingRange(problem: PosedProblem, scale: number): CarryingRange {
  const { topology, shift } = problem;
  const { nodeCount, parent, topDown } = topology;
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const least = new NodeSums(nodeCount);
  const greatest = new NodeSums(nodeCount);
  const absorbed = ROUNDING * scale;
  let isContradictory = false;

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
      if (leastBelow - upper[v] > absorbed || lower[v] - greatestBelow > absorbed) {
        isContradictory = true;
      } else {
        upper[v] = Math.max(upper[v], leastBelow);
        lower[v] = Math.min(lower[v], greatestBelow);
      }
      if (lower[v] > leastBelow) least.set(v, lower[v]);
      if (upper[v] < greatestBelow) greatest.set(v, upper[v]);
    }
    const p = parent[v];
    if (p < 0) continue;
    least.addSum(p, v);
    greatest.addSum(p, v);
  }
  return { least: least.values(), greatest: greatest.values(), lower, upper, isContradictory };
}
