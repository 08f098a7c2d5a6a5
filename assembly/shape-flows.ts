/*
 * Flows of many steps through the kept nodes (step-tree.ts) while all leaves have what they request, from what the leaves
 * of each node that follow a shape come to together: O(n) once for all steps, then O(such sums) for eight steps at a
 * time, and never a look at a leaf. They tell where limits may be passed, no more: those parts are solved leaf by leaf.
 *
 *     sumBegin            i32[m + 1]  first sum of a kept node
 *     sumShape, sumBase   u32[n], f64[n]  its shape's place in a tile, in bytes; base of the leaves that follow it
 *     fixedFlow           f64[m]      what its other leaves come to, and all shift constants
 *     fixedSize           f64[m]      the same of magnitudes
 *     baseHigh, baseLow   f64[shapes] of the node at hand, by shape, compensated
 *     importBase, exportBase  f64[shapes]  of all leaves, likewise; *Lost what their rounding has lost
 *     fixed               f64[6]      import, export and shift constants of all leaves that follow none, likewise
 *     tile                f64[shapes * 8]  eight steps' shapes, a row a shape
 *     tileMost            f64[shapes] the greatest of each
 *     passed              u8[m]       at which of the eight steps a limit may be passed: a bit each
 *     topNode             i32[m]      nodes that no other of the same step lies above; `passed` says of which steps
 *     varyingColumn       i32[m]      which column of step-limits.ts a kept node's limits are, -1 for none
 *
 * In the records' room, for each kept node: its flow, f64[8], and f64[m] behind all of these, its greatest magnitude.
 */
import {
  inner,
  innerCount,
  innerLower,
  innerUpper,
  inWork,
  leafCount,
  ownLeafBegin,
  parentOf,
  place,
  records,
} from "./memory";
import { limitAt, limitLower, limitUpper, writeColumns } from "./step-limits";
import { isTurned, requestAt, shiftRow } from "./step-rows";
import { isFollowing, leafBase, leafShape, shapeCount, shapesAt } from "./step-shapes";
import { leafPlace } from "./step-tree";
import { roundingOf } from "./sums";

/** Steps of a tile. */
export const TILE: i32 = 8;
const ROW_BYTES: usize = 64;

const FIXED_IMPORT: usize = 0;
const FIXED_EXPORT: usize = 16;
const FIXED_SHIFT: usize = 32;

/**
 * A flow nearer to a limit, relative to the magnitudes that it is made of, may pass it for all that sums of sums can tell:
 * rounding takes some 1e-16 for each of them. What lies between is for the bounds of the part to say.
 */
const NEAR: f64 = 1e-10;

let sumBegin: usize = 0;
let sumShape: usize = 0;
let sumBase: usize = 0;
let fixedFlow: usize = 0;
let fixedSize: usize = 0;
let baseHigh: usize = 0;
let baseLow: usize = 0;
let importBase: usize = 0;
let importLost: usize = 0;
let exportBase: usize = 0;
let exportLost: usize = 0;
let fixed: usize = 0;
let tile: usize = 0;
let tileMost: usize = 0;
let passed: usize = 0;
let topNode: usize = 0;
let varyingColumn: usize = 0;

export function placeFlows(): void {
  const n = <u64>leafCount;
  const m = <u64>innerCount;
  const shapes = <u64>shapeCount;
  sumBegin = place(m + 1, 4);
  sumShape = place(n, 4);
  sumBase = place(n, 8);
  fixedFlow = place(m, 8);
  fixedSize = place(m, 8);
  baseHigh = place(shapes, 8);
  baseLow = place(shapes, 8);
  importBase = place(shapes, 8);
  importLost = place(shapes, 8);
  exportBase = place(shapes, 8);
  exportLost = place(shapes, 8);
  fixed = place(6, 8);
  tile = place(shapes * TILE, 8);
  tileMost = place(shapes, 8);
  passed = place(m, 1);
  topNode = place(m, 4);
  varyingColumn = place(m, 4);
}

function number(array: usize, i: i32): f64 {
  return load<f64>(array + ((<usize>i) << 3));
}

function setNumber(array: usize, i: i32, x: f64): void {
  store<f64>(array + ((<usize>i) << 3), x);
}

function addCompensated(high: usize, low: usize, x: f64): void {
  const before = load<f64>(high);
  const sum = before + x;
  store<f64>(low, load<f64>(low) + roundingOf(before, x, sum));
  store<f64>(high, sum);
}

// Once for all steps: the sums of each node's leaves, and of all. The kept tree is seen.

export function sumBases(): void {
  const bytes = (<usize>shapeCount) << 3;
  memory.fill(baseHigh, 0, bytes);
  memory.fill(baseLow, 0, bytes);
  memory.fill(importBase, 0, bytes);
  memory.fill(importLost, 0, bytes);
  memory.fill(exportBase, 0, bytes);
  memory.fill(exportLost, 0, bytes);
  memory.fill(fixed, 0, 6 * 8);
  writeColumns(varyingColumn);
  let next = 0;
  for (let v = 0; v < innerCount; v++) next = sumBasesOf(v, next);
}

