import type { LimitSide } from "../problem/outcome.js";

/**
 * Where a price stands in the order in which leaves are served: who is being cut at it. Prices are compared by their tier
 * first. From the cheapest up: cuts of import, what is guaranteed first, then the highest priority first; nothing is cut (the
 * root stands here); cuts of export, the lowest priority first, what is guaranteed last.
 */
export type Tier =
  | {
      readonly cut: "import" | "export";
      readonly priority: number;
      /** Whether it is what is guaranteed that is cut. */
      readonly isGuaranteed: boolean;
    }
  /** Nobody who pays this price is cut: no limit stands between them and the root's own freedom. */
  | { readonly cut: "nothing" };

/** What a unit of flow costs where it is taken from, or is worth where it is given to. */
export interface Price {
  readonly tier: Tier;
  /** The level of those who move at this price; infinite where nothing is cut. */
  readonly level: number;
}

/** One of a node's limits; both of them moved together, as a target is; or the request of a leaf, or its guarantee. */
export type LimitChoice = LimitSide | "both" | "request" | "guarantee";

/** Which way a limit's value is moved. */
export type Direction = "raised" | "lowered";

/**
 * Why nothing follows from moving a limit a little.
 * - `"headroom"`: the limit does not bind; of a request or a guarantee, the leaf is not at it.
 * - `"inside"`: nobody below can move that way; each is at a limit.
 * - `"outside"`: nobody elsewhere can make up for it; another limit is in the way.
 * - `"levels"`: those who would give have no more than those who would take.
 * - `"crossing"`: it would cross the node's other limit; a request, one of the limits; a guarantee, the request.
 */
export type Hindrance = "headroom" | "inside" | "outside" | "levels" | "crossing";
