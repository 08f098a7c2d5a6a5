import type { Fairness } from "../model/options.js";
import type { Outcome } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { computeBounds, firstUnboundedLeaf } from "./bounds.js";
import { leafLevels } from "./leaf-levels.js";
import { siblingLevels } from "./sibling-levels.js";

/** A solved problem's dispatch, or why there is none; in the terms of the posed problem. */
export type ReferenceResult =
  | {
      readonly status: "optimal";
      /** Length `nodeCount`, in the caller's order: the dispatch of each leaf, never outside its limits; NaN at inner nodes. */
      readonly dispatch: Float64Array;
      /** Not known beforehand: it is the sum of the flows. */
      readonly rootFlow?: undefined;
    }
  | Exclude<Outcome, { status: "optimal" }>;

/**
 * Solves a posed problem in plain TypeScript.
 *
 * O(n log n) in the number of nodes whatever the shape, without recursion. Throws nothing: the problem has been checked.
 */
export function solveReference(problem: PosedProblem, fairness: Fairness): ReferenceResult {
  const bounds = computeBounds(problem);
  if (bounds.contradiction) return { status: "infeasible", contradiction: bounds.contradiction };
  const leaf = firstUnboundedLeaf(problem);
  if (leaf >= 0) return { status: "unbounded", unboundedLeaf: { node: leaf, id: problem.topology.id(leaf) } };
  const dispatch = fairness === "leaves" ? leafLevels(problem, bounds) : siblingLevels(problem, bounds);
  return { status: "optimal", dispatch };
}
