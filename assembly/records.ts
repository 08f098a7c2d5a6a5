/*
 * The records of the brackets (brackets.ts): one for every inner node still at work, 104 bytes each, packed against the
 * end of their array; a parent stands behind its children. The items (own leaves that are not settled) of consecutive
 * records are consecutive, packed against the end of the work area.
 *
 *     +0  low, trialLow, trialHigh, high  f64 x 4  the component's bracket, cut in three
 *    +32  lower, sum, sum, upper          f64 x 4  its limits and, between them, what it would carry at the trial prices,
 *                                                  its limits aside; at the top of a component, which has a total to
 *                                                  carry and no limits, what it would carry at the bracket's ends
 *    +64  constant, slope                 f64 x 2  what has been settled below
 *    +80  constantLow, slopeLow           f32 x 2  and what those sums lost to rounding
 *    +88  parent                          i32      slot of the record above, -1 at the top of a component
 *    +92  itemEnd                         u32      where the node's items end; they begin where the record before ends
 *    +96  node                            i32      the inner node
 *   +100  below                           u32      address of an item below, or else of a record there whose sums differ
 *                                                  (0: neither), plus marks
 */
import { breakpointInside, settledConstant, settledConstantLow, settledSlope, settledSlopeLow } from "./items";
import {
  greatest,
  HELD_LOWER,
  HELD_UPPER,
  heldOf,
  inner,
  innerLower,
  innerUpper,
  inWork,
  least,
  NOT_HELD,
  RECORD_BYTES,
  records,
  shiftHigh,
  shiftLowOf,
  slotMap,
} from "./memory";
import { choosePrices, trialHigh, trialLow } from "./prices";
import { roundingOf } from "./sums";

export const TRIALS: usize = 8; // the two in the middle of PRICES
/** What the node would carry at the four prices; at the ends its limits instead, but at the top of a component. */
export const SUMS: usize = 32;
export const LOWER: usize = 32;
export const TRIAL_SUMS: usize = 40;
export const UPPER: usize = 56;
export const CONSTANT: usize = 64;
export const SLOPE: usize = 72;
const LOST: usize = 80;
export const PARENT: usize = 88;
export const ITEM_END: usize = 92;
export const NODE: usize = 96;
export const BELOW: usize = 100;

// Marks in the last bits of `below`: records hang below; more than one; more than one before the brackets were last cut.
export const RECORDS: u32 = 1;
export const SEVERAL: u32 = 2;
export const HAD_SEVERAL: u32 = 4;
export const MARKS: u32 = 7;

// Which part of the old bracket a price lies in: part i is between cut i and cut i + 1 of the record's prices. With FOUND
// it is cut i itself, and nothing below needs a bracket any more.
export const PART: i32 = 3;
export const FOUND: i32 = 4;
/** A part and where its record has gone share a word; the first round has more parts (first-round.ts). */
export const PART_BITS: i32 = 4;
export const ANY_PART: i32 = 15;

// The records at work are [firstSlot, innerCount), their items [itemBegin, end of the items).
export let firstSlot: i32 = 0;
export let itemBegin: usize = 0;

export function setAtWork(slot: i32, item: usize): void {
  firstSlot = slot;
  itemBegin = item;
}

export function recordAt(slot: i32): usize {
  return inWork(records + <usize>slot * RECORD_BYTES);
}

/** Where the record of an old slot (or the node, in the first round) has gone: its new slot and its part. */
export function movedTo(old: i32): i32 {
  return load<i32>(inWork(slotMap + ((<usize>old) << 2)));
}

export function setMovedTo(old: i32, slot: i32, part: i32): void {
  store<i32>(inWork(slotMap + ((<usize>old) << 2)), (slot << PART_BITS) | part);
}

/** Which limit holds a node where its parent's price lies between two at which it would carry atLow and atHigh. */
export function sideOf(atLow: f64, atHigh: f64, lower: f64, upper: f64): u8 {
  return atLow > upper ? HELD_UPPER : atHigh < lower ? HELD_LOWER : NOT_HELD;
}

/**
 * Writes a record, but for what is settled below it and where it hangs. `first` and `last` are what the top of a component
 * would carry at the ends of the bracket, and the limits of any other node.
 */
export function keep(record: usize, node: i32, itemEnd: usize, low: f64, high: f64, first: f64, last: f64): void {
  store<f64>(record, low);
  store<f64>(record, high, 24);
  store<f64>(record, first, LOWER);
  store<f64>(record, 0, TRIAL_SUMS);
  store<f64>(record, 0, TRIAL_SUMS + 8);
  store<f64>(record, last, UPPER);
  store<u32>(record, <u32>itemEnd, ITEM_END);
  store<i32>(record, node, NODE);
  store<u32>(record, 0, BELOW);
}

