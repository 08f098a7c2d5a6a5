/*
 * Which misses are contradictions, and which are rounding in the limits as written. O(n + m), one pass from the leaves up,
 * only where the bounds have found a miss (bounds.ts).
 *
 * A miss counts against the greatest magnitude that takes part in it: the limit that is missed, and the numbers below that
 * add up past it, which are those of the leaves and of the limits that cut off what lies below them. Limits elsewhere say
 * nothing about it. The sums are of flows, shift constants and all, as compensated pairs.
 *
 * In the records' room, for each inner node:
 *
 *     +0  leastHigh, leastLow, leastSize           f64 x 3  least flow, and the greatest magnitude that it is made of
 *    +24  greatestHigh, greatestLow, greatestSize  f64 x 3  greatest flow, likewise
 */
import {
  FAULT,
  firstInnerBelow,
  greatest,
  HELD_LOWER,
  HELD_UPPER,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  inWork,
  leaf,
  leafLower,
  leafShift,
  leafUpper,
  least,
  ownLeafBegin,
  parentOf,
  records,
  setFault,
  setInner,
} from "./memory";
import { roundingOf } from "./sums";

const LEAST: usize = 0;
const GREATEST: usize = 24;
const BYTES: usize = 48;

/**
 * Whether some node misses a limit by `rounding`, relative to what takes part in it, or more. `state` then says which, and
 * `least` the flow that the subtree can just carry, `greatest` by how much that misses.
 */
export function findContradictions(rounding: f64): bool {
  let contradicts = false;
  for (let v = 0; v < innerCount; v++) if (firstInnerBelow(v) == v) memory.fill(sumsAt(v), 0, BYTES);
  for (let v = 0; v < innerCount; v++) {
    const sums = sumsAt(v);
    addLeaves(v, sums);
    if (missesLimit(v, sums, rounding)) contradicts = true;
    const p = parentOf(v);
    if (p < 0) break;
    // The first child gives its parent its sums, the others add to them.
    if (firstInnerBelow(p) == firstInnerBelow(v)) memory.copy(sumsAt(p), sums, BYTES);
    else {
      addSum(sumsAt(p) + LEAST, sums + LEAST);
      addSum(sumsAt(p) + GREATEST, sums + GREATEST);
    }
  }
  return contradicts;
}

function sumsAt(v: i32): usize {
  return inWork(records + <usize>v * BYTES);
}

function addLeaves(v: i32, sums: usize): void {
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    const shift = leaf(leafShift, k);
    addTo(sums + LEAST, leaf(leafLower, k));
    addTo(sums + LEAST, shift);
    addTo(sums + GREATEST, leaf(leafUpper, k));
    addTo(sums + GREATEST, shift);
  }
}

function addTo(sum: usize, x: f64): void {
  addPair(sum, x, 0, Math.abs(x));
}

function addSum(sum: usize, other: usize): void {
  addPair(sum, load<f64>(other), load<f64>(other, 8), load<f64>(other, 16));
}

/** An infinity swallows everything. */
function addPair(sum: usize, x: f64, lost: f64, size: f64): void {
  const before = load<f64>(sum);
  const after = before + x;
  store<f64>(sum, after);
  if (Math.abs(after) == Infinity) return;
  store<f64>(sum, load<f64>(sum, 8) + (roundingOf(before, x, after) + lost), 8);
  store<f64>(sum, Math.max(load<f64>(sum, 16), size), 16);
}

/** A sum less a limit: infinite where either is. */
function excess(sum: usize, limit: f64): f64 {
  const high = load<f64>(sum);
  const difference = high - limit;
  if (Math.abs(difference) == Infinity) return difference;
  return difference + (roundingOf(high, -limit, difference) + load<f64>(sum, 8));
}

function setSum(sum: usize, limit: f64): void {
  store<f64>(sum, limit);
  store<f64>(sum, 0, 8);
  store<f64>(sum, Math.abs(limit), 16);
}

/** Holds a node's sums within its limits, or takes a limit that they miss as widened. Whether one is contradicted. */
function missesLimit(v: i32, sums: usize, rounding: f64): bool {
  const lower = inner(innerLower, v);
  const upper = inner(innerUpper, v);
  const above = excess(sums + LEAST, upper);
  const below = -excess(sums + GREATEST, lower);
  if (above > 0) return widen(v, HELD_UPPER, above, upper, sums + LEAST, sums + GREATEST, rounding);
  if (below > 0) return widen(v, HELD_LOWER, below, lower, sums + GREATEST, sums + LEAST, rounding);
  setFault(v, 0);
  if (excess(sums + LEAST, lower) < 0) setSum(sums + LEAST, lower);
  if (excess(sums + GREATEST, upper) > 0) setSum(sums + GREATEST, upper);
  return false;
}

/** Takes the sum that misses a limit for the other one as well. */
function widen(v: i32, side: u8, miss: f64, limit: f64, from: usize, to: usize, rounding: f64): bool {
  memory.copy(to, from, 24);
  const size = Math.max(load<f64>(from, 16), Math.abs(limit));
  store<f64>(to, size, 16);
  const isFault = miss >= rounding * size;
  setFault(v, isFault ? FAULT | side : 0);
  if (isFault) {
    setInner(least, v, load<f64>(from) + load<f64>(from, 8));
    setInner(greatest, v, miss);
  }
  return isFault;
}
