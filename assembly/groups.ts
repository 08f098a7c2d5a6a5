/*
 * Groups: the pieces of the tree in which everybody has one price, solved one by one from the prices they had (again.ts).
 * Newton's method; O(nodes and leaves of the group) an evaluation, usually two or three. All work is counted.
 *
 * In the records' room: sums (f64 x 3 [m]), the nodes of the group at hand and the stack (i32[m] each).
 */
import {
  bindingLower,
  bindingUpper,
  firstInnerBelow,
  HELD_LOWER,
  HELD_UPPER,
  heldOf,
  inner,
  innerCount,
  inWork,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  records,
  setHeld,
  setInner,
} from "./memory";
import { lastStep, MET, ownSlope, ownSum, sumAnswers } from "./newton";
import { beginSearch, nextPrice } from "./price-search";
import { targetLow } from "./records";
import { roundingOf } from "./sums";

/** What a leaf and a node count when they are evaluated: about nanoseconds. */
export const LEAF: i64 = 1;
export const NODE: i64 = 30;
/** Evaluations that a group is expected to need: one for which the budget has no room is not begun. */
const EXPECTED_STEPS: i64 = 2;
/** Steps on one group after which the method gives up. */
const GROUP_STEPS: i32 = 60;

/** How much more work is allowed; below 0 all is to be given up. */
export let budget: i64 = 0;
let sums: usize = 0;
let groupNodes: usize = 0;
let groupSize: i32 = 0;
let stack: usize = 0;
let stacked: i32 = 0;

export function beginGroups(allowed: i64): void {
  const m = <usize>innerCount;
  budget = allowed;
  sums = records;
  groupNodes = sums + 24 * m;
  stack = groupNodes + 4 * m;
}

export function spend(work: i64): void {
  budget -= work;
}

/** Solves the group below `top`, and those that it falls into. False where it gave up. */
export function solveGroup(top: i32): bool {
  stacked = 0;
  push(top);
  while (stacked > 0) {
    stacked--;
    const v = load<i32>(inWork(stack + ((<usize>stacked) << 2)));
    if (!findGroupPrice(v)) return false;
    splitGroup(v);
  }
  return true;
}

function push(v: i32): void {
  store<i32>(inWork(stack + ((<usize>stacked) << 2)), v);
  stacked++;
}

function groupSums(v: i32): usize {
  return inWork(sums + 24 * <usize>v);
}

function groupNode(i: i32): usize {
  return inWork(groupNodes + ((<usize>i) << 2));
}

/** Newton's method on what the group below `top` carries, from its old price. False where it gave up. */
function findGroupPrice(top: i32): bool {
  const side = heldOf(top);
  const total = side == HELD_UPPER ? bindingUpper(top) : bindingLower(top);
  const totalLow = targetLow(top, side, total);
  let at = inner(price, top);
  if (!(Math.abs(at) < Infinity)) at = 0;
  beginSearch(at, 0);
  for (let step = 0; step < GROUP_STEPS; step++) {
    listGroup(top, at, step == 0);
    if (budget < 0) return false;
    evaluateGroup(top, at);
    const sum = load<f64>(groupSums(top));
    const slope = load<f64>(groupSums(top), 16);
    const missing = total - sum + (totalLow - load<f64>(groupSums(top), 8));
    if (Math.abs(missing) <= MET * (Math.abs(total) + Math.abs(slope * at))) {
      setInner(price, top, lastStep(at, missing, slope));
      return true;
    }
    const next = nextPrice(at, sum, slope, total, missing);
    if (next == at) {
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
    sumAnswers(begin, end, at);
    addToSums(v, ownSum, 0, ownSlope);
    if (v == top) break;
    const sum = load<f64>(groupSums(v));
    const lower = bindingLower(v);
    const upper = bindingUpper(v);
    if (sum <= lower) addToSums(parentOf(v), lower, targetLow(v, HELD_LOWER, lower), 0);
    else if (sum >= upper) addToSums(parentOf(v), upper, targetLow(v, HELD_UPPER, upper), 0);
    else addToSums(parentOf(v), sum, load<f64>(groupSums(v), 8), load<f64>(groupSums(v), 16));
  }
}

/** Whether a node that a limit holds is held by it at this price of the group above, too. */
function staysHeld(v: i32, at: f64): bool {
  const side = heldOf(v);
  return side == HELD_UPPER ? at >= inner(price, v) : side == HELD_LOWER && at <= inner(price, v);
}

function setSums(v: i32, sum: f64, lost: f64, slope: f64): void {
  const place = groupSums(v);
  store<f64>(place, sum);
  store<f64>(place, lost, 8);
  store<f64>(place, slope, 16);
}

function addToSums(v: i32, x: f64, lost: f64, slope: f64): void {
  const place = groupSums(v);
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
    const sum = load<f64>(groupSums(v));
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
