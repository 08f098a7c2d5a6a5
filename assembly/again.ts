/*
 * The levels again, after a few numbers have changed since they were last found. O(what lies in the groups that change):
 * the rest of the tree is not looked at.
 *
 * A *group* is a node that a limit holds, its top, with all below it up to the next nodes that are held: its leaves share
 * one price. First the bounds are brought up to date, from the changed nodes up, as far as they change. Then every group
 * that a change lies in is solved again, groups below before groups above, by Newton's method from its old price: a held
 * node in it stays a constant while the price is on its side of the node's own, else it is looked into. A limit that no
 * longer holds its node lets it go to the group above, which is then solved again too.
 *
 * The work is counted. Past a budget the method gives up, and all is solved anew: so it never costs much more than that.
 *
 * In the work area: the list of what has changed (i32 each) at its start; in the records' room sums (f64 x 3 [m]), the
 * nodes of a group, the stack (i32[m] each), the touched nodes (i32[2 m]) and the queue (i32[m]).
 */
import { FEASIBLE, hasAbsorbed, refreshBounds } from "./bounds";
import { isShallow } from "./levels";
import {
  BINDS,
  bindingLower,
  bindingUpper,
  CLIMBED,
  FAULT,
  firstInnerBelow,
  greatest,
  HELD_LOWER,
  HELD_UPPER,
  heldOf,
  inner,
  innerCount,
  inWork,
  LOWER_BINDS,
  leafCount,
  least,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  QUEUED,
  records,
  setHeld,
  setInner,
  setState,
  shiftHigh,
  shiftLowOf,
  stateOf,
  UPPER_BINDS,
  work,
} from "./memory";
import { addAnswers, lastStep, MET, ownSlope, ownSum } from "./newton";
import { beginQueue, dequeue, enqueue, isQueueEmpty } from "./queue";
import { targetLow } from "./records";
import { roundingOf } from "./sums";

/** Solve anew: too much has changed, or something that only a look at the whole tree can tell. */
export const GAVE_UP: i32 = 3;

/**
 * Work allowed for each leaf of a shallow and of a deep tree, and on any tree; what a leaf, a node, a step up and a
 * refreshed node count. All about nanoseconds. (Measured: a shallow tree solved anew takes 4 to 5 for each leaf, a deep
 * one 100 to 200.)
 */
const SHALLOW_BUDGET: i64 = 6;
const DEEP_BUDGET: i64 = 50;
const LEAST_BUDGET: i64 = 2000;
const LEAF: i64 = 1;
const NODE: i64 = 30;
const CLIMB: i64 = 5;
const REFRESH: i64 = 80;
/** Evaluations that a group is expected to need: one for which the budget has no room is not begun. */
const EXPECTED_STEPS: i64 = 2;
/** Steps on one group after which the method gives up. */
const STEPS: i32 = 60;

let budget: i64 = 0;
let sums: usize = 0;
let groupNodes: usize = 0;
let groupSize: i32 = 0;
let stack: usize = 0;
let stacked: i32 = 0;
let touchedNodes: usize = 0;
let touched: i32 = 0;

/** Of an entry of the touched nodes: what the node carries where a limit holds it has changed. */
const CARRIES_OTHER: i32 = 1;

/**
 * Solves again. `work` holds `count` entries (i32): inner nodes whose limits have changed, and leaves (as -1 - k) of which
 * any number has. The levels must have been found before, and nothing else changed since. Returns FEASIBLE, or GAVE_UP:
 * then everything is to be found anew, starting with the bounds.
 */
export function solveAgain(count: i32): i32 {
  const m = <usize>innerCount;
  sums = records;
  groupNodes = sums + 24 * m;
  stack = groupNodes + 4 * m;
  touchedNodes = stack + 4 * m;
  budget = LEAST_BUDGET + (isShallow ? SHALLOW_BUDGET : DEEP_BUDGET) * <i64>leafCount;
  beginQueue(touchedNodes + 8 * m);
  if (hasAbsorbed || !refreshFrom(count) || !queueTouched()) return GAVE_UP;
  while (!isQueueEmpty()) {
    const top = dequeue();
    if (heldOf(top) == NOT_HELD) {
      queueTopOf(top, false);
    } else {
      if (!solveGroup(top)) return GAVE_UP;
      if (isPastParent(top)) {
        setHeld(top, NOT_HELD);
        queueTopOf(parentOf(top), false);
      }
    }
    if (budget < 0) return GAVE_UP;
  }
  return FEASIBLE;
}

