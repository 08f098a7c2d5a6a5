/*
 * Levels by Newton's method on slices, for wide and shallow trees. O(evaluations · (n + m)): a handful of evaluations
 * settles a slice, and every limit that holds starts another slice, so deep trees would be quadratic: the evaluations are
 * counted, and past a budget the method gives up (brackets.ts then solves).
 *
 * To bring the slice below node t to a total: evaluate all leaves below at a price (one streaming pass, two leaves a
 * vector), which gives the sum and its slope; step; keep a bracket for where the steps leave it. Then walk down: a node
 * whose sum passes a limit becomes a problem of its own, with that limit as its total, and the sum and slope just found
 * as its first evaluation.
 *
 * In the records' room: sum and slope of every inner node (f64 x 2), then the nodes still to be solved (i32 each).
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
} from "./memory";
import { beginSearch, nextPrice } from "./price-search";
import { SAMPLE, sampleLeaves, sampleSpan, typicalPrice } from "./sample";
import { roundingOf } from "./sums";

/** Evaluations per leaf after which the method gives up. */
const BUDGET: i64 = 24;
/** Steps on one slice after which the method gives up. */
const SLICE_STEPS: i32 = 60;
/** A total is met when it is this near, relative to what is summed: the rounding of the sum itself. */
export const MET: f64 = 2e-15;
/** The last step, relative to the price, is at most this. */
const LAST_STEP: f64 = 1e-14;
/** Slices of at least so many leaves are first solved roughly, on a sample of one block in STRIDE. */
const SAMPLED_LEAVES: i32 = 65536;
const STRIDE: i32 = 64;
const SAMPLED_STEPS: i32 = 8;
/** Leaves summed plainly before their sum joins a compensated one. */
const ANSWERS_BLOCK: i32 = 512;

/** Evaluations so far, in leaves. */
let evaluated: i64 = 0;
let unsolved: i32 = 0;

/** Finds, for every node that a limit holds, which limit (`held`) and the price below it. False where it gave up. */
export function solveByNewton(): bool {
  const root = innerCount - 1;
  evaluated = 0;
  unsolved = 0;
  sampleLeaves(SAMPLE);
  if (bindingUpper(root) < Infinity) {
    setHeld(root, HELD_UPPER);
    if (!solveSlice(root, typicalPrice(), false)) return false;
  } else {
    setHeld(root, NOT_HELD);
    if (!solveBelowInfinity()) return false;
  }
  while (unsolved > 0) {
    unsolved--;
    const v = load<i32>(unsolvedAt(unsolved));
    if (!solveSlice(v, inner(price, v), true)) return false;
  }
  return true;
}

/** No limit holds the root: the topmost nodes with an upper limit that binds are held by it. */
function solveBelowInfinity(): bool {
  for (let v = innerCount - 2; v >= 0; ) {
    if (bindingUpper(v) < Infinity) {
      setHeld(v, HELD_UPPER);
      if (!solveSlice(v, typicalPrice(), false)) return false;
      v = firstInnerBelow(v) - 1;
    } else {
      setHeld(v, NOT_HELD);
      v--;
    }
  }
  return true;
}

function unsolvedAt(i: i32): usize {
  return inWork(records + ((<usize>innerCount) << 4) + ((<usize>i) << 2));
}

function sumAt(v: i32): usize {
  return inWork(records + ((<usize>v) << 4));
}

/** Sum and slope at `guess` are taken from the last evaluation where `isEvaluated`. */
function solveSlice(top: i32, guess: f64, isEvaluated: bool): bool {
  const total = heldOf(top) == HELD_UPPER ? bindingUpper(top) : bindingLower(top);
  const leaves = ownLeafBegin(top + 1) - ownLeafBegin(firstInnerBelow(top));
  if (!isEvaluated) {
    let start = guess;
    if (leaves >= SAMPLED_LEAVES) {
      findSlicePrice(top, total, guess, STRIDE, SAMPLED_STEPS);
      start = found;
    }
    evaluate(top, start, 1);
    found = start;
  } else {
    found = guess;
  }
  if (!findSlicePrice(top, total, found, 1, SLICE_STEPS)) return false;
  setInner(price, top, found);
  walkDown(top, found);
  return true;
}

/** The price that `findSlicePrice` ended with. */
let found: f64 = 0;

/**
 * Newton's method on what the slice below `top` carries, from `start`. With stride 1 it begins with the evaluation at
 * `start` that has been made already. False where the total was not met.
 */
function findSlicePrice(top: i32, total: f64, start: f64, stride: i32, steps: i32): bool {
  let at = start;
  beginSearch(at, sampleSpan());
  if (stride > 1) evaluate(top, at, stride);
  for (let step = 0; step < steps; step++) {
    const sum = load<f64>(sumAt(top));
    const slope = load<f64>(sumAt(top), 8);
    const missing = total - sum;
    found = at;
    if (Math.abs(missing) <= MET * (Math.abs(total) + Math.abs(slope * at))) {
      found = lastStep(at, missing, slope);
      return true;
    }
    const next = nextPrice(at, sum, slope, total, missing);
    if (next == at) return true;
    at = next;
    evaluate(top, at, stride);
    if (evaluated > BUDGET * <i64>leafCount) return false;
  }
  found = at;
  return false;
}

/**
 * The price after a last step along the slope, for what is missing is no more than rounding. Where the slope is so small
 * beside that rounding that the step would be a great one, a leaf of more weight may lie just beyond: no step then.
 */
export function lastStep(at: f64, missing: f64, slope: f64): f64 {
  const next = at + missing / slope;
  return Math.abs(next - at) <= LAST_STEP * Math.abs(at) ? next : at;
}

