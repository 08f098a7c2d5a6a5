/*
 * What a step came to, told in rows, lists and sums: those that are wanted. O(n) a step for each, O(n + m) for the flows.
 * All in the caller's order and signs.
 *
 *     stepDispatch       f64[count * n]  every leaf's dispatch; one row where only sums of it are wanted
 *     stepCurtailment    f64[count * n]  the request less the dispatch
 *     stepNodeFlow       f64[count * nodes]  the flow of every node
 *     leafNode, innerNode  u32[n], u32[m]  written by the caller: byte offset of a leaf (in the caller's order) and of an
 *                                        inner node (in the kernel's) in such a row
 *     stepBinding        i32[room]  limits that bind, step after step: the inner node, in the kernel's order,
 *                                        times two, plus one for the upper limit
 *     stepBindingEnd     i32[count]      where a step's end
 *     stepSums           f64[count * 6]  requested, served and curtailed, import and export of each
 *     leafRequested, -Served, -Curtailed  f64[n]  sums over the steps: what was asked for, what of it was served, and how
 *                                        far the dispatch was from the request, either way
 *     leafCut            i32[n]          at how many steps the dispatch was not the request
 *
 * A limit binds where a leaf below it that has less than its request (upper limit) or more (lower) meets it first.
 */

import {
  inner,
  innerCount,
  innerLower,
  innerUpper,
  inWork,
  leaf,
  leafCount,
  leafDispatch,
  leafShift,
  leafUpper,
  ownLeafBegin,
  parentOf,
  place,
  records,
} from "./memory";
import { giveRequests, isTurned, scatter, shiftRow } from "./step-rows";
import { isWhole, wholeInner, wholeNode, wholeOwnBegin, wholeParentOf, wholePlace } from "./step-tree";

export let stepDispatch: usize = 0;
export let stepCurtailment: usize = 0;
export let stepNodeFlow: usize = 0;
export let leafNode: usize = 0;
export let innerNode: usize = 0;
export let stepBinding: usize = 0;
export let stepBindingEnd: usize = 0;
export let stepSums: usize = 0;
export let leafRequested: usize = 0;
export let leafServed: usize = 0;
export let leafCurtailed: usize = 0;
export let leafCut: usize = 0;
let requests: usize = 0;
let bindingRoom: i32 = 0;

// What is wanted.
const DISPATCH: i32 = 1;
const CURTAILMENT: i32 = 2;
const FLOW: i32 = 4;
const BINDING: i32 = 8;
export const SUMS: i32 = 16;
export const LEAF_SUMS: i32 = 32;
export let wanted: i32 = 0;

/** Nearer to its limit, relative to it or to 1, a node is at it; nearer to its request, relative to it, a leaf has it. */
const NEAR: f64 = 1e-9;
const SUM_COUNT: i32 = 6;

/** `binding`: room for how many limits that bind, over all steps. */
export function placeAnswers(count: i32, want: i32, binding: i32): void {
  const n = <u64>leafCount;
  const m = <u64>innerCount;
  wanted = want;
  stepDispatch = place(want & DISPATCH ? <u64>count * n : n, 8);
  requests = place(n, 8);
  stepCurtailment = place(want & CURTAILMENT ? <u64>count * n : 0, 8);
  stepNodeFlow = place(want & FLOW ? <u64>count * (n + m) : 0, 8);
  leafNode = place(want & FLOW ? n : 0, 4);
  innerNode = place(want & FLOW ? m : 0, 4);
  bindingRoom = binding;
  stepBinding = place(want & BINDING ? binding : 0, 4);
  stepBindingEnd = place(count, 4);
  stepSums = place(want & SUMS ? <u64>count * SUM_COUNT : 0, 8);
  const summed: u64 = want & LEAF_SUMS ? n : 0;
  leafRequested = place(summed, 8);
  leafServed = place(summed, 8);
  leafCurtailed = place(summed, 8);
  leafCut = place(summed, 4);
}

/** Sums over the steps from here on. */
export function clearLeafSums(): void {
  if (!(wanted & LEAF_SUMS)) return;
  const bytes = (<usize>leafCount) << 3;
  memory.fill(leafRequested, 0, bytes);
  memory.fill(leafServed, 0, bytes);
  memory.fill(leafCurtailed, 0, bytes);
  memory.fill(leafCut, 0, bytes >> 1);
}

