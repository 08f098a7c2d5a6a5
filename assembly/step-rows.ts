/*
 * The numbers that steps bring, row by row, a row a step, leaves in the caller's order and signs. O(n) a row.
 *
 *     stepLower, -Upper, -Shift, -Weight, -Request  f64[count * n]  those of `fields`; of the others one row of the
 *                                         solver's own, f64[n]. Written by the caller; no requests: not there
 *     stepTier                            i32[n]  written by the caller where there are requests: the leaf's tier, -1
 *                                         where it must not be able to move
 *     lowest*, highest*                   f64[n]  extremes of a field over the steps; the own row where it does not vary
 *
 * A NaN among the requests asks for as much as the limits allow.
 */

import { leafCount, leafLower, leafShift, leafUpper, leafWeight, place, setLeaf } from "./memory";
import { shapeCount, shapesAt, writeLeaf, writeShapes } from "./step-shapes";
import { leafPlace } from "./step-tree";
import { leafBottom, leafRequest, leafTier, leafTop } from "./tiers";

export let stepLower: usize = 0;
export let stepUpper: usize = 0;
export let stepShift: usize = 0;
export let stepWeight: usize = 0;
export let stepRequest: usize = 0;
export let stepTier: usize = 0;

// Which numbers a step brings.
const LOWER: i32 = 1;
const UPPER: i32 = 2;
const SHIFT: i32 = 4;
const WEIGHT: i32 = 8;
const REQUEST: i32 = 16;
const ALL: i32 = 31;

let fields: i32 = 0;
let hasRequests: bool = false;
let isMirrored: bool = false;
let weighsByRequest: bool = false;
/** Whether some leaf must not be able to move: a tier of -1. */
export let hasRestless: bool = false;
let weighsEqually: bool = false;
let isOneRow: bool = false;

let lowestLower: usize = 0;
let highestUpper: usize = 0;
let lowestShift: usize = 0;
let highestShift: usize = 0;
let lowestRequest: usize = 0;
let highestRequest: usize = 0;

/** Whether import and export are changed about. */
export function isTurned(): bool {
  return isMirrored;
}

/** A step's shift constants, in the caller's order and signs. */
export function shiftRow(step: i32): usize {
  return rowOf(SHIFT, stepShift, step);
}

/** Writes the rows of those steps that bring shapes in place of rows. */
export function writeRows(count: i32): void {
  for (let step = 0; step < count && shapeCount > 0; step++) writeRowsOf(shapesAt(step), step);
}

/** Writes one step's rows, of shapes at an address. */
export function writeRowsOf(shapes: usize, step: i32): void {
  writeShapes(
    shapes,
    writtenRow(LOWER, stepLower, step),
    writtenRow(UPPER, stepUpper, step),
    writtenRow(REQUEST, stepRequest, step),
  );
}

/** The same of the leaves that are seen alone. */
export function writeSeenRowsOf(shapes: usize, step: i32): void {
  const lowers = writtenRow(LOWER, stepLower, step);
  const uppers = writtenRow(UPPER, stepUpper, step);
  const requests = writtenRow(REQUEST, stepRequest, step);
  for (let k = 0; k < leafCount; k++) {
    writeLeaf(shapes, <usize>load<u32>(leafPlace + ((<usize>k) << 2)), lowers, uppers, requests);
  }
}

function writtenRow(field: i32, rows: usize, step: i32): usize {
  return fields & field ? rowOf(field, rows, step) : 0;
}

/** Places the rows of `count` steps. */
export function placeRows(count: i32, brought: i32, withRequests: bool): void {
  const n = <u64>leafCount;
  fields = brought;
  hasRequests = withRequests;
  stepLower = placeField(LOWER, count);
  stepUpper = placeField(UPPER, count);
  stepShift = placeField(SHIFT, count);
  stepWeight = placeField(WEIGHT, count);
  lowestLower = fields & LOWER ? place(n, 8) : stepLower;
  highestUpper = fields & UPPER ? place(n, 8) : stepUpper;
  lowestShift = fields & SHIFT ? place(n, 8) : stepShift;
  highestShift = fields & SHIFT ? place(n, 8) : stepShift;
  if (!hasRequests) return;
  stepRequest = placeField(REQUEST, count);
  stepTier = place(n, 4);
  // What nobody requests follows the limits.
  lowestRequest = place(n, 8);
  highestRequest = place(n, 8);
}

function placeField(field: i32, count: i32): usize {
  return place(fields & field ? <u64>count * <u64>leafCount : <u64>leafCount, 8);
}