/** Brings the bounds up to date, and notes the nodes that levels may depend on. False where it gave up. */
function refreshFrom(count: i32): bool {
  touched = 0;
  for (let i = 0; i < count; i++) {
    const entry = load<i32>(inWork(work + ((<usize>i) << 2)));
    const v = entry < 0 ? ownerOf(-1 - entry) : entry;
    if (stateOf(v) & QUEUED) continue;
    touch(v, 0);
    enqueue(v);
  }
  while (!isQueueEmpty()) {
    const v = dequeue();
    const shift = inner(shiftHigh, v);
    const shiftLow = shiftLowOf(v);
    const lower = inner(least, v);
    const upper = inner(greatest, v);
    const before = stateOf(v) & BINDS;
    const bits = refreshBounds(v);
    if (bits & FAULT) return false;
    budget -= REFRESH + LEAF * <i64>(ownLeafBegin(v + 1) - ownLeafBegin(v));
    if (budget < 0) return false;
    const isOtherRange = inner(least, v) != lower || inner(greatest, v) != upper;
    if ((bits & BINDS) != before || (isOtherRange && (bits & BINDS) != 0)) touch(v, CARRIES_OTHER);
    const p = parentOf(v);
    if (p < 0) {
      if (inner(greatest, v) == Infinity) return false;
    } else if (isOtherRange || inner(shiftHigh, v) != shift || shiftLowOf(v) != shiftLow) enqueue(p);
  }
  return true;
}

function touch(v: i32, flag: i32): void {
  store<i32>(inWork(touchedNodes + ((<usize>touched) << 2)), (v << 1) | flag);
  touched++;
}

function touchedEntry(i: i32): i32 {
  return load<i32>(inWork(touchedNodes + ((<usize>i) << 2)));
}

/** The inner node that a leaf hangs from: the last that begins at or before it and is not empty. */
function ownerOf(k: i32): i32 {
  let first = 0;
  let last = innerCount - 1;
  while (first < last) {
    const middle = (first + last) >> 1;
    if (ownLeafBegin(middle + 1) > k) last = middle;
    else first = middle + 1;
  }
  return first;
}

/** Queues the groups that the touched nodes belong to. False where it gave up. */
function queueTouched(): bool {
  for (let i = 0; i < touched; i++) {
    const entry = touchedEntry(i);
    const v = entry >> 1;
    const side = heldOf(v);
    const isHeld = side == HELD_UPPER ? isUp(v, UPPER_BINDS) : side == HELD_LOWER && isUp(v, LOWER_BINDS);
    if (isHeld) {
      enqueue(v);
      if (entry & CARRIES_OTHER && parentOf(v) >= 0) queueTopOf(parentOf(v), true);
    } else {
      setHeld(v, NOT_HELD);
      if (!isAtInfinity(v)) queueTopOf(v, true);
      else if (side != NOT_HELD || isUp(v, UPPER_BINDS)) openAtInfinity(v);
    }
    if (budget < 0) return false;
  }
  for (let i = 0; i < touched; i++) {
    const first = touchedEntry(i) >> 1;
    // The way began here or, where a limit holds this node, above it.
    for (let v = isUp(first, CLIMBED) ? first : parentOf(first); v >= 0 && isUp(v, CLIMBED); v = parentOf(v)) {
      setState(v, stateOf(v) & ~CLIMBED);
    }
  }
  return true;
}

function isUp(v: i32, flag: u8): bool {
  return (stateOf(v) & flag) != 0;
}

