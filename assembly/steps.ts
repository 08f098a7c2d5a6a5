/*
 * One tree, many steps: each brings new numbers for the leaves, is solved, and leaves its dispatches. O(solve) a step and
 * one copy in and out; nothing is allocated.
 *
 * The steps' numbers lie row by row, a row a step, leaves in the caller's order; behind everything else, once there is
 * room for `count` steps at a time (`layOutSteps`):
 *
 *     stepLower, -Upper, -Shift, -Weight, -Request  f64[count * n]  written by the caller, those of `fields`
 *     stepDispatch                        f64[count * n]  the answers, NaN where there is none
 *     stepFlow                            f64[count]      flow through the root, NaN where there is no answer
 *     stepStatus                          u8[count]       as findBounds says, or UNDECIDED
 *     leafPlace                           i32[n]          written by the caller: where leaf k stands in a row
 */
import { FEASIBLE, findBounds, INFEASIBLE, rootFlow } from "./bounds";
import { writeDispatches } from "./dispatches";
import { solveLevels } from "./levels";
import {
  leaf,
  leafCount,
  leafDispatch,
  leafLower,
  leafShift,
  leafUpper,
  leafWeight,
  place,
  placeBehind,
  reserve,
  setLeaf,
} from "./memory";
import { shareAmongSiblings } from "./siblings";
import { roundingOf } from "./sums";
import { leafBottom, leafRequest, leafTop, leafWish, solveTiers } from "./tiers";

export let stepLower: usize = 0;
export let stepUpper: usize = 0;
export let stepShift: usize = 0;
export let stepWeight: usize = 0;
export let stepRequest: usize = 0;
export let stepDispatch: usize = 0;
export let stepFlow: usize = 0;
export let stepStatus: usize = 0;
export let leafPlace: usize = 0;

// Which numbers a step brings.
const LOWER: i32 = 1;
const UPPER: i32 = 2;
const SHIFT: i32 = 4;
const WEIGHT: i32 = 8;
const REQUEST: i32 = 16;

/** Of a step with an infinite request: whether it has an answer is for the caller to find out. */
const UNDECIDED: u8 = 4;

/** Finite numbers end here, weights there: src/model/number-range.ts. */
const GREATEST_NUMBER: f64 = 1e30;
const LEAST_WEIGHT: f64 = 1e-30;

/** No step had nonsense in it. */
const ALL_SOUND: i32 = -1;

/** Makes room for `count` steps at a time, behind the arena; the memory grows. Returns the bytes needed in all. */
export function layOutSteps(count: i32): f64 {
  const n = <u64>leafCount;
  const rows = <u64>count * n;
  placeBehind();
  stepLower = place(rows, 8);
  stepUpper = place(rows, 8);
  stepShift = place(rows, 8);
  stepWeight = place(rows, 8);
  stepRequest = place(rows, 8);
  stepDispatch = place(rows, 8);
  stepFlow = place(count, 8);
  stepStatus = place(count, 1);
  leafPlace = place(n, 4);
  return reserve();
}

/**
 * Solves `count` steps; the leaves are left with the numbers of the last. `isMirrored`: import and export change places.
 * `tiers`: how many priorities there are; 0 where nobody has a request either. Returns the first step that holds nonsense
 * (a NaN, lower > upper, a weight that is not positive, a request outside the limits), where it stops, or -1.
 */
export function solveSteps(count: i32, fields: i32, isMirrored: bool, amongSiblings: bool, tiers: i32): i32 {
  for (let step = 0; step < count; step++) {
    const row = <usize>step * ((<usize>leafCount) << 3);
    const isSound = tiers > 0 ? takeTierRow(row, fields, isMirrored) : takeRow(row, fields, isMirrored);
    if (!isSound) return step;
    const status = tiers > 0 ? solveStepTiers(tiers) : solveStep(amongSiblings);
    store<u8>(stepStatus + <usize>step, status);
    store<f64>(stepFlow + ((<usize>step) << 3), status == <u8>FEASIBLE ? turned(flowAtRoot, isMirrored) : NaN);
    giveRow(row, isMirrored, status == <u8>FEASIBLE);
  }
  return ALL_SOUND;
}

/** The flow through the root of the step just solved. */
let flowAtRoot: f64 = 0;

function solveStep(amongSiblings: bool): u8 {
  const status = findBounds();
  if (status != FEASIBLE) return <u8>status;
  if (amongSiblings) shareAmongSiblings();
  else solveLevels();
  writeDispatches();
  flowAtRoot = rootFlow();
  return <u8>FEASIBLE;
}

