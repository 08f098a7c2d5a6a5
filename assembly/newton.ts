/*
 * Newton's method on groups. A *group* is a node that a limit holds, its top, with all below it up to the next nodes that
 * are held: its leaves share one price. To bring it to its total: evaluate all leaves of it at a price (answers.ts), which
 * gives sum and slope of every node; step; keep a bracket for where the steps leave it. Then walk down: a node whose sum
 * passes a limit is held by it, and the top of a group of its own, with the sums just found as its first evaluation.
 *
 * O(nodes and leaves of the group) an evaluation: a handful settles a group that nothing is known of, two or three one
 * whose price has changed a little. Every limit that holds starts another group, so deep trees would be quadratic: all
 * work is counted, and past a budget the method gives up. It serves wide and shallow trees from the root down
 * (`solveByNewton`), and any tree after a few changes (again.ts).
 *
 * In the records' room: sums (f64 x 3 [m]), the nodes of the group at hand and the stack (i32[m] each).
 */
import { ownSlope, ownSum, sampleAnswers, sumAnswers, sumBlocks } from "./answers";
import { MANY_LEAVES } from "./blocks";
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
  leafCount,
  NOT_HELD,
  ownLeafBegin,
  parentOf,
  price,
  records,
  setHeld,
  setInner,
} from "./memory";
import { beginSearch, nextPrice } from "./price-search";
import { targetLow } from "./records";
import { SAMPLE, sampleLeaves, sampleSpan, typicalPrice } from "./sample";
import { roundingOf } from "./sums";

/** What a leaf and a node count when they are evaluated: about nanoseconds. */
export const LEAF: i64 = 1;
export const NODE: i64 = 30;
/** Evaluations of the whole tree after which it is solved otherwise. */
const WHOLE_EVALUATIONS: i64 = 24;
/** Evaluations that a group is expected to need: one for which the budget has no room is not begun. */
const EXPECTED_STEPS: i64 = 2;
/** Steps on one group after which the method gives up. */
const GROUP_STEPS: i32 = 60;
/** A total is met when it is this near, relative to what is summed: the rounding of the sum itself. */
const MET: f64 = 2e-15;
/** The last step, relative to the price, is at most this. */
const LAST_STEP: f64 = 1e-14;
/** The first price below a node of so many leaves is sought on a sample of them, one block in STRIDE. */
const SAMPLED_LEAVES: i32 = 65536;
const STRIDE: i32 = 64;
const SAMPLED_STEPS: i32 = 8;

/** How much more work is allowed; below 0 all is to be given up. */
export let budget: i64 = 0;
let priceSpan: f64 = 0;
let sums: usize = 0;
let groupNodes: usize = 0;
let groupSize: i32 = 0;
let stack: usize = 0;
let stacked: i32 = 0;

/** `span` is how far apart prices may be expected. */
export function beginGroups(allowed: i64, span: f64): void {
  const m = <usize>innerCount;
  budget = allowed;
  priceSpan = span;
  sums = records;
  groupNodes = sums + 24 * m;
  stack = groupNodes + 4 * m;
}

export function spend(work: i64): void {
  budget -= work;
}

/** Finds, for every node that a limit holds, which limit (`held`) and the price below it. False where it gave up. */
export function solveByNewton(): bool {
  sampleLeaves(SAMPLE);
  beginGroups(WHOLE_EVALUATIONS * (LEAF * <i64>leafCount + NODE * <i64>innerCount), sampleSpan());
  for (let v = 0; v < innerCount; v++) setHeld(v, NOT_HELD);
  // Where no limit holds the root, the topmost nodes with an upper limit that binds are held by it.
  for (let v = innerCount - 1; v >= 0; ) {
    if (bindingUpper(v) < Infinity) {
      if (!solveBelow(v)) return false;
      v = firstInnerBelow(v) - 1;
    } else v--;
  }
  return true;
}

/** Solves all below a node that its upper limit holds. False where it gave up. */
function solveBelow(top: i32): bool {
  setHeld(top, HELD_UPPER);
  setInner(price, top, typicalPrice());
  if (ownLeafBegin(top + 1) - ownLeafBegin(firstInnerBelow(top)) >= SAMPLED_LEAVES) findPrice(top, STRIDE, false);
  return solveGroup(top);
}

/** Solves the group below `top`, and those that it falls into. False where it gave up. */
export function solveGroup(top: i32): bool {
  stacked = 0;
  push(top, false);
  while (stacked > 0) {
    stacked--;
    const entry = load<i32>(inWork(stack + ((<usize>stacked) << 2)));
    if (!findPrice(entry >> 1, 1, (entry & 1) != 0)) return false;
    splitGroup(entry >> 1);
  }
  return true;
}

function push(v: i32, isEvaluated: bool): void {
  store<i32>(inWork(stack + ((<usize>stacked) << 2)), (v << 1) | i32(isEvaluated));
  stacked++;
}

function groupSums(v: i32): usize {
  return inWork(sums + 24 * <usize>v);
}

function groupNode(i: i32): usize {
  return inWork(groupNodes + ((<usize>i) << 2));
}

