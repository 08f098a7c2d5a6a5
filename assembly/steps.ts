/*
 * One tree, many steps: each brings new numbers for the leaves, is solved, and leaves its dispatches. O(solve) a step and
 * one copy in and out; nothing is allocated.
 *
 * The steps' numbers lie row by row, a row a step, leaves in the caller's order; behind everything else, once there is
 * room for `count` steps at a time (`layOutSteps`):
 *
 *     stepLower, -Upper, -Shift, -Weight  f64[count * n]  written by the caller, those of `fields`
 *     stepDispatch                        f64[count * n]  the answers, NaN where there is none
 *     stepFlow                            f64[count]      flow through the root, NaN where there is no answer
 *     stepStatus                          u8[count]       as findBounds says
 *     leafPlace                           i32[n]          written by the caller: where leaf k stands in a row
 */
import { FEASIBLE, findBounds, rootFlow } from "./bounds";
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

export let stepLower: usize = 0;
export let stepUpper: usize = 0;
export let stepShift: usize = 0;
export let stepWeight: usize = 0;
export let stepDispatch: usize = 0;
export let stepFlow: usize = 0;
export let stepStatus: usize = 0;
export let leafPlace: usize = 0;

// Which numbers a step brings.
const LOWER: i32 = 1;
const UPPER: i32 = 2;
const SHIFT: i32 = 4;
const WEIGHT: i32 = 8;

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
  stepDispatch = place(rows, 8);
  stepFlow = place(count, 8);
  stepStatus = place(count, 1);
  leafPlace = place(n, 4);
  return reserve();
}

/**
 * Solves `count` steps; the leaves are left with the numbers of the last. `isMirrored`: import and export change places.
 * Returns the first step that holds nonsense (a NaN, lower > upper, a weight that is not positive), where it stops, or -1.
 */
export function solveSteps(count: i32, fields: i32, isMirrored: bool, amongSiblings: bool): i32 {
  for (let step = 0; step < count; step++) {
    const row = <usize>step * ((<usize>leafCount) << 3);
    if (!takeRow(row, fields, isMirrored)) return step;
    const status = findBounds();
    store<u8>(stepStatus + <usize>step, <u8>status);
    if (status == FEASIBLE) {
      if (amongSiblings) shareAmongSiblings();
      else solveLevels();
      writeDispatches();
      store<f64>(stepFlow + ((<usize>step) << 3), isMirrored ? 0 - rootFlow() : rootFlow());
      giveRow(row, isMirrored);
    } else {
      store<f64>(stepFlow + ((<usize>step) << 3), NaN);
      for (let k = 0; k < leafCount; k++) store<f64>(stepDispatch + row + ((<usize>k) << 3), NaN);
    }
  }
  return ALL_SOUND;
}

/** The numbers of one row to the leaves. False where one of them is nonsense. */
function takeRow(row: usize, fields: i32, isMirrored: bool): bool {
  // Mirrored, a lower limit is the upper one of the flow the other way.
  const lowers = isMirrored ? leafUpper : leafLower;
  const uppers = isMirrored ? leafLower : leafUpper;
  let isSound = true;
  for (let k = 0; k < leafCount; k++) {
    const at = row + ((<usize>load<i32>(leafPlace + ((<usize>k) << 2))) << 3);
    if (fields & LOWER) setLeaf(lowers, k, turned(load<f64>(stepLower + at), isMirrored));
    if (fields & UPPER) setLeaf(uppers, k, turned(load<f64>(stepUpper + at), isMirrored));
    if (fields & SHIFT) setLeaf(leafShift, k, turned(load<f64>(stepShift + at), isMirrored));
    if (fields & WEIGHT) setLeaf(leafWeight, k, load<f64>(stepWeight + at));
    const lower = leaf(leafLower, k);
    const upper = leaf(leafUpper, k);
    const weight = leaf(leafWeight, k);
    const hasRange = lower <= upper && lower < Infinity && upper > -Infinity;
    isSound = isSound && hasRange && Math.abs(leaf(leafShift, k)) < Infinity && weight > 0 && weight < Infinity;
  }
  return isSound;
}

/** The dispatches of the leaves to one row. */
function giveRow(row: usize, isMirrored: bool): void {
  for (let k = 0; k < leafCount; k++) {
    const at = row + ((<usize>load<i32>(leafPlace + ((<usize>k) << 2))) << 3);
    store<f64>(stepDispatch + at, turned(leaf(leafDispatch, k), isMirrored));
  }
}

function turned(x: f64, isMirrored: bool): f64 {
  return isMirrored ? 0 - x : x;
}
