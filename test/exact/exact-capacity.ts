import type { Bound, ExactTree } from "./exact-tree.js";
import { leafSegments, rootPrice } from "./price-tiers.js";
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

/** A miss below this share of the greatest magnitude that takes part in it is rounding. */
const ROUNDING = Rational.fraction(1n, 10n ** 12n);
/** What doubles may lose of a sum. */
const LAST_BITS = Rational.fraction(1n, 10n ** 15n);
const TWO = Rational.integer(2n);

/** The greatest magnitude that a flow is made of; two where doubles may take either. */
interface Size {
  readonly least: Rational;
  readonly greatest: Rational;
}

function sizeOf(value: Rational): Size {
  return { least: value.abs(), greatest: value.abs() };
}

/** Of a leaf's least or greatest flow: its shift constant and its limit. */
function leafSize(tree: ExactTree, limit: Bound, v: number): Size {
  const shift = sizeOf(tree.shift[v]);
  return limit === null ? shift : greatestOf([shift, sizeOf(limit.subtract(tree.shift[v]))]);
}

function greatestOf(sizes: readonly Size[]): Size {
  const greater = (a: Rational, b: Rational): Rational => (a.lessThan(b) ? b : a);
  return sizes.reduce((a, b) => ({
    least: greater(a.least, b.least),
    greatest: greater(a.greatest, b.greatest),
  }));
}

/** The size of a flow that is held at a limit where it would pass it: at least (`sense` 1) or at most (-1) that. */
function cutOff(limit: Bound, below: Bound, size: Size, sense: 1 | -1): Size {
  if (limit === null) return size;
  const own = sizeOf(limit);
  if (below === null) return own;
  const beyond = sense === 1 ? limit.subtract(below) : below.subtract(limit);
  const both = greatestOf([own, size]);
  if (beyond.abs().lessThan(LAST_BITS.multiply(both.greatest))) {
    return { least: own.least.lessThan(size.least) ? own.least : size.least, greatest: both.greatest };
  }
  return beyond.lessThan(Rational.zero) ? size : own;
}

/** Adds up what can flow, from the leaves up. Widens the limits (in `tree`) whose miss is mere rounding. */
export function measureCapacity(tree: ExactTree): MeasuredCapacity {
  const { children, topDown, lower, upper } = tree;
  const least: Bound[] = [...lower];
  const greatest: Bound[] = [...upper];
  const leastSize = lower.map((limit, v) => leafSize(tree, limit, v));
  const greatestSize = upper.map((limit, v) => leafSize(tree, limit, v));
  const shiftsBelow = tree.shift.map((shift) => shift.abs());
  const isTainted = lower.map(() => false);
  let contradiction: ExactContradiction | undefined;
  let isBorderline = false;

  const absorb = (miss: Rational, size: Size, shifts: Rational): boolean => {
    const least = ROUNDING.multiply(size.least);
    const greatest = ROUNDING.multiply(size.greatest);
    const isNear = !miss.multiply(TWO).lessThan(least) && miss.lessThan(greatest.multiply(TWO));
    const isAbsorbed = miss.lessThan(greatest);
    // The kernel's sums are less the shift constants: what is lost in them it does not see.
    if (isNear || (!isAbsorbed && miss.lessThan(LAST_BITS.multiply(shifts)))) isBorderline = true;
    return isAbsorbed;
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
    shiftsBelow[v] = children[v].map((child) => shiftsBelow[child]).reduce((a, b) => a.add(b));
    leastSize[v] = greatestOf(children[v].map((child) => leastSize[child]));
    greatestSize[v] = greatestOf(children[v].map((child) => greatestSize[child]));
    if (upper[v] && leastBelow && upper[v].lessThan(leastBelow)) {
      const miss = leastBelow.subtract(upper[v]);
      greatestSize[v] = greatestOf([leastSize[v], sizeOf(upper[v])]);
      if (absorb(miss, greatestSize[v], shiftsBelow[v])) upper[v] = leastBelow;
      else blame({ node: v, limit: "upper", reachable: leastBelow, miss });
    } else if (lower[v] && greatestBelow?.lessThan(lower[v])) {
      const miss = lower[v].subtract(greatestBelow);
      leastSize[v] = greatestOf([greatestSize[v], sizeOf(lower[v])]);
      if (absorb(miss, leastSize[v], shiftsBelow[v])) lower[v] = greatestBelow;
      else blame({ node: v, limit: "lower", reachable: greatestBelow, miss });
    } else {
      leastSize[v] = cutOff(lower[v], leastBelow, leastSize[v], 1);
      greatestSize[v] = cutOff(upper[v], greatestBelow, greatestSize[v], -1);
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
  const { parent, children, upper, lower, request } = tree;
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
  const segments = leafSegments(tree);
  const atRoot = rootPrice(tree).tier;
  // A leaf pays in the tier in which it exports without limit.
  const payers = leaves.map((leaf) => ({ tier: segments[leaf][0].tier, way: reached(leaf, lower) }));
  const isEndless = (leaf: number): boolean => {
    const way = reached(leaf, upper);
    const wantsIn = segments[leaf].findLast(({ tier }) => tier < atRoot)?.tier as number;
    const isPaid = payers.some((payer) => payer.tier > wantsIn && payer.way.some((v) => way.includes(v)));
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
