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
 * The first round works on the tree itself and makes the records that the later rounds work on. Records are 128 bytes,
 * packed against the end of their array; a parent stands behind its children. The items (own leaves that are not
 * settled) of consecutive records are consecutive, packed against the end of the work area.
 *
 *     +0  sumLow, sumHigh          f64 x 2  what the node would carry at the trial prices, its own limits aside
 *    +16  trialLow, trialHigh      f64 x 2  the component's trial prices
 *    +32  constant, slope          f64 x 2  what has been settled below
 *    +48  constantLow, slopeLow    f64 x 2  and what those sums lost to rounding
 *    +64  lower, upper             f64 x 2  limits; both the total to carry at the top of a component
 *    +80  low, high                f64 x 2  the component's bracket
 *    +96  atLow, atHigh            f64 x 2  what the node carries at the ends of the bracket, its own limits aside
 *   +112  parent                   i32      slot of the record above, -1 at the top of a component
 *   +116  itemEnd                  u32      address where the node's items end; they begin where the record before ends
 *   +120  node                     i32      the inner node
 *   +124  active                   i32      whether items or records hang below
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
import { sampleLeaves } from "./sample";
import { roundingOf } from "./sums";

const TRIAL: usize = 16;
const CONSTANT: usize = 32;
const SLOPE: usize = 40;
const LOST: usize = 16; // from a sum to what it lost
const LOWER: usize = 64;
const UPPER: usize = 72;
const LOW: usize = 80;
const HIGH: usize = 88;
const AT_LOW: usize = 96;
const AT_HIGH: usize = 104;
const PARENT: usize = 112;
const ITEM_END: usize = 116;
const NODE: usize = 120;
const ACTIVE: usize = 124;

// Where in the old bracket a price lies: one of its three parts, or exactly on a trial price (then it is found), or at
// +Infinity, where no upper limit binds between here and the root.
const BELOW: i32 = 0;
const BETWEEN: i32 = 1;
const ABOVE: i32 = 2;
const ON_LOW: i32 = 3;
const ON_HIGH: i32 = 4;
const AT_INFINITY: i32 = 5;

// The records at work are [firstSlot, innerCount), their items [itemBegin, end of the items).
let firstSlot: i32 = 0;
let itemBegin: usize = 0;

