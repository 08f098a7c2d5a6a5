/*
 * The first round of the brackets (brackets.ts), on the tree itself: eight trial prices from a sample of breakpoints,
 * and the records that the later rounds work on. O(n + m).
 */

import { settledConstant, settledConstantLow, settledSlope, settledSlopeLow, settleItems, writeItem } from "./items";
import {
  bindingLower,
  bindingUpper,
  firstInnerBelow,
  greatest,
  HELD_UPPER,
  ITEM_BYTES,
  inner,
  innerCount,
  inWork,
  leaf,
  leafCount,
  leafLower,
  leafUpper,
  leafWeight,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  records,
  setHeld,
  setInner,
  work,
} from "./memory";
import {
  ANY_PART,
  addPair,
  addSettled,
  CONSTANT,
  hangOn,
  keep,
  makeTop,
  markSeveral,
  movedTo,
  PART_BITS,
  recordAt,
  SLOPE,
  setAtWork,
  setMovedTo,
  setPair,
  sideOf,
  targetLow,
} from "./records";
import { rankAtTotal, sampleAt, sampled, sampleLeaves } from "./sample";
import { dropKeptAbove, dropKeptBelow, isLimited, restLower, restUpper, setRest } from "./series";
import { beginPrice, priceOfItems } from "./single";

/** The first round's cuts: -Infinity, eight trial prices, +Infinity. Their parts are numbered 0 to 8. */
const cuts: usize = memory.data(80, 16);
const CUTS_BYTES: usize = 80;
const TRIAL_PRICES: i32 = 8;
/** One leaf in so many is sampled, in large trees fewer. Measured. */
const SAMPLED: i32 = 32;
/** How far from the middle to the ends of the sample the cuts on either side lie. Measured. */
const shares: usize = memory.data<f64>([0.02, 0.1, 0.35, 1]);
/** In the first round, no upper limit binds between here and the root: the price is +Infinity. */
const AT_INFINITY: i32 = 15;

/** Makes the first records: all that one cut of the whole tree does not settle. */
export function splitWholeTree(): void {
  sampleLeaves(leafCount / SAMPLED);
  chooseCuts();
  sumTree();
  splitTree();
}

/**
 * Around the price that the leaves would have if there were no limits above them but the root's: most nodes' prices are
 * near it.
 */
function chooseCuts(): void {
  const rank = rankAtTotal(inner(greatest, innerCount - 1));
  // Where leaves without an end take the total, no breakpoint is near it.
  const middle = rank > 0 && rank < sampled ? rank : sampled / 2;
  store<f64>(cuts, -Infinity);
  let below = middle;
  let above = middle;
  for (let i = 0; i < 4; i++) {
    const share = load<f64>(shares + ((<usize>i) << 3));
    below = nextBelow(below, <i32>(<f64>middle * (1 - share)));
    above = nextAbove(above, middle + <i32>(<f64>(sampled - middle) * share));
    store<f64>(cuts + ((<usize>(4 - i)) << 3), sampled > 0 ? sampleAt(below) : 0);
    store<f64>(cuts + ((<usize>(5 + i)) << 3), sampled > 0 ? sampleAt(above) : 0);
  }
  store<f64>(cuts, Infinity, CUTS_BYTES - 8);
}

/** The rank wanted, or that of the next breakpoint of the sample which is not the one at `rank` again, if there is one. */
function nextBelow(rank: i32, wanted: i32): i32 {
  let next = max(min(wanted, rank - 1), 0);
  while (next > 0 && sampleAt(next) == sampleAt(rank)) next--;
  return next;
}

function nextAbove(rank: i32, wanted: i32): i32 {
  let next = min(max(wanted, rank + 1), sampled - 1);
  while (next < sampled - 1 && sampleAt(next) == sampleAt(rank)) next++;
  return next;
}

/** The first round's sums, one for each cut, lie at the start of the records' room: records come in from its end. */
function cutSums(v: i32): usize {
  return inWork(records + <usize>v * CUTS_BYTES);
}