/** Tells a step with an answer: that everybody has the request, or else the dispatches that the methods have written. */
export function tellAnswer(step: i32, isAtRequests: bool): void {
  const dispatches = dispatchRow(step);
  beginBinding(step);
  if (isAtRequests) {
    if (wanted & ~BINDING) giveRequests(step, dispatches);
    if (wanted & CURTAILMENT) memory.fill(rowOf(stepCurtailment, step), 0, (<usize>leafCount) << 3);
    if (wanted & SUMS) addUp(step, dispatches, dispatches);
    if (wanted & LEAF_SUMS) addRequested(dispatches);
  } else {
    scatter(leafDispatch, dispatches);
    if (wanted & BINDING) listBinding(step);
    if (wanted & (CURTAILMENT | SUMS | LEAF_SUMS)) giveRequests(step, requests);
    if (wanted & CURTAILMENT) subtract(requests, dispatches, rowOf(stepCurtailment, step));
    if (wanted & SUMS) addUp(step, requests, dispatches);
    if (wanted & LEAF_SUMS) addServed(requests, dispatches);
  }
  if (wanted & FLOW) sumFlows(step, dispatches);
}

/** Tells a step without one. */
export function tellNone(step: i32): void {
  beginBinding(step);
  if (wanted & DISPATCH) fillNaN(dispatchRow(step), leafCount);
  if (wanted & CURTAILMENT) fillNaN(rowOf(stepCurtailment, step), leafCount);
  if (wanted & FLOW) fillNaN(flowRow(step), leafCount + wholeInner);
  if (wanted & SUMS) fillNaN(sumsRow(step), SUM_COUNT);
}

function rowOf(rows: usize, step: i32): usize {
  return rows + ((<usize>step * <usize>leafCount) << 3);
}

function dispatchRow(step: i32): usize {
  return wanted & DISPATCH ? rowOf(stepDispatch, step) : stepDispatch;
}

function flowRow(step: i32): usize {
  return stepNodeFlow + ((<usize>step * <usize>(leafCount + wholeInner)) << 3);
}

export function sumsRow(step: i32): usize {
  return stepSums + ((<usize>step * SUM_COUNT) << 3);
}

function fillNaN(row: usize, count: i32): void {
  for (let i: usize = 0; i < (<usize>count) << 3; i += 8) store<f64>(row + i, NaN);
}

function subtract(from: usize, row: usize, to: usize): void {
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) {
    store<f64>(to + at, load<f64>(from + at) - load<f64>(row + at));
  }
}

/** Requested, served and curtailed of all leaves, by direction: that of the request, but what is curtailed by its own. */
function addUp(step: i32, asked: usize, given: usize): void {
  const zero = f64x2.splat(0);
  let importAsked = zero;
  let exportAsked = zero;
  let importServed = zero;
  let exportServed = zero;
  let importCut = zero;
  let exportCut = zero;
  for (let j = 0; j < leafCount; j += 2) {
    const at = (<usize>j) << 3;
    const isPair = j + 1 < leafCount;
    // Of the last leaf alone, beside a leaf of nothing.
    const request = isPair ? v128.load(asked + at) : v128.load64_zero(asked + at);
    const dispatch = isPair ? v128.load(given + at) : v128.load64_zero(given + at);
    const wishIn = f64x2.pmax(request, zero);
    const wishOut = f64x2.pmax(f64x2.neg(request), zero);
    importAsked = f64x2.add(importAsked, wishIn);
    exportAsked = f64x2.add(exportAsked, wishOut);
    importServed = f64x2.add(importServed, f64x2.pmin(f64x2.pmax(dispatch, zero), wishIn));
    exportServed = f64x2.add(exportServed, f64x2.pmin(f64x2.pmax(f64x2.neg(dispatch), zero), wishOut));
    const missing = f64x2.sub(request, dispatch);
    importCut = f64x2.add(importCut, f64x2.pmax(missing, zero));
    exportCut = f64x2.add(exportCut, f64x2.pmax(f64x2.neg(missing), zero));
  }
  const row = sumsRow(step);
  setSum(row, importAsked);
  setSum(row + 8, exportAsked);
  setSum(row + 16, importServed);
  setSum(row + 24, exportServed);
  setSum(row + 32, importCut);
  setSum(row + 40, exportCut);
}

function setSum(at: usize, pair: v128): void {
  store<f64>(at, f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1));
}

function addRequested(asked: usize): void {
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) {
    const wish = Math.abs(load<f64>(asked + at));
    add(leafRequested + at, wish);
    add(leafServed + at, wish);
  }
}

function addServed(asked: usize, given: usize): void {
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) {
    addServedOf(at, load<f64>(asked + at), load<f64>(given + at));
  }
}