/** Queues the top of v's group, if it has one. A way up that has been gone is not gone again where `isNoted`. */
function queueTopOf(v: i32, isNoted: bool): void {
  for (let top = v; top >= 0 && budget >= 0; top = parentOf(top)) {
    const bits = stateOf(top);
    if (heldOf(top) != NOT_HELD) {
      enqueue(top);
      return;
    }
    if (isNoted) {
      if (bits & CLIMBED) return;
      setState(top, bits | CLIMBED);
    }
    budget -= CLIMB;
  }
}

/** The price of v's group, +Infinity where no limit holds anything up to the root. */
function priceAt(v: i32): f64 {
  for (let top = v; top >= 0; top = parentOf(top)) {
    if (heldOf(top) != NOT_HELD) return inner(price, top);
    budget -= CLIMB;
  }
  return Infinity;
}

function isAtInfinity(v: i32): bool {
  return heldOf(innerCount - 1) == NOT_HELD && priceAt(v) == Infinity;
}

/** At the price +Infinity the topmost nodes whose upper limit binds are held by it, and no others. */
function openAtInfinity(top: i32): void {
  const first = firstInnerBelow(top);
  for (let v = top; v >= first && budget >= 0; ) {
    budget -= NODE;
    if (isUp(v, UPPER_BINDS)) {
      if (heldOf(v) != HELD_UPPER) {
        setHeld(v, HELD_UPPER);
        setInner(price, v, NaN);
        enqueue(v);
      }
      v = firstInnerBelow(v) - 1;
    } else {
      setHeld(v, NOT_HELD);
      v--;
    }
  }
}

/** Whether a price lies on the far side of its parent's, where the limit would not hold. */
function isPastParent(top: i32): bool {
  const p = parentOf(top);
  if (p < 0) return false;
  const own = inner(price, top);
  const above = priceAt(p);
  return heldOf(top) == HELD_UPPER ? own > above : own < above;
}

/** Solves the group below `top`, and those that it falls into. False where it gave up. */
function solveGroup(top: i32): bool {
  stacked = 0;
  push(top);
  while (stacked > 0) {
    stacked--;
    const v = load<i32>(inWork(stack + ((<usize>stacked) << 2)));
    if (!findPrice(v)) return false;
    splitGroup(v);
  }
  return true;
}

function push(v: i32): void {
  store<i32>(inWork(stack + ((<usize>stacked) << 2)), v);
  stacked++;
}

function sumsOf(v: i32): usize {
  return inWork(sums + 24 * <usize>v);
}

function groupNode(i: i32): usize {
  return inWork(groupNodes + ((<usize>i) << 2));
}

/** Newton's method on what the group below `top` carries, from its old price. False where it gave up. */
function findPrice(top: i32): bool {
  const side = heldOf(top);
  const total = side == HELD_UPPER ? bindingUpper(top) : bindingLower(top);
  const totalLow = targetLow(top, side, total);
  let at = inner(price, top);
  if (!(Math.abs(at) < Infinity)) at = 0;
  let low: f64 = -Infinity;
  let high: f64 = Infinity;
  let atLow: f64 = 0;
  let atHigh: f64 = 0;
  let reach = Math.abs(at) > 0 ? Math.abs(at) : 1;
  for (let step = 0; step < STEPS; step++) {
    listGroup(top, at, step == 0);
    if (budget < 0) return false;
    evaluateGroup(top, at);
    const sum = load<f64>(sumsOf(top));
    const slope = load<f64>(sumsOf(top), 16);
    const missing = total - sum + (totalLow - load<f64>(sumsOf(top), 8));
    if (Math.abs(missing) <= MET * (Math.abs(total) + Math.abs(slope * at))) {
      setInner(price, top, lastStep(at, missing, slope));
      return true;
    }
    if (missing > 0) {
      low = at;
      atLow = sum;
    } else {
      high = at;
      atHigh = sum;
    }
    let next = slope > 0 ? at + missing / slope : missing > 0 ? Infinity : -Infinity;
    if (!(next > low && next < high && Math.abs(next) < Infinity)) {
      if (low > -Infinity && high < Infinity) {
        const share = atHigh > atLow ? (total - atLow) / (atHigh - atLow) : 0.5;
        next = low + (high - low) * Math.min(Math.max(share, 0.1), 0.9);
      } else {
        reach = 4 * Math.max(reach, Math.abs(at));
        next = missing > 0 ? at + reach : at - reach;
      }
    }
    if (!(next > low && next < high) || next == at) {
      // No double is left inside: this is as near as prices come.
      setInner(price, top, at);
      return true;
    }
    at = next;
  }
  return false;
}

