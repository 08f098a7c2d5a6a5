/*
 * Where to look next for a price: a bracket [low, high] is cut in three by two trial prices.
 */
import { sampleAt, sampled, sampleGreatest, sampleLeast, sampleRank, sampleSpan } from "./sample";

/** What `choosePrices` chose. */
export let trialLow: f64 = 0;
export let trialHigh: f64 = 0;

/** How far each trial price stays from the guess, as a share of the way to the end of the bracket. Measured. */
const SPREAD: f64 = 0.25;
/** After this many rounds every second cut is of the doubles in the bracket, whatever the sums say. Measured. */
const PATIENCE: i32 = 10;

/** Whether there is a double strictly between the two. */
export function hasInside(low: f64, high: f64): bool {
  const least = Math.max(low, -f64.MAX_VALUE);
  const most = Math.min(high, f64.MAX_VALUE);
  const middle = 0.5 * least + 0.5 * most;
  return low < middle && middle < high;
}

/** The double's rank among all doubles: monotone, and the inverse of `doubleAt`. */
function rankOf(x: f64): i64 {
  const bits = reinterpret<i64>(x);
  return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}

function doubleAt(rank: i64): f64 {
  return reinterpret<f64>(rank ^ ((rank >> 63) & i64.MAX_VALUE));
}

/** Cuts the doubles of the bracket in three: at most 41 such cuts leave none inside, whatever the sums do. */
function cutByRank(low: f64, high: f64): void {
  const first = rankOf(low);
  const distance = <u64>(rankOf(high) - first);
  const third = max<u64>(distance / 3, 1);
  trialLow = doubleAt(first + <i64>third);
  trialHigh = doubleAt(first + <i64>min<u64>(2 * third, distance - 1));
}

/**
 * Two trial prices low < trialLow <= trialHigh < high for a sum that is `atLow` at `low` and `atHigh` at `high` and is
 * to be `target`: around the straight line's guess, closing in from both ends. There must be a double inside.
 */
export function choosePrices(
  low: f64,
  high: f64,
  atLow: f64,
  atHigh: f64,
  target: f64,
  round: i32,
  breakpoint: f64,
): void {
  if (round > PATIENCE && (round & 1) == 0) {
    cutByRank(low, high);
  } else if (low == -Infinity || high == Infinity) {
    reachOut(low, high, breakpoint, round);
  } else {
    const width = high - low;
    const rise = atHigh - atLow;
    let share = 0.5;
    if (rise > 0 && rise < Infinity) share = Math.min(Math.max((target - atLow) / rise, 0.01), 0.99);
    trialLow = low + width * (share * (1 - SPREAD));
    trialHigh = high - width * ((1 - share) * (1 - SPREAD));
  }
  if ((round & 1) == 1 && breakpoint > low && breakpoint < high) {
    if (breakpoint - low < high - breakpoint) trialLow = breakpoint;
    else trialHigh = breakpoint;
  }
  if (!(trialLow > low && trialLow < high)) trialLow = 0.5 * low + 0.5 * high;
  if (!(trialHigh > low && trialHigh < high)) trialHigh = trialLow;
  if (trialHigh < trialLow) trialHigh = trialLow;
  if (!(trialLow > low && trialLow < high)) cutByRank(low, high);
}

/**
 * For a bracket without an end: where the sample lies inside it, thirds of that part; else a breakpoint, and twice as far;
 * else ever further out.
 */
function reachOut(low: f64, high: f64, breakpoint: f64, round: i32): void {
  const first = low == -Infinity ? 0 : sampleRank(low, true);
  const last = high == Infinity ? sampled : sampleRank(high, false);
  if (last > first) {
    trialLow = sampleAt(first + (last - first) / 3);
    trialHigh = sampleAt(first + (2 * (last - first)) / 3);
    return;
  }
  const isKnown = breakpoint > low && breakpoint < high;
  const unit = Math.max(sampleSpan(), Math.max(Math.abs(sampleLeast), Math.abs(sampleGreatest)));
  const step = (unit > 0 ? unit : 1) * <f64>((<i64>1) << min(2 * round, 60));
  if (low == -Infinity && high == Infinity) {
    trialLow = trialHigh = isKnown ? breakpoint : 0;
  } else if (low == -Infinity) {
    trialLow = high - (isKnown ? 2 * (high - breakpoint) : step);
    trialHigh = isKnown ? breakpoint : high - step / 16;
  } else {
    trialLow = isKnown ? breakpoint : low + step / 16;
    trialHigh = low + (isKnown ? 2 * (breakpoint - low) : step);
  }
}
