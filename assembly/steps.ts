/*
 * One tree, many steps: each brings new numbers for the leaves, is solved, and leaves its dispatches. O(n) a step and one
 * copy in and out, and what the nodes take whose limits can bind; nothing is allocated.
 *
 * Once for all steps of a call it is asked which limits can bind at any of them, and the other nodes are left out
 * (step-tree.ts). Where at a step everybody can have what they request, that is the answer. Where limits contradict
 * each other and are to be relaxed, and among siblings, whose shares depend on every node, the whole tree is solved.
 *
 * Behind everything else, once there is room for `count` steps at a time (`layOutSteps`), what steps bring (step-rows.ts,
 * step-shapes.ts, step-limits.ts), what they come to (step-answers.ts), and
 *
 *     stepFlow             f64[count]      flow through the root, NaN where there is no answer
 *     stepStatus           u8[count]       as findBounds says, or UNDECIDED or UNSOUND
 *     givenLower, -Upper   f64[m]          inner nodes' limits, while some are relaxed
 */
import { boundsOfMany, FEASIBLE, findBounds, findRequestBounds, INFEASIBLE, rootFlow, UNBOUNDED } from "./bounds";
import { writeDispatches } from "./dispatches";
import { solveLevels } from "./levels";
import {
  FAULT,
  HELD_UPPER,
  heldOf,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  leaf,
  leafCount,
  leafDispatch,
  leafShift,
  leafUpper,
  least,
  place,
  placeBehind,
  reserve,
  setInner,
  stateOf,
  UPPER_BINDS,
} from "./memory";
import { shareAmongSiblings } from "./siblings";
import { placeAnswers, tellAnswer, tellNone } from "./step-answers";
import { areSoundLimits, keepVarying, placeLimits, takeExtremeLimits, takeLimits } from "./step-limits";
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
  takeStep,
  takeTiers,
  takeTops,
  writeRows,
} from "./step-rows";
import { placeShapes } from "./step-shapes";
import { isWhole, leaveOut, placeContraction, seeKept, seeWhole } from "./step-tree";
import { roundingOf } from "./sums";
import { solveTiers } from "./tiers";

export let stepFlow: usize = 0;
export let stepStatus: usize = 0;
let givenLower: usize = 0;
let givenUpper: usize = 0;

/** Of a step that holds nonsense. */
const UNSOUND: u8 = 3;
/** Of a step that is for the caller to solve: infinite requests, or more priorities than are worth while here. */
export const UNDECIDED: u8 = 4;
/** More priorities than these take longer tier by tier than all at one go, as the reference solves them. */
const MOST_TIERS: i32 = 16;

/** Fewer steps do not make up for finding what can bind at them. */
const FEW_STEPS: i32 = 3;

// How the steps are to be solved: bits of `kind`.
const MIRRORED: i32 = 1;
const AMONG_SIBLINGS: i32 = 2;
const RELAXED: i32 = 4;
const WEIGHED_BY_REQUEST: i32 = 8;
const WEIGHED_EQUALLY: i32 = 16;

let kindBits: i32 = 0;
let tierCount: i32 = 0;
/** Whether nodes have been left out. */
let isContracted: bool = false;

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
  stepFlow = place(count, 8);
  stepStatus = place(count, 1);
  givenLower = place(innerCount, 8);
  givenUpper = place(innerCount, 8);
  return reserve();
}

/**
 * Solves `count` steps; the leaves are left with other numbers than they had. `tiers`: how many priorities there are, 0
 * where nobody has a request either.
 */
export function solveSteps(count: i32, kind: i32, tiers: i32): void {
  kindBits = kind;
  tierCount = tiers;
  isContracted = false;
  readRowsAs((kind & MIRRORED) != 0, (kind & WEIGHED_BY_REQUEST) != 0, (kind & WEIGHED_EQUALLY) != 0);
  writeRows(count);
  const firstSound = findSoundSteps(count);
  if (firstSound < count) {
    if (count - firstSound > FEW_STEPS) leaveOutWhatCannotBind(count);
    takeAll(firstSound);
  }
  for (let step = 0; step < count; step++) {
    const status = statusOf(step) == UNSOUND ? UNSOUND : solveStep(step);
    tellStep(step, status);
    if (isRelaxed) restoreLimits();
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
    store<u8>(stepStatus + <usize>step, sound ? <u8>FEASIBLE : UNSOUND);
    if (!sound) continue;
    extendExtremes(step);
    first = step;
  }
  return first;
}