/** What every node carries at the first trial prices. */
function sumTree(): void {
  const m = innerCount;
  for (let v = 0; v < m; v++) {
    const begin = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    const sums = cutSums(v);
    const p = parentOf(v);
    const above = p < 0 ? sums : cutSums(p);
    // The first child sets its parent's sums, the others add to them: nothing need be cleared before.
    const isLowest = firstInnerBelow(v) == v;
    const isFirst = p >= 0 && firstInnerBelow(p) == firstInnerBelow(v);
    store<f64>(sums, -Infinity);
    store<f64>(sums, Infinity, CUTS_BYTES - 8);
    const pricesA = v128.load(cuts, 8);
    const pricesB = v128.load(cuts, 24);
    const pricesC = v128.load(cuts, 40);
    const pricesD = v128.load(cuts, 56);
    let sumsA = f64x2.splat(0);
    let sumsB = f64x2.splat(0);
    let sumsC = f64x2.splat(0);
    let sumsD = f64x2.splat(0);
    if (!isLowest) {
      sumsA = v128.load(sums, 8);
      sumsB = v128.load(sums, 24);
      sumsC = v128.load(sums, 40);
      sumsD = v128.load(sums, 56);
    }
    for (let k = begin; k < end; k++) {
      const at = (<usize>k) << 3;
      const weight = v128.load64_splat(leafWeight + at);
      const lower = v128.load64_splat(leafLower + at);
      const upper = v128.load64_splat(leafUpper + at);
      sumsA = f64x2.add(sumsA, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesA), lower), upper));
      sumsB = f64x2.add(sumsB, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesB), lower), upper));
      sumsC = f64x2.add(sumsC, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesC), lower), upper));
      sumsD = f64x2.add(sumsD, f64x2.pmin(f64x2.pmax(f64x2.mul(weight, pricesD), lower), upper));
    }
    v128.store(sums, sumsA, 8);
    v128.store(sums, sumsB, 24);
    v128.store(sums, sumsC, 40);
    v128.store(sums, sumsD, 56);
    if (p < 0) break;
    const lower = f64x2.splat(bindingLower(v));
    const upper = f64x2.splat(bindingUpper(v));
    let clampedA = f64x2.pmin(f64x2.pmax(sumsA, lower), upper);
    let clampedB = f64x2.pmin(f64x2.pmax(sumsB, lower), upper);
    let clampedC = f64x2.pmin(f64x2.pmax(sumsC, lower), upper);
    let clampedD = f64x2.pmin(f64x2.pmax(sumsD, lower), upper);
    if (!isFirst) {
      clampedA = f64x2.add(clampedA, v128.load(above, 8));
      clampedB = f64x2.add(clampedB, v128.load(above, 24));
      clampedC = f64x2.add(clampedC, v128.load(above, 40));
      clampedD = f64x2.add(clampedD, v128.load(above, 56));
    }
    v128.store(above, clampedA, 8);
    v128.store(above, clampedB, 24);
    v128.store(above, clampedC, 40);
    v128.store(above, clampedD, 56);
  }
}

/** The first round's split, of the tree itself. */
function splitTree(): void {
  let slot = innerCount;
  let write = work + <usize>ownLeafBegin(innerCount) * ITEM_BYTES;
  for (let v = innerCount - 1; v >= 0; v--) {
    const p = parentOf(v);
    const moved = p < 0 ? AT_INFINITY : movedTo(p);
    const above = moved >> PART_BITS;
    let part = moved & ANY_PART;
    const sums = cutSums(v);
    const lower = bindingLower(v);
    const upper = bindingUpper(v);
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
      part = 0;
      for (let i = 1; i <= TRIAL_PRICES; i++) part += i32(load<f64>(sums + ((<usize>i) << 3)) < total);
    }
    const partBytes = (<usize>part) << 3;
    const low = load<f64>(cuts + partBytes);
    const high = load<f64>(cuts + partBytes, 8);
    const atLow = load<f64>(sums + partBytes);
    const atHigh = load<f64>(sums + partBytes, 8);
    const begin = writeLeaves(v, write);
    if (isTop && firstInnerBelow(v) == v) {
      beginPrice(0, lost, 0, 0);
      setInner(price, v, priceOfItems(begin, write, total, low, high, atLow, atHigh));
      continue;
    }
    const itemEnd = write;
    write = settleItems(begin, write, write, low, high);
    setRest(atLow >= lower ? -Infinity : lower, atHigh <= upper ? Infinity : upper);
    const hasSeveral = firstInnerBelow(v) != v && firstInnerBelow(v - 1) != firstInnerBelow(v);
    if (!isTop && write == itemEnd) {
      if (isLimited()) {
        if (firstInnerBelow(v) != v && !hasSeveral) {
          dropKeptBelow(settledConstant, settledSlope, low, high, bindingLower(v - 1), bindingUpper(v - 1));
        }
        if (above == slot) dropKeptAbove(recordAt(above), itemEnd, low, high);
      }
      if (!isLimited()) {
        addSettled(recordAt(above), 0, 0, 0, 0);
        if (hasSeveral) markSeveral(recordAt(above));
        setMovedTo(v, above, part);
        continue;
      }
    }
    slot--;
    setMovedTo(v, slot, part);
    const record = recordAt(slot);
    keep(record, v, itemEnd, low, high, isTop ? atLow : restLower, isTop ? atHigh : restUpper);
    if (isTop) makeTop(record, total, 0, NaN);
    else hangOn(record, above);
    if (hasSeveral) markSeveral(record);
    setPair(record, CONSTANT, settledConstant, settledConstantLow + lost);
    setPair(record, SLOPE, settledSlope, settledSlopeLow);
  }
  setAtWork(slot, write);
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
