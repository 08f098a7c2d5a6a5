import type { LimitSide } from "./outcome.js";
import type { PosedProblem } from "./posed-problem.js";
import type { PosedRelaxation } from "./relaxed-limits.js";

/**
 * The problem with limits of leaves that may give way: each lower limit above 0 is a guarantee above a lower limit of 0, and each
 * upper limit below 0 one below an upper limit of 0. Requests stay what they were, and limits of inner nodes hold.
 */
export function withMinimumsAsGuarantees(problem: PosedProblem): PosedProblem {
  const { topology, lower: given, upper: greatest, request = greatest } = problem;
  const lower = given.slice();
  const upper = greatest.slice();
  const guarantee = problem.guarantee?.slice() ?? new Float64Array(topology.nodeCount);
  for (const leaf of topology.leaves) {
    if (lower[leaf] > 0) {
      guarantee[leaf] = Math.max(guarantee[leaf], lower[leaf]);
      lower[leaf] = 0;
    } else if (upper[leaf] < 0) {
      guarantee[leaf] = Math.min(guarantee[leaf], upper[leaf]);
      upper[leaf] = 0;
    }
  }
  return { ...problem, lower, upper, request: request.slice(), guarantee };
}

/** The limits of leaves that gave way, in the order of the tree. */
export function minimumsThatGaveWay(
  { topology, lower, upper }: PosedProblem,
  dispatch: Float64Array,
): PosedRelaxation[] {
  return Array.from(topology.leaves).flatMap((node): PosedRelaxation[] => {
    const to = dispatch[node];
    const gave = (limit: LimitSide, from: number) => [{ node, limit, from, to }];
    if (to < lower[node]) return gave("lower", lower[node]);
    return to > upper[node] ? gave("upper", upper[node]) : [];
  });
}
