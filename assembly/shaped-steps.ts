/*
 * Many steps whose leaves follow shapes, where only sums are wanted: O(n) once for all of them, then what the kept nodes'
 * sums take (shape-flows.ts), and leaf by leaf only those parts of the tree where a limit may be passed. Each of them is
 * what lies below one node that may pass a limit at that step and below no other: nothing couples it with the rest, and
 * it is solved as if its node were the root. Everybody else has what they request.
 *
 * Where a whole tree is wanted all the same (a limit at its root, fairness among siblings, limits that contradict each
 * other, a step of nonsense), the step is solved as any other is (one-step.ts), over the one row that all of them share.
 *
 * The steps' extremes are those of two that there are not: the least of each shape, and the greatest. What is sound for
 * both is sound in between, for a product of less is rounded to no more.
 */
import { FEASIBLE } from "./bounds";
import {
  bindsAbove,
  isAmongSiblings,
  setStatus,
  solveSeen,
  solveTaken,
  statusOf,
  stepBounds,
  tellFlow,
  tellStep,
  UNSOUND,
} from "./one-step";
import {
  addPart,
  addSpansUntil,
  beginParts,
  beginSpans,
  missedFlow,
  skipSpans,
  takePart,
  tellSums,
} from "./part-answers";
import {
  findTops,
  requestedExport,
  requestedFlow,
  requestedImport,
  sumBases,
  sumRequests,
  TILE,
  topCount,
  topNodeAt,
  topSteps,
} from "./shape-flows";
import { beginBinding, hasRoomForBinding } from "./step-answers";
import { areSoundLimits, takeLimits } from "./step-limits";
import {
  areFiniteRequests,
  beginExtremes,
  extendExtremes,
  hasRestless,
  isSound,
  shareRow,
  takeAll,
  writeRowsOf,
  writeSeenRowsOf,
} from "./step-rows";
import {
  areSoundShapes,
  beginShapeExtremes,
  extendShapeExtremes,
  highShapes,
  lowShapes,
  shapesAt,
} from "./step-shapes";
import { keptCount, seeKept, seeLeavesOfPart, seePart, seeWhole } from "./step-tree";
import { leaveOutWhatCannotBind } from "./what-can-bind";

/** Returns how many of the steps it has solved: none where leaves may be of nonsense, or request without end. */
export function solveShapedSteps(count: i32, hasRequests: bool): i32 {
  shareRow(false);
  if (!takeShapeExtremes(count)) return 0;
  leaveOutWhatCannotBind(count, hasRequests);
  sumBases();
  beginSpans(count);
  shareRow(true);
  let step = 0;
  while (step < count && hasRoomForBinding(step)) {
    const tile = step;
    const end = min(tile + TILE, count);
    findTops(tile, soundSteps(tile, end));
    while (step < end && hasRoomForBinding(step)) {
      solveOne(step, 1 << (step - tile));
      step++;
    }
    seeKept();
  }
  addSpansUntil(step);
  shareRow(false);
  seeWhole();
  return step;
}

function takeShapeExtremes(count: i32): bool {
  beginShapeExtremes();
  for (let step = 0; step < count; step++) {
    const sound = areSoundShapes(step) && areSoundLimits(step);
    setStatus(step, sound ? <u8>FEASIBLE : UNSOUND);
    if (sound) extendShapeExtremes(step);
  }
  writeRowsOf(lowShapes, 0);
  writeRowsOf(highShapes, 1);
  if (hasRestless || !isSound(0) || !isSound(1) || !areFiniteRequests(0) || !areFiniteRequests(1)) return false;
  beginExtremes();
  extendExtremes(0);
  extendExtremes(1);
  return true;
}

/** A bit for each of the steps, up where it is sound. */
function soundSteps(first: i32, end: i32): i32 {
  let bits = 0;
  for (let step = first; step < end; step++) bits |= i32(statusOf(step) != UNSOUND) << (step - first);
  return bits;
}

function solveOne(step: i32, bit: i32): void {
  if (statusOf(step) == UNSOUND) {
    seeWhole();
    solveOnRow(step);
    return;
  }
  let parts = 0;
  for (let i = 0; i < topCount; i++) parts += i32((topSteps(topNodeAt(i)) & bit) != 0);
  const isRoot = parts > 0 && (topSteps(keptCount - 1) & bit) != 0;
  if (isRoot || (parts > 0 && isAmongSiblings()) || !solveParts(step, bit)) {
    seeKept();
    solveOnRow(step);
  }
}

/** Solves the tree that is seen, of which nothing need be known. */
function solveOnRow(step: i32): void {
  addSpansUntil(step);
  skipSpans(step + 1);
  writeRowsOf(shapesAt(step), step);
  let status = UNSOUND;
  if (isSound(step) && areSoundLimits(step)) {
    takeAll(step);
    status = solveTaken(step);
  }
  tellStep(step, status);
}

/** Solves the parts below the step's nodes; false, nothing told, where one of them has no answer by itself. */
function solveParts(step: i32, bit: i32): bool {
  beginBinding(step);
  takeLimits(step);
  for (let i = 0; i < topCount; i++) {
    const top = topNodeAt(i);
    if ((topSteps(top) & bit) != 0 && !solvePart(step, top)) return false;
  }
  beginParts();
  for (let i = 0; i < topCount; i++) {
    const top = topNodeAt(i);
    if ((topSteps(top) & bit) == 0) continue;
    seeLeavesOfPart(top);
    addPart(step);
  }
  sumRequests(step);
  tellFlow(step, <u8>FEASIBLE, requestedFlow - missedFlow());
  tellSums(step, requestedImport, requestedExport);
  return true;
}

function solvePart(step: i32, top: i32): bool {
  seePart(top);
  writeSeenRowsOf(shapesAt(step), step);
  takeAll(step);
  const bounds = stepBounds();
  const isAtRequests = bounds == FEASIBLE && !bindsAbove();
  if (!isAtRequests && solveSeen(step, bounds) != <u8>FEASIBLE) return false;
  takePart(step, isAtRequests);
  return true;
}
