/*
 * Parts: nodes, steps and loads that trade with each other alone. They wait on a stack behind the arena; the topmost is at
 * hand. Its head and its nodes:
 *
 *   head   below i32, nodesEnd i32, loadsBegin i32, loadsEnd i32
 *   node   node i32, loadsBegin i32, loadsEnd i32, unused, steps set
 *
 * `below` is the head of the part below it, 0 at the bottom. Loads are order[loadsBegin .. loadsEnd), those of a node
 * a slice of them. Behind the topmost part lies the scratch of whoever is at work.
 */
import {
  active,
  growTo,
  int,
  labelled,
  loadBegin,
  loadLabelled,
  lowerable,
  needed,
  nodeCount,
  nodeLoads,
  order,
  orderSpare,
  parent,
  parts,
  raisable,
  setBytes,
  setInt,
  setOf,
  stepCount,
  surplus,
} from "./memory";
import { clear, include, isEmpty, meet } from "./sets";

const HEAD_BYTES: usize = 16;
const NODE_HEAD_BYTES: usize = 16;

/** The part at hand: its nodes and its loads. */
export let nodesBegin: usize = 0;
export let nodesEnd: usize = 0;
export let loadsBegin: i32 = 0;
export let loadsEnd: i32 = 0;
/** Bytes of a part's node. */
export let nodeBytes: usize = 0;

let top: usize = 0;
/** Nothing fits behind the parts any more: the solve is to be given up. */
export let isFull: bool = false;

/** Whether so many bytes behind the part at hand are there. */
export function reserve(bytes: usize): bool {
  if (growTo(<u64>nodesEnd + <u64>bytes)) return true;
  isFull = true;
  return false;
}

export function partNode(at: usize): i32 {
  return load<i32>(at);
}

export function partNodeLoadsBegin(at: usize): i32 {
  return load<i32>(at, 4);
}

export function partNodeLoadsEnd(at: usize): i32 {
  return load<i32>(at, 8);
}

export function partSteps(at: usize): usize {
  return at + NODE_HEAD_BYTES;
}

/** Starts anew with one part that has everything in it. */
export function startWhole(): void {
  isFull = false;
  nodeBytes = NODE_HEAD_BYTES + setBytes;
  top = parts;
  nodesEnd = top + HEAD_BYTES;
  if (!reserve(<usize>nodeCount * nodeBytes)) return;
  const count = int(loadBegin, nodeCount);
  memory.copy(order, nodeLoads, (<usize>count) << 2);
  let at = nodesEnd;
  for (let v = 0; v < nodeCount; v++, at += nodeBytes) {
    writeNode(at, v, int(loadBegin, v), int(loadBegin, v + 1));
    clear(partSteps(at));
    for (let t = 0; t < stepCount; t++) include(partSteps(at), t);
  }
  writeHead(top, 0, at, 0, count);
  open(top);
}

/** Whether there is a part at hand. */
export function hasPart(): bool {
  return top != 0;
}

/** Whether the part at hand stands on another. */
export function hasPartAbove(): bool {
  return top > parts;
}

/** How many nodes the part at hand has. */
export function partNodeCount(): i32 {
  return <i32>((nodesEnd - nodesBegin) / nodeBytes);
}

/** Done with the part at hand; the next is. */
export function dropPart(): void {
  open(load<i32>(top));
}

/**
 * Divides the part at hand in two: the unlabelled below, the labelled on top. Leaves out what
 * neither needs: steps of a node that no load of its part can pass, and where nothing is stuck; loads that cannot move any
 * more.
 */
export function splitPart(): void {
  const bytes = nodesEnd - nodesBegin;
  if (!reserve(2 * bytes + 2 * HEAD_BYTES)) return;
  const middle = loadsBegin + countUnlabelled();
  const first = nodesEnd + HEAD_BYTES;
  const second = first + bytes;
  const firstEnd = copySide(false, first, loadsBegin);
  const secondEnd = copySide(true, second, middle);
  sortLoads();
  const bottom = top;
  const upperHead = prune(bottom, load<i32>(bottom), first, firstEnd, loadsBegin);
  prune(upperHead, <i32>bottom, second, secondEnd, middle);
  open(upperHead);
}

function open(head: usize): void {
  top = head;
  if (head == 0) return;
  nodesBegin = head + HEAD_BYTES;
  nodesEnd = load<i32>(head, 4);
  loadsBegin = load<i32>(head, 8);
  loadsEnd = load<i32>(head, 12);
}

function writeHead(head: usize, below: i32, end: usize, begin: i32, loadEnd: i32): void {
  store<i32>(head, below);
  store<i32>(head, <i32>end, 4);
  store<i32>(head, begin, 8);
  store<i32>(head, loadEnd, 12);
}

