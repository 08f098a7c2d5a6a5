/*
 * Levels by bracketing. O(n + m) where the trial prices cut well (they do on every shape measured), never more than about
 * a hundred passes: a bracket that the sums do not cut well is cut by the ranks of the doubles in it.
 *
 * A *component* is a connected piece of the tree with one unknown price, of which we know a bracket [low, high] and the
 * total that its top must carry (the limit that holds it). All components are worked on at once, in rounds of two passes:
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
 * The first round works on the tree itself, with four trial prices, and makes the records that the later rounds work on,
 * with two. Records are 128 bytes, packed against the end of their array; a parent stands behind its children. The items
 * (own leaves that are not settled) of consecutive records are consecutive, packed against the end of the work area.
 *
 *     +0  low, trialLow, trialHigh, high  f64 x 4  the component's bracket, cut in three
 *    +32  what the node would carry there f64 x 4  its own limits aside
 *    +64  constant, slope                 f64 x 2  what has been settled below
 *    +80  constantLow, slopeLow           f64 x 2  and what those sums lost to rounding
 *    +96  lower, upper                    f64 x 2  limits; both the total to carry at the top of a component
 *   +112  parent                          i32      slot of the record above, -1 at the top of a component
 *   +116  itemEnd                         u32      where the node's items end; they begin where the record before ends
 *   +120  node                            i32      the inner node
 *   +124  below                           i32      what hangs below: ITEMS, RECORDS or both
 */
import {
  addAnswers,
  settledConstant,
  settledConstantLow,
  settledSlope,
  settledSlopeLow,
  settleItems,
  writeItem,
} from "./items";
import {
  bindingLower,
  bindingUpper,
  firstInnerBelow,
  HELD_LOWER,
  HELD_UPPER,
  ITEM_BYTES,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  inWork,
  leaf,
  leafLower,
  leafUpper,
  leafWeight,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  RECORD_BYTES,
  records,
  setHeld,
  setInner,
  shiftHigh,
  shiftLow,
  slotMap,
  work,
} from "./memory";
import { choosePrices, hasInside, trialHigh, trialLow } from "./prices";
import { sampleLeaves, sampleQuantile } from "./sample";
import { priceOfItems } from "./single";
import { roundingOf } from "./sums";

const TRIALS: usize = 8; // the two in the middle of PRICES
const SUMS: usize = 32;
const TRIAL_SUMS: usize = 40;
const CONSTANT: usize = 64;
const SLOPE: usize = 72;
const LOST: usize = 16; // from a sum to what it lost
const LOWER: usize = 96;
const UPPER: usize = 104;
const PARENT: usize = 112;
const ITEM_END: usize = 116;
const NODE: usize = 120;
const BELOW: usize = 124;

const ITEMS: i32 = 1;
const RECORDS: i32 = 2;

// Which part of the old bracket a price lies in: part i is between cut i and cut i + 1 of the record's prices. With FOUND
// it is cut i itself, and nothing below needs a bracket any more.
const PART: i32 = 3;
const FOUND: i32 = 4;

/** The first round's cuts: -Infinity, four trial prices, +Infinity. Their parts are numbered 0 to 4. */
const cuts: usize = memory.data(48, 16);
const CUTS_BYTES: usize = 48;
/** In the first round, no upper limit binds between here and the root: the price is +Infinity. */
const AT_INFINITY: i32 = 7;

// The records at work are [firstSlot, innerCount), their items [itemBegin, end of the items).
let firstSlot: i32 = 0;
let itemBegin: usize = 0;

/** Finds, for every node that a limit holds, which limit (`held`) and the price below it. */
export function solveByBrackets(): void {
  sampleLeaves();
  chooseCuts();
  sumTree();
  splitTree();
  for (let round = 1; firstSlot < innerCount; round++) {
    sumRecords();
    splitRecords(round);
  }
}