/**
 * Lists the nodes of the group at a price, nodes above first, those that stay held as ~v. The budget is taken for an
 * evaluation, and asked whether there is room for some more where the group `isNew`.
 */
function listGroup(top: i32, at: f64, isNew: bool): void {
  groupSize = 0;
  const most = (isNew ? budget / EXPECTED_STEPS : budget) / NODE;
  const first = firstInnerBelow(top);
  for (let v = top; v >= first; groupSize++) {
    if (<i64>groupSize > most) {
      budget = -1;
      return;
    }
    if (v != top && staysHeld(v, at)) {
      store<i32>(groupNode(groupSize), ~v);
      v = firstInnerBelow(v) - 1;
    } else {
      store<i32>(groupNode(groupSize), v);
      setSums(v, 0, 0, 0);
      v--;
    }
  }
  budget -= NODE * <i64>groupSize;
}

/** Sum (as a compensated pair) and slope of every node of the group at a price. */
function evaluateGroup(top: i32, at: f64): void {
  for (let i = groupSize - 1; i >= 0; i--) {
    const entry = load<i32>(groupNode(i));
    const v = entry < 0 ? ~entry : entry;
    if (entry < 0) {
      const side = heldOf(v);
      const total = side == HELD_UPPER ? bindingUpper(v) : bindingLower(v);
      addToSums(parentOf(v), total, targetLow(v, side, total), 0);
      continue;
    }
    const begin = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    budget -= LEAF * <i64>(end - begin);
    addAnswers(begin, end, at);
    addToSums(v, ownSum, 0, ownSlope);
    if (v == top) break;
    const sum = load<f64>(sumsOf(v));
    const lower = bindingLower(v);
    const upper = bindingUpper(v);
    if (sum <= lower) addToSums(parentOf(v), lower, targetLow(v, HELD_LOWER, lower), 0);
    else if (sum >= upper) addToSums(parentOf(v), upper, targetLow(v, HELD_UPPER, upper), 0);
    else addToSums(parentOf(v), sum, load<f64>(sumsOf(v), 8), load<f64>(sumsOf(v), 16));
  }
}

/** Whether a node that a limit holds is held by it at this price of the group above, too. */
function staysHeld(v: i32, at: f64): bool {
  const side = heldOf(v);
  return side == HELD_UPPER ? at >= inner(price, v) : side == HELD_LOWER && at <= inner(price, v);
}

function setSums(v: i32, sum: f64, lost: f64, slope: f64): void {
  const place = sumsOf(v);
  store<f64>(place, sum);
  store<f64>(place, lost, 8);
  store<f64>(place, slope, 16);
}

function addToSums(v: i32, x: f64, lost: f64, slope: f64): void {
  const place = sumsOf(v);
  const before = load<f64>(place);
  const sum = before + x;
  setSums(v, sum, load<f64>(place, 8) + (roundingOf(before, x, sum) + lost), load<f64>(place, 16) + slope);
}

/** Nodes of the group whose sum passes a limit are held by it, and groups of their own; the others are not held. */
function splitGroup(top: i32): void {
  let held = i32.MAX_VALUE;
  for (let i = 1; i < groupSize; i++) {
    const v = load<i32>(groupNode(i));
    if ((v < 0 ? ~v : v) >= held || v < 0) continue;
    const sum = load<f64>(sumsOf(v));
    const isBelow = sum < bindingLower(v);
    if (isBelow || sum > bindingUpper(v)) {
      setHeld(v, isBelow ? HELD_LOWER : HELD_UPPER);
      setInner(price, v, inner(price, top));
      push(v);
      held = firstInnerBelow(v);
    } else {
      setHeld(v, NOT_HELD);
      held = i32.MAX_VALUE;
    }
  }
}
