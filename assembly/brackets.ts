/*
 * Levels by bracketing. O(n + m) where the trial prices cut well (they do on every shape measured), never more than about
 * a hundred passes: a bracket that the sums do not cut well is cut by the ranks of the doubles in it.
 *
 * A *component* is a connected piece of the tree with one unknown price, of which we know a bracket [low, high] and the
 * total that its top must carry (the limit that holds it). All components are worked on at once, in rounds of two passes:
 *
 *   sumUp   from the leaves up: what every node carries at two trial prices inside its component's bracket;
 *   split   from the root down: the top's sums say in which third of the bracket the price lies. A node whose sum passes
 *           its limit on all of that third is held by the limit: it becomes the top of a component of its own, with a
 *           bracket below (upper limit) or above (lower limit) its parent's. A limit that the sums keep on all of the
 *           third cannot bind and is dropped; a leaf that is settled there becomes a constant or a slope.
 *
 * What is dropped is gone: the records that are left are packed as `split` goes, so that each round works on about a
 * third of the round before, however deep the tree is. A component with nothing left but a constant and a slope is
 * solved by one division.
 *
 * Records are 112 bytes, packed against the end of their array; a parent stands behind its children. The items (own
 * leaves that are not settled) of consecutive records are consecutive, packed against the end of the work area.
 *
 *     +0  sumLow, sumHigh      f64 x 2  what the node would carry at the trial prices, its own limits aside
 *    +16  trialLow, trialHigh  f64 x 2  the component's trial prices
 *    +32  constant, slope      f64 x 2  what has been settled below
 *    +48  lower, upper         f64 x 2  limits; both the total to carry at the top of a component
 *    +64  low, high            f64 x 2  the component's bracket
 *    +80  atLow, atHigh        f64 x 2  what the node carries at the ends of the bracket, its own limits aside
 *    +96  parent               i32      slot of the record above, -1 at the top of a component
 *   +100  itemEnd              u32      address where the node's items end; they begin where the record before ends
 *   +104  node                 i32      the inner node
 *   +108  active               i32      whether items or records hang below
 */
import { addAnswers, settledConstant, settledSlope, settleItems, writeItem } from "./items";
import {
  bindingLower,
  bindingUpper,
  HELD_LOWER,
  HELD_UPPER,
  heldOf,
  ITEM_BYTES,
  inner,
  innerCount,
  inWork,
  leaf,
  leafLower,
  leafUpper,
  leafWeight,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  priceHigh,
  priceLow,
  RECORD_BYTES,
  records,
  setHeld,
  setInner,
  slotMap,
  work,
} from "./memory";
import { addToSample, beginSample, choosePrices, endSample, hasInside, SAMPLE, trialHigh, trialLow } from "./prices";

const TRIAL: usize = 16;
const CONSTANT: usize = 32;
const SLOPE: usize = 40;
const LOWER: usize = 48;
const UPPER: usize = 56;
const LOW: usize = 64;
const HIGH: usize = 72;
const AT_LOW: usize = 80;
const AT_HIGH: usize = 88;
const PARENT: usize = 96;
const ITEM_END: usize = 100;
const NODE: usize = 104;
const ACTIVE: usize = 108;

// Where in the old bracket a price lies: one of its three parts, or exactly on a trial price (then it is found).
const BELOW: i32 = 0;
const BETWEEN: i32 = 1;
const ABOVE: i32 = 2;
const ON_LOW: i32 = 3;
const ON_HIGH: i32 = 4;

// The records at work are [firstSlot, innerCount), their items [itemBegin, end of the items).
let firstSlot: i32 = 0;
let itemBegin: usize = 0;