/** Fifths of the sample. */
function chooseCuts(): void {
  store<f64>(cuts, -Infinity);
  for (let i = 1; i < 5; i++) store<f64>(cuts + ((<usize>i) << 3), sampleQuantile(i, 5));
  store<f64>(cuts, Infinity, 40);
}

function recordAt(slot: i32): usize {
  return inWork(records + <usize>slot * RECORD_BYTES);
}

/** Where the record of an old slot (or the node, in the first round) has gone: its new slot and its part. */
function movedTo(old: i32): i32 {
  return load<i32>(inWork(slotMap + ((<usize>old) << 2)));
}

function setMovedTo(old: i32, slot: i32, part: i32): void {
  store<i32>(inWork(slotMap + ((<usize>old) << 2)), (slot << 3) | part);
}

// ------------------------------------------------------------------------------------------------ sums

/** The first round's sums, one for each cut, lie at the start of the records' room: records come in from its end. */
function sumsOf(v: i32): usize {
  return inWork(records + <usize>v * CUTS_BYTES);
}

/** What every node carries at the first four trial prices. */
function sumTree(): void {
  const m = innerCount;
  memory.fill(records, 0, <usize>m * CUTS_BYTES);
  for (let v = 0; v < m; v++) {
    const begin = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    const sums = sumsOf(v);
    const p = parentOf(v);
    const above = p < 0 ? sums : sumsOf(p);
    store<f64>(sums, -Infinity);
    store<f64>(sums, Infinity, 40);
    if (ASC_FEATURE_SIMD) {
      const pricesA = v128.load(cuts, 8);
      const pricesB = v128.load(cuts, 24);
      let sumsA = v128.load(sums, 8);
      let sumsB = v128.load(sums, 24);
      for (let k = begin; k < end; k++) {
        const at = (<usize>k) << 3;
        const weight = v128.load64_splat(leafWeight + at);
        const lower = v128.load64_splat(leafLower + at);
        const upper = v128.load64_splat(leafUpper + at);
        sumsA = f64x2.add(sumsA, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesA), lower), upper));
        sumsB = f64x2.add(sumsB, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesB), lower), upper));
      }
      v128.store(sums, sumsA, 8);
      v128.store(sums, sumsB, 24);
      if (p < 0) break;
      const lower = f64x2.splat(inner(bindingLower, v));
      const upper = f64x2.splat(inner(bindingUpper, v));
      v128.store(above, f64x2.add(v128.load(above, 8), f64x2.pmin(f64x2.pmax(sumsA, lower), upper)), 8);
      v128.store(above, f64x2.add(v128.load(above, 24), f64x2.pmin(f64x2.pmax(sumsB, lower), upper)), 24);
    } else {
      for (let i: usize = 8; i < 40; i += 8) {
        const at = load<f64>(cuts + i);
        let sum = load<f64>(sums + i);
        for (let k = begin; k < end; k++)
          sum += within(leaf(leafWeight, k) * at, leaf(leafLower, k), leaf(leafUpper, k));
        store<f64>(sums + i, sum);
        if (p < 0) continue;
        addTo(above + i, within(sum, inner(bindingLower, v), inner(bindingUpper, v)));
      }
    }
  }
}

/** What every record carries at its trial prices; O(records + items). */
function sumRecords(): void {
  let item = itemBegin;
  const end = recordAt(innerCount - 1) + RECORD_BYTES;
  for (let record = recordAt(firstSlot); record < end; record += RECORD_BYTES) {
    const itemEnd = <usize>load<u32>(record, ITEM_END);
    const parent = load<i32>(record, PARENT);
    const above = parent < 0 ? record : recordAt(parent);
    if (ASC_FEATURE_SIMD) {
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
      if (parent < 0) continue;
      const raised = f64x2.pmax(sum2, v128.load64_splat(record, LOWER));
      const clamped = f64x2.pmin(raised, v128.load64_splat(record, UPPER));
      v128.store(above, f64x2.add(v128.load(above, TRIAL_SUMS), clamped), TRIAL_SUMS);
    } else {
      const constant = load<f64>(record, CONSTANT);
      const slope = load<f64>(record, SLOPE);
      addTo(record + TRIAL_SUMS, slope * load<f64>(record, TRIALS) + constant);
      addTo(record + TRIAL_SUMS + 8, slope * load<f64>(record, TRIALS + 8) + constant);
      addAnswers(item, itemEnd, record + TRIALS, record + TRIAL_SUMS);
      item = itemEnd;
      if (parent < 0) continue;
      const lower = load<f64>(record, LOWER);
      const upper = load<f64>(record, UPPER);
      addTo(above + TRIAL_SUMS, within(load<f64>(record, TRIAL_SUMS), lower, upper));
      addTo(above + TRIAL_SUMS + 8, within(load<f64>(record, TRIAL_SUMS + 8), lower, upper));
    }
  }
}

