/*
 * What steps come to at which only parts of a tree have been looked at (shaped-steps.ts): everybody else has what they
 * request. O(leaves of those parts) a step.
 *
 * A leaf's sums over steps at which it has its request are its base times the sum of its shape: they are added when it is
 * looked at the next time, and at the end.
 *
 *     leafUntil    i32[n]  up to which step a leaf's sums are complete; `spansFrom` where that is more
 *     shapeSums    f64[(count + 1) * shapes]  of each shape, over the steps before
 */
import { leafCount, leafDispatch, place } from "./memory";
import {
  addServedOf,
  LEAF_SUMS,
  leafRequested,
  leafServed,
  listBindingOf,
  SUMS,
  stepDispatch,
  sumsRow,
  wanted,
} from "./step-answers";
import { isTurned, requestAt, scatter } from "./step-rows";
import { areSoundShapes, isFollowing, leafBase, leafShape, shapeCount, shapesAt } from "./step-shapes";
import { leafPlace } from "./step-tree";

let leafUntil: usize = 0;
let shapeSums: usize = 0;
let spansFrom: i32 = 0;

export function placeParts(count: i32, want: i32): void {
  const isSummed = (want & LEAF_SUMS) != 0;
  leafUntil = place(isSummed ? leafCount : 0, 4);
  shapeSums = place(isSummed ? <u64>(count + 1) * <u64>shapeCount : 0, 8);
}

function isSummed(): bool {
  return (wanted & LEAF_SUMS) != 0;
}

function shapeSumsAt(step: i32): usize {
  return shapeSums + ((<usize>step * <usize>shapeCount) << 3);
}

/** No sum of the steps is complete as yet. */
export function beginSpans(count: i32): void {
  spansFrom = 0;
  if (!isSummed()) return;
  memory.fill(leafUntil, 0, (<usize>leafCount) << 2);
  memory.fill(shapeSums, 0, (<usize>shapeCount) << 3);
  for (let step = 0; step < count; step++) {
    const sound = areSoundShapes(step);
    const shapes = shapesAt(step);
    const before = shapeSumsAt(step);
    const behind = shapeSumsAt(step + 1);
    for (let at: usize = 0; at < (<usize>shapeCount) << 3; at += 8) {
      store<f64>(behind + at, load<f64>(before + at) + (sound ? load<f64>(shapes + at) : 0));
    }
  }
}

/** Completes the sums of all leaves, all of which are seen, for the steps before `end`, at which they had their requests. */
export function addSpansUntil(end: i32): void {
  if (!isSummed() || end <= spansFrom) return;
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) addSpan(at, end);
}

/** What lies before `end` is added otherwise. */
export function skipSpans(end: i32): void {
  spansFrom = end;
}

function addSpan(at: usize, end: i32): void {
  const from = max(spansFrom, load<i32>(leafUntil + (at >> 1)));
  if (from >= end) return;
  const base = load<f64>(leafBase + at);
  let asked: f64 = 0;
  if (isFollowing(base)) {
    const shape = <usize>load<u32>(leafShape + (at >> 1));
    asked = Math.abs(base) * (load<f64>(shapeSumsAt(end) + shape) - load<f64>(shapeSumsAt(from) + shape));
  } else {
    asked = Math.abs(requestAt(0, at)) * <f64>(end - from);
  }
  store<f64>(leafRequested + at, load<f64>(leafRequested + at) + asked);
  store<f64>(leafServed + at, load<f64>(leafServed + at) + asked);
}

/** Keeps what a part that is seen has come to: its requests, or the dispatches that the methods have written. */
export function takePart(step: i32, isAtRequests: bool): void {
  if (isAtRequests) {
    for (let k = 0; k < leafCount; k++) {
      const at = placeOf(k);
      store<f64>(stepDispatch + at, requestAt(step, at));
    }
  } else {
    scatter(leafDispatch, stepDispatch);
    listBindingOf(step);
  }
}

function placeOf(k: i32): usize {
  return <usize>load<u32>(leafPlace + ((<usize>k) << 2));
}

// What parts are short of: requests of import and export that are not served, and how far dispatches are from requests.
let missedImport: f64 = 0;
let missedExport: f64 = 0;
let cutImport: f64 = 0;
let cutExport: f64 = 0;

export function beginParts(): void {
  missedImport = 0;
  missedExport = 0;
  cutImport = 0;
  cutExport = 0;
}

/** Adds a part whose leaves are seen. */
export function addPart(step: i32): void {
  for (let k = 0; k < leafCount; k++) {
    const at = placeOf(k);
    const request = requestAt(step, at);
    const dispatch = load<f64>(stepDispatch + at);
    const missing = request - dispatch;
    if (missing > 0) cutImport += missing;
    else cutExport -= missing;
    if (request > 0) missedImport += request - Math.min(Math.max(dispatch, 0), request);
    else missedExport += Math.min(Math.max(dispatch, request), 0) - request;
    if (!isSummed()) continue;
    addSpan(at, step);
    store<i32>(leafUntil + (at >> 1), step + 1);
    addServedOf(at, request, dispatch);
  }
}

/** What the parts are short of, all in all, in the posed problem's sense. */
export function missedFlow(): f64 {
  return isTurned() ? cutExport - cutImport : cutImport - cutExport;
}

/** Tells the sums of a step at which so much is requested. */
export function tellSums(step: i32, imports: f64, exports: f64): void {
  if (!(wanted & SUMS)) return;
  const row = sumsRow(step);
  store<f64>(row, imports);
  store<f64>(row, exports, 8);
  store<f64>(row, Math.max(imports - missedImport, 0), 16);
  store<f64>(row, Math.max(exports - missedExport, 0), 24);
  store<f64>(row, cutImport, 32);
  store<f64>(row, cutExport, 40);
}
