/** Which of a node's two limits. */
export type LimitSide = "lower" | "upper";

/** Limits that contradict each other, told by the deepest node at fault (the first in the caller's order among equals). */
export interface Contradiction {
  /** Index of the node, in the caller's order. */
  readonly node: number;
  readonly id: string;
  /** `"upper"`: even the least flow of its subtree is above the upper limit; `"lower"`: even the greatest is below. */
  readonly limit: LimitSide;
  /** The limit's value. */
  readonly bound: number;
  /** The least flow that the subtree can carry (`limit: "upper"`), or the greatest (`limit: "lower"`). */
  readonly reachable: number;
  /** By how much they miss: `|reachable - bound|`, > 0. */
  readonly miss: number;
}

/**
 * A leaf with an infinite request and nothing to end it. No finite upper limit stands anywhere between it and the root; or,
 * where there are priorities, none between it and a leaf of lower priority that may export without limit.
 */
export interface UnboundedLeaf {
  /** Index of the leaf, in the caller's order; the first such leaf. */
  readonly node: number;
  readonly id: string;
}

/** What a solve came to. An outcome is data; only nonsense in the input throws. */
export type Outcome =
  | { readonly status: "optimal" }
  | { readonly status: "infeasible"; readonly contradiction: Contradiction }
  | { readonly status: "unbounded"; readonly unboundedLeaf: UnboundedLeaf };

/** The same outcome told of the mirrored tree: imports for exports, lower limits for upper ones. */
export function mirrorOutcome<T extends Outcome>(outcome: T): T {
  if (outcome.status !== "infeasible") return outcome;
  const { limit, bound, reachable, ...rest } = outcome.contradiction;
  return {
    ...outcome,
    contradiction: {
      ...rest,
      limit: limit === "upper" ? "lower" : "upper",
      bound: 0 - bound,
      reachable: 0 - reachable,
    },
  };
}

/**
 * Contradictions smaller than this are rounding in the limits as written (0.1 + 0.2 > 0.3) and are absorbed: relative to the
 * greatest magnitude that takes part, of the limit that is missed and the numbers below it that add up.
 */
export const ROUNDING = 1e-12;
