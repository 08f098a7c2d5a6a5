import type { PosedProblem } from "./posed-problem.js";

/**
 * Where in the order of prices each leaf moves. A price is a pair, compared tier first: the import tiers, highest priority
 * first, then the root's price, then the export tiers, lowest priority first.
 */
export interface PriceTiers {
  /** Number of different priorities; there are as many import tiers as export tiers. */
  readonly priorityCount: number;
  /**
   * Length `nodeCount`: the tier in which a leaf moves from its lower limit to its request; 0 at inner nodes. Absent where
   * there is one priority: then it is 0 everywhere.
   */
  readonly importTier: Uint32Array | undefined;
}

export function priceTiers({ topology, priority }: PosedProblem): PriceTiers {
  if (priority === undefined) return { priorityCount: 1, importTier: undefined };
  const different = new Set<number>();
  for (let v = 0; v < priority.length; v++) if (topology.isLeaf(v)) different.add(priority[v]);
  if (different.size === 1) return { priorityCount: 1, importTier: undefined };
  const highestFirst = Float64Array.from(different).sort().reverse();
  const tierOf = new Map(Array.from(highestFirst, (value, tier) => [value, tier]));
  const importTier = new Uint32Array(priority.length);
  for (let v = 0; v < priority.length; v++) {
    if (topology.isLeaf(v)) importTier[v] = tierOf.get(priority[v]) as number;
  }
  return { priorityCount: highestFirst.length, importTier };
}

/** The tier in which a leaf of that import tier moves from its request to its upper limit. */
export function exportTier({ priorityCount }: PriceTiers, importTier: number): number {
  return 2 * priorityCount - 1 - importTier;
}
