import type { PosedProblem } from "../problem/posed-problem.js";
import type { CarryingRange } from "./carrying-range.js";

/**
 * What tolerances are relative to: the greatest finite limit, each counted as far as the limits, all of them together, let a
 * flow come to it. Where there is none but 0, the greatest |shift|, or 1.
 */
export function flowScale(problem: PosedProblem, range: CarryingRange): number {
  const { topology, shift, lower, upper } = problem;
  const { lowest, highest } = reachableFlows(problem, range);
  let scale = 0;
  for (let v = 0; v < topology.nodeCount; v++) {
    const reach = Math.max(Math.abs(lowest[v] - shift[v]), Math.abs(highest[v] - shift[v]));
    scale = Math.max(scale, Math.min(reach, Math.max(finiteSize(lower[v]), finiteSize(upper[v]))));
  }
  return scale || shift.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

/** The least and the greatest flow that each node can have with everything above and beside it too. */
function reachableFlows({ topology }: PosedProblem, { least, greatest }: CarryingRange) {
  const { nodeCount, topDown, childStart, childNodes } = topology;
  const lowest = least.slice();
  const highest = greatest.slice();
  for (let k = 0; k < nodeCount; k++) {
    const v = topDown[k];
    const children = childNodes.subarray(childStart[v], childStart[v + 1]);
    const leastOfAll = new EndlessSum(children, least);
    const greatestOfAll = new EndlessSum(children, greatest);
    for (const child of children) {
      highest[child] = Math.min(greatest[child], highest[v] - leastOfAll.without(least[child]));
      lowest[child] = Math.max(least[child], lowest[v] - greatestOfAll.without(greatest[child]));
    }
  }
  return { lowest, highest };
}

/** A sum from which any one of its terms, infinite or not, can be taken away. */
class EndlessSum {
  #sum = 0;
  #endless = 0;
  #infinity = 0;

  constructor(nodes: Int32Array, values: Float64Array) {
    for (const v of nodes) {
      if (Number.isFinite(values[v])) this.#sum += values[v];
      else {
        this.#endless++;
        this.#infinity = values[v];
      }
    }
  }

  without(term: number): number {
    const isFinite = Number.isFinite(term);
    if (this.#endless > (isFinite ? 0 : 1)) return this.#infinity;
    return isFinite ? this.#sum - term : this.#sum;
  }
}

function finiteSize(value: number): number {
  return Number.isFinite(value) ? Math.abs(value) : 0;
}
