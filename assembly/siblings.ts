/*
 * Fairness among siblings. O(n + m) where the trial prices cut well, never more than about a hundred passes over the
 * children of any one node.
 *
 * From the root down, each node's flow is split among its children at one price: a child answers it with
 * `clamp(weight below · price, least, greatest)`, what it can carry given everything below it. The price is bracketed as in
 * brackets.ts, the children being the items; then it is recomputed with compensated sums.
 *
 * In the work area: the items of one node at its start, the weights below (f64[m]) at its end. `price` holds what each
 * inner node is to carry.
 */
import { addAnswers, settledConstant, settledSlope, settleItems, writeItem } from "./items";
import {
  price as carried,
  firstInnerBelow,
  greatest,
  ITEM_BYTES,
  inner,
  innerCount,
  leaf,
  leafDispatch,
  leafLower,
  leafUpper,
  leafWeight,
  least,
  ownLeafBegin,
  parentOf,
  setInner,
  setLeaf,
  work,
  workEnd,
} from "./memory";
import { choosePrices, hasInside, trialHigh, trialLow } from "./prices";
import { addToSample, beginSample, endSample, SAMPLE } from "./sample";
import { roundingOf } from "./sums";

/** Two sums and the two prices they are taken at: what `addAnswers` wants. */
const sums: usize = memory.data(16, 16);
const trials: usize = memory.data(16, 16);

export function shareAmongSiblings(): void {
  const m = innerCount;
  const weightBelow = workEnd - ((((<usize>m) << 3) + 15) & ~15);
  sumWeights(weightBelow);
  setInner(carried, m - 1, inner(greatest, m - 1));
  for (let v = m - 1; v >= 0; v--) {
    const total = inner(carried, v);
    const itemsEnd = writeChildren(v, weightBelow);
    const level = recomputedPrice(v, weightBelow, total, bracketPrice(itemsEnd, total));
    for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
      setLeaf(leafDispatch, k, within(leaf(leafWeight, k) * level, leaf(leafLower, k), leaf(leafUpper, k)));
    }
    for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
      setInner(carried, child, within(inner(weightBelow, child) * level, inner(least, child), inner(greatest, child)));
    }
  }
}

function within(x: f64, lower: f64, upper: f64): f64 {
  return Math.min(Math.max(x, lower), upper);
}

function sumWeights(weightBelow: usize): void {
  for (let v = 0; v < innerCount; v++) setInner(weightBelow, v, 0);
  for (let v = 0; v < innerCount; v++) {
    let sum = inner(weightBelow, v);
    for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) sum += leaf(leafWeight, k);
    setInner(weightBelow, v, sum);
    const p = parentOf(v);
    if (p >= 0) setInner(weightBelow, p, inner(weightBelow, p) + sum);
  }
}

/** v's children as items, and a sample of their breakpoints. Returns where the items end. */
function writeChildren(v: i32, weightBelow: usize): usize {
  let item = work;
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    writeItem(item, leaf(leafLower, k), leaf(leafUpper, k), leaf(leafWeight, k));
    item += ITEM_BYTES;
  }
  for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
    writeItem(item, inner(least, child), inner(greatest, child), inner(weightBelow, child));
    item += ITEM_BYTES;
  }
  return item;
}

// The bracket that `bracketPrice` ended with: every item is settled on it.
let low: f64 = 0;
let high: f64 = 0;

/** The price at which the items of [work, itemsEnd) answer `total`; uses them up. */
function bracketPrice(itemsEnd: usize, total: f64): f64 {
  sampleItems(itemsEnd);
  let begin = work;
  let constant: f64 = 0;
  let slope: f64 = 0;
  low = -Infinity;
  high = Infinity;
  let atLow: f64 = -Infinity;
  let atHigh: f64 = Infinity;
  for (let round = 0; ; round++) {
    begin = settleItems(begin, itemsEnd, itemsEnd, low, high);
    constant += settledConstant;
    slope += settledSlope;
    if (begin == itemsEnd || !hasInside(low, high)) break;
    choosePrices(low, high, atLow, atHigh, total, round);
    store<f64>(trials, trialLow);
    store<f64>(trials, trialHigh, 8);
    store<f64>(sums, constant + slope * trialLow);
    store<f64>(sums, constant + slope * trialHigh, 8);
    addAnswers(begin, itemsEnd, trials, sums);
    const sumLow = load<f64>(sums);
    const sumHigh = load<f64>(sums, 8);
    if (sumLow >= total) {
      high = load<f64>(trials);
      atHigh = sumLow;
    } else if (sumHigh <= total) {
      low = load<f64>(trials, 8);
      atLow = sumHigh;
    } else {
      low = load<f64>(trials);
      high = load<f64>(trials, 8);
      atLow = sumLow;
      atHigh = sumHigh;
    }
  }
  if (slope > 0) return within((total - constant) / slope, low, high);
  return low > -Infinity ? low : high < Infinity ? high : 0;
}

function sampleItems(itemsEnd: usize): void {
  const count = <i32>((itemsEnd - work) / ITEM_BYTES);
  const stride = <usize>(count / SAMPLE + 1) * ITEM_BYTES;
  beginSample();
  for (let item = work; item < itemsEnd; item += stride) addToSample(load<f64>(item, 8) / load<f64>(item, 16));
  endSample();
}

// What is left of a node's total for the children that are free, and their weights, as compensated pairs.
let remainingHigh: f64 = 0;
let remainingLow: f64 = 0;
let freeHigh: f64 = 0;
let freeLow: f64 = 0;

/** The same price from (total − fixed) / (free weights), with compensated sums. */
function recomputedPrice(v: i32, weightBelow: usize, total: f64, level: f64): f64 {
  remainingHigh = total;
  remainingLow = freeHigh = freeLow = 0;
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    takeOut(leaf(leafLower, k), leaf(leafUpper, k), leaf(leafWeight, k));
  }
  for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
    takeOut(inner(least, child), inner(greatest, child), inner(weightBelow, child));
  }
  if (!(freeHigh > 0)) return level;
  // Where little is free beside much that is fixed, rounding alone could throw the price far out of its bracket.
  return within((remainingHigh + remainingLow) / (freeHigh + freeLow), low, high);
}

/** Free is what was straight on the bracket; the bracket, not a price, says so, lest rounding tip an item over. */
function takeOut(lower: f64, upper: f64, weight: f64): void {
  const isAtLower = lower == upper || weight * high <= lower;
  if (isAtLower || weight * low >= upper) {
    const fixed = isAtLower ? lower : upper;
    const difference = remainingHigh - fixed;
    remainingLow += roundingOf(remainingHigh, -fixed, difference);
    remainingHigh = difference;
  } else {
    const sum = freeHigh + weight;
    freeLow += roundingOf(freeHigh, weight, sum);
    freeHigh = sum;
  }
}