/** How the rows are meant: import and export changed about; each leaf's weight its own request, or all alike. */
export function readRowsAs(mirrored: bool, byRequest: bool, equally: bool): void {
  isMirrored = mirrored;
  weighsByRequest = byRequest;
  weighsEqually = equally;
  hasRestless = false;
  if (!hasRequests) return;
  for (let j = 0; j < leafCount; j++) if (load<i32>(stepTier + ((<usize>j) << 2)) < 0) hasRestless = true;
}

function rowOf(field: i32, rows: usize, step: i32): usize {
  return fields & field && !isOneRow ? rows + <usize>step * ((<usize>leafCount) << 3) : rows;
}

/** Whether from here on all steps have the same rows, the first, one after the other. */
export function shareRow(isShared: bool): void {
  isOneRow = isShared;
}

/** The row of the limits that the posed problem takes for lower ones; turned, where it is mirrored. */
function bottomRow(step: i32): usize {
  return isMirrored ? rowOf(UPPER, stepUpper, step) : rowOf(LOWER, stepLower, step);
}

function topRow(step: i32): usize {
  return isMirrored ? rowOf(LOWER, stepLower, step) : rowOf(UPPER, stepUpper, step);
}

// Soundness, as src/tree/node-numbers.ts has it. Comparisons that NaN fails.

/** Finite numbers end here, weights there: src/model/number-range.ts. */
const GREATEST_NUMBER: f64 = 1e30;
const LEAST_WEIGHT: f64 = 1e-30;

/** Whether a step holds no nonsense: what a tree may not have, or what a rule cannot go by. */
export function isSound(step: i32): bool {
  const lowers = rowOf(LOWER, stepLower, step);
  const uppers = rowOf(UPPER, stepUpper, step);
  const requests = rowOf(REQUEST, stepRequest, step);
  if (fields & (LOWER | UPPER) && !areRanges(lowers, uppers)) return false;
  if (fields & SHIFT && !areBetween(rowOf(SHIFT, stepShift, step), -GREATEST_NUMBER, GREATEST_NUMBER)) return false;
  if (fields & WEIGHT && !areBetween(rowOf(WEIGHT, stepWeight, step), LEAST_WEIGHT, GREATEST_NUMBER)) return false;
  if (hasRequests && !areRequests(requests, lowers, uppers)) return false;
  if (weighsByRequest && !areFinite(requests, topRow(step))) return false;
  return !hasRequests || restsWhereItMust(lowers, uppers);
}

/** Both lanes' bits of a row's numbers from the j-th on; of the last alone where there is no other. */
function pairAt(row: usize, j: i32): v128 {
  const at = row + ((<usize>j) << 3);
  return j + 1 < leafCount ? v128.load(at) : v128.load64_splat(at);
}

function isNumber(pair: v128): v128 {
  return f64x2.le(f64x2.abs(pair), f64x2.splat(GREATEST_NUMBER));
}

function areRanges(lowers: usize, uppers: usize): bool {
  let sound = i64x2.splat(-1);
  for (let j = 0; j < leafCount; j += 2) {
    const lower = pairAt(lowers, j);
    const upper = pairAt(uppers, j);
    const isLower = v128.or(isNumber(lower), f64x2.eq(lower, f64x2.splat(-Infinity)));
    const isUpper = v128.or(isNumber(upper), f64x2.eq(upper, f64x2.splat(Infinity)));
    sound = v128.and(sound, v128.and(f64x2.le(lower, upper), v128.and(isLower, isUpper)));
  }
  return i64x2.all_true(sound);
}

function areBetween(row: usize, least: f64, most: f64): bool {
  let sound = i64x2.splat(-1);
  for (let j = 0; j < leafCount; j += 2) {
    const pair = pairAt(row, j);
    sound = v128.and(sound, v128.and(f64x2.ge(pair, f64x2.splat(least)), f64x2.le(pair, f64x2.splat(most))));
  }
  return i64x2.all_true(sound);
}

function areRequests(requests: usize, lowers: usize, uppers: usize): bool {
  let sound = i64x2.splat(-1);
  for (let j = 0; j < leafCount; j += 2) {
    const request = pairAt(requests, j);
    const isAbove = f64x2.ge(request, pairAt(lowers, j));
    const isInside = v128.and(isAbove, f64x2.le(request, pairAt(uppers, j)));
    const isRequest = v128.and(isInside, isNumber(request));
    sound = v128.and(sound, v128.or(isRequest, f64x2.ne(request, request)));
  }
  return i64x2.all_true(sound);
}

/** Whether nobody requests without end. */
export function areFiniteRequests(step: i32): bool {
  return areFinite(hasRequests ? rowOf(REQUEST, stepRequest, step) : topRow(step), topRow(step));
}

