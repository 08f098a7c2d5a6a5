/*
 * One tree, many steps: each brings new numbers for the leaves, is solved, and leaves its dispatches. O(n) a step and one
 * copy in and out, and what the nodes take whose limits can bind; nothing is allocated.
 *
 * Once for all steps of a call it is asked which limits can bind at any of them, and the other nodes are left out
 * (step-tree.ts). Then each is solved for itself (one-step.ts); those whose leaves follow shapes, and of which only sums
 * are wanted, need not even look at their leaves (shaped-steps.ts).
 *
 * Behind everything else, once there is room for `count` steps at a time (`layOutSteps`), what steps bring (step-rows.ts,
 * step-shapes.ts, step-limits.ts) and what they come to (step-answers.ts, one-step.ts).
 */
import { FEASIBLE } from "./bounds";
import { placeBehind, reserve } from "./memory";
import {
  MIRRORED,
  placeSteps,
  setStatus,
  solveAs,
  solveStep,
  statusOf,
  tellStep,
  UNSOUND,
  WEIGHED_BY_REQUEST,
  WEIGHED_EQUALLY,
} from "./one-step";
import { placeParts } from "./part-answers";
import { placeFlows } from "./shape-flows";
import { solveShapedSteps } from "./shaped-steps";
import { placeAnswers } from "./step-answers";
import { areSoundLimits, placeLimits } from "./step-limits";
import { beginExtremes, extendExtremes, isSound, placeRows, readRowsAs, takeAll, writeRows } from "./step-rows";
import { placeShapes } from "./step-shapes";
import { isWhole, placeContraction, seeKept, seeWhole } from "./step-tree";
import { leaveOutWhatCannotBind } from "./what-can-bind";

/** Fewer steps do not make up for finding what can bind at them. */
const FEW_STEPS: i32 = 3;

/** Whether steps are solved by their shapes: rows for two of them. */
let isShaped: bool = false;

/**
 * Makes room for `count` steps at a time, behind the arena; the memory grows. `shapes`: how many there are, 0 where the
 * steps bring rows; `limits`: at how many inner nodes they vary; `binding`: how many limits that bind there is room for.
 * `shaped`: they bring nothing but shapes and limits, and nothing but sums and limits that bind is wanted of them.
 * Returns the bytes needed in all.
 */
export function layOutSteps(
  count: i32,
  fields: i32,
  hasRequests: bool,
  shapes: i32,
  limits: i32,
  wanted: i32,
  binding: i32,
  shaped: bool,
): f64 {
  isShaped = shaped;
  placeBehind();
  placeContraction();
  placeRows(shaped ? 2 : count, fields, hasRequests);
  placeShapes(count, shapes);
  placeLimits(count, limits);
  placeAnswers(count, wanted, binding);
  placeSteps(count);
  if (shaped) placeFlows();
  if (shaped) placeParts(count, wanted);
  return reserve();
}

/**
 * Solves `count` steps; the leaves are left with other numbers than they had. `tiers`: how many priorities there are, 0
 * where nobody has a request either. Returns how many steps are solved: by their shapes, none at all where they are to be
 * laid out otherwise, and as many as there is room for limits that bind.
 */
export function solveSteps(count: i32, kind: i32, tiers: i32): i32 {
  solveAs(kind, tiers);
  readRowsAs((kind & MIRRORED) != 0, (kind & WEIGHED_BY_REQUEST) != 0, (kind & WEIGHED_EQUALLY) != 0);
  if (isShaped) return solveShapedSteps(count, tiers > 0);
  writeRows(count);
  const firstSound = findSoundSteps(count);
  const isContracted = count - firstSound > FEW_STEPS;
  if (isContracted) leaveOutWhatCannotBind(count, tiers > 0);
  if (firstSound < count) takeAll(firstSound);
  for (let step = 0; step < count; step++) {
    tellStep(step, statusOf(step) == UNSOUND ? UNSOUND : solveStep(step));
    if (isContracted && isWhole) {
      seeKept();
      takeAll(step);
    }
  }
  seeWhole();
  return count;
}

/** Marks the steps that are not sound, and finds the extremes of those that are. Returns the first of these. */
function findSoundSteps(count: i32): i32 {
  let first = count;
  beginExtremes();
  for (let step = count - 1; step >= 0; step--) {
    const sound = isSound(step) && areSoundLimits(step);
    setStatus(step, sound ? <u8>FEASIBLE : UNSOUND);
    if (!sound) continue;
    extendExtremes(step);
    first = step;
  }
  return first;
}
