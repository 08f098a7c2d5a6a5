import type { PosedProblem } from "../problem/posed-problem.js";
import { CompensatedSums } from "./compensated-sum.js";

/** A residual below this, relative to the greatest flow that adds up to the total, is the rounding of those flows. */
const ROUNDING = 1e-14;
/** Whoever comes to the end of the range leaves the rest to the others: once more. */
const ROUNDS = 8;

/** How far a leaf may be moved from where it is: it rests where both are its dispatch. */
export interface Ranges {
  readonly least: Float64Array;
  readonly greatest: Float64Array;
}

/**
 * What prices cannot tell. A price is one double, read off lines in which the weights and limits of all leaves below have come
 * and gone: where great ones cancel beside small, the leaves that share it do not add up to the limit that holds them. Here
 * they do: what is missing is shared among them by weight. O(n).
 *
 * @param total length `nodeCount`: the limit that holds a node's price, NaN where none does
 * @param dispatch length `nodeCount`: of every leaf; changed
 */
export function shareResiduals(
  problem: PosedProblem,
  total: Float64Array,
  ranges: Ranges,
  dispatch: Float64Array,
): void {
  for (let round = 0; round < ROUNDS; round++) if (!shareOnce(problem, total, ranges, dispatch)) return;
}

function shareOnce(problem: PosedProblem, total: Float64Array, ranges: Ranges, dispatch: Float64Array): boolean {
  const { topology, weight } = problem;
  const perWeight = residuals(problem, total, ranges, dispatch);
  let hasMoved = false;
  for (const v of topology.topDown) {
    if (v === topology.root) continue;
    if (topology.isLeaf(v) || Number.isNaN(total[v])) perWeight[v] = perWeight[topology.parent[v]];
    if (!topology.isLeaf(v) || perWeight[v] === 0) continue;
    const wanted = dispatch[v] + weight[v] * perWeight[v];
    const moved = Math.max(ranges.least[v], Math.min(wanted, ranges.greatest[v]));
    if (moved !== dispatch[v]) hasMoved = true;
    dispatch[v] = moved;
  }
  return hasMoved;
}

/** For each node that a limit holds: what its leaves lack of the limit, by the weight of those that can move. */
function residuals(
  { topology, shift, weight }: PosedProblem,
  total: Float64Array,
  { least, greatest }: Ranges,
  dispatch: Float64Array,
): Float64Array {
  const { nodeCount, bottomUp, parent } = topology;
  const flow = new CompensatedSums(nodeCount);
  const risingWeight = new Float64Array(nodeCount);
  const fallingWeight = new Float64Array(nodeCount);
  const size = new Float64Array(nodeCount);
  const perWeight = new Float64Array(nodeCount);
  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      flow.add(v, dispatch[v]);
      flow.add(v, shift[v]);
      risingWeight[v] = dispatch[v] < greatest[v] ? weight[v] : 0;
      fallingWeight[v] = dispatch[v] > least[v] ? weight[v] : 0;
      size[v] = Math.max(Math.abs(dispatch[v]), Math.abs(shift[v]));
    } else if (!Number.isNaN(total[v])) {
      const missing = -flow.minus(v, total[v]);
      const isRounding = Math.abs(missing) <= ROUNDING * Math.max(size[v], Math.abs(total[v]));
      const freeWeight = missing > 0 ? risingWeight[v] : fallingWeight[v];
      if (!isRounding && freeWeight > 0) perWeight[v] = missing / freeWeight;
      flow.set(v, total[v]);
      risingWeight[v] = 0;
      fallingWeight[v] = 0;
      size[v] = Math.abs(total[v]);
    }
    const p = parent[v];
    if (p < 0) continue;
    flow.add(p, flow.high[v], flow.low[v]);
    risingWeight[p] += risingWeight[v];
    fallingWeight[p] += fallingWeight[v];
    size[p] = Math.max(size[p], size[v]);
  }
  return perWeight;
}