function areFinite(requests: usize, tops: usize): bool {
  let sound = i64x2.splat(-1);
  for (let j = 0; j < leafCount; j += 2) sound = v128.and(sound, isNumber(requested(requests, tops, j)));
  return i64x2.all_true(sound);
}

function restsWhereItMust(lowers: usize, uppers: usize): bool {
  if (!hasRestless) return true;
  for (let j = 0; j < leafCount; j++) {
    const mayMove = load<i32>(stepTier + ((<usize>j) << 2)) >= 0;
    const at = (<usize>j) << 3;
    if (!mayMove && load<f64>(lowers + at) < load<f64>(uppers + at)) return false;
  }
  return true;
}

/** What a leaf asks for, that many bytes into a row, in the caller's signs. */
export function requestAt(step: i32, at: usize): f64 {
  const request = hasRequests ? load<f64>(rowOf(REQUEST, stepRequest, step) + at) : NaN;
  return request >= -Infinity ? request : load<f64>(topRow(step) + at);
}

/** What two leaves ask for, in the caller's signs. */
function requested(requests: usize, tops: usize, j: i32): v128 {
  const request = pairAt(requests, j);
  return v128.bitselect(request, pairAt(tops, j), f64x2.eq(request, request));
}

// Extremes over the steps.

export function beginExtremes(): void {
  if (fields & LOWER) fill(lowestLower, Infinity);
  if (fields & UPPER) fill(highestUpper, -Infinity);
  if (fields & SHIFT) fill(lowestShift, Infinity);
  if (fields & SHIFT) fill(highestShift, -Infinity);
  if (!hasRequests) return;
  fill(lowestRequest, Infinity);
  fill(highestRequest, -Infinity);
}

/** Takes a sound step's numbers into the extremes. */
export function extendExtremes(step: i32): void {
  if (fields & LOWER) lessen(lowestLower, rowOf(LOWER, stepLower, step));
  if (fields & UPPER) raise(highestUpper, rowOf(UPPER, stepUpper, step));
  if (fields & SHIFT) lessen(lowestShift, rowOf(SHIFT, stepShift, step));
  if (fields & SHIFT) raise(highestShift, rowOf(SHIFT, stepShift, step));
  if (hasRequests) extendRequests(rowOf(REQUEST, stepRequest, step), topRow(step));
}

function fill(array: usize, value: f64): void {
  for (let j = 0; j < leafCount; j++) setLeaf(array, j, value);
}

function setPairAt(row: usize, j: i32, pair: v128): void {
  const at = row + ((<usize>j) << 3);
  if (j + 1 < leafCount) v128.store(at, pair);
  else v128.store64_lane(at, pair, 0);
}

function lessen(lowest: usize, row: usize): void {
  for (let j = 0; j < leafCount; j += 2) setPairAt(lowest, j, f64x2.pmin(pairAt(lowest, j), pairAt(row, j)));
}

function raise(highest: usize, row: usize): void {
  for (let j = 0; j < leafCount; j += 2) setPairAt(highest, j, f64x2.pmax(pairAt(highest, j), pairAt(row, j)));
}

function extendRequests(requests: usize, tops: usize): void {
  for (let j = 0; j < leafCount; j += 2) {
    const request = requested(requests, tops, j);
    setPairAt(lowestRequest, j, f64x2.pmin(pairAt(lowestRequest, j), request));
    setPairAt(highestRequest, j, f64x2.pmax(pairAt(highestRequest, j), request));
  }
}

/** What a leaf can be taken at most at where its extremes are. */
export const LEAST_REQUEST: i32 = 0;
export const REQUEST_AT_MOST: i32 = 1;
export const LIMIT: i32 = 2;

/**
 * The leaves as ones that can carry, shift constants and all, as little as at any of the steps and as much: up to their
 * requests, up to their limits, or only to the least that they request.
 */
export function takeExtremes(most: i32): void {
  if (isMirrored) {
    gatherSums(highestUpper, highestShift, leafLower);
    if (!hasRequests || most == LIMIT) gatherSums(lowestLower, lowestShift, leafUpper);
    else if (most == REQUEST_AT_MOST) gatherSums(lowestRequest, lowestShift, leafUpper);
    else gatherSums(highestRequest, highestShift, leafUpper);
    turn(leafLower);
    turn(leafUpper);
  } else {
    gatherSums(lowestLower, lowestShift, leafLower);
    if (!hasRequests || most == LIMIT) gatherSums(highestUpper, highestShift, leafUpper);
    else if (most == REQUEST_AT_MOST) gatherSums(highestRequest, highestShift, leafUpper);
    else gatherSums(lowestRequest, lowestShift, leafUpper);
  }
  fill(leafShift, 0);
}

