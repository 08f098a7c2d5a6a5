/*
 * Prices from what is held, and dispatches from prices. O(n + m).
 *
 * The thresholds found on the way are sums of many terms and carry their rounding. Once it is known which limits hold,
 * each connected group of nodes has one price, (target − all that is fixed) / (weights of the leaves that are free),
 * and that is recomputed here with compensated sums.
 */
import {
  bindingLower,
  bindingUpper,
  HELD_UPPER,
  heldOf,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  leaf,
  leafDispatch,
  leafLower,
  leafUpper,
  leafWeight,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  priceHigh,
  priceLow,
  records,
  setInner,
  setLeaf,
  shiftHigh,
  shiftLow,
} from "./memory";
import { roundingOf } from "./sums";

/** Replaces every group's price by the compensated one. Uses four f64[m] of the records' room. */
export function recomputePrices(): void {
  const m = innerCount;
  const fixedHigh = records;
  const fixedLow = fixedHigh + ((<usize>m) << 3);
  const freeHigh = fixedLow + ((<usize>m) << 3);
  const freeLow = freeHigh + ((<usize>m) << 3);
  memory.fill(records, 0, (<usize>m) << 5);
  for (let v = 0; v < m; v++) {
    addOwnLeaves(v, fixedHigh, fixedLow, freeHigh, freeLow);
    const p = parentOf(v);
    if (p < 0) continue;
    if (heldOf(v) == NOT_HELD) {
      addPair(fixedHigh, fixedLow, p, inner(fixedHigh, v), inner(fixedLow, v));
      addPair(freeHigh, freeLow, p, inner(freeHigh, v), inner(freeLow, v));
    } else {
      findTarget(v);
      addPair(fixedHigh, fixedLow, p, targetHigh, targetLow);
    }
  }
  for (let v = m - 1; v >= 0; v--) {
    if (heldOf(v) == NOT_HELD) {
      const p = parentOf(v);
      if (p >= 0) setInner(price, v, inner(price, p));
      continue;
    }
    const free = inner(freeHigh, v) + inner(freeLow, v);
    if (!(free > 0)) continue;
    findTarget(v);
    const difference = targetHigh - inner(fixedHigh, v);
    const lost = roundingOf(targetHigh, -inner(fixedHigh, v), difference);
    const found = (difference + (lost + targetLow - inner(fixedLow, v))) / free;
    // Where little is free beside much that is fixed, rounding alone could throw the price far out of its bracket.
    setInner(price, v, Math.min(Math.max(found, inner(priceLow, v)), inner(priceHigh, v)));
  }
}

/** Every leaf's dispatch at its node's price, held within its own limits. */
export function writeDispatches(): void {
  for (let v = 0; v < innerCount; v++) {
    const level = inner(price, v);
    const end = ownLeafBegin(v + 1);
    for (let k = ownLeafBegin(v); k < end; k++) {
      setLeaf(leafDispatch, k, Math.min(Math.max(leaf(leafWeight, k) * level, leaf(leafLower, k)), leaf(leafUpper, k)));
    }
  }
}

// Limit that holds a node, less the shift constants below, as a pair; left by `findTarget`.
let targetHigh: f64 = 0;
let targetLow: f64 = 0;

function findTarget(v: i32): void {
  const isUpper = heldOf(v) == HELD_UPPER;
  const binding = isUpper ? inner(bindingUpper, v) : inner(bindingLower, v);
  const limit = isUpper ? inner(innerUpper, v) : inner(innerLower, v);
  const shift = inner(shiftHigh, v);
  const high = limit - shift;
  const low = roundingOf(limit, -shift, high) - inner(shiftLow, v);
  // A limit that had to be widened by rounding (bounds.ts) stands as it was widened.
  const asWritten = high - inner(shiftLow, v) == binding;
  targetHigh = asWritten ? high : binding;
  targetLow = asWritten ? low : 0;
}

function addPair(high: usize, low: usize, v: i32, x: f64, xLow: f64): void {
  const before = inner(high, v);
  const sum = before + x;
  setInner(high, v, sum);
  setInner(low, v, inner(low, v) + (roundingOf(before, x, sum) + xLow));
}

/**
 * Adds v's own leaves: those at a limit to what is fixed, the weights of the others to what is free. The bracket, not the
 * price, says which, lest rounding tip a leaf over.
 */
function addOwnLeaves(v: i32, fixedHigh: usize, fixedLow: usize, freeHigh: usize, freeLow: usize): void {
  const low = inner(priceLow, v);
  const high = inner(priceHigh, v);
  const end = ownLeafBegin(v + 1);
  for (let k = ownLeafBegin(v); k < end; k++) {
    const lower = leaf(leafLower, k);
    const upper = leaf(leafUpper, k);
    const weight = leaf(leafWeight, k);
    if (lower == upper || weight * high <= lower) addPair(fixedHigh, fixedLow, v, lower, 0);
    else if (weight * low >= upper) addPair(fixedHigh, fixedLow, v, upper, 0);
    else addPair(freeHigh, freeLow, v, weight, 0);
  }
}
