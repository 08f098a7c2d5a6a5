import type { Bound, ExactTree } from "./exact-tree.js";
import { Rational } from "./rational.js";

/** What each subtree can carry, given every limit in it; `null` is without limit. */
export interface Capacity {
  readonly least: readonly Bound[];
  readonly greatest: readonly Bound[];
}

/** The deepest node at fault, in the terms of the exact tree. */
export interface ExactContradiction {
  readonly node: number;
  readonly limit: "lower" | "upper";
  readonly reachable: Rational;
  readonly miss: Rational;
}

export interface MeasuredCapacity {
  readonly capacity: Capacity;
  readonly contradiction: ExactContradiction | undefined;
  /** A miss so near to what is still absorbed that the double-precision answer may fall on either side. */
  readonly isBorderline: boolean;
}

/** A miss below this share of the greatest finite limit is rounding. */
const ROUNDING = Rational.fraction(1n, 10n ** 12n);
const TWO = Rational.integer(2n);

/** Adds up what can flow, from the leaves up. Widens the limits (in `tree`) whose miss is mere rounding. */
export function measureCapacity(tree: ExactTree): MeasuredCapacity {
  const { children, topDown, lower, upper } = tree;
  const least: Bound[] = [...lower];
  const greatest: Bound[] = [...upper];
  const isTainted = lower.map(() => false);
  const tolerance = ROUNDING.multiply(tree.greatestLimit);
  let contradiction: ExactContradiction | undefined;
  let isBorderline = false;

  const absorb = (miss: Rational): boolean => {
    if (!miss.multiply(TWO).lessThan(tolerance) && miss.lessThan(tolerance.multiply(TWO))) isBorderline = true;
    return miss.lessThan(tolerance);
  };

  const depth = depths(tree);
  const isMoreTelling = (node: number): boolean =>
    contradiction === undefined ||
    depth[node] > depth[contradiction.node] ||
    (depth[node] === depth[contradiction.node] && node < contradiction.node);
  const blame = (found: ExactContradiction): void => {
    isTainted[found.node] = true;
    if (isMoreTelling(found.node)) contradiction = found;
  };

  for (const v of topDown.toReversed()) {
    if (children[v].length === 0) continue;
    if (children[v].some((child) => isTainted[child])) {
      isTainted[v] = true;
      continue;
    }
    const leastBelow = sum(children[v].map((child) => least[child]));
    const greatestBelow = sum(children[v].map((child) => greatest[child]));
    if (upper[v] && leastBelow && upper[v].lessThan(leastBelow)) {
      const miss = leastBelow.subtract(upper[v]);
      if (absorb(miss)) upper[v] = leastBelow;
      else blame({ node: v, limit: "upper", reachable: leastBelow, miss });
    }
    if (lower[v] && greatestBelow?.lessThan(lower[v])) {
      const miss = lower[v].subtract(greatestBelow);
      if (absorb(miss)) lower[v] = greatestBelow;
      else blame({ node: v, limit: "lower", reachable: greatestBelow, miss });
    }
    least[v] = tighter(lower[v], leastBelow, 1);
    greatest[v] = tighter(upper[v], greatestBelow, -1);
  }
  return { capacity: { least, greatest }, contradiction, isBorderline };
}

/**
 * The first leaf with an infinite request that nothing ends: no finite upper limit on its way to the root, or to a node
 * that a leaf of lower priority can export to without any limit; -1 if none.
 */
export function firstUnboundedLeaf(tree: ExactTree): number {
  const { parent, children, upper, lower, request, priority } = tree;
  const leaves = parent.map((_, v) => v).filter((v) => children[v].length === 0);
  /** The nodes that a leaf's flow reaches without meeting a finite limit, `null` for the outside. */
  const reached = (leaf: number, limits: readonly Bound[]): (number | null)[] => {
    const way: (number | null)[] = [];
    for (let v = leaf; ; v = parent[v]) {
      if (limits[v] !== null) return way;
      if (v === tree.root) return [...way, null];
      way.push(parent[v]);
    }
  };
  const payers = leaves.map((leaf) => ({ leaf, way: reached(leaf, lower) }));
  const isEndless = (leaf: number): boolean => {
    const way = reached(leaf, upper);
    const isPaid = payers.some(
      (payer) => priority[payer.leaf] < priority[leaf] && payer.way.some((v) => way.includes(v)),
    );
    return request[leaf] === null && (way.includes(null) || isPaid);
  };
  return leaves.find(isEndless) ?? -1;
}

function depths(tree: ExactTree): number[] {
  const depth = tree.parent.map(() => 0);
  for (const v of tree.topDown) if (v !== tree.root) depth[v] = depth[tree.parent[v]] + 1;
  return depth;
}

function sum(bounds: readonly Bound[]): Bound {
  let total = Rational.zero;
  for (const bound of bounds) {
    if (bound === null) return null;
    total = total.add(bound);
  }
  return total;
}

/** The greater of the two (`sense` 1) or the lesser (-1), where null is the infinity that never binds. */
function tighter(left: Bound, right: Bound, sense: 1 | -1): Bound {
  if (left === null) return right;
  if (right === null) return left;
  return left.compare(right) * sense >= 0 ? left : right;
}
