/*
 * An item answers a price with `clamp(weight · price, lower, upper)`: a leaf does, and so does a whole subtree among its
 * siblings. Items are 24 bytes each, packed in the work area:
 *
 *     lower f64 | upper f64 | weight f64
 *
 * An item is *settled* on a range of prices [low, high] where its answer is one constant or one straight line there.
 */
import { ITEM_BYTES, inWork } from "./memory";
import { roundingOf } from "./sums";

/** What `settleItems` found: the sum of the constants, the sum of the slopes of the straight lines; compensated. */
export let settledConstant: f64 = 0;
export let settledConstantLow: f64 = 0;
export let settledSlope: f64 = 0;
export let settledSlopeLow: f64 = 0;

/** x, held between lower and upper, without a branch. */
export function within(x: f64, lower: f64, upper: f64): f64 {
  const raised = f64x2.pmax(f64x2.splat(x), f64x2.splat(lower));
  return f64x2.extract_lane(f64x2.pmin(raised, f64x2.splat(upper)), 0);
}

export function writeItem(item: usize, lower: f64, upper: f64, weight: f64): void {
  inWork(item);
  store<f64>(item, lower);
  store<f64>(item, upper, 8);
  store<f64>(item, weight, 16);
}

/**
 * Adds the items' answers at two prices to two sums; `prices` and `sums` are the addresses of f64 pairs.
 * O(items). The two prices are the two lanes of a vector.
 */
export function addAnswers(begin: usize, end: usize, prices: usize, sums: usize): void {
  const price2 = v128.load(prices);
  let sum2 = v128.load(sums);
  for (let item = begin; item < end; item += ITEM_BYTES) {
    const wanted = f64x2.mul(v128.load64_splat(item, 16), price2);
    const raised = f64x2.pmax(wanted, v128.load64_splat(item));
    sum2 = f64x2.add(sum2, f64x2.pmin(raised, v128.load64_splat(item, 8)));
  }
  v128.store(sums, sum2);
}

/** The bits of x where `keep` is 1, of +0 where it is 0; no branch, so unpredictable data cost nothing. */
function masked(x: f64, keep: i32): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) & -(<i64>keep));
}

/**
 * Packs the items of [begin, end) that are not settled on [low, high] so that they end at `target` (≥ end), in their
 * order, and returns where they begin. What the settled ones answer is left in `settledConstant` and `settledSlope`.
 * O(items).
 */
export function settleItems(begin: usize, end: usize, target: usize, low: f64, high: f64): usize {
  let constant: f64 = 0;
  let constantLow: f64 = 0;
  let slope: f64 = 0;
  let slopeLow: f64 = 0;
  let write = target;
  for (let item = end; item > begin; ) {
    item -= ITEM_BYTES;
    const lower = load<f64>(item);
    const upper = load<f64>(item, 8);
    const weight = load<f64>(item, 16);
    const atLow = weight * low;
    const atHigh = weight * high;
    const isAtLower = i32(atHigh <= lower) | i32(lower == upper);
    const isAtUpper = i32(atLow >= upper) & ~isAtLower;
    const isStraight = i32(atLow >= lower) & i32(atHigh <= upper) & ~(isAtLower | isAtUpper);
    const fixed = masked(lower, isAtLower) + masked(upper, isAtUpper);
    const constantSum = constant + fixed;
    constantLow += roundingOf(constant, fixed, constantSum);
    constant = constantSum;
    const free = masked(weight, isStraight);
    const slopeSum = slope + free;
    slopeLow += roundingOf(slope, free, slopeSum);
    slope = slopeSum;
    // Always written, kept only by moving on: the place below is scratch until then.
    const place = write - ITEM_BYTES;
    store<f64>(place, lower);
    store<f64>(place, upper, 8);
    store<f64>(place, weight, 16);
    write = place + <usize>(isAtLower | isAtUpper | isStraight) * ITEM_BYTES;
  }
  settledConstant = constant;
  settledConstantLow = constantLow;
  settledSlope = slope;
  settledSlopeLow = slopeLow;
  return write;
}

/** A price between low and high at which the item comes to one of its limits; NaN where there is none. */
export function breakpointInside(item: usize, low: f64, high: f64): f64 {
  const weight = load<f64>(item, 16);
  const atLower = load<f64>(item) / weight;
  if (low < atLower && atLower < high) return atLower;
  const atUpper = load<f64>(item, 8) / weight;
  return low < atUpper && atUpper < high ? atUpper : NaN;
}