function gatherSums(row: usize, shifts: usize, array: usize): void {
  for (let k = 0; k < leafCount; k++) {
    const at = <usize>load<u32>(leafPlace + ((<usize>k) << 2));
    setLeaf(array, k, load<f64>(row + at) + load<f64>(shifts + at));
  }
}

// From the rows to the leaves, in the order that is seen, and back.

/** A step's numbers to the leaves. */
export function takeStep(step: i32): void {
  take(step, fields);
}

/** The same after another order is seen: what does not vary, too. */
export function takeAll(step: i32): void {
  take(step, ALL);
  if (hasRequests) {
    for (let k = 0; k < leafCount; k++) {
      const at = <usize>load<u32>(leafPlace + ((<usize>k) << 2));
      store<i32>(leafTier + ((<usize>k) << 2), max(0, load<i32>(stepTier + (at >> 1))));
    }
  }
}

function take(step: i32, which: i32): void {
  const bottom = isMirrored ? UPPER : LOWER;
  const top = isMirrored ? LOWER : UPPER;
  if (which & bottom) gather(bottomRow(step), leafLower, isMirrored);
  if (hasRequests && which & (REQUEST | top)) gatherRequests(step);
  else if (which & top) gather(topRow(step), leafUpper, isMirrored);
  if (which & SHIFT) gather(rowOf(SHIFT, stepShift, step), leafShift, isMirrored);
  if (weighsByRequest) weighByRequest(step);
  else if (which & WEIGHT && weighsEqually) fill(leafWeight, 1);
  else if (which & WEIGHT) gather(rowOf(WEIGHT, stepWeight, step), leafWeight, false);
}

/** What solveTiers wants beside that. */
export function takeTiers(step: i32): void {
  gather(bottomRow(step), leafBottom, isMirrored);
  gather(topRow(step), leafTop, isMirrored);
  memory.copy(leafRequest, leafUpper, (<usize>leafCount) << 3);
}

/** Upper limits in place of requests. */
export function takeTops(step: i32): void {
  gather(topRow(step), leafUpper, isMirrored);
}

function gather(row: usize, array: usize, isTurned: bool): void {
  const end = array + ((<usize>leafCount) << 3);
  let at = leafPlace;
  for (let to = array; to < end; to += 8, at += 4) store<f64>(to, load<f64>(row + <usize>load<u32>(at)));
  if (isTurned) turn(array);
}

function gatherRequests(step: i32): void {
  const requests = rowOf(REQUEST, stepRequest, step);
  const tops = topRow(step);
  const end = leafUpper + ((<usize>leafCount) << 3);
  let at = leafPlace;
  for (let to = leafUpper; to < end; to += 8, at += 4) {
    const offset = <usize>load<u32>(at);
    const request = load<f64>(requests + offset);
    // NaN is not at or above anything.
    store<f64>(to, request >= -Infinity ? request : load<f64>(tops + offset));
  }
  if (isMirrored) turn(leafUpper);
}

/** The rule "proportional": a leaf's weight is what it requests, or, where that is 0, the most that it can move. */
function weighByRequest(step: i32): void {
  const tops = topRow(step);
  for (let k = 0; k < leafCount; k++) {
    const at = (<usize>k) << 3;
    let weight = Math.abs(load<f64>(leafUpper + at));
    if (weight == 0) {
      const top = load<f64>(tops + <usize>load<u32>(leafPlace + (at >> 1)));
      weight = Math.max(Math.abs(load<f64>(leafLower + at)), Math.abs(top));
    }
    store<f64>(leafWeight + at, weight > 0 && weight < Infinity ? Math.max(weight, LEAST_WEIGHT) : 1);
  }
}

function turn(array: usize): void {
  for (let k: usize = 0; k < (<usize>leafCount) << 3; k += 8) store<f64>(array + k, 0 - load<f64>(array + k));
}

/** What everybody requests at a step, to a row. */
export function giveRequests(step: i32, row: usize): void {
  const tops = topRow(step);
  if (!hasRequests) {
    memory.copy(row, tops, (<usize>leafCount) << 3);
    return;
  }
  const requests = rowOf(REQUEST, stepRequest, step);
  for (let j = 0; j < leafCount; j += 2) setPairAt(row, j, requested(requests, tops, j));
}

/** The leaves' numbers in an array to a row. */
export function scatter(array: usize, row: usize): void {
  for (let k = 0; k < leafCount; k++) {
    const value = load<f64>(array + ((<usize>k) << 3));
    store<f64>(row + <usize>load<u32>(leafPlace + ((<usize>k) << 2)), isMirrored ? 0 - value : value);
  }
}