/** The price at which the group at hand was evaluated last. */
let evaluatedAt: f64 = 0;

/**
 * Newton's method on what the group below `top` carries, from the price it has; on a sample of the leaves, and less long,
 * where `stride` > 1. The sums are those at that price already where it `isEvaluated`. False where it gave up.
 */
function findPrice(top: i32, stride: i32, isEvaluated: bool): bool {
  const side = heldOf(top);
  const total = side == HELD_UPPER ? bindingUpper(top) : bindingLower(top);
  const totalLow = targetLow(top, side, total);
  const steps = stride > 1 ? SAMPLED_STEPS : GROUP_STEPS;
  let at = inner(price, top);
  if (!(Math.abs(at) < Infinity)) at = 0;
  beginSearch(at, priceSpan);
  for (let step = 0; step < steps; step++) {
    if (step > 0 || !isEvaluated) {
      listGroup(top, at, step == 0);
      if (budget < 0) return false;
      evaluateGroup(top, at, stride);
    }
    evaluatedAt = at;
    const sum = load<f64>(groupSums(top));
    const slope = load<f64>(groupSums(top), 16);
    const missing = total - sum + (totalLow - load<f64>(groupSums(top), 8));
    if (Math.abs(missing) <= MET * (Math.abs(total) + Math.abs(slope * at))) {
      setInner(price, top, lastStep(at, missing, slope));
      return true;
    }
    const next = nextPrice(at, sum, slope, total, missing);
    setInner(price, top, at);
    if (next == at) return true;
    at = next;
  }
  return false;
}

/**
 * The price after a last step along the slope, for what is missing is no more than rounding. Where the slope is so small
 * beside that rounding that the step would be a great one, a leaf of more weight may lie just beyond: no step then.
 */
function lastStep(at: f64, missing: f64, slope: f64): f64 {
  const next = at + missing / slope;
  return Math.abs(next - at) <= LAST_STEP * Math.abs(at) ? next : at;
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
      v--;
    }
  }
  budget -= NODE * <i64>groupSize;
}

/** Sum (as a compensated pair) and slope of every node of the group at a price. */
function evaluateGroup(top: i32, at: f64, stride: i32): void {
  let leaves: i64 = 0;
  for (let i = groupSize - 1; i >= 0; i--) {
    const entry = load<i32>(groupNode(i));
    if (entry < 0) {
      handUp(~entry, heldOf(~entry));
      continue;
    }
    leaves += addOwnLeaves(entry, at, stride);
    if (entry == top) break;
    const sum = load<f64>(groupSums(entry));
    if (sum <= bindingLower(entry)) handUp(entry, HELD_LOWER);
    else if (sum >= bindingUpper(entry)) handUp(entry, HELD_UPPER);
    else handUp(entry, NOT_HELD);
  }
  budget -= LEAF * leaves;
}

/** Adds what a node carries, by the limit on a side or by its sums, to its parent's sums. */
function handUp(v: i32, side: u8): void {
  let sum: f64 = 0;
  let lost: f64 = 0;
  let slope: f64 = 0;
  if (side == NOT_HELD) {
    sum = load<f64>(groupSums(v));
    lost = load<f64>(groupSums(v), 8);
    slope = load<f64>(groupSums(v), 16);
  } else {
    sum = side == HELD_UPPER ? bindingUpper(v) : bindingLower(v);
    lost = targetLow(v, side, sum);
  }
  const p = parentOf(v);
  // The first child sets the sums, the others add to them: nothing need be cleared before.
  if (firstInnerBelow(p) == firstInnerBelow(v)) setSums(p, sum, lost, slope);
  else addToSums(p, sum, lost, slope);
}

/** Returns how many leaves have been looked at. */
function addOwnLeaves(v: i32, at: f64, stride: i32): i32 {
  const begin = ownLeafBegin(v);
  const end = ownLeafBegin(v + 1);
  const isSampled = stride > 1 && end - begin >= 4 * stride;
  if (isSampled) sampleAnswers(begin, end, at, stride);
  else if (end - begin >= MANY_LEAVES) sumBlocks(begin, end, at);
  else sumAnswers(begin, end, at);
  if (firstInnerBelow(v) == v) setSums(v, ownSum, 0, ownSlope);
  else addToSums(v, ownSum, 0, ownSlope);
  return isSampled ? (end - begin) / stride : end - begin;
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
  const first = firstInnerBelow(top);
  for (let v = top - 1; v >= first; ) {
    if (staysHeld(v, evaluatedAt)) {
      v = firstInnerBelow(v) - 1;
      continue;
    }
    const sum = load<f64>(groupSums(v));
    const isBelow = sum < bindingLower(v);
    if (isBelow || sum > bindingUpper(v)) {
      setHeld(v, isBelow ? HELD_LOWER : HELD_UPPER);
      setInner(price, v, evaluatedAt);
      push(v, true);
      v = firstInnerBelow(v) - 1;
    } else {
      setHeld(v, NOT_HELD);
      v--;
    }
  }
}
