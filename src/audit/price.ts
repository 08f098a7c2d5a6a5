/**
 * Where a price stands in the order in which leaves are served: who is being cut at it. Prices are compared by their tier
 * first. From the cheapest up: cuts of import, the highest priority first; nothing is cut (the root stands here); cuts of
 * export, the lowest priority first.
 */
export type Tier =
  | { readonly cut: "import" | "export"; readonly priority: number }
  /** Nobody who pays this price is cut: no limit stands between them and the root's own freedom. */
  | { readonly cut: "nothing" };

/** What a unit of flow costs where it is taken from, or is worth where it is given to. */
export interface Price {
  readonly tier: Tier;
  /** The level of those who move at this price; infinite where nothing is cut. */
  readonly level: number;
}