function writeNode(at: usize, v: i32, begin: i32, end: i32): void {
  store<i32>(at, v);
  store<i32>(at, begin, 4);
  store<i32>(at, end, 8);
}

function countUnlabelled(): i32 {
  let count = 0;
  for (let j = loadsBegin; j < loadsEnd; j++) if (!load<u8>(loadLabelled + <usize>int(order, j))) count++;
  return count;
}

/** The loads of the part at hand, the unlabelled first, else in their order. */
function sortLoads(): void {
  let begin = loadsBegin;
  let spare = 0;
  for (let j = loadsBegin; j < loadsEnd; j++) {
    const i = int(order, j);
    if (load<u8>(loadLabelled + <usize>i)) setInt(orderSpare, spare++, i);
    else setInt(order, begin++, i);
  }
  memory.copy(order + ((<usize>begin) << 2), orderSpare, (<usize>spare) << 2);
}

/** Nodes, steps and loads of one side; returns the end of what was written. */
function copySide(isLabelled: bool, to: usize, firstLoad: i32): usize {
  let out = to;
  let loads = firstLoad;
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    const v = partNode(at);
    const begin = loads;
    loads += countSide(at, isLabelled);
    const steps = partSteps(at);
    const reached = setOf(labelled, v);
    const kept = partSteps(out);
    for (let o: usize = 0; o < setBytes; o += 16) {
      const own = v128.load(steps + o);
      const seen = v128.load(reached + o);
      v128.store(kept + o, isLabelled ? v128.and(own, seen) : v128.andnot(own, seen));
    }
    if (loads == begin && isEmpty(kept)) continue;
    writeNode(out, v, begin, loads);
    out += nodeBytes;
  }
  return out;
}

/** How many loads of a part's node are on one side, before they are sorted. */
function countSide(at: usize, isLabelled: bool): i32 {
  const end = partNodeLoadsEnd(at);
  let count = 0;
  for (let j = partNodeLoadsBegin(at); j < end; j++) {
    const i = int(order, j);
    if ((load<u8>(loadLabelled + <usize>i) != 0) == isLabelled) count++;
  }
  return count;
}

/** Writes a part without what it does not need; returns where the next may stand. */
function prune(head: usize, below: i32, begin: usize, end: usize, firstLoad: i32): usize {
  markNeeded(begin, end);
  let out = head + HEAD_BYTES;
  let loads = firstLoad;
  for (let at = begin; at < end; at += nodeBytes) {
    const v = partNode(at);
    const need = setOf(needed, v);
    const kept = loads;
    const last = partNodeLoadsEnd(at);
    for (let j = partNodeLoadsBegin(at); j < last; j++) {
      const i = int(order, j);
      const canTrade = meet(setOf(raisable, i), partSteps(at)) || meet(setOf(lowerable, i), partSteps(at));
      if (canTrade) setInt(order, loads++, i);
    }
    clear(setOf(active, v));
    if (loads == kept && isEmpty(need)) continue;
    writeNode(out, v, kept, loads);
    memory.copy(partSteps(out), need, setBytes);
    out += nodeBytes;
  }
  writeHead(head, below, out, firstLoad, loads);
  return out;
}

/** Of every node the steps that a load of the part below can pass, or where something is stuck; all steps at the root. */
function markNeeded(begin: usize, end: usize): void {
  for (let at = begin; at < end; at += nodeBytes) {
    const v = partNode(at);
    memory.copy(setOf(active, v), partSteps(at), setBytes);
    const need = setOf(needed, v);
    const last = partNodeLoadsEnd(at);
    for (let o: usize = 0; o < setBytes; o += 16) {
      let steps = v128.load(setOf(surplus, v) + o);
      for (let j = partNodeLoadsBegin(at); j < last; j++) {
        const i = int(order, j);
        steps = v128.or(steps, v128.or(v128.load(setOf(raisable, i) + o), v128.load(setOf(lowerable, i) + o)));
      }
      v128.store(need + o, steps);
    }
  }
  for (let at = end - nodeBytes; at >= begin; at -= nodeBytes) {
    const v = partNode(at);
    const need = setOf(needed, v);
    const p = int(parent, v);
    const isAboveIn = p >= 0 && !isEmpty(setOf(active, p));
    for (let o: usize = 0; o < setBytes; o += 16) {
      const own = v128.load(partSteps(at) + o);
      const steps = v == 0 ? own : v128.and(own, v128.load(need + o));
      v128.store(need + o, steps);
      if (!isAboveIn) continue;
      const above = setOf(needed, p) + o;
      v128.store(above, v128.or(v128.load(above), steps));
    }
  }
}