function statusOf(step: i32): u8 {
  return load<u8>(stepStatus + <usize>step);
}

/**
 * With requests for upper limits, unless somebody may have to take more: where at some step all requests, at the least
 * that they are, may miss a lower limit.
 */
function leaveOutWhatCannotBind(count: i32): void {
  let most = LIMIT;
  if (tierCount > 0) {
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
  isContracted = true;
}

// One step. What it came to beside its status: the flow through the root, and whether all requests are met.

let flowAtRoot: f64 = 0;
let isAtRequests: bool = false;
/** Whether limits are wider than they were given. */
let isRelaxed: bool = false;

function solveStep(step: i32): u8 {
  takeStep(step);
  takeLimits(step);
  const bounds = stepBounds();
  isAtRequests = bounds == FEASIBLE && !bindsAbove();
  flowAtRoot = rootFlow();
  if (isAtRequests) return <u8>FEASIBLE;
  const status = bounds == FEASIBLE && isAmongSiblings() ? solveWhole(step) : solveSeen(step, bounds);
  return status == <u8>INFEASIBLE && kindBits & RELAXED ? solveRelaxed(step) : status;
}

function stepBounds(): i32 {
  return tierCount > 0 ? findRequestBounds() : findBounds();
}

function bindsAbove(): bool {
  for (let v = 0; v < innerCount; v++) if (stateOf(v) & UPPER_BINDS) return true;
  return false;
}

function isAmongSiblings(): bool {
  return (kindBits & AMONG_SIBLINGS) != 0;
}

/**
 * Solves the tree that is seen, from its bounds with requests for upper limits. One tier where that is enough: one
 * priority, and no lower limit that asks for more than the requests.
 */
function solveSeen(step: i32, bounds: i32): u8 {
  if (tierCount <= 1 && bounds == UNBOUNDED) return <u8>UNBOUNDED;
  if (tierCount <= 1 && bounds == FEASIBLE) {
    if (isAmongSiblings()) shareAmongSiblings();
    else solveLevels();
    writeDispatches();
    return <u8>FEASIBLE;
  }
  if (tierCount == 0 || isAmongSiblings()) return <u8>INFEASIBLE;
  return solveInTiers(step);
}

function solveInTiers(step: i32): u8 {
  if (tierCount > MOST_TIERS) return UNDECIDED;
  for (let k = 0; k < leafCount; k++) if (leaf(leafUpper, k) == Infinity) return UNDECIDED;
  takeTiers(step);
  if (solveTiers(tierCount) == INFEASIBLE) return <u8>INFEASIBLE;
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

function solveWhole(step: i32): u8 {
  if (!isWhole) {
    seeWhole();
    takeAll(step);
  }
  const bounds = stepBounds();
  flowAtRoot = rootFlow();
  return solveSeen(step, bounds);
}

/** The whole tree with the limits that contradict what lies below them widened, each by just what is missing. */
function solveRelaxed(step: i32): u8 {
  seeWhole();
  takeAll(step);
  memory.copy(givenLower, innerLower, (<usize>innerCount) << 3);
  memory.copy(givenUpper, innerUpper, (<usize>innerCount) << 3);
  widenLimits(step);
  isRelaxed = true;
  return solveWhole(step);
}

/** At a node at fault `least` is what its subtree can just carry (contradictions.ts): that is its limit now. */
function widenLimits(step: i32): void {
  if (tierCount > 0) takeTops(step);
  findBounds();
  for (let v = 0; v < innerCount; v++) {
    if ((stateOf(v) & FAULT) == 0) continue;
    setInner(heldOf(v) == HELD_UPPER ? innerUpper : innerLower, v, inner(least, v));
  }
  if (tierCount > 0) takeAll(step);
}

function restoreLimits(): void {
  isRelaxed = false;
  memory.copy(innerLower, givenLower, (<usize>innerCount) << 3);
  memory.copy(innerUpper, givenUpper, (<usize>innerCount) << 3);
}

/** Tells what a step came to. */
function tellStep(step: i32, status: u8): void {
  const hasAnswer = status == <u8>FEASIBLE;
  store<u8>(stepStatus + <usize>step, status);
  store<f64>(stepFlow + ((<usize>step) << 3), !hasAnswer ? NaN : kindBits & MIRRORED ? 0 - flowAtRoot : flowAtRoot);
  if (hasAnswer) tellAnswer(step, isAtRequests);
  else tellNone(step);
}