/** Finds `held`, `price` and its bracket for every node; prices are not compensated yet (recompute.ts). */
export function solveByBrackets(): void {
  gather();
  for (let round = 1; firstSlot < innerCount; round++) {
    sumUp();
    split(round);
  }
  for (let v = innerCount - 1; v >= 0; v--) {
    if (heldOf(v) != NOT_HELD) continue;
    const p = parentOf(v);
    if (p < 0) setPrice(v, Infinity, Infinity, Infinity);
    else setPrice(v, inner(price, p), inner(priceLow, p), inner(priceHigh, p));
  }
}

function recordAt(slot: i32): usize {
  return inWork(records + <usize>slot * RECORD_BYTES);
}

function movedTo(slot: i32): i32 {
  return load<i32>(inWork(slotMap + ((<usize>slot) << 2)));
}

function setMovedTo(slot: i32, where: i32): void {
  store<i32>(inWork(slotMap + ((<usize>slot) << 2)), where);
}

function addTo(record: usize, field: usize, x: f64): void {
  store<f64>(record + field, load<f64>(record + field) + x);
}

/** The first records, from the tree: nodes that no limit below holds back take part, all else is served in full. */
function gather(): void {
  const m = innerCount;
  const itemsEnd = work + <usize>ownLeafBegin(m) * ITEM_BYTES;
  sampleLeaves();
  choosePrices(-Infinity, Infinity, -Infinity, Infinity, 0, 0);
  let slot = m;
  let write = itemsEnd;
  for (let v = m - 1; v >= 0; v--) {
    setHeld(v, NOT_HELD);
    const p = parentOf(v);
    const above = p < 0 ? -1 : movedTo(p);
    const lower = inner(bindingLower, v);
    const upper = inner(bindingUpper, v);
    const isTop = above < 0 && upper < Infinity;
    if (above < 0 && !isTop) {
      // No upper limit binds on the way to the root: the price here is +Infinity.
      setMovedTo(v, -1);
      continue;
    }
    const itemEnd = write;
    let constant: f64 = 0;
    for (let k = ownLeafBegin(v + 1) - 1; k >= ownLeafBegin(v); k--) {
      const leafLeast = leaf(leafLower, k);
      const leafMost = leaf(leafUpper, k);
      if (leafLeast == leafMost) {
        constant += leafLeast;
      } else {
        write -= ITEM_BYTES;
        writeItem(write, leafLeast, leafMost, leaf(leafWeight, k));
      }
    }
    const hasItems = write < itemEnd;
    if (!isTop && !hasItems && lower == -Infinity && upper == Infinity) {
      addTo(recordAt(above), CONSTANT, constant);
      setMovedTo(v, above);
      continue;
    }
    slot--;
    setMovedTo(v, slot);
    const record = recordAt(slot);
    store<f64>(record, 0);
    store<f64>(record, 0, 8);
    store<f64>(record, trialLow, TRIAL);
    store<f64>(record, trialHigh, TRIAL + 8);
    store<f64>(record, constant, CONSTANT);
    store<f64>(record, 0, SLOPE);
    store<f64>(record, isTop ? upper : lower, LOWER);
    store<f64>(record, upper, UPPER);
    store<f64>(record, -Infinity, LOW);
    store<f64>(record, Infinity, HIGH);
    store<f64>(record, -Infinity, AT_LOW);
    store<f64>(record, Infinity, AT_HIGH);
    store<i32>(record, isTop ? -1 : above, PARENT);
    store<u32>(record, <u32>itemEnd, ITEM_END);
    store<i32>(record, v, NODE);
    store<i32>(record, i32(hasItems), ACTIVE);
    if (isTop) setHeld(v, HELD_UPPER);
    else store<i32>(recordAt(above), 1, ACTIVE);
  }
  firstSlot = slot;
  itemBegin = write;
}

/** Breakpoints of leaves evenly over the tree, for the first cut. */
function sampleLeaves(): void {
  const leaves = ownLeafBegin(innerCount);
  const stride = leaves / SAMPLE + 1;
  beginSample();
  let takesLower = false;
  for (let k = 0; k < leaves; k += stride) {
    // Either end in turn: both would need twice the room and say little more.
    addToSample((takesLower ? leaf(leafLower, k) : leaf(leafUpper, k)) / leaf(leafWeight, k));
    takesLower = !takesLower;
  }
  endSample();
}

