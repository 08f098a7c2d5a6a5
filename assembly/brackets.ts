/*
 * Levels by bracketing. O(n + m) where the trial prices cut well, never more than about a hundred passes: a bracket that
 * the sums do not cut well is cut by the ranks of the doubles in it. (Measured: a dozen to twenty rounds, each a fraction
 * of the one before; thirty to sixty on small integers with infinite ranges, where limits meet to the bit.)
 *
 * A *component* is a connected piece of the tree with one unknown price, of which we know a bracket [low, high] and the
 * total that its top must carry (the limit that holds it). Components are worked on together, all of them in the first
 * round and then as many as stay in the cache, in rounds of two passes:
 *
 *   sums    from the leaves up: what every node carries at two trial prices inside its component's bracket;
 *   split   from the root down: the top's sums say in which third of the bracket the price lies. A node whose sum passes
 *           its limit on all of that third is held by the limit: it becomes the top of a component of its own, with a
 *           bracket below (upper limit) or above (lower limit) its parent's. A limit that the sums keep on all of the
 *           third cannot bind and is dropped; a leaf that is settled there becomes a constant or a slope.
 *
 * What is dropped is gone: the records that are left are packed as the split goes, so that each round works on about a
 * third of the round before, however deep the tree is. A component with nothing left but a constant and a slope is
 * solved by one division. Constants and slopes are compensated sums, so the price is as good as its limits.
 *
 * The first round works on the tree itself (first-round.ts) and makes the records (records.ts) that the later rounds work
 * on.
 */

import { splitWholeTree } from "./first-round";
import { settledConstant, settledSlope, settleItems } from "./items";
import { HELD_UPPER, ITEM_BYTES, innerCount, NOT_HELD, price, RECORD_BYTES, setHeld, setInner } from "./memory";
import { hasInside } from "./prices";
import {
  ANY_PART,
  addPair,
  addSettled,
  BELOW,
  breakingBelow,
  breakpointBelow,
  CONSTANT,
  FOUND,
  firstSlot,
  hangOn,
  ITEM_END,
  itemBegin,
  keep,
  LOWER,
  lostBy,
  MARKS,
  makeTop,
  markSeveral,
  movedTo,
  NODE,
  PARENT,
  PART,
  PART_BITS,
  RECORDS,
  recordAt,
  SEVERAL,
  SLOPE,
  SUMS,
  setAtWork,
  setMovedTo,
  setPair,
  sideOf,
  TRIAL_SUMS,
  TRIALS,
  targetLow,
  totalOf,
  UPPER,
} from "./records";
import { dropKeptAbove, dropKeptBelow, hasOneBelow, isLimited, restLower, restUpper, setRest } from "./series";
import { beginPrice, priceOfItems } from "./single";

/** Records enough to be worth a turn of their own, and few enough to stay in the cache. Measured. */
const ENOUGH: i32 = 4096;

/** Finds, for every node that a limit holds, which limit (`held`) and the price below it. */
export function solveByBrackets(): void {
  splitWholeTree();
  let first = firstSlot;
  let items = itemBegin;
  while (first < innerCount) {
    const end = wholeComponents(first);
    const itemEnd = <usize>load<u32>(recordAt(end - 1), ITEM_END);
    setAtWork(first, items);
    for (let round = 1; firstSlot < end; round++) {
      sumRecords(end);
      splitRecords(end, round);
    }
    first = end;
    items = itemEnd;
  }
}

/** The end of the ENOUGH records from `first` on and those that share a component with one of them. O(these). */
function wholeComponents(first: i32): i32 {
  let end = min(first + ENOUGH, innerCount);
  for (let slot = first; slot < end; slot++) end = max(end, load<i32>(recordAt(slot), PARENT) + 1);
  return end;
}