/** Finds, for every node that a limit holds, which limit (`held`) and the price below it. */
export function solveByBrackets(): void {
  sampleLeaves();
  choosePrices(-Infinity, Infinity, -Infinity, Infinity, 0, 0);
  const cutLow = trialLow;
  const cutHigh = trialHigh;
  sumTree(cutLow, cutHigh);
  splitTree(cutLow, cutHigh);
  for (let round = 1; firstSlot < innerCount; round++) {
    sumRecords();
    splitRecords(round);
  }
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

/** The first round's sums, f64 x 2 a node, lie at the start of the records' room: the first records come in from its end. */
function sumsOf(v: i32): usize {
  return inWork(records + ((<usize>v) << 4));
}

/** What every node carries at the first two trial prices. */
function sumTree(cutLow: f64, cutHigh: f64): void {
  const m = innerCount;
  memory.fill(records, 0, (<usize>m) << 4);
  for (let v = 0; v < m; v++) {
    const begin = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    const sums = sumsOf(v);
    const p = parentOf(v);
    const above = p < 0 ? sums : sumsOf(p);
    const lower = inner(bindingLower, v);
    const upper = inner(bindingUpper, v);
    if (ASC_FEATURE_SIMD) {
      const price2 = f64x2.replace_lane(f64x2.splat(cutLow), 1, cutHigh);
      let own = f64x2.splat(0);
      for (let k = begin; k < end; k++) {
        const at = (<usize>k) << 3;
        const wanted = f64x2.mul(v128.load64_splat(leafWeight + at), price2);
        const raised = f64x2.pmax(wanted, v128.load64_splat(leafLower + at));
        own = f64x2.add(own, f64x2.pmin(raised, v128.load64_splat(leafUpper + at)));
      }
      const sum2 = f64x2.add(v128.load(sums), own);
      v128.store(sums, sum2);
      if (p < 0) break;
      const clamped = f64x2.pmin(f64x2.pmax(sum2, f64x2.splat(lower)), f64x2.splat(upper));
      v128.store(above, f64x2.add(v128.load(above), clamped));
    } else {
      let sumLow = load<f64>(sums);
      let sumHigh = load<f64>(sums, 8);
      for (let k = begin; k < end; k++) {
        const weight = leaf(leafWeight, k);
        sumLow += Math.min(Math.max(weight * cutLow, leaf(leafLower, k)), leaf(leafUpper, k));
        sumHigh += Math.min(Math.max(weight * cutHigh, leaf(leafLower, k)), leaf(leafUpper, k));
      }
      store<f64>(sums, sumLow);
      store<f64>(sums, sumHigh, 8);
      if (p < 0) break;
      store<f64>(above, load<f64>(above) + Math.min(Math.max(sumLow, lower), upper));
      store<f64>(above, load<f64>(above, 8) + Math.min(Math.max(sumHigh, lower), upper), 8);
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
      const price2 = v128.load(record, TRIAL);
      const straight = f64x2.mul(v128.load64_splat(record, SLOPE), price2);
      let own = f64x2.add(straight, v128.load64_splat(record, CONSTANT));
      for (; item < itemEnd; item += ITEM_BYTES) {
        const wanted = f64x2.mul(v128.load64_splat(item, 16), price2);
        const raised = f64x2.pmax(wanted, v128.load64_splat(item));
        own = f64x2.add(own, f64x2.pmin(raised, v128.load64_splat(item, 8)));
      }
      const sum2 = f64x2.add(v128.load(record), own);
      v128.store(record, sum2);
      if (parent < 0) continue;
      const raised = f64x2.pmax(sum2, v128.load64_splat(record, LOWER));
      const clamped = f64x2.pmin(raised, v128.load64_splat(record, UPPER));
      v128.store(above, f64x2.add(v128.load(above), clamped));
    } else {
      const constant = load<f64>(record, CONSTANT);
      const slope = load<f64>(record, SLOPE);
      const lower = load<f64>(record, LOWER);
      const upper = load<f64>(record, UPPER);
      addAnswers(item, itemEnd, record + TRIAL, record);
      item = itemEnd;
      const sumLow = load<f64>(record) + (slope * load<f64>(record, TRIAL) + constant);
      const sumHigh = load<f64>(record, 8) + (slope * load<f64>(record, TRIAL + 8) + constant);
      store<f64>(record, sumLow);
      store<f64>(record, sumHigh, 8);
      if (parent < 0) continue;
      store<f64>(above, load<f64>(above) + Math.min(Math.max(sumLow, lower), upper));
      store<f64>(above, load<f64>(above, 8) + Math.min(Math.max(sumHigh, lower), upper), 8);
    }
  }
}

// ------------------------------------------------------------------------------------------------ split

/** In which part of its bracket the top's price lies. */
function partOf(sumLow: f64, sumHigh: f64, total: f64): i32 {
  return sumLow >= total ? BELOW : sumHigh <= total ? ABOVE : BETWEEN;
}

/** Which limit holds a node, given the part that its parent's price lies in: its sum passes the limit on all of it. */
function sideOf(part: i32, sumLow: f64, sumHigh: f64, lower: f64, upper: f64): u8 {
  if (part == BELOW) return sumLow < lower ? HELD_LOWER : NOT_HELD;
  if (part == ABOVE) return sumHigh > upper ? HELD_UPPER : NOT_HELD;
  if (part == AT_INFINITY) return upper < Infinity ? HELD_UPPER : NOT_HELD;
  const atLow = part == ON_HIGH ? sumHigh : sumLow;
  const atHigh = part == ON_LOW ? sumLow : sumHigh;
  return atLow > upper ? HELD_UPPER : atHigh < lower ? HELD_LOWER : NOT_HELD;
}

/** The first round's split, of the tree itself. */
function splitTree(cutLow: f64, cutHigh: f64): void {
  let slot = innerCount;
  let write = work + <usize>ownLeafBegin(innerCount) * ITEM_BYTES;
  for (let v = innerCount - 1; v >= 0; v--) {
    const sumLow = load<f64>(sumsOf(v));
    const sumHigh = load<f64>(sumsOf(v), 8);
    const lower = inner(bindingLower, v);
    const upper = inner(bindingUpper, v);
    const p = parentOf(v);
    const moved = p < 0 ? AT_INFINITY : movedTo(p);
    const above = moved >> 3;
    let part = moved & 7;
    const side = sideOf(part, sumLow, sumHigh, lower, upper);
    const isTop = side != NOT_HELD;
    setHeld(v, side);
    let total: f64 = 0;
    if (isTop) {
      total = side == HELD_UPPER ? upper : lower;
      if (part < ON_LOW) addHeld(recordAt(above), v, side, total);
      part = partOf(sumLow, sumHigh, total);
    } else if (part >= ON_LOW) {
      setMovedTo(v, above, part);
      continue;
    }
    const low = part == BELOW ? -Infinity : part == BETWEEN ? cutLow : cutHigh;
    const high = part == BELOW ? cutLow : part == BETWEEN ? cutHigh : Infinity;
    const atLow = part == BELOW ? -Infinity : part == BETWEEN ? sumLow : sumHigh;
    const atHigh = part == BELOW ? sumLow : part == BETWEEN ? sumHigh : Infinity;
    const itemEnd = write;
    write = settleItems(writeLeaves(v, write), write, write, low, high);
    const restLower = isTop ? total : atLow >= lower ? -Infinity : lower;
    const restUpper = isTop ? total : atHigh <= upper ? Infinity : upper;
    if (write == itemEnd && restLower == -Infinity && restUpper == Infinity) {
      addSettled(recordAt(above), 0, 0, 0, 0);
      setMovedTo(v, above, part);
      continue;
    }
    slot--;
    setMovedTo(v, slot, part);
    keep(slot, isTop ? -1 : above, v, write, itemEnd, restLower, restUpper, low, high, atLow, atHigh, 0);
    store<f64>(recordAt(slot), settledConstant, CONSTANT);
    store<f64>(recordAt(slot), settledSlope, SLOPE);
    store<f64>(recordAt(slot), settledConstantLow - (isTop ? targetLow(v, side, total) : 0), CONSTANT + LOST);
    store<f64>(recordAt(slot), settledSlopeLow, SLOPE + LOST);
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
    const sumLow = load<f64>(record);
    const sumHigh = load<f64>(record, 8);
    let lower = load<f64>(record, LOWER);
    let upper = load<f64>(record, UPPER);
    let isTop = parent < 0;
    let part = 0;
    let above = -1;
    let lost: f64 = 0;
    if (isTop) {
      if (load<i32>(record, ACTIVE) == 0) {
        setInner(price, node, straightPrice(record, upper));
        continue;
      }
      part = partOf(sumLow, sumHigh, upper);
    } else {
      const moved = movedTo(parent);
      above = moved >> 3;
      part = moved & 7;
      const side = sideOf(part, sumLow, sumHigh, lower, upper);
      if (side != NOT_HELD) {
        isTop = true;
        setHeld(node, side);
        if (side == HELD_UPPER) lower = upper;
        else upper = lower;
        if (part < ON_LOW) addHeld(recordAt(above), node, side, upper);
        lost = -targetLow(node, side, upper);
        part = partOf(sumLow, sumHigh, upper);
      } else if (part >= ON_LOW) {
        setMovedTo(old, above, part);
        continue;
      }
    }
    const cutLow = load<f64>(record, TRIAL);
    const cutHigh = load<f64>(record, TRIAL + 8);
    const low = part == BELOW ? load<f64>(record, LOW) : part == BETWEEN ? cutLow : cutHigh;
    const high = part == BELOW ? cutLow : part == BETWEEN ? cutHigh : load<f64>(record, HIGH);
    if (isTop && !hasInside(low, high)) {
      const isOnLow = part == BELOW || (part == BETWEEN && upper - sumLow <= sumHigh - upper);
      setInner(price, node, isOnLow ? cutLow : cutHigh);
      setMovedTo(old, 0, isOnLow ? ON_LOW : ON_HIGH);
      continue;
    }
    const atLow = part == BELOW ? load<f64>(record, AT_LOW) : part == BETWEEN ? sumLow : sumHigh;
    const atHigh = part == BELOW ? sumLow : part == BETWEEN ? sumHigh : load<f64>(record, AT_HIGH);
    const begin = old > oldFirst ? <usize>load<u32>(record - RECORD_BYTES, ITEM_END) : oldItemBegin;
    const itemEnd = write;
    write = settleItems(begin, <usize>load<u32>(record, ITEM_END), write, low, high);
    const constant = load<f64>(record, CONSTANT);
    const slope = load<f64>(record, SLOPE);
    const constantLow = load<f64>(record, CONSTANT + LOST) + lost;
    const slopeLow = load<f64>(record, SLOPE + LOST);
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
    keep(slot, isTop ? -1 : above, node, write, itemEnd, lower, upper, low, high, atLow, atHigh, round);
    store<f64>(recordAt(slot), constant, CONSTANT);
    store<f64>(recordAt(slot), slope, SLOPE);
    store<f64>(recordAt(slot), constantLow, CONSTANT + LOST);
    store<f64>(recordAt(slot), slopeLow, SLOPE + LOST);
    addSettled(recordAt(slot), 0, 0, 0, 0);
  }
  firstSlot = slot;
  itemBegin = write;
}

/** Writes a record, but for what is settled below it; a top gets trial prices, any other those of the record above. */
function keep(
  slot: i32,
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
  const record = recordAt(slot);
  if (above < 0) {
    choosePrices(low, high, atLow, atHigh, upper, round);
    store<f64>(record, trialLow, TRIAL);
    store<f64>(record, trialHigh, TRIAL + 8);
  } else {
    const source = recordAt(above);
    store<i32>(source, 1, ACTIVE);
    store<f64>(record, load<f64>(source, TRIAL), TRIAL);
    store<f64>(record, load<f64>(source, TRIAL + 8), TRIAL + 8);
  }
  store<f64>(record, 0);
  store<f64>(record, 0, 8);
  store<f64>(record, lower, LOWER);
  store<f64>(record, upper, UPPER);
  store<f64>(record, low, LOW);
  store<f64>(record, high, HIGH);
  store<f64>(record, atLow, AT_LOW);
  store<f64>(record, atHigh, AT_HIGH);
  store<i32>(record, above, PARENT);
  store<u32>(record, <u32>itemEnd, ITEM_END);
  store<i32>(record, node, NODE);
  store<i32>(record, i32(begin < itemEnd), ACTIVE);
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

/** To the record above, a held node is the constant of its limit. */
function addHeld(record: usize, node: i32, side: u8, total: f64): void {
  addPair(record, CONSTANT, total, targetLow(node, side, total));
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

/** The price at which constant + slope · price meets the total, kept within the bracket. */
function straightPrice(record: usize, total: f64): f64 {
  const low = load<f64>(record, LOW);
  const high = load<f64>(record, HIGH);
  const slope = load<f64>(record, SLOPE) + load<f64>(record, SLOPE + LOST);
  if (slope > 0) {
    const constant = load<f64>(record, CONSTANT);
    const rest = total - constant;
    const lost = roundingOf(total, -constant, rest) - load<f64>(record, CONSTANT + LOST);
    return Math.min(Math.max((rest + lost) / slope, low), high);
  }
  // Nothing can move on this bracket: any price in it says the same.
  return low > -Infinity ? low : high < Infinity ? high : 0;
}