/** What every record carries at its trial prices; O(records + items). */
function sumUp(): void {
  let begin = itemBegin;
  const end = recordAt(innerCount - 1) + RECORD_BYTES;
  for (let record = recordAt(firstSlot); record < end; record += RECORD_BYTES) {
    const itemEnd = <usize>load<u32>(record, ITEM_END);
    addSettled(record);
    addAnswers(begin, itemEnd, record + TRIAL, record);
    begin = itemEnd;
    const parent = load<i32>(record, PARENT);
    if (parent >= 0) addClamped(record, recordAt(parent));
  }
}

/** sums += constant + slope · trials */
function addSettled(record: usize): void {
  if (ASC_FEATURE_SIMD) {
    const straight = f64x2.mul(v128.load64_splat(record, SLOPE), v128.load(record, TRIAL));
    const settled = f64x2.add(straight, v128.load64_splat(record, CONSTANT));
    v128.store(record, f64x2.add(v128.load(record), settled));
  } else {
    const constant = load<f64>(record, CONSTANT);
    const slope = load<f64>(record, SLOPE);
    store<f64>(record, load<f64>(record) + (slope * load<f64>(record, TRIAL) + constant));
    store<f64>(record, load<f64>(record, 8) + (slope * load<f64>(record, TRIAL + 8) + constant), 8);
  }
}

/** parent's sums += the record's sums within its limits */
function addClamped(record: usize, parent: usize): void {
  if (ASC_FEATURE_SIMD) {
    const raised = f64x2.pmax(v128.load(record), v128.load64_splat(record, LOWER));
    const clamped = f64x2.pmin(raised, v128.load64_splat(record, UPPER));
    v128.store(parent, f64x2.add(v128.load(parent), clamped));
  } else {
    const lower = load<f64>(record, LOWER);
    const upper = load<f64>(record, UPPER);
    addTo(parent, 0, Math.min(Math.max(load<f64>(record), lower), upper));
    addTo(parent, 8, Math.min(Math.max(load<f64>(record, 8), lower), upper));
  }
}

