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
 * In the work area: the list of what has changed (i32 each) at its start; in the records' room what newton.ts needs (32
 * bytes [m]), the touched nodes (i32[2 m]) and the queue (i32[m]).
 */
import { forgetBlockOf } from "./blocks";
import { FEASIBLE, hasAbsorbed, refreshBounds } from "./bounds";
import { isShallow } from "./levels";
import {
  BINDS,
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
import { beginGroups, budget, LEAF, NODE, solveGroup, spend } from "./newton";
import { beginQueue, dequeue, enqueue, isQueueEmpty } from "./queue";

/** Solve anew: too much has changed, or something that only a look at the whole tree can tell. */
export const GAVE_UP: i32 = 3;

/**
 * Work allowed for each leaf of a shallow and of a deep tree, and on any tree; what a step up and a refreshed node count
 * (leaves and nodes evaluated: newton.ts). All about nanoseconds. (Measured: a shallow tree solved anew takes 4 to 5 for
 * each leaf, a deep one 80 to 130.)
 */
const SHALLOW_BUDGET: i64 = 6;
const DEEP_BUDGET: i64 = 50;
/**
 * The same for a deep tree with so many changes: enough where groups are small. Where one is large they reach too far
 * more often than not, and the attempt is lost. (Measured on tight random recursive and binary trees of 500,000 and a
 * million leaves: of 1 change 58 of 60 are followed to their end, of 10 four in five, of 100 one in three, of 1000 one
 * in fifty.)
 */
const MANY_CHANGES: i32 = 100;
const DEEP_BUDGET_OF_MANY: i64 = 10;
const LEAST_BUDGET: i64 = 2000;
const CLIMB: i64 = 5;
const REFRESH: i64 = 80;

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
  const deepBudget = count < MANY_CHANGES ? DEEP_BUDGET : DEEP_BUDGET_OF_MANY;
  beginGroups(LEAST_BUDGET + (isShallow ? SHALLOW_BUDGET : deepBudget) * <i64>leafCount, 0);
  touchedNodes = records + 32 * m;
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
    if (entry < 0) forgetBlockOf(-1 - entry, v);
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
    spend(REFRESH + LEAF * <i64>(ownLeafBegin(v + 1) - ownLeafBegin(v)));
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
    spend(CLIMB);
  }
}

/** The price of v's group, +Infinity where no limit holds anything up to the root. */
function priceAt(v: i32): f64 {
  for (let top = v; top >= 0; top = parentOf(top)) {
    if (heldOf(top) != NOT_HELD) return inner(price, top);
    spend(CLIMB);
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
    spend(NODE);
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