/** Makes a record the top of a component, with trial prices for its total. */
export function makeTop(record: usize, total: f64, round: i32, breakpoint: f64): void {
  const low = load<f64>(record);
  const high = load<f64>(record, 24);
  choosePrices(low, high, load<f64>(record, LOWER), load<f64>(record, UPPER), total, round, breakpoint);
  store<f64>(record, trialLow, TRIALS);
  store<f64>(record, trialHigh, TRIALS + 8);
  store<i32>(record, -1, PARENT);
}

/** Hangs a record on the one in a slot, with the same trial prices. */
export function hangOn(record: usize, above: i32): void {
  const source = recordAt(above);
  const bits = load<u32>(source, BELOW);
  store<u32>(source, bits | (bits & RECORDS ? SEVERAL : RECORDS), BELOW);
  store<f64>(record, load<f64>(source, TRIALS), TRIALS);
  store<f64>(record, load<f64>(source, TRIALS + 8), TRIALS + 8);
  store<i32>(record, above, PARENT);
}

/** Notes that more than one node below has hung on a record before this round's cut. */
export function markSeveral(record: usize): void {
  store<u32>(record, load<u32>(record, BELOW) | HAD_SEVERAL, BELOW);
}

/** For a record without items: what has been handed up to it as `below`, or else itself if its sums differ. */
export function breakingBelow(record: usize): usize {
  const below = <usize>(load<u32>(record, BELOW) & ~MARKS);
  if (below != 0 || load<i32>(record, PARENT) < 0) return below;
  return load<f64>(record, TRIAL_SUMS) != load<f64>(record, TRIAL_SUMS + 8) ? record : 0;
}

/**
 * A price between low and high at which what is at an address as `below` has them, an item or a record, comes to one of
 * its limits; NaN where there is none. A record's is that of the straight line through its sums at the trial prices.
 */
export function breakpointBelow(below: usize, low: f64, high: f64): f64 {
  if (below == 0) return NaN;
  if (below < records) return breakpointInside(below, low, high);
  const atLower = straightTo(below, load<f64>(below, LOWER));
  if (low < atLower && atLower < high) return atLower;
  const atUpper = straightTo(below, load<f64>(below, UPPER));
  return low < atUpper && atUpper < high ? atUpper : NaN;
}

/** The price at which the straight line through a record's sums at its trial prices comes to a total. */
function straightTo(record: usize, total: f64): f64 {
  const from = load<f64>(record, TRIALS);
  const sum = load<f64>(record, TRIAL_SUMS);
  const rate = (load<f64>(record, TRIAL_SUMS + 8) - sum) / (load<f64>(record, TRIALS + 8) - from);
  return from + (total - sum) / rate;
}

/** What the top of a component has to carry: the limit that holds it. */
export function totalOf(node: i32): f64 {
  return inner(heldOf(node) == HELD_UPPER ? greatest : least, node);
}

/** What the sum in a field, CONSTANT or SLOPE, lost to rounding. */
export function lostBy(record: usize, field: usize): f64 {
  return <f64>load<f32>(record + ((field - CONSTANT) >> 1), LOST);
}

/** Sets the sum in a field and what it lost. */
export function setPair(record: usize, field: usize, sum: f64, lost: f64): void {
  store<f64>(record + field, sum);
  store<f32>(record + ((field - CONSTANT) >> 1), <f32>lost, LOST);
}

/** Adds x and what it lost to a compensated sum of the record. */
export function addPair(record: usize, field: usize, x: f64, lost: f64): void {
  const before = load<f64>(record + field);
  const sum = before + x;
  setPair(record, field, sum, lostBy(record, field) + (roundingOf(before, x, sum) + lost));
}

/** Adds the items just settled, and a record's own constant and slope, to what is settled below a record. */
export function addSettled(record: usize, constant: f64, constantLow: f64, slope: f64, slopeLow: f64): void {
  addPair(record, CONSTANT, settledConstant, settledConstantLow + constantLow);
  addPair(record, SLOPE, settledSlope, settledSlopeLow + slopeLow);
  if (constant != 0) addPair(record, CONSTANT, constant, 0);
  if (slope != 0) addPair(record, SLOPE, slope, 0);
}

/** What the limit that holds a node, less the shift constants below, loses when it is written as the double `total`. */
export function targetLow(node: i32, side: u8, total: f64): f64 {
  const limit = side == HELD_UPPER ? inner(innerUpper, node) : inner(innerLower, node);
  const shift = inner(shiftHigh, node);
  const high = limit - shift;
  // A limit that had to be widened by rounding (bounds.ts) stands as it was widened.
  if (high - shiftLowOf(node) != total) return 0;
  return high - total + (roundingOf(limit, -shift, high) - shiftLowOf(node));
}
