/*
 * What each subtree can carry at least and at most, and which limits can bind at all. O(n + m), one pass from the leaves
 * up. Sums are compensated, so that limits which add up exactly are seen to.
 */
import {
  bindingLower,
  bindingUpper,
  greatest,
  HELD_LOWER,
  HELD_UPPER,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  leaf,
  leafCount,
  leafLower,
  leafShift,
  leafUpper,
  least,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  setHeld,
  setInner,
  shiftHigh,
  shiftLow,
  work,
} from "./memory";
import { roundingOf } from "./sums";

export const FEASIBLE: i32 = 0;
export const INFEASIBLE: i32 = 1;
export const UNBOUNDED: i32 = 2;

/** Misses below this, relative to the greatest finite limit, are rounding in the limits as written. */
const ROUNDING: f64 = 1e-12;
/** A sum that passes a limit by less than this, relative to the limit, does not make the limit bind. */
const LAST_BITS: f64 = 1e-15;

/** Misses up to this are absorbed; in flow units. Set by `findBounds`. */
export let absorbed: f64 = 0;

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

/** Adds x to the compensated sum (high[v], low[v]); an infinity swallows everything. */
function accumulate(high: usize, low: usize, v: i32, x: f64): void {
  const before = inner(high, v);
  const sum = before + x;
  setInner(high, v, sum);
  if (Math.abs(sum) < Infinity) setInner(low, v, inner(low, v) + roundingOf(before, x, sum));
}

/**
 * Fills `shift*`, `least`, `greatest`, `binding*`. Returns FEASIBLE, INFEASIBLE (`held` then says at which nodes, and
 * which limit) or UNBOUNDED.
 *
 * Where limits contradict each other the node is taken at what its subtree can just carry, so that everything above is
 * judged as if that limit had been widened. Uses two f64[m] of the work area for the low halves of the sums.
 */
export function findBounds(): i32 {
  const m = innerCount;
  absorbed = ROUNDING * greatestFiniteLimit();
  const leastLow = work;
  const greatestLow = work + ((<usize>m) << 3);
  for (let v = 0; v < m; v++) {
    setInner(shiftHigh, v, 0);
    setInner(shiftLow, v, 0);
    setInner(least, v, 0);
    setInner(greatest, v, 0);
    setInner(leastLow, v, 0);
    setInner(greatestLow, v, 0);
  }
  let status = FEASIBLE;
  for (let v = 0; v < m; v++) {
    const end = ownLeafBegin(v + 1);
    for (let k = ownLeafBegin(v); k < end; k++) {
      accumulate(shiftHigh, shiftLow, v, leaf(leafShift, k));
      accumulate(least, leastLow, v, leaf(leafLower, k));
      accumulate(greatest, greatestLow, v, leaf(leafUpper, k));
    }
    const lowest = inner(least, v) + inner(leastLow, v);
    const highest = inner(greatest, v) + inner(greatestLow, v);
    const lower = inner(innerLower, v) - inner(shiftHigh, v) - inner(shiftLow, v);
    const upper = inner(innerUpper, v) - inner(shiftHigh, v) - inner(shiftLow, v);
    const isAboveUpper = lowest > upper + absorbed;
    const isBelowLower = highest < lower - absorbed;
    setHeld(v, isAboveUpper ? HELD_UPPER : isBelowLower ? HELD_LOWER : NOT_HELD);
    if (isAboveUpper || isBelowLower) status = INFEASIBLE;
    const lowerBinds = lower - lowest > LAST_BITS * Math.abs(lower);
    const upperBinds = highest - upper > LAST_BITS * Math.abs(upper);
    setInner(bindingLower, v, lowerBinds ? Math.min(lower, highest) : -Infinity);
    setInner(bindingUpper, v, upperBinds ? Math.max(upper, lowest) : Infinity);
    const carriedLeast = lowerBinds ? Math.min(lower, highest) : lowest;
    const carriedGreatest = upperBinds ? Math.max(upper, lowest) : highest;
    setInner(least, v, carriedLeast);
    setInner(greatest, v, carriedGreatest);
    const p = parentOf(v);
    if (p >= 0) {
      accumulate(shiftHigh, shiftLow, p, inner(shiftHigh, v));
      accumulate(shiftHigh, shiftLow, p, inner(shiftLow, v));
      accumulate(least, leastLow, p, carriedLeast);
      accumulate(greatest, greatestLow, p, carriedGreatest);
    }
  }
  if (status == FEASIBLE && inner(greatest, m - 1) == Infinity) return UNBOUNDED;
  return status;
}