function within(x: f64, lower: f64, upper: f64): f64 {
  return Math.min(Math.max(x, lower), upper);
}

function addTo(address: usize, x: f64): void {
  store<f64>(address, load<f64>(address) + x);
}

// ------------------------------------------------------------------------------------------------ split

/** Which limit holds a node where its parent's price lies between two at which it would carry atLow and atHigh. */
function sideOf(atLow: f64, atHigh: f64, lower: f64, upper: f64): u8 {
  return atLow > upper ? HELD_UPPER : atHigh < lower ? HELD_LOWER : NOT_HELD;
}

/** The first round's split, of the tree itself. */
function splitTree(): void {
  let slot = innerCount;
  let write = work + <usize>ownLeafBegin(innerCount) * ITEM_BYTES;
  for (let v = innerCount - 1; v >= 0; v--) {
    const p = parentOf(v);
    const moved = p < 0 ? AT_INFINITY : movedTo(p);
    const above = moved >> 3;
    let part = moved & 7;
    const sums = sumsOf(v);
    const lower = inner(bindingLower, v);
    const upper = inner(bindingUpper, v);
    let side = NOT_HELD;
    if (part == AT_INFINITY) {
      side = upper < Infinity ? HELD_UPPER : NOT_HELD;
      if (side == NOT_HELD) {
        setHeld(v, side);
        setMovedTo(v, 0, part);
        continue;
      }
    } else {
      const at = sums + ((<usize>part) << 3);
      side = sideOf(load<f64>(at), load<f64>(at, 8), lower, upper);
    }
    setHeld(v, side);
    const isTop = side != NOT_HELD;
    let total: f64 = 0;
    let lost: f64 = 0;
    if (isTop) {
      total = side == HELD_UPPER ? upper : lower;
      lost = -targetLow(v, side, total);
      if (part != AT_INFINITY) addPair(recordAt(above), CONSTANT, total, -lost);
      part =
        i32(load<f64>(sums, 8) < total) +
        i32(load<f64>(sums, 16) < total) +
        i32(load<f64>(sums, 24) < total) +
        i32(load<f64>(sums, 32) < total);
    }
    const partBytes = (<usize>part) << 3;
    const low = load<f64>(cuts + partBytes);
    const high = load<f64>(cuts + partBytes, 8);
    const atLow = load<f64>(sums + partBytes);
    const atHigh = load<f64>(sums + partBytes, 8);
    const begin = writeLeaves(v, write);
    if (isTop && firstInnerBelow(v) == v) {
      setInner(price, v, priceOfItems(begin, write, 0, lost, 0, 0, total, low, high, atLow, atHigh));
      continue;
    }
    const itemEnd = write;
    write = settleItems(begin, write, write, low, high);
    const restLower = isTop ? total : atLow >= lower ? -Infinity : lower;
    const restUpper = isTop ? total : atHigh <= upper ? Infinity : upper;
    if (write == itemEnd && restLower == -Infinity && restUpper == Infinity) {
      addSettled(recordAt(above), 0, 0, 0, 0);
      setMovedTo(v, above, part);
      continue;
    }
    slot--;
    setMovedTo(v, slot, part);
    const record = recordAt(slot);
    keep(record, isTop ? -1 : above, v, write, itemEnd, restLower, restUpper, low, high, atLow, atHigh, 0);
    store<f64>(record, settledConstant, CONSTANT);
    store<f64>(record, settledSlope, SLOPE);
    store<f64>(record, settledConstantLow + lost, CONSTANT + LOST);
    store<f64>(record, settledSlopeLow, SLOPE + LOST);
  }
  firstSlot = slot;
  itemBegin = write;
}

