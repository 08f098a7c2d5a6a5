/*
 * What each subtree can carry at least and at most, and which limits can bind at all. O(n + m), one pass from the leaves
 * up. Sums are compensated, so that limits which add up exactly are seen to.
 */

import { blockEnd, blockWithSums, LOWER_SUM, MANY_LEAVES, SHIFT, UPPER_SUM } from "./blocks";
import { findContradictions } from "./contradictions";
import { fillBounds } from "./fill-bounds";
import {
  BINDS,
  FAULT,
  firstInnerBelow,
  greatest,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  LOWER_BINDS,
  leafLower,
  leafShift,
  leafUpper,
  least,
  ownLeafBegin,
  setInner,
  setShiftLow,
  setState,
  shiftHigh,
  shiftLowOf,
  stateOf,
  UPPER_BINDS,
  where,
} from "./memory";
import { BLOCK, LAST_BITS, roundingOf, sumOf } from "./sums";

export const FEASIBLE: i32 = 0;
export const INFEASIBLE: i32 = 1;
export const UNBOUNDED: i32 = 2;

/** Misses below this, relative to what takes part in them, are rounding in the limits as written. */
const ROUNDING: f64 = 1e-12;

/** Whether limits miss each other by what is taken for rounding: how much that is depends on all that adds up below. */
export let hasAbsorbed: bool = false;

/** What x adds to the low half of a compensated sum that goes from `before` to `sum`; nothing once it is infinite. */
function lostTo(before: f64, x: f64, sum: f64): f64 {
  return where(Math.abs(sum) < Infinity, roundingOf(before, x, sum), 0);
}

/**
 * Fills `shift*`, `least`, `greatest` and `state`. Returns FEASIBLE, INFEASIBLE (contradictions.ts says what stands where
 * then) or UNBOUNDED.
 *
 * Where limits contradict each other the node is taken at what its subtree can just carry, so that everything above is
 * judged as if that limit had been widened. Uses two f64[m] of the work area for the low halves of the sums.
 */
export function findBounds(): i32 {
  return boundsWithin(ROUNDING);
}

/**
 * The same where requests stand for upper limits: then a miss is rounding only where it may be that of the sums, for the
 * true limits may have an answer without one.
 */
export function findRequestBounds(): i32 {
  return boundsWithin(LAST_BITS);
}

function boundsWithin(rounding: f64): i32 {
  // Only where some limit is missed does it matter how much of a miss is rounding.
  hasAbsorbed = fillBounds(false);
  if (hasAbsorbed && findContradictions(rounding)) return INFEASIBLE;
  return inner(greatest, innerCount - 1) == Infinity ? UNBOUNDED : FEASIBLE;
}

/**
 * The bounds while prices have tiers (tiers.ts): a node that misses a limit in this one is taken at the limit, which it
 * will keep in another, and there is no fault.
 */
export function reserveBounds(): void {
  fillBounds(true);
}

/**
 * The bounds of leaves that stand for many (steps.ts): `state` says which limits can bind at all. Returns whether some limit
 * is missed.
 */
export function boundsOfMany(): bool {
  return fillBounds(false);
}

/** Whether some limit is not met by what its subtree has, but for the rounding of sums. */
export function missesLimits(): bool {
  return fillBounds(false) && findContradictions(LAST_BITS);
}

/**
 * The same for one node whose own leaves, limits or children have changed; keeps which limit holds it. Returns which of
 * its limits can bind, and FAULT where one is missed, by however little. O(own leaves + children).
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
  const isInBlocks = end - k >= MANY_LEAVES;
  while (k < end || child >= first) {
    let nextShift: f64 = 0;
    let nextLow: f64 = 0;
    let nextHigh: f64 = 0;
    if (isInBlocks && k < end) {
      const next = blockEnd(k, end);
      const block = blockWithSums(k, next);
      nextShift = load<f64>(block, SHIFT);
      nextLow = load<f64>(block, LOWER_SUM);
      nextHigh = load<f64>(block, UPPER_SUM);
      k = next;
    } else if (k < end) {
      const next = min(k + BLOCK, end);
      nextShift = sumOf(leafShift, k, next);
      nextLow = sumOf(leafLower, k, next);
      nextHigh = sumOf(leafUpper, k, next);
      k = next;
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
  const lowest = low + lowLost;
  const highest = high + highLost;
  const lower = inner(innerLower, v) - shift - shiftLost;
  const upper = inner(innerUpper, v) - shift - shiftLost;
  const lowerBinds = lower - lowest > LAST_BITS * Math.abs(lower);
  const upperBinds = highest - upper > LAST_BITS * Math.abs(upper);
  setInner(least, v, where(lowerBinds, lower < highest ? lower : highest, lowest));
  setInner(greatest, v, where(upperBinds, upper > lowest ? upper : lowest, highest));
  const bits = (u8(lowerBinds) * LOWER_BINDS) | (u8(upperBinds) * UPPER_BINDS);
  setState(v, (stateOf(v) & ~BINDS) | bits);
  return lowest > upper || highest < lower ? bits | FAULT : bits;
}

/** The greatest flow through the root, from its bounds: its upper limit as written where that is what stops it. */
export function rootFlow(): f64 {
  const root = innerCount - 1;
  const upper = inner(innerUpper, root) - inner(shiftHigh, root) - shiftLowOf(root);
  const most = inner(greatest, root);
  return most == upper ? inner(innerUpper, root) : most + shiftLowOf(root) + inner(shiftHigh, root);
}