/** What every record carries at its trial prices; O(records + items). */
function sumRecords(endSlot: i32): void {
  let item = itemBegin;
  const end = recordAt(endSlot - 1) + RECORD_BYTES;
  for (let record = recordAt(firstSlot); record < end; record += RECORD_BYTES) {
    const firstItem = item;
    const itemEnd = <usize>load<u32>(record, ITEM_END);
    const parent = load<i32>(record, PARENT);
    const above = parent < 0 ? record : recordAt(parent);
    const price2 = v128.load(record, TRIALS);
    const straight = f64x2.mul(v128.load64_splat(record, SLOPE), price2);
    let own = f64x2.add(straight, v128.load64_splat(record, CONSTANT));
    for (; item < itemEnd; item += ITEM_BYTES) {
      const wanted = f64x2.mul(v128.load64_splat(item, 16), price2);
      const raised = f64x2.pmax(wanted, v128.load64_splat(item));
      own = f64x2.add(own, f64x2.pmin(raised, v128.load64_splat(item, 8)));
    }
    const sum2 = f64x2.add(v128.load(record, TRIAL_SUMS), own);
    v128.store(record, sum2, TRIAL_SUMS);
    if (parent >= 0) {
      const raised = f64x2.pmax(sum2, v128.load64_splat(record, LOWER));
      const clamped = f64x2.pmin(raised, v128.load64_splat(record, UPPER));
      v128.store(above, f64x2.add(v128.load(above, TRIAL_SUMS), clamped), TRIAL_SUMS);
    }
    const below = firstItem < itemEnd ? firstItem : breakingBelow(record);
    if (below != 0) store<u32>(above, (load<u32>(above, BELOW) & MARKS) | <u32>below, BELOW);
  }
}

// The record at hand while brackets are cut: whether it is the top of a component, which has a total to carry, and what
// that lost to rounding; else the new slot of the record above it. Which part of the old bracket its price lies in.
let isTop: bool = false;
let total: f64 = 0;
let totalLost: f64 = 0;
let above: i32 = -1;
let part: i32 = 0;

// Where the records and items that are left are packed.
let newSlot: i32 = 0;
let newItem: usize = 0;

/** Cuts every bracket, splits components, drops what is settled and packs the rest; O(records + items). */
function splitRecords(endSlot: i32, round: i32): void {
  const oldFirst = firstSlot;
  const oldItemBegin = itemBegin;
  newSlot = endSlot;
  newItem = <usize>load<u32>(recordAt(endSlot - 1), ITEM_END);
  for (let old = endSlot - 1; old >= oldFirst; old--) {
    const record = recordAt(old);
    const begin = old > oldFirst ? <usize>load<u32>(record - RECORD_BYTES, ITEM_END) : oldItemBegin;
    if (!findComponent(record, old)) continue;
    if (isTop && (isMet(record, old) || isSolved(record, begin))) continue;
    cutRecord(record, old, begin, round);
  }
  setAtWork(newSlot, newItem);
}

/** Finds the component that a record belongs to now. False where that one's price is known: it is the record's, too. */
function findComponent(record: usize, old: i32): bool {
  const node = load<i32>(record, NODE);
  const parent = load<i32>(record, PARENT);
  isTop = parent < 0;
  totalLost = 0;
  if (isTop) {
    total = totalOf(node);
    return true;
  }
  const moved = movedTo(parent);
  above = moved >> PART_BITS;
  part = moved & ANY_PART;
  // At the ends of the old bracket stand the limits: they hold there, or the record would have been split off.
  const at = record + SUMS + ((<usize>(part & PART)) << 3);
  const lower = load<f64>(record, LOWER);
  const upper = load<f64>(record, UPPER);
  const side = sideOf(load<f64>(at), load<f64>(at + (part < FOUND ? 8 : 0)), lower, upper);
  if (side != NOT_HELD) {
    isTop = true;
    setHeld(node, side);
    total = side == HELD_UPPER ? upper : lower;
    totalLost = -targetLow(node, side, total);
    if (part < FOUND) addPair(recordAt(above), CONSTANT, total, -totalLost);
  } else if (part >= FOUND) {
    setMovedTo(old, above, part);
    return false;
  }
  return true;
}

/**
 * Finds the part of its bracket that a top's price lies in. Whether the price is found: where the total is met to the
 * bit, as happens where numbers are round and sums flat, or where there is no double left inside.
 */