/** Cuts every bracket, splits components, drops what is settled and packs the rest; O(records + items). */
function split(round: i32): void {
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
    if (isTop) {
      if (load<i32>(record, ACTIVE) == 0) {
        setPrice(node, straightPrice(record, upper), load<f64>(record, LOW), load<f64>(record, HIGH));
        continue;
      }
      part = sumLow >= upper ? BELOW : sumHigh <= upper ? ABOVE : BETWEEN;
    } else {
      const moved = movedTo(parent);
      above = moved >> 3;
      part = moved & 7;
      const partSumLow =
        part == BELOW ? load<f64>(record, AT_LOW) : part == BETWEEN || part == ON_LOW ? sumLow : sumHigh;
      const partSumHigh =
        part == ABOVE ? load<f64>(record, AT_HIGH) : part == BELOW || part == ON_LOW ? sumLow : sumHigh;
      if (partSumLow > upper) {
        isTop = true;
        setHeld(node, HELD_UPPER);
        if (part < ON_LOW) addTo(recordAt(above), CONSTANT, upper);
        lower = upper;
        part = (part == ABOVE || part == ON_HIGH) && sumLow <= upper ? BETWEEN : BELOW;
      } else if (partSumHigh < lower) {
        isTop = true;
        setHeld(node, HELD_LOWER);
        if (part < ON_LOW) addTo(recordAt(above), CONSTANT, lower);
        upper = lower;
        part = (part == BELOW || part == ON_LOW) && sumHigh >= lower ? BETWEEN : ABOVE;
      } else if (part >= ON_LOW) {
        setMovedTo(old, moved);
        continue;
      }
    }
    const cutLow = load<f64>(record, TRIAL);
    const cutHigh = load<f64>(record, TRIAL + 8);
    const low = part == BELOW ? load<f64>(record, LOW) : part == BETWEEN ? cutLow : cutHigh;
    const high = part == BELOW ? cutLow : part == BETWEEN ? cutHigh : load<f64>(record, HIGH);
    if (isTop && !hasInside(low, high)) {
      const isOnLow = part == BELOW || (part == BETWEEN && upper - sumLow <= sumHigh - upper);
      setPrice(node, isOnLow ? cutLow : cutHigh, low, high);
      setMovedTo(old, isOnLow ? ON_LOW : ON_HIGH);
      continue;
    }
    const atLow = part == BELOW ? load<f64>(record, AT_LOW) : part == BETWEEN ? sumLow : sumHigh;
    const atHigh = part == BELOW ? sumLow : part == BETWEEN ? sumHigh : load<f64>(record, AT_HIGH);

    const begin = old > oldFirst ? <usize>load<u32>(record - RECORD_BYTES, ITEM_END) : oldItemBegin;
    const itemEnd = write;
    write = settleItems(begin, <usize>load<u32>(record, ITEM_END), write, low, high);
    const constant = load<f64>(record, CONSTANT) + settledConstant;
    const slope = load<f64>(record, SLOPE) + settledSlope;
    const hasItems = write < itemEnd;
    if (!isTop) {
      if (atLow >= lower) lower = -Infinity;
      if (atHigh <= upper) upper = Infinity;
      if (!hasItems && lower == -Infinity && upper == Infinity) {
        addTo(recordAt(above), CONSTANT, constant);
        addTo(recordAt(above), SLOPE, slope);
        setMovedTo(old, (above << 3) | part);
        continue;
      }
    }
    slot--;
    setMovedTo(old, (slot << 3) | part);
    const target = recordAt(slot);
    if (isTop) {
      choosePrices(low, high, atLow, atHigh, upper, round);
      store<f64>(target, trialLow, TRIAL);
      store<f64>(target, trialHigh, TRIAL + 8);
    } else {
      const source = recordAt(above);
      store<i32>(source, 1, ACTIVE);
      store<f64>(target, load<f64>(source, TRIAL), TRIAL);
      store<f64>(target, load<f64>(source, TRIAL + 8), TRIAL + 8);
    }
    store<f64>(target, 0);
    store<f64>(target, 0, 8);
    store<f64>(target, constant, CONSTANT);
    store<f64>(target, slope, SLOPE);
    store<f64>(target, lower, LOWER);
    store<f64>(target, upper, UPPER);
    store<f64>(target, low, LOW);
    store<f64>(target, high, HIGH);
    store<f64>(target, atLow, AT_LOW);
    store<f64>(target, atHigh, AT_HIGH);
    store<i32>(target, isTop ? -1 : above, PARENT);
    store<u32>(target, <u32>itemEnd, ITEM_END);
    store<i32>(target, node, NODE);
    store<i32>(target, i32(hasItems), ACTIVE);
  }
  firstSlot = slot;
  itemBegin = write;
}

function setPrice(node: i32, found: f64, low: f64, high: f64): void {
  setInner(price, node, found);
  setInner(priceLow, node, low);
  setInner(priceHigh, node, high);
}

/** The price at which constant + slope · price meets the target, kept within the bracket. */
function straightPrice(record: usize, target: f64): f64 {
  const low = load<f64>(record, LOW);
  const high = load<f64>(record, HIGH);
  const slope = load<f64>(record, SLOPE);
  if (slope > 0) return Math.min(Math.max((target - load<f64>(record, CONSTANT)) / slope, low), high);
  // Nothing can move on this bracket: any price in it says the same.
  return low > -Infinity ? low : high < Infinity ? high : 0;
}