/** Writes the sums of one node from the `next`-th on; returns where they end. */
function sumBasesOf(v: i32, next: i32): i32 {
  const shifts = shiftRow(0);
  const sign: f64 = isTurned() ? -1 : 1;
  let flow: f64 = 0;
  let lost: f64 = 0;
  let size: f64 = 0;
  const begin = next;
  store<i32>(sumBegin + ((<usize>v) << 2), begin);
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    const at = <usize>load<u32>(leafPlace + ((<usize>k) << 2));
    const shift = load<f64>(shifts + at);
    addCompensated(fixed + FIXED_SHIFT, fixed + FIXED_SHIFT + 8, shift);
    let own = shift;
    size += Math.abs(shift);
    const base = load<f64>(leafBase + at);
    if (isFollowing(base)) {
      const shape = <usize>load<u32>(leafShape + (at >> 1));
      // A shape that no leaf of this node has followed so far: its sum is 0.
      if (load<f64>(baseHigh + shape) == 0 && base != 0) {
        store<u32>(sumShape + ((<usize>next) << 2), <u32>shape);
        next++;
      }
      addCompensated(baseHigh + shape, baseLow + shape, base);
      if (base > 0) addCompensated(importBase + shape, importLost + shape, base);
      else addCompensated(exportBase + shape, exportLost + shape, 0 - base);
    } else {
      const request = requestAt(0, at);
      own += request;
      size += Math.abs(request);
      const total = fixed + (request > 0 ? FIXED_IMPORT : FIXED_EXPORT);
      addCompensated(total, total + 8, Math.abs(request));
    }
    const sum = flow + own;
    lost += roundingOf(flow, own, sum);
    flow = sum;
  }
  setNumber(fixedFlow, v, sign * (flow + lost));
  setNumber(fixedSize, v, size);
  for (let i = begin; i < next; i++) {
    const shape = <usize>load<u32>(sumShape + ((<usize>i) << 2));
    setNumber(sumBase, i, sign * (load<f64>(baseHigh + shape) + load<f64>(baseLow + shape)));
    store<u32>(sumShape + ((<usize>i) << 2), <u32>(shape * TILE));
    store<f64>(baseHigh + shape, 0);
    store<f64>(baseLow + shape, 0);
  }
  store<i32>(sumBegin + ((<usize>(v + 1)) << 2), next);
  return next;
}

// What all leaves request at a step.

export let requestedImport: f64 = 0;
export let requestedExport: f64 = 0;
/** The flow through the root, in the posed problem's sense. */
export let requestedFlow: f64 = 0;

export function sumRequests(step: i32): void {
  const shapes = shapesAt(step);
  let imports: f64 = 0;
  let importsLost: f64 = load<f64>(fixed + FIXED_IMPORT) + load<f64>(fixed + FIXED_IMPORT + 8);
  let exports: f64 = 0;
  let exportsLost: f64 = load<f64>(fixed + FIXED_EXPORT) + load<f64>(fixed + FIXED_EXPORT + 8);
  for (let at: usize = 0; at < (<usize>shapeCount) << 3; at += 8) {
    const shape = load<f64>(shapes + at);
    const nextImport = load<f64>(importBase + at) * shape;
    const nextExport = load<f64>(exportBase + at) * shape;
    importsLost += roundingOf(imports, nextImport, imports + nextImport) + load<f64>(importLost + at) * shape;
    exportsLost += roundingOf(exports, nextExport, exports + nextExport) + load<f64>(exportLost + at) * shape;
    imports += nextImport;
    exports += nextExport;
  }
  requestedImport = imports + importsLost;
  requestedExport = exports + exportsLost;
  const shift = load<f64>(fixed + FIXED_SHIFT) + load<f64>(fixed + FIXED_SHIFT + 8);
  const flow = requestedImport - requestedExport + shift;
  requestedFlow = isTurned() ? 0 - flow : flow;
}

// Eight steps at a time.

/** How many nodes have been found. */
export let topCount: i32 = 0;
/** The last step of the tile at hand. */
let lastStep: i32 = 0;

export function topNodeAt(i: i32): i32 {
  return load<i32>(topNode + ((<usize>i) << 2));
}

/** At which steps it is one: a bit each. */
export function topSteps(v: i32): i32 {
  return <i32>load<u8>(passed + <usize>v);
}

/** Finds where limits may be passed at the steps from `first` on, a bit of `steps` each. */
export function findTops(first: i32, steps: i32): void {
  topCount = 0;
  if (steps == 0) return;
  lastStep = first + 31 - clz(steps);
  takeTile(first, steps);
  if (flowUp(first, steps)) listTops();
}