/** One tier where that is enough: one priority, and no lower limit that asks for more than the requests. */
function solveStepTiers(tiers: i32): u8 {
  if (tiers == 1) {
    const status = solveStep(false);
    if (status != <u8>INFEASIBLE) return status;
  }
  for (let k = 0; k < leafCount; k++) if (leaf(leafRequest, k) == Infinity) return UNDECIDED;
  if (solveTiers(tiers) == INFEASIBLE) return <u8>INFEASIBLE;
  let sum: f64 = 0;
  let lost: f64 = 0;
  for (let k = 0; k < leafCount; k++) {
    const next = sum + leaf(leafDispatch, k);
    lost += roundingOf(sum, leaf(leafDispatch, k), next) + leaf(leafShift, k);
    sum = next;
  }
  flowAtRoot = sum + lost;
  return <u8>FEASIBLE;
}

/** The numbers of one row to the leaves. False where one of them is nonsense. */
function takeRow(row: usize, fields: i32, isMirrored: bool): bool {
  let isSound = true;
  for (let k = 0; k < leafCount; k++) {
    takeNumbers(k, row, fields, isMirrored, leafLower, leafUpper);
    if (!hasSoundNumbers(k, leaf(leafLower, k), leaf(leafUpper, k))) isSound = false;
  }
  return isSound;
}

/** The same where leaves have requests. */
function takeTierRow(row: usize, fields: i32, isMirrored: bool): bool {
  let isSound = true;
  for (let k = 0; k < leafCount; k++) {
    takeNumbers(k, row, fields, isMirrored, leafBottom, leafTop);
    if (fields & REQUEST) setLeaf(leafWish, k, turned(load<f64>(stepRequest + placeInRow(k, row)), isMirrored));
    const lower = leaf(leafBottom, k);
    const upper = leaf(leafTop, k);
    const wish = leaf(leafWish, k);
    // NaN is no number above -Infinity, nor that itself.
    const hasNone = !(wish >= -Infinity);
    if (!hasSoundNumbers(k, lower, upper)) isSound = false;
    if (!hasNone && !(Math.abs(wish) <= GREATEST_NUMBER && lower <= wish && wish <= upper)) isSound = false;
    setLeaf(leafRequest, k, hasNone ? upper : wish);
    setLeaf(leafLower, k, lower);
    setLeaf(leafUpper, k, leaf(leafRequest, k));
  }
  return isSound;
}

function placeInRow(k: i32, row: usize): usize {
  return row + ((<usize>load<i32>(leafPlace + ((<usize>k) << 2))) << 3);
}

function takeNumbers(k: i32, row: usize, fields: i32, isMirrored: bool, lowers: usize, uppers: usize): void {
  const at = placeInRow(k, row);
  // Mirrored, a lower limit is the upper one of the flow the other way.
  if (fields & LOWER) setLeaf(isMirrored ? uppers : lowers, k, turned(load<f64>(stepLower + at), isMirrored));
  if (fields & UPPER) setLeaf(isMirrored ? lowers : uppers, k, turned(load<f64>(stepUpper + at), isMirrored));
  if (fields & SHIFT) setLeaf(leafShift, k, turned(load<f64>(stepShift + at), isMirrored));
  if (fields & WEIGHT) setLeaf(leafWeight, k, load<f64>(stepWeight + at));
}

/** As src/tree/node-numbers.ts has it. */
function hasSoundNumbers(k: i32, lower: f64, upper: f64): bool {
  const weight = leaf(leafWeight, k);
  const isLower = Math.abs(lower) <= GREATEST_NUMBER || lower == -Infinity;
  const isUpper = Math.abs(upper) <= GREATEST_NUMBER || upper == Infinity;
  const hasRange = lower <= upper && isLower && isUpper;
  const isWeight = weight >= LEAST_WEIGHT && weight <= GREATEST_NUMBER;
  return hasRange && isWeight && Math.abs(leaf(leafShift, k)) <= GREATEST_NUMBER;
}

/** The dispatches of the leaves to one row, NaN where there is no answer. */
function giveRow(row: usize, isMirrored: bool, hasAnswer: bool): void {
  for (let k = 0; k < leafCount; k++) {
    store<f64>(stepDispatch + placeInRow(k, row), hasAnswer ? turned(leaf(leafDispatch, k), isMirrored) : NaN);
  }
}

function turned(x: f64, isMirrored: bool): f64 {
  return isMirrored ? 0 - x : x;
}
