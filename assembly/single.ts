/*
 * One price for a handful of items: where `constant + slope · price + what the items answer` meets a total. O(items) where
 * the trial prices cut well, never more than about a hundred passes.
 */
import {
  addAnswers,
  breakpointInside,
  settledConstant,
  settledConstantLow,
  settledSlope,
  settledSlopeLow,
  settleItems,
  within,
} from "./items";
import { ITEM_BYTES } from "./memory";
import { choosePrices, hasInside, trialHigh, trialLow } from "./prices";
import { roundingOf } from "./sums";

/** Up to so many items are cut at every breakpoint rather than by trial prices. Measured. */
export const FEW_ITEMS: i32 = 4;

/** Two sums and the two prices they are taken at: what `addAnswers` wants. */
const sums: usize = memory.data(16, 16);
const trials: usize = memory.data(16, 16);
/** Breakpoints of up to FEW_ITEMS items, lower and upper by turns. */
const breakpoints: usize = memory.data(64, 16);

// What is settled, as compensated sums.
let constant: f64 = 0;
let constantLow: f64 = 0;
let slope: f64 = 0;
let slopeLow: f64 = 0;

/** Begins with what is settled beside the items, as compensated sums. */
export function beginPrice(fixed: f64, fixedLow: f64, free: f64, freeLow: f64): void {
  constant = fixed;
  constantLow = fixedLow;
  slope = free;
  slopeLow = freeLow;
}

/**
 * The price of the items [begin, end), which are used up, and of what has been begun with, in the bracket [low, high], at
 * whose ends all that sums to `atLow` and `atHigh` (infinite where that is not known).
 */
export function priceOfItems(begin: usize, end: usize, total: f64, low: f64, high: f64, atLow: f64, atHigh: f64): f64 {
  if (end - begin <= <usize>FEW_ITEMS * ITEM_BYTES) return priceOfFew(begin, end, total, low, high);
  let first = begin;
  for (let round = 0; ; round++) {
    first = settleItems(first, end, end, low, high);
    addConstant(settledConstant, settledConstantLow);
    addSlope(settledSlope, settledSlopeLow);
    if (first == end || !hasInside(low, high)) break;
    choosePrices(low, high, atLow, atHigh, total, round, breakpointInside(first, low, high));
    store<f64>(trials, trialLow);
    store<f64>(trials, trialHigh, 8);
    store<f64>(sums, constant + slope * trialLow);
    store<f64>(sums, constant + slope * trialHigh, 8);
    addAnswers(first, end, trials, sums);
    const sumLow = load<f64>(sums);
    const sumHigh = load<f64>(sums, 8);
    if (sumLow >= total) {
      high = trialLow;
      atHigh = sumLow;
    } else if (sumHigh <= total) {
      low = trialHigh;
      atLow = sumHigh;
    } else {
      low = trialLow;
      high = trialHigh;
      atLow = sumLow;
      atHigh = sumHigh;
    }
  }
  // Items that no double tells from the price answer it at either end of the bracket alike.
  for (; first < end; first += ITEM_BYTES) addConstant(answer(first, high), 0);
  return straightPrice(total, low, high);
}

function priceOfFew(begin: usize, end: usize, total: f64, low: f64, high: f64): f64 {
  let keys = breakpoints;
  for (let item = begin; item < end; item += ITEM_BYTES) {
    const weight = load<f64>(item, 16);
    store<f64>(keys, load<f64>(item) / weight);
    store<f64>(keys, load<f64>(item, 8) / weight, 8);
    keys += 16;
  }
  for (let key = breakpoints; key < keys; key += 8) {
    const at = load<f64>(key);
    if (!(at > low && at < high)) continue;
    let sum = constant + slope * at;
    for (let item = begin; item < end; item += ITEM_BYTES) sum += answer(item, at);
    if (sum >= total) high = at;
    else low = at;
  }
  keys = breakpoints;
  for (let item = begin; item < end; item += ITEM_BYTES) {
    if (load<f64>(keys) >= high) addConstant(load<f64>(item), 0);
    else if (load<f64>(keys, 8) <= low) addConstant(load<f64>(item, 8), 0);
    else addSlope(load<f64>(item, 16), 0);
    keys += 16;
  }
  return straightPrice(total, low, high);
}

function answer(item: usize, at: f64): f64 {
  return within(load<f64>(item, 16) * at, load<f64>(item), load<f64>(item, 8));
}

function addConstant(x: f64, lost: f64): void {
  const sum = constant + x;
  constantLow += roundingOf(constant, x, sum) + lost;
  constant = sum;
}

function addSlope(x: f64, lost: f64): void {
  const sum = slope + x;
  slopeLow += roundingOf(slope, x, sum) + lost;
  slope = sum;
}

/** The price at which constant + slope · price meets the total; kept within the bracket. */
function straightPrice(total: f64, low: f64, high: f64): f64 {
  const weight = slope + slopeLow;
  if (weight > 0) {
    const rest = total - constant;
    const lost = roundingOf(total, -constant, rest) - constantLow;
    // Where little is free beside much that is fixed, rounding alone could throw the price far out of its bracket.
    return within((rest + lost) / weight, low, high);
  }
  // Nothing can move on this bracket: any price in it says the same.
  return low > -Infinity ? low : high < Infinity ? high : 0;
}