/** Nodes whose sum passes a limit are held by it, and become problems; below the others the price stands. */
function walkDown(top: i32, at: f64): void {
  const first = firstInnerBelow(top);
  for (let v = top - 1; v >= first; ) {
    const sum = load<f64>(sumAt(v));
    const isBelow = sum < bindingLower(v);
    if (isBelow || sum > bindingUpper(v)) {
      setHeld(v, isBelow ? HELD_LOWER : HELD_UPPER);
      setInner(price, v, at);
      store<i32>(unsolvedAt(unsolved), v);
      unsolved++;
      v = firstInnerBelow(v) - 1;
    } else {
      setHeld(v, NOT_HELD);
      v--;
    }
  }
}

/** Sum and slope of every inner node of the slice below `top` at a price; a sample of the leaves where stride > 1. */
function evaluate(top: i32, at: f64, stride: i32): void {
  const first = firstInnerBelow(top);
  memory.fill(sumAt(first), 0, (<usize>(top - first + 1)) << 4);
  for (let v = first; v <= top; v++) {
    const begin = ownLeafBegin(v);
    const end = ownLeafBegin(v + 1);
    if (stride > 1 && end - begin >= 4 * stride) sampleAnswers(begin, end, at, stride);
    else sumAnswers(begin, end, at);
    const sum = load<f64>(sumAt(v)) + ownSum;
    const slope = load<f64>(sumAt(v), 8) + ownSlope;
    store<f64>(sumAt(v), sum);
    store<f64>(sumAt(v), slope, 8);
    if (v == top) break;
    const above = sumAt(parentOf(v));
    const lower = bindingLower(v);
    const upper = bindingUpper(v);
    if (sum <= lower) store<f64>(above, load<f64>(above) + lower);
    else if (sum >= upper) store<f64>(above, load<f64>(above) + upper);
    else {
      store<f64>(above, load<f64>(above) + sum);
      store<f64>(above, load<f64>(above, 8) + slope, 8);
    }
  }
}

/** What `sumAnswers` and `sampleAnswers` found. */
export let ownSum: f64 = 0;
export let ownSlope: f64 = 0;

/** One block of 8 leaves in `stride`, scaled up. */
function sampleAnswers(begin: i32, end: i32, at: f64, stride: i32): void {
  let sum: f64 = 0;
  let slope: f64 = 0;
  let taken = 0;
  for (let k = begin; k + 8 <= end; k += 8 * stride) {
    sumAnswers(k, k + 8, at);
    sum += ownSum;
    slope += ownSlope;
    taken += 8;
  }
  const scale = <f64>(end - begin) / <f64>taken;
  ownSum = sum * scale;
  ownSlope = slope * scale;
}

/** Sum of the answers of the leaves [begin, end) at a price, and of the weights of those within their limits. */
export function sumAnswers(begin: i32, end: i32, at: f64): void {
  evaluated += end - begin;
  let sum: f64 = 0;
  let lost: f64 = 0;
  let slope: f64 = 0;
  for (let k = begin; k < end; k += ANSWERS_BLOCK) {
    addBlock(k, min(k + ANSWERS_BLOCK, end), at);
    const next = sum + ownSum;
    lost += roundingOf(sum, ownSum, next);
    sum = next;
    slope += ownSlope;
  }
  ownSum = sum + lost;
  ownSlope = slope;
}

function addBlock(begin: i32, end: i32, at: f64): void {
  let k = begin;
  let sum: f64 = 0;
  let slope: f64 = 0;
  const price2 = f64x2.splat(at);
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let slopeA = f64x2.splat(0);
  let slopeB = f64x2.splat(0);
  for (; k + 3 < end; k += 4) {
    const address = (<usize>k) << 3;
    const weightA = v128.load(leafWeight + address);
    const weightB = v128.load(leafWeight + address, 16);
    const lowerA = v128.load(leafLower + address);
    const lowerB = v128.load(leafLower + address, 16);
    const upperA = v128.load(leafUpper + address);
    const upperB = v128.load(leafUpper + address, 16);
    const wantedA = f64x2.mul(weightA, price2);
    const wantedB = f64x2.mul(weightB, price2);
    sumA = f64x2.add(sumA, f64x2.pmin(f64x2.pmax(wantedA, lowerA), upperA));
    sumB = f64x2.add(sumB, f64x2.pmin(f64x2.pmax(wantedB, lowerB), upperB));
    const freeA = v128.and(f64x2.gt(wantedA, lowerA), f64x2.lt(wantedA, upperA));
    const freeB = v128.and(f64x2.gt(wantedB, lowerB), f64x2.lt(wantedB, upperB));
    slopeA = f64x2.add(slopeA, v128.and(weightA, freeA));
    slopeB = f64x2.add(slopeB, v128.and(weightB, freeB));
  }
  const sum2 = f64x2.add(sumA, sumB);
  const slope2 = f64x2.add(slopeA, slopeB);
  sum = f64x2.extract_lane(sum2, 0) + f64x2.extract_lane(sum2, 1);
  slope = f64x2.extract_lane(slope2, 0) + f64x2.extract_lane(slope2, 1);
  for (; k < end; k++) {
    const weight = leaf(leafWeight, k);
    const lower = leaf(leafLower, k);
    const upper = leaf(leafUpper, k);
    const wanted = weight * at;
    if (wanted <= lower) sum += lower;
    else if (wanted >= upper) sum += upper;
    else {
      sum += wanted;
      slope += weight;
    }
  }
  ownSum = sum;
  ownSlope = slope;
}