/** Writes v's own leaves as items that end at `end`; returns where they begin. */
function writeLeaves(v: i32, end: usize): usize {
  let item = end;
  for (let k = ownLeafBegin(v + 1) - 1; k >= ownLeafBegin(v); k--) {
    item -= ITEM_BYTES;
    writeItem(item, leaf(leafLower, k), leaf(leafUpper, k), leaf(leafWeight, k));
  }
  return item;
}

/** Cuts every bracket, splits components, drops what is settled and packs the rest; O(records + items). */
function splitRecords(round: i32): void {
  const oldFirst = firstSlot;
  const oldItemBegin = itemBegin;
  let slot = innerCount;
  let write = <usize>load<u32>(recordAt(innerCount - 1), ITEM_END);
  for (let old = innerCount - 1; old >= oldFirst; old--) {
    const record = recordAt(old);
    const node = load<i32>(record, NODE);
    const parent = load<i32>(record, PARENT);
    let lower = load<f64>(record, LOWER);
    let upper = load<f64>(record, UPPER);
    let isTop = parent < 0;
    let part = 0;
    let above = -1;
    let lost: f64 = 0;
    if (!isTop) {
      const moved = movedTo(parent);
      above = moved >> 3;
      part = moved & 7;
      const at = record + SUMS + ((<usize>(part & PART)) << 3);
      const side = sideOf(load<f64>(at), load<f64>(at + (part < FOUND ? 8 : 0)), lower, upper);
      if (side != NOT_HELD) {
        isTop = true;
        setHeld(node, side);
        if (side == HELD_UPPER) lower = upper;
        else upper = lower;
        lost = -targetLow(node, side, upper);
        if (part < FOUND) addPair(recordAt(above), CONSTANT, upper, -lost);
      } else if (part >= FOUND) {
        setMovedTo(old, above, part);
        continue;
      }
    }
    if (isTop) part = i32(load<f64>(record, TRIAL_SUMS) < upper) + i32(load<f64>(record, TRIAL_SUMS + 8) < upper);
    const bracket = record + ((<usize>part) << 3);
    const low = load<f64>(bracket);
    const high = load<f64>(bracket, 8);
    const atLow = load<f64>(bracket, SUMS);
    const atHigh = load<f64>(bracket, SUMS + 8);
    const begin = old > oldFirst ? <usize>load<u32>(record - RECORD_BYTES, ITEM_END) : oldItemBegin;
    const end = <usize>load<u32>(record, ITEM_END);
    const constant = load<f64>(record, CONSTANT);
    const slope = load<f64>(record, SLOPE);
    const constantLow = load<f64>(record, CONSTANT + LOST) + lost;
    const slopeLow = load<f64>(record, SLOPE + LOST);
    if (isTop) {
      if ((load<i32>(record, BELOW) & RECORDS) == 0) {
        // Nothing but items below: there is nobody to wait for.
        const found = priceOfItems(begin, end, constant, constantLow, slope, slopeLow, upper, low, high, atLow, atHigh);
        setInner(price, node, found);
        continue;
      }
      if (!hasInside(low, high)) {
        const cut = part == 0 ? 1 : part == 2 ? 2 : upper - atLow <= atHigh - upper ? 1 : 2;
        setInner(price, node, load<f64>(record + ((<usize>cut) << 3)));
        setMovedTo(old, 0, cut | FOUND);
        continue;
      }
    }
    const itemEnd = write;
    write = settleItems(begin, end, write, low, high);
    if (!isTop) {
      if (atLow >= lower) lower = -Infinity;
      if (atHigh <= upper) upper = Infinity;
      if (write == itemEnd && lower == -Infinity && upper == Infinity) {
        addSettled(recordAt(above), constant, constantLow, slope, slopeLow);
        setMovedTo(old, above, part);
        continue;
      }
    }
    slot--;
    setMovedTo(old, slot, part);
    const target = recordAt(slot);
    keep(target, isTop ? -1 : above, node, write, itemEnd, lower, upper, low, high, atLow, atHigh, round);
    store<f64>(target, constant, CONSTANT);
    store<f64>(target, slope, SLOPE);
    store<f64>(target, constantLow, CONSTANT + LOST);
    store<f64>(target, slopeLow, SLOPE + LOST);
    addSettled(target, 0, 0, 0, 0);
  }
  firstSlot = slot;
  itemBegin = write;
}