/** Adds one step to the sums of a leaf, that many bytes into a row. */
export function addServedOf(at: usize, request: f64, dispatch: f64): void {
  const wish = Math.abs(request);
  add(leafRequested + at, wish);
  add(leafServed + at, Math.min(Math.max(request < 0 ? 0 - dispatch : dispatch, 0), wish));
  if (!isApart(request, dispatch)) return;
  add(leafCurtailed + at, Math.abs(request - dispatch));
  store<i32>(leafCut + (at >> 1), load<i32>(leafCut + (at >> 1)) + 1);
}

function isApart(request: f64, dispatch: f64): bool {
  const apart = Math.abs(request - dispatch);
  return apart == Infinity || apart > NEAR * Math.max(Math.abs(request), Math.abs(dispatch));
}

function add(to: usize, x: f64): void {
  store<f64>(to, load<f64>(to) + x);
}

// Which limits bind. In the records' room: the flow of each node that is seen, f64[m], and its marks, u8[m].

const LESS: u8 = 1;
const MORE: u8 = 2;

export function beginBinding(step: i32): void {
  store<i32>(bindingEnd(step), step > 0 ? load<i32>(bindingEnd(step - 1)) : 0);
}

/** Whether the list has room for all that can bind at one more step. */
export function hasRoomForBinding(step: i32): bool {
  return !(wanted & BINDING) || step == 0 || load<i32>(bindingEnd(step - 1)) <= bindingRoom - 2 * wholeInner;
}

/** Adds to a step's list what binds in the part of the tree that is seen. */
export function listBindingOf(step: i32): void {
  if (wanted & BINDING) listBinding(step);
}

function bindingEnd(step: i32): usize {
  return stepBindingEnd + ((<usize>step) << 2);
}

function flowAt(v: i32): usize {
  return inWork(records + ((<usize>v) << 3));
}

function marksAt(v: i32): usize {
  return inWork(records + ((<usize>innerCount) << 3) + <usize>v);
}

/** From the leaves up: who has less than the request, or more, and has met no limit yet. */
function listBinding(step: i32): void {
  memory.fill(records, 0, 9 * <usize>innerCount);
  for (let v = 0; v < innerCount; v++) {
    addLeaves(v);
    const flow = load<f64>(flowAt(v));
    let marks = load<u8>(marksAt(v));
    if (marks & LESS && isNear(flow, inner(innerUpper, v))) {
      pushBinding(step, v, !isTurned());
      marks &= ~LESS;
    }
    if (marks & MORE && isNear(flow, inner(innerLower, v))) {
      pushBinding(step, v, isTurned());
      marks &= ~MORE;
    }
    const p = parentOf(v);
    if (p < 0) break;
    add(flowAt(p), flow);
    store<u8>(marksAt(p), load<u8>(marksAt(p)) | marks);
  }
}

function addLeaves(v: i32): void {
  let flow = load<f64>(flowAt(v));
  let marks = load<u8>(marksAt(v));
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    const dispatch = leaf(leafDispatch, k);
    const request = leaf(leafUpper, k);
    flow += dispatch + leaf(leafShift, k);
    if (isApart(request, dispatch)) marks |= request > dispatch ? LESS : MORE;
  }
  store<f64>(flowAt(v), flow);
  store<u8>(marksAt(v), marks);
}

function isNear(flow: f64, limit: f64): bool {
  return Math.abs(flow - limit) <= NEAR * Math.max(1, Math.abs(flow));
}

function pushBinding(step: i32, v: i32, isUpper: bool): void {
  const end = load<i32>(bindingEnd(step));
  store<i32>(stepBinding + ((<usize>end) << 2), 2 * (isWhole ? v : wholeNode(v)) + i32(isUpper));
  store<i32>(bindingEnd(step), end + 1);
}

/** The flow of every node: from the leaves up, over the whole tree. */
function sumFlows(step: i32, dispatches: usize): void {
  const flows = flowRow(step);
  const shifts = shiftRow(step);
  memory.fill(flows, 0, (<usize>(leafCount + wholeInner)) << 3);
  for (let v = 0; v < wholeInner; v++) {
    const own = flows + <usize>load<u32>(innerNode + ((<usize>v) << 2));
    let sum = load<f64>(own);
    const end = wholeOwnBegin(v + 1);
    for (let k = wholeOwnBegin(v); k < end; k++) {
      const at = <usize>load<u32>(wholePlace + ((<usize>k) << 2));
      const flow = load<f64>(dispatches + at) + load<f64>(shifts + at);
      store<f64>(flows + <usize>load<u32>(leafNode + (at >> 1)), flow);
      sum += flow;
    }
    store<f64>(own, sum);
    const p = wholeParentOf(v);
    if (p >= 0) add(flows + <usize>load<u32>(innerNode + ((<usize>p) << 2)), sum);
  }
}