function isMet(record: usize, old: i32): bool {
  const sumLow = load<f64>(record, TRIAL_SUMS);
  const sumHigh = load<f64>(record, TRIAL_SUMS + 8);
  let cut = sumLow == total ? 1 : sumHigh == total ? 2 : 0;
  if (cut == 0) {
    part = i32(sumLow < total) + i32(sumHigh < total);
    const bracket = record + ((<usize>part) << 3);
    if ((load<u32>(record, BELOW) & RECORDS) == 0) return false;
    if (hasInside(load<f64>(bracket), load<f64>(bracket, 8))) return false;
    cut = part == 0 ? 1 : part == 2 ? 2 : total - sumLow <= sumHigh - total ? 1 : 2;
  }
  setInner(price, load<i32>(record, NODE), load<f64>(record + ((<usize>cut) << 3)));
  setMovedTo(old, 0, cut | FOUND);
  return true;
}

/** Solves a component with nothing but items below its top: there is nobody to wait for. */
function isSolved(record: usize, begin: usize): bool {
  if ((load<u32>(record, BELOW) & RECORDS) != 0) return false;
  const end = <usize>load<u32>(record, ITEM_END);
  const bracket = record + ((<usize>part) << 3);
  const low = load<f64>(bracket);
  const high = load<f64>(bracket, 8);
  const slope = load<f64>(record, SLOPE);
  beginPrice(load<f64>(record, CONSTANT), lostBy(record, CONSTANT) + totalLost, slope, lostBy(record, SLOPE));
  const found = priceOfItems(begin, end, total, low, high, load<f64>(bracket, SUMS), load<f64>(bracket, SUMS + 8));
  setInner(price, load<i32>(record, NODE), found);
  return true;
}

/** Packs what is left of a record in its part of the bracket. Where nothing is, it melts into the one above. */
function cutRecord(record: usize, old: i32, begin: usize, round: i32): void {
  const bracket = record + ((<usize>part) << 3);
  const low = load<f64>(bracket);
  const high = load<f64>(bracket, 8);
  const atLow = load<f64>(bracket, SUMS);
  const atHigh = load<f64>(bracket, SUMS + 8);
  const node = load<i32>(record, NODE);
  const bits = load<u32>(record, BELOW) & MARKS;
  const breakpoint = isTop ? breakpointBelow(<usize>(load<u32>(record, BELOW) & ~MARKS), low, high) : NaN;
  const constant = load<f64>(record, CONSTANT);
  const constantLow = lostBy(record, CONSTANT) + totalLost;
  const slope = load<f64>(record, SLOPE);
  const slopeLow = lostBy(record, SLOPE);
  const itemEnd = newItem;
  newItem = settleItems(begin, <usize>load<u32>(record, ITEM_END), itemEnd, low, high);
  if (!isTop) {
    const lower = load<f64>(record, LOWER);
    const upper = load<f64>(record, UPPER);
    setRest(part > 0 && atLow >= lower ? -Infinity : lower, part < 2 && atHigh <= upper ? Infinity : upper);
    if (newItem == itemEnd) {
      if (isLimited()) {
        if (hasOneBelow(record, old)) {
          const child = record - RECORD_BYTES;
          const rate = slope + settledSlope;
          const lowerBelow = load<f64>(child, LOWER);
          dropKeptBelow(constant + settledConstant, rate, low, high, lowerBelow, load<f64>(child, UPPER));
        }
        if (above == newSlot) dropKeptAbove(recordAt(above), itemEnd, low, high);
      }
      if (!isLimited()) {
        const target = recordAt(above);
        addSettled(target, constant, constantLow, slope, slopeLow);
        if (bits & SEVERAL) markSeveral(target);
        setMovedTo(old, above, part);
        return;
      }
    }
  }
  newSlot--;
  setMovedTo(old, newSlot, part);
  const target = recordAt(newSlot);
  keep(target, node, itemEnd, low, high, isTop ? atLow : restLower, isTop ? atHigh : restUpper);
  if (isTop) makeTop(target, total, round, breakpoint);
  else hangOn(target, above);
  if (bits & SEVERAL) markSeveral(target);
  setPair(target, CONSTANT, constant, constantLow);
  setPair(target, SLOPE, slope, slopeLow);
  addSettled(target, 0, 0, 0, 0);
}