/** Writes a record, but for what is settled below it; a top gets trial prices, any other those of the record above. */
function keep(
  record: usize,
  above: i32,
  node: i32,
  begin: usize,
  itemEnd: usize,
  lower: f64,
  upper: f64,
  low: f64,
  high: f64,
  atLow: f64,
  atHigh: f64,
  round: i32,
): void {
  if (above < 0) {
    choosePrices(low, high, atLow, atHigh, upper, round);
    store<f64>(record, trialLow, TRIALS);
    store<f64>(record, trialHigh, TRIALS + 8);
  } else {
    const source = recordAt(above);
    store<i32>(source, load<i32>(source, BELOW) | RECORDS, BELOW);
    store<f64>(record, load<f64>(source, TRIALS), TRIALS);
    store<f64>(record, load<f64>(source, TRIALS + 8), TRIALS + 8);
  }
  store<f64>(record, low);
  store<f64>(record, high, 24);
  store<f64>(record, atLow, SUMS);
  store<f64>(record, 0, TRIAL_SUMS);
  store<f64>(record, 0, TRIAL_SUMS + 8);
  store<f64>(record, atHigh, SUMS + 24);
  store<f64>(record, lower, LOWER);
  store<f64>(record, upper, UPPER);
  store<i32>(record, above, PARENT);
  store<u32>(record, <u32>itemEnd, ITEM_END);
  store<i32>(record, node, NODE);
  store<i32>(record, begin < itemEnd ? ITEMS : 0, BELOW);
}

// ------------------------------------------------------------------------------------------------ what is settled

/** Adds x and what it lost to a compensated sum of the record. */
function addPair(record: usize, field: usize, x: f64, lost: f64): void {
  const before = load<f64>(record + field);
  const sum = before + x;
  store<f64>(record + field, sum);
  store<f64>(record + field, load<f64>(record + field, LOST) + (roundingOf(before, x, sum) + lost), LOST);
}

/** Adds the items just settled, and a record's own constant and slope, to what is settled below a record. */
function addSettled(record: usize, constant: f64, constantLow: f64, slope: f64, slopeLow: f64): void {
  addPair(record, CONSTANT, settledConstant, settledConstantLow + constantLow);
  addPair(record, SLOPE, settledSlope, settledSlopeLow + slopeLow);
  if (constant != 0) addPair(record, CONSTANT, constant, 0);
  if (slope != 0) addPair(record, SLOPE, slope, 0);
}

/** What the limit that holds a node, less the shift constants below, loses when it is written as the double `total`. */
function targetLow(node: i32, side: u8, total: f64): f64 {
  const limit = side == HELD_UPPER ? inner(innerUpper, node) : inner(innerLower, node);
  const shift = inner(shiftHigh, node);
  const high = limit - shift;
  // A limit that had to be widened by rounding (bounds.ts) stands as it was widened.
  if (high - inner(shiftLow, node) != total) return 0;
  return high - total + (roundingOf(limit, -shift, high) - inner(shiftLow, node));
}
