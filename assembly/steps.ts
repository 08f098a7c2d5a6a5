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
import { boundsOfMany, FEASIBLE } from "./bounds";
import { placeBehind, reserve } from "./memory";
import {
  MIRRORED,
  placeSteps,
  setStatus,
  solveAs,
  solveStep,
  statusOf,
  stepStatus,
  tellStep,
  UNSOUND,
  WEIGHED_BY_REQUEST,
  WEIGHED_EQUALLY,
} from "./one-step";
import { placeAnswers } from "./step-answers";
import { areSoundLimits, keepVarying, placeLimits, takeExtremeLimits } from "./step-limits";
import {
  beginExtremes,
  extendExtremes,
  isSound,
  LEAST_REQUEST,
  LIMIT,
  placeRows,
  REQUEST_AT_MOST,
  readRowsAs,
  takeAll,
  takeExtremes,
  writeRows,
} from "./step-rows";
import { placeShapes } from "./step-shapes";
import { isWhole, leaveOut, placeContraction, seeKept, seeWhole } from "./step-tree";

/** Fewer steps do not make up for finding what can bind at them. */
const FEW_STEPS: i32 = 3;

/**
 * Makes room for `count` steps at a time, behind the arena; the memory grows. `shapes`: how many there are, 0 where the
 * steps bring rows; `limits`: at how many inner nodes they vary. Returns the bytes needed in all.
 */
export function layOutSteps(count: i32, fields: i32, hasRequests: bool, shapes: i32, limits: i32, wanted: i32): f64 {
  placeBehind();
  placeContraction();
  placeRows(count, fields, hasRequests);
  placeShapes(count, shapes);
  placeLimits(count, limits);
  placeAnswers(count, wanted);
  placeSteps(count);
  return reserve();
}

/**
 * Solves `count` steps; the leaves are left with other numbers than they had. `tiers`: how many priorities there are, 0
 * where nobody has a request either.
 */
export function solveSteps(count: i32, kind: i32, tiers: i32): void {
  solveAs(kind, tiers);
  readRowsAs((kind & MIRRORED) != 0, (kind & WEIGHED_BY_REQUEST) != 0, (kind & WEIGHED_EQUALLY) != 0);
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

/**
 * With requests for upper limits, unless somebody may have to take more: where at some step all requests, at the least
 * that they are, may miss a lower limit.
 */
export function leaveOutWhatCannotBind(count: i32, hasRequests: bool): void {
  let most = LIMIT;
  if (hasRequests) {
    takeExtremes(LEAST_REQUEST);
    takeExtremeLimits(count, stepStatus, UNSOUND, false);
    if (!boundsOfMany()) most = REQUEST_AT_MOST;
  }
  takeExtremes(most);
  takeExtremeLimits(count, stepStatus, UNSOUND, true);
  boundsOfMany();
  keepVarying();
  leaveOut();
  seeKept();
}
