/*
 * What each subtree can carry at least and at most, and which limits can bind at all. O(n + m), one pass from the leaves
 * up. Sums are compensated, so that limits which add up exactly are seen to.
 */

import { fillBoundsInLanes } from "./bounds-in-lanes";
import {
  BINDS,
  FAULT,
  firstInnerBelow,
  greatest,
  HELD_LOWER,
  HELD_UPPER,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  LOWER_BINDS,
  leaf,
  leafCount,
  leafLower,
  leafShift,
  leafUpper,
  least,
  ownLeafBegin,
  parentOf,
  setInner,
  setShiftLow,
  setState,
  shiftHigh,
  shiftLowOf,
  stateOf,
  UPPER_BINDS,
  where,
  work,
} from "./memory";
import { BLOCK, LAST_BITS, roundingOf, sumOf } from "./sums";

export const FEASIBLE: i32 = 0;
export const INFEASIBLE: i32 = 1;
export const UNBOUNDED: i32 = 2;

/** Misses below this, relative to the greatest finite limit, are rounding in the limits as written. */
const ROUNDING: f64 = 1e-12;
/** Whether nodes that miss a limit are taken at the limit. */
let reserves: bool = false;

/** Whether limits miss each other by what is taken for rounding: how much that is depends on all limits of the tree. */
export let hasAbsorbed: bool = false;

function finiteMagnitude(x: f64): f64 {
  const magnitude = Math.abs(x);
  return magnitude < Infinity ? magnitude : 0;
}

function greatestFiniteLimit(): f64 {
  let most: f64 = 0;
  for (let k = 0; k < leafCount; k++) {
    most = Math.max(most, finiteMagnitude(leaf(leafLower, k)));
    most = Math.max(most, finiteMagnitude(leaf(leafUpper, k)));
  }
  for (let v = 0; v < innerCount; v++) {
    most = Math.max(most, finiteMagnitude(inner(innerLower, v)));
    most = Math.max(most, finiteMagnitude(inner(innerUpper, v)));
  }
  return most;
}

/** What x adds to the low half of a compensated sum that goes from `before` to `sum`; nothing once it is infinite. */
function lostTo(before: f64, x: f64, sum: f64): f64 {
  return where(Math.abs(sum) < Infinity, roundingOf(before, x, sum), 0);
}

/** What a compensated sum (high, low) still holds when it is taken as the double `sum`; nothing once it is infinite. */
function restOf(high: f64, low: f64, sum: f64): f64 {
  return where(Math.abs(sum) < Infinity, high - sum + low, 0);
}

function setPair(high: usize, low: usize, v: i32, x: f64, xLow: f64): void {
  setInner(high, v, x);
  setInner(low, v, xLow);
}

/** Adds the pair (x, xLow) to the compensated sum (high[v], low[v]); an infinity swallows everything. */
function accumulate(high: usize, low: usize, v: i32, x: f64, xLow: f64): void {
  const before = inner(high, v);
  const sum = before + x;
  setInner(high, v, sum);
  if (Math.abs(sum) < Infinity) setInner(low, v, inner(low, v) + (roundingOf(before, x, sum) + xLow));
}

/**
 * Fills `shift*`, `least`, `greatest` and `state`. Returns FEASIBLE, INFEASIBLE (`state` then says at which nodes, and
 * which limit) or UNBOUNDED.
 *
 * Where limits contradict each other the node is taken at what its subtree can just carry, so that everything above is
 * judged as if that limit had been widened. Uses two f64[m] of the work area for the low halves of the sums.
 */
export function findBounds(): i32 {
  // Only where some limit is missed does it matter how much of a miss is rounding.
  hasAbsorbed = fillBounds(0);
  if (hasAbsorbed && fillBounds(ROUNDING * greatestFiniteLimit())) return INFEASIBLE;
  return inner(greatest, innerCount - 1) == Infinity ? UNBOUNDED : FEASIBLE;
}

/**
 * The bounds while prices have tiers (tiers.ts): a node that misses a limit in this one is taken at the limit, which it
 * will keep in another, and there is no fault.
 */
export function reserveBounds(): void {
  reserves = true;
  fillBounds(0);
  reserves = false;
}

/** Whether some lower limit is not met by the greatest flow of its subtree, rounding aside. */
export function missesLower(): bool {
  return fillBounds(ROUNDING * greatestFiniteLimit());
}

/** One pass from the leaves up; misses of up to `absorbed` are rounding. Whether limits contradict each other. */
function fillBounds(absorbed: f64): bool {
  return ASC_FEATURE_SIMD ? fillBoundsInLanes(absorbed, reserves) : fillBoundsInTurn(absorbed);
}

