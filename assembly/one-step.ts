/*
 * One of many steps: the leaves take the numbers it brings, the tree that is seen is solved, and what it came to is told.
 * O(n + m). Where at a step everybody can have what they request, that is the answer. Where limits contradict each other
 * and are to be relaxed, and among siblings, whose shares depend on every node, the whole tree is solved.
 *
 *     stepFlow             f64[count]      flow through the root, NaN where there is no answer
 *     stepStatus           u8[count]       as findBounds says, or UNDECIDED or UNSOUND
 *     givenLower, -Upper   f64[m]          inner nodes' limits, while some are relaxed
 */
import { FEASIBLE, findBounds, findRequestBounds, INFEASIBLE, rootFlow, UNBOUNDED } from "./bounds";
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
  setInner,
  stateOf,
  UPPER_BINDS,
} from "./memory";
import { shareAmongSiblings } from "./siblings";
import { tellAnswer, tellNone } from "./step-answers";
import { takeLimits } from "./step-limits";
import { takeAll, takeStep, takeTiers, takeTops } from "./step-rows";
import { isWhole, seeWhole, wholeInner } from "./step-tree";
import { roundingOf } from "./sums";
import { solveTiers } from "./tiers";

export let stepFlow: usize = 0;
export let stepStatus: usize = 0;
let givenLower: usize = 0;
let givenUpper: usize = 0;

/** Of a step that holds nonsense. */
export const UNSOUND: u8 = 3;
/** Of a step that is for the caller to solve: infinite requests, or more priorities than are worth while here. */
export const UNDECIDED: u8 = 4;
/** More priorities than these take longer tier by tier than all at one go, as the reference solves them. */
const MOST_TIERS: i32 = 16;

// How the steps are to be solved: bits of `kind`.
export const MIRRORED: i32 = 1;
const AMONG_SIBLINGS: i32 = 2;
const RELAXED: i32 = 4;
export const WEIGHED_BY_REQUEST: i32 = 8;
export const WEIGHED_EQUALLY: i32 = 16;

let kindBits: i32 = 0;
let tierCount: i32 = 0;

export function placeSteps(count: i32): void {
  stepFlow = place(count, 8);
  stepStatus = place(count, 1);
  givenLower = place(wholeInner, 8);
  givenUpper = place(wholeInner, 8);
}

/** How the steps from here on are to be solved. */
export function solveAs(kind: i32, tiers: i32): void {
  kindBits = kind;
  tierCount = tiers;
}

export function statusOf(step: i32): u8 {
  return load<u8>(stepStatus + <usize>step);
}

export function setStatus(step: i32, status: u8): void {
  store<u8>(stepStatus + <usize>step, status);
}

// What a step came to beside its status: the flow through the root, and whether all requests are met.

let flowAtRoot: f64 = 0;
let isAtRequests: bool = false;
/** Whether limits are wider than they were given. */
let isRelaxed: bool = false;

/** Solves a step over the leaves that it brings numbers for. Returns its status. */
export function solveStep(step: i32): u8 {
  takeStep(step);
  return solveTaken(step);
}

/** The same where the leaves have taken its numbers. */
export function solveTaken(step: i32): u8 {
  takeLimits(step);
  const bounds = stepBounds();
  isAtRequests = bounds == FEASIBLE && !bindsAbove();
  flowAtRoot = rootFlow();
  if (isAtRequests) return <u8>FEASIBLE;
  const status = bounds == FEASIBLE && isAmongSiblings() ? solveWhole(step) : solveSeen(step, bounds);
  return status == <u8>INFEASIBLE && kindBits & RELAXED ? solveRelaxed(step) : status;
}

export function stepBounds(): i32 {
  return tierCount > 0 ? findRequestBounds() : findBounds();
}

export function bindsAbove(): bool {
  for (let v = 0; v < innerCount; v++) if (stateOf(v) & UPPER_BINDS) return true;
  return false;
}

export function isAmongSiblings(): bool {
  return (kindBits & AMONG_SIBLINGS) != 0;
}

/**
 * Solves the tree that is seen, from its bounds with requests for upper limits. One tier where that is enough: one
 * priority, and no lower limit that asks for more than the requests.
 */
export function solveSeen(step: i32, bounds: i32): u8 {
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

/** Tells what a step came to, and forgets what it was relaxed to. */
export function tellStep(step: i32, status: u8): void {
  tellFlow(step, status, flowAtRoot);
  if (status == <u8>FEASIBLE) tellAnswer(step, isAtRequests);
  else tellNone(step);
  if (isRelaxed) restoreLimits();
}

export function tellFlow(step: i32, status: u8, flow: f64): void {
  setStatus(step, status);
  const given = kindBits & MIRRORED ? 0 - flow : flow;
  store<f64>(stepFlow + ((<usize>step) << 3), status == <u8>FEASIBLE ? given : NaN);
}
