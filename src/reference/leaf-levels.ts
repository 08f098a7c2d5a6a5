import type { PosedProblem } from "../tree/posed-problem.js";
import type { Bounds } from "./bounds.js";
import { PriceCurves } from "./price-curves.js";

/**
 * The most even allocation over all leaves, of those with the greatest flow at the root.
 *
 * Thresholds from the leaves up, prices from the root down. O(n log n) in the number of nodes, no recursion. What a leaf
 * gets is known to about 1e-31 times the sum of all weights over its own, or to the last digit of a double.
 *
 * @param bounds of a problem that is neither infeasible nor unbounded
 * @returns length `nodeCount`: each leaf's dispatch, NaN at inner nodes
 */
export function leafLevels(problem: PosedProblem, bounds: Bounds): Float64Array {
  return dispatchAt(findThresholds(problem, bounds), problem);
}

/** Length `2 * nodeCount`: `[2 * v]` is ν, the price below which v's lower limit holds; `[2 * v + 1]` is μ, of the upper. */
function findThresholds({ topology, shift, weight }: PosedProblem, { lower, upper }: Bounds): Float64Array {
  const { nodeCount, topDown, parent, root } = topology;
  const curves = new PriceCurves(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      curves.addProportional(v, weight[v]);
      curves.hold(v, lower[v], upper[v]);
      // After the limits: they are on the dispatch, not on the flow.
      curves.addConstant(v, shift[v]);
    } else {
      curves.hold(v, lower[v], upper[v]);
    }
    if (v !== root) curves.moveInto(parent[v], v);
  }
  return curves.thresholds;
}

function dispatchAt(thresholds: Float64Array, { topology, lower, upper, weight }: PosedProblem): Float64Array {
  const { nodeCount, topDown, parent, root } = topology;
  const price = new Float64Array(nodeCount);
  const dispatch = new Float64Array(nodeCount).fill(Number.NaN);
  for (let k = 0; k < nodeCount; k++) {
    const v = topDown[k];
    const outerPrice = v === root ? Number.POSITIVE_INFINITY : price[parent[v]];
    price[v] = Math.max(thresholds[2 * v], Math.min(outerPrice, thresholds[2 * v + 1]));
    if (!topology.isLeaf(v)) continue;
    if (price[v] === thresholds[2 * v]) dispatch[v] = lower[v];
    else if (price[v] === thresholds[2 * v + 1]) dispatch[v] = upper[v];
    else dispatch[v] = Math.max(lower[v], Math.min(weight[v] * price[v], upper[v]));
  }
  return dispatch;
}