/** What `fillBoundsInLanes` does, one number after the other: for the build without vectors. */
function fillBoundsInTurn(absorbed: f64): bool {
  const m = innerCount;
  const leastLow = work;
  const greatestLow = work + ((<usize>m) << 3);
  let contradicts = false;
  for (let v = 0; v < m; v++) {
    // The first child sets its parent's sums, the others add to them: nothing need be cleared before.
    const isLowest = firstInnerBelow(v) == v;
    let shift = isLowest ? 0 : inner(shiftHigh, v);
    let shiftLost = isLowest ? 0 : shiftLowOf(v);
    let low = isLowest ? 0 : inner(least, v);
    let lowLost = isLowest ? 0 : inner(leastLow, v);
    let high = isLowest ? 0 : inner(greatest, v);
    let highLost = isLowest ? 0 : inner(greatestLow, v);
    const end = ownLeafBegin(v + 1);
    for (let k = ownLeafBegin(v); k < end; k += BLOCK) {
      const blockEnd = min(k + BLOCK, end);
      const blockShift = sumOf(leafShift, k, blockEnd);
      const blockLeast = sumOf(leafLower, k, blockEnd);
      const blockMost = sumOf(leafUpper, k, blockEnd);
      const shiftSum = shift + blockShift;
      const lowSum = low + blockLeast;
      const highSum = high + blockMost;
      shiftLost += roundingOf(shift, blockShift, shiftSum);
      lowLost += lostTo(low, blockLeast, lowSum);
      highLost += lostTo(high, blockMost, highSum);
      shift = shiftSum;
      low = lowSum;
      high = highSum;
    }
    setInner(shiftHigh, v, shift);
    setShiftLow(v, shiftLost);

    const lowest = low + lowLost;
    const highest = high + highLost;
    const bits = setBounds(v, lowest, highest, absorbed);
    setState(v, bits);
    if (bits & FAULT) contradicts = true;
    const p = parentOf(v);
    if (p < 0) break;
    const leastRest = where((bits & LOWER_BINDS) != 0, 0, restOf(low, lowLost, lowest));
    const greatestRest = where((bits & UPPER_BINDS) != 0, 0, restOf(high, highLost, highest));
    if (firstInnerBelow(p) == firstInnerBelow(v)) {
      setInner(shiftHigh, p, shift);
      setShiftLow(p, shiftLost);
      setPair(least, leastLow, p, inner(least, v), leastRest);
      setPair(greatest, greatestLow, p, inner(greatest, v), greatestRest);
    } else {
      const before = inner(shiftHigh, p);
      const sum = before + shift;
      setInner(shiftHigh, p, sum);
      setShiftLow(p, shiftLowOf(p) + (roundingOf(before, shift, sum) + shiftLost));
      accumulate(least, leastLow, p, inner(least, v), leastRest);
      accumulate(greatest, greatestLow, p, inner(greatest, v), greatestRest);
    }
  }
  return contradicts;
}

/**
 * Sets what v can carry, from what is below it and its own limits. Returns which of its limits can bind (LOWER_BINDS,
 * UPPER_BINDS), and FAULT with the limit (HELD_LOWER, HELD_UPPER) that even the subtree's greatest or least flow misses
 * by more than `absorbed`.
 */
function setBounds(v: i32, lowest: f64, highest: f64, absorbed: f64): u8 {
  const shift = inner(shiftHigh, v);
  const shiftLost = shiftLowOf(v);
  const lower = inner(innerLower, v) - shift - shiftLost;
  const upper = inner(innerUpper, v) - shift - shiftLost;
  const isAboveUpper = lowest > upper + absorbed;
  const isBelowLower = highest < lower - absorbed;
  if (reserves && (lowest > upper || highest < lower)) {
    const limit = lowest > upper ? upper : lower;
    setInner(least, v, limit);
    setInner(greatest, v, limit);
    return BINDS;
  }
  const lowerBinds = lower - lowest > LAST_BITS * Math.abs(lower);
  const upperBinds = highest - upper > LAST_BITS * Math.abs(upper);
  setInner(least, v, where(lowerBinds, lower < highest ? lower : highest, lowest));
  setInner(greatest, v, where(upperBinds, upper > lowest ? upper : lowest, highest));
  const binds = (u8(lowerBinds) * LOWER_BINDS) | (u8(upperBinds) * UPPER_BINDS);
  return isAboveUpper ? binds | FAULT | HELD_UPPER : isBelowLower ? binds | FAULT | HELD_LOWER : binds;
}

/**
 * The same for one node whose own leaves, limits or children have changed; keeps which limit holds it. Returns its bits
 * as `setBounds` does, misses of any size being faults. O(own leaves + children).
 */
export function refreshBounds(v: i32): u8 {
  let shift: f64 = 0;
  let shiftLost: f64 = 0;
  let low: f64 = 0;
  let lowLost: f64 = 0;
  let high: f64 = 0;
  let highLost: f64 = 0;
  const end = ownLeafBegin(v + 1);
  const first = firstInnerBelow(v);
  let k = ownLeafBegin(v);
  let child = v - 1;
  while (k < end || child >= first) {
    let nextShift: f64 = 0;
    let nextLow: f64 = 0;
    let nextHigh: f64 = 0;
    if (k < end) {
      const blockEnd = min(k + BLOCK, end);
      nextShift = sumOf(leafShift, k, blockEnd);
      nextLow = sumOf(leafLower, k, blockEnd);
      nextHigh = sumOf(leafUpper, k, blockEnd);
      k = blockEnd;
    } else {
      nextShift = inner(shiftHigh, child);
      shiftLost += shiftLowOf(child);
      nextLow = inner(least, child);
      nextHigh = inner(greatest, child);
      child = firstInnerBelow(child) - 1;
    }
    const shiftSum = shift + nextShift;
    const lowSum = low + nextLow;
    const highSum = high + nextHigh;
    shiftLost += roundingOf(shift, nextShift, shiftSum);
    lowLost += lostTo(low, nextLow, lowSum);
    highLost += lostTo(high, nextHigh, highSum);
    shift = shiftSum;
    low = lowSum;
    high = highSum;
  }
  setInner(shiftHigh, v, shift);
  setShiftLow(v, shiftLost);
  const bits = setBounds(v, low + lowLost, high + highLost, 0);
  setState(v, (stateOf(v) & ~BINDS) | (bits & BINDS));
  return bits;
}

/** The greatest flow through the root, from its bounds: its upper limit as written where that is what stops it. */
export function rootFlow(): f64 {
  const root = innerCount - 1;
  const upper = inner(innerUpper, root) - inner(shiftHigh, root) - shiftLowOf(root);
  const most = inner(greatest, root);
  return most == upper ? inner(innerUpper, root) : most + shiftLowOf(root) + inner(shiftHigh, root);
}
