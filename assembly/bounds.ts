/*
 * What each subtree can carry at least and at most, and which limits can bind at all. O(n + m), one pass from the leaves
 * up. Sums are compensated, so that limits which add up exactly are seen to.
 */
import {
  bindingLower,
  bindingUpper,
  firstInnerBelow,
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
const LAST_BITS: f64 = 4e-15;
/** Leaves summed plainly before their sum joins a compensated one. */
const BLOCK: i32 = 64;

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
  return Math.abs(sum) < Infinity ? roundingOf(before, x, sum) : 0;
}

/** What a compensated sum (high, low) still holds when it is taken as the double `sum`; nothing once it is infinite. */
function restOf(high: f64, low: f64, sum: f64): f64 {
  return Math.abs(sum) < Infinity ? high - sum + low : 0;
}

function setPair(high: usize, low: usize, v: i32, x: f64, xLow: f64): void {
  setInner(high, v, x);
  setInner(low, v, xLow);
}

/** Plain sum of the leaves [begin, end), in four lanes; at most BLOCK of them. */
function sumOf(array: usize, begin: i32, end: i32): f64 {
  let k = begin;
  let sum: f64 = 0;
  if (ASC_FEATURE_SIMD) {
    if (end - begin >= 8) {
      let sumA = f64x2.splat(0);
      let sumB = f64x2.splat(0);
      for (; k + 3 < end; k += 4) {
        const address = array + ((<usize>k) << 3);
        sumA = f64x2.add(sumA, v128.load(address));
        sumB = f64x2.add(sumB, v128.load(address, 16));
      }
      sumA = f64x2.add(sumA, sumB);
      sum = f64x2.extract_lane(sumA, 0) + f64x2.extract_lane(sumA, 1);
    }
  }
  for (; k < end; k++) sum += leaf(array, k);
  return sum;
}

/** Adds the pair (x, xLow) to the compensated sum (high[v], low[v]); an infinity swallows everything. */
function accumulate(high: usize, low: usize, v: i32, x: f64, xLow: f64): void {
  const before = inner(high, v);
  const sum = before + x;
  setInner(high, v, sum);
  if (Math.abs(sum) < Infinity) setInner(low, v, inner(low, v) + (roundingOf(before, x, sum) + xLow));
}

/**
 * Fills `shift*`, `least`, `greatest`, `binding*`. Returns FEASIBLE, INFEASIBLE (`held` then says at which nodes, and
 * which limit) or UNBOUNDED.
 *
 * Where limits contradict each other the node is taken at what its subtree can just carry, so that everything above is
 * judged as if that limit had been widened. Uses two f64[m] of the work area for the low halves of the sums.
 */
export function findBounds(): i32 {
  // Only where some limit is missed does it matter how much of a miss is rounding.
  const contradicts = fillBounds(0) && fillBounds(ROUNDING * greatestFiniteLimit());
  if (contradicts) return INFEASIBLE;
  return inner(greatest, innerCount - 1) == Infinity ? UNBOUNDED : FEASIBLE;
}

/** One pass from the leaves up; misses of up to `absorbed` are rounding. Whether limits contradict each other. */
function fillBounds(absorbed: f64): bool {
  const m = innerCount;
  const leastLow = work;
  const greatestLow = work + ((<usize>m) << 3);
  let contradicts = false;
  for (let v = 0; v < m; v++) {
    // The first child sets its parent's sums, the others add to them: nothing need be cleared before.
    const isLowest = firstInnerBelow(v) == v;
    let shift = isLowest ? 0 : inner(shiftHigh, v);
    let shiftLost = isLowest ? 0 : inner(shiftLow, v);
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
    setInner(shiftLow, v, shiftLost);

    const lowest = low + lowLost;
    const highest = high + highLost;
    const lower = inner(innerLower, v) - shift - shiftLost;
    const upper = inner(innerUpper, v) - shift - shiftLost;
    const isAboveUpper = lowest > upper + absorbed;
    const isBelowLower = highest < lower - absorbed;
    setHeld(v, isAboveUpper ? HELD_UPPER : isBelowLower ? HELD_LOWER : NOT_HELD);
    if (isAboveUpper || isBelowLower) contradicts = true;
    const lowerBinds = lower - lowest > LAST_BITS * Math.abs(lower);
    const upperBinds = highest - upper > LAST_BITS * Math.abs(upper);
    const carriedLeast = lowerBinds ? Math.min(lower, highest) : lowest;
    const carriedGreatest = upperBinds ? Math.max(upper, lowest) : highest;
    setInner(bindingLower, v, lowerBinds ? carriedLeast : -Infinity);
    setInner(bindingUpper, v, upperBinds ? carriedGreatest : Infinity);
    setInner(least, v, carriedLeast);
    setInner(greatest, v, carriedGreatest);
    const p = parentOf(v);
    if (p < 0) break;
    const leastRest = lowerBinds ? 0 : restOf(low, lowLost, lowest);
    const greatestRest = upperBinds ? 0 : restOf(high, highLost, highest);
    if (firstInnerBelow(p) == firstInnerBelow(v)) {
      setPair(shiftHigh, shiftLow, p, shift, shiftLost);
      setPair(least, leastLow, p, carriedLeast, leastRest);
      setPair(greatest, greatestLow, p, carriedGreatest, greatestRest);
    } else {
      accumulate(shiftHigh, shiftLow, p, shift, shiftLost);
      accumulate(least, leastLow, p, carriedLeast, leastRest);
      accumulate(greatest, greatestLow, p, carriedGreatest, greatestRest);
    }
  }
  return contradicts;
}