/** Steps that are none of `steps` are as if nobody wanted anything. */
function takeTile(first: i32, steps: i32): void {
  memory.fill(tile, 0, <usize>shapeCount * ROW_BYTES);
  memory.fill(tileMost, 0, (<usize>shapeCount) << 3);
  for (let i = 0; i < TILE; i++) {
    if ((steps >> i) & 1) {
      const shapes = shapesAt(first + i);
      for (let s = 0; s < shapeCount; s++) {
        const x = number(shapes, s);
        store<f64>(tile + <usize>s * ROW_BYTES + ((<usize>i) << 3), x);
        if (x > number(tileMost, s)) setNumber(tileMost, s, x);
      }
    }
  }
}

function flowAt(v: i32): usize {
  return inWork(records + <usize>v * ROW_BYTES);
}

function sizeAt(v: i32): usize {
  return inWork(records + <usize>innerCount * ROW_BYTES + ((<usize>v) << 3));
}

/** From the leaves up; a flow that would pass a limit goes on as that limit. Returns whether one may. */
function flowUp(first: i32, steps: i32): bool {
  memory.fill(records, 0, <usize>innerCount * (ROW_BYTES + 8));
  let any = 0;
  for (let v = 0; v < innerCount; v++) {
    const bits = flowThrough(v, first) & steps;
    store<u8>(passed + <usize>v, <u8>bits);
    any |= bits;
  }
  return any != 0;
}

function flowThrough(v: i32, first: i32): i32 {
  const rest = f64x2.splat(number(fixedFlow, v));
  const own = flowAt(v);
  let a = f64x2.add(rest, v128.load(own));
  let b = f64x2.add(rest, v128.load(own, 16));
  let c = f64x2.add(rest, v128.load(own, 32));
  let d = f64x2.add(rest, v128.load(own, 48));
  let size = number(fixedSize, v) + load<f64>(sizeAt(v));
  const end = load<i32>(sumBegin + ((<usize>(v + 1)) << 2));
  for (let i = load<i32>(sumBegin + ((<usize>v) << 2)); i < end; i++) {
    const place = <usize>load<u32>(sumShape + ((<usize>i) << 2));
    const base = number(sumBase, i);
    const base2 = f64x2.splat(base);
    const shape = tile + place;
    a = f64x2.add(a, f64x2.mul(base2, v128.load(shape)));
    b = f64x2.add(b, f64x2.mul(base2, v128.load(shape, 16)));
    c = f64x2.add(c, f64x2.mul(base2, v128.load(shape, 32)));
    d = f64x2.add(d, f64x2.mul(base2, v128.load(shape, 48)));
    size += Math.abs(base) * load<f64>(tileMost + place / TILE);
  }
  v128.store(own, a);
  v128.store(own, b, 16);
  v128.store(own, c, 32);
  v128.store(own, d, 48);
  const p = parentOf(v);
  if (p >= 0) store<f64>(sizeAt(p), load<f64>(sizeAt(p)) + size);
  return giveUp(v, p, f64x2.splat(NEAR * size), first);
}

/** Gives a node's flows to its parent, within its limits. Returns where they may pass those: a bit for each step. */
function giveUp(v: i32, p: i32, near: v128, first: i32): i32 {
  const from = flowAt(v);
  const to = p < 0 ? from : flowAt(p);
  const column = load<i32>(varyingColumn + ((<usize>v) << 2));
  let lower = f64x2.splat(inner(innerLower, v));
  let upper = f64x2.splat(inner(innerUpper, v));
  let bits = 0;
  for (let i = 0; i < TILE; i += 2) {
    const at = (<usize>i) << 3;
    const flow = v128.load(from + at);
    if (column >= 0) {
      const one = min(first + i, lastStep);
      const other = min(first + i + 1, lastStep);
      lower = f64x2(limitAt(limitLower, one, column), limitAt(limitLower, other, column));
      upper = f64x2(limitAt(limitUpper, one, column), limitAt(limitUpper, other, column));
    }
    const isAbove = f64x2.gt(f64x2.add(flow, near), upper);
    const isBelow = f64x2.lt(f64x2.sub(flow, near), lower);
    bits |= i64x2.bitmask(v128.or(isAbove, isBelow)) << i;
    if (p >= 0) v128.store(to + at, f64x2.add(v128.load(to + at), f64x2.pmin(upper, f64x2.pmax(lower, flow))));
  }
  return bits;
}

/** Has the tile's marks say only where no node above is marked for the same step, and lists those nodes, leaves first. */
function listTops(): void {
  // In the records' room, which the flows no longer need: at which steps a node or one above it is marked.
  for (let v = innerCount - 1; v >= 0; v--) {
    const p = parentOf(v);
    const above = p < 0 ? <u8>0 : load<u8>(inWork(records + <usize>p));
    const own = load<u8>(passed + <usize>v);
    store<u8>(inWork(records + <usize>v), above | own);
    store<u8>(passed + <usize>v, own & ~above);
  }
  topCount = 0;
  for (let v = 0; v < innerCount; v++) {
    if (load<u8>(passed + <usize>v) == 0) continue;
    store<i32>(topNode + ((<usize>topCount) << 2), v);
    topCount++;
  }
}
