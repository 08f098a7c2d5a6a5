/*
 * Who can reach a deficit, and how far it is: a breadth-first search backwards from the deficits, all steps of a node at a
 * time. A node and step, or a load, that lacks something has label 1; who can pass something to one with label l, and has
 * none yet, has label l + 1.
 *
 * The search leaves records behind the part at hand, one a node and label, labels ascending:
 *
 *   node i32, label i32      previous i32      the node's record before this one, 0
 *   loadsBegin, loadsEnd i32 loads of the node with this label: queue[loadsBegin .. loadsEnd)
 *   steps                set steps of the node with this label
 */
import {
  active,
  childBegin,
  children,
  downward,
  excess,
  hasDeficit,
  int,
  label,
  labelled,
  lastRecord,
  loadExcess,
  loadLabelled,
  lowerable,
  number,
  order,
  parent,
  queue,
  raisable,
  rowOf,
  setBytes,
  setInt,
  setOf,
  setWords,
  stepCount,
  surplus,
  unlabelled,
  unlabelledBegin,
  unlabelledEnd,
  upward,
} from "./memory";
import {
  isFull,
  loadsBegin,
  loadsEnd,
  nodeBytes,
  nodesBegin,
  nodesEnd,
  partNode,
  partNodeLoadsBegin,
  partNodeLoadsEnd,
  partSteps,
  reserve,
} from "./parts";
import { clear, meet, setWord, word } from "./sets";

const RECORD_HEAD_BYTES: usize = 32;

export let recordsBegin: usize = 0;
export let recordsEnd: usize = 0;
export let recordBytes: usize = 0;
let reservedEnd: usize = 0;
/** Labelled loads so far; the record in which the next ones stand. */
let queued: i32 = 0;
/** Whether something that has excess is labelled. */
let isFound: bool = false;

export function recordNode(record: usize): i32 {
  return load<i32>(record);
}

export function recordLabel(record: usize): i32 {
  return load<i32>(record, 4);
}

export function previousRecord(record: usize): usize {
  return load<i32>(record, 8);
}

export function recordLoadsBegin(record: usize): i32 {
  return load<i32>(record, 12);
}

export function recordLoadsEnd(record: usize): i32 {
  return load<i32>(record, 16);
}

export function recordSteps(record: usize): usize {
  return record + RECORD_HEAD_BYTES;
}

export function labelRow(v: i32): usize {
  return label + ((<usize>v * <usize>stepCount) << 1);
}

/**
 * Labels the part at hand; returns whether anything with excess can reach a deficit.
 * @param loadsLack whether loads may have deficits too
 */
export function search(loadsLack: bool): bool {
  recordBytes = RECORD_HEAD_BYTES + setBytes;
  recordsBegin = nodesEnd;
  recordsEnd = recordsBegin;
  reservedEnd = recordsBegin;
  queued = 0;
  isFound = false;
  startSearch();
  labelDeficits(loadsLack);
  let record = recordsBegin;
  while (record < recordsEnd && !isFull) {
    spread(record);
    record += recordBytes;
  }
  return !isFull && (isFound || surplusIsLabelled());
}

function startSearch(): void {
  memory.copy(
    unlabelled + ((<usize>loadsBegin) << 2),
    order + ((<usize>loadsBegin) << 2),
    (<usize>(loadsEnd - loadsBegin)) << 2,
  );
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    const v = partNode(at);
    clear(setOf(labelled, v));
    setInt(lastRecord, v, 0);
    setInt(unlabelledBegin, v, partNodeLoadsBegin(at));
    setInt(unlabelledEnd, v, partNodeLoadsEnd(at));
  }
  for (let j = loadsBegin; j < loadsEnd; j++) store<u8>(loadLabelled + <usize>int(order, j), 0);
}

function labelDeficits(loadsLack: bool): void {
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    const v = partNode(at);
    if (load<u8>(hasDeficit + <usize>v)) {
      const row = rowOf(excess, v);
      for (let w = 0; w < setWords; w++) {
        let lacking: u64 = 0;
        for (let bits = word(partSteps(at), w); bits != 0; bits &= bits - 1) {
          const bit = bits & -bits;
          if (load<f64>(row + ((<usize>((w << 6) + <i32>ctz(bits))) << 3)) < 0) lacking |= bit;
        }
        if (lacking != 0) labelSteps(v, w, lacking, 1);
      }
    }
    if (loadsLack) labelLackingLoads(v);
  }
}

function labelLackingLoads(v: i32): void {
  const begin = queued;
  let end = int(unlabelledEnd, v);
  for (let j = int(unlabelledBegin, v); j < end; ) {
    const i = int(unlabelled, j);
    if (number(loadExcess, i) < 0) {
      labelLoad(i);
      setInt(unlabelled, j, int(unlabelled, --end));
    } else j++;
  }
  setInt(unlabelledEnd, v, end);
  if (queued > begin) noteLoads(v, 1, begin);
}

/** Labels whoever can pass something to those of a record. */
function spread(record: usize): void {
  const v = recordNode(record);
  const next = recordLabel(record) + 1;
  const steps = recordSteps(record);
  if (meet(steps, steps)) {
    spreadDown(v, steps, next);
    const p = int(parent, v);
    if (p >= 0) labelThrough(p, steps, setOf(downward, v), next);
    spreadToLoads(v, steps, next);
  }
  const begin = recordLoadsBegin(record);
  const end = recordLoadsEnd(record);
  if (end > begin) spreadFromLoads(v, begin, end, next);
}

function spreadDown(v: i32, steps: usize, next: i32): void {
  const end = int(childBegin, v + 1);
  for (let k = int(childBegin, v); k < end; k++) {
    const c = int(children, k);
    labelThrough(c, steps, setOf(upward, c), next);
  }
}

/** Labels steps of a node that are in its part, not labelled, and in both sets. */
function labelThrough(v: i32, steps: usize, open: usize, next: i32): void {
  const own = setOf(active, v);
  const seen = setOf(labelled, v);
  for (let o: usize = 0; o < setBytes; o += 16) {
    const found = v128.andnot(
      v128.and(v128.and(v128.load(steps + o), v128.load(open + o)), v128.load(own + o)),
      v128.load(seen + o),
    );
    if (!v128.any_true(found)) continue;
    const w = <i32>(o >> 3);
    const low = i64x2.extract_lane(found, 0);
    const high = i64x2.extract_lane(found, 1);
    if (low != 0) labelSteps(v, w, low, next);
    if (high != 0) labelSteps(v, w + 1, high, next);
  }
}

/** Loads that could take more in one of the steps. */
function spreadToLoads(v: i32, steps: usize, next: i32): void {
  const begin = queued;
  let end = int(unlabelledEnd, v);
  for (let j = int(unlabelledBegin, v); j < end; ) {
    const i = int(unlabelled, j);
    if (meet(setOf(raisable, i), steps)) {
      labelLoad(i);
      if (number(loadExcess, i) > 0) isFound = true;
      setInt(unlabelled, j, int(unlabelled, --end));
    } else j++;
  }
  setInt(unlabelledEnd, v, end);
  if (queued > begin) noteLoads(v, next, begin);
}

/** Steps in which one of the loads could take less. */
function spreadFromLoads(v: i32, begin: i32, end: i32, next: i32): void {
  const own = setOf(active, v);
  const seen = setOf(labelled, v);
  for (let o: usize = 0; o < setBytes; o += 16) {
    let steps = i64x2.splat(0);
    for (let j = begin; j < end; j++) steps = v128.or(steps, v128.load(setOf(lowerable, int(queue, j)) + o));
    const found = v128.andnot(v128.and(steps, v128.load(own + o)), v128.load(seen + o));
    if (!v128.any_true(found)) continue;
    const w = <i32>(o >> 3);
    const low = i64x2.extract_lane(found, 0);
    const high = i64x2.extract_lane(found, 1);
    if (low != 0) labelSteps(v, w, low, next);
    if (high != 0) labelSteps(v, w + 1, high, next);
  }
}

function labelLoad(i: i32): void {
  store<u8>(loadLabelled + <usize>i, 1);
  setInt(queue, queued++, i);
}

function labelSteps(v: i32, w: i32, bits: u64, at: i32): void {
  const record = recordAt(v, at);
  if (record == 0) return;
  const seen = setOf(labelled, v);
  setWord(seen, w, word(seen, w) | bits);
  setWord(recordSteps(record), w, word(recordSteps(record), w) | bits);
  const row = labelRow(v) + ((<usize>w) << 7);
  for (let rest = bits; rest != 0; rest &= rest - 1) store<u16>(row + ((<usize>ctz(rest)) << 1), <u16>at);
}

function noteLoads(v: i32, at: i32, begin: i32): void {
  const record = recordAt(v, at);
  if (record == 0) return;
  store<i32>(record, begin, 12);
  store<i32>(record, queued, 16);
}

/** The record of the node with this label, made if need be; labels come in ascending order. 0 where the memory is full. */
function recordAt(v: i32, at: i32): usize {
  const last = <usize>int(lastRecord, v);
  if (last != 0 && recordLabel(last) == at) return last;
  const record = recordsEnd;
  recordsEnd += recordBytes;
  if (recordsEnd > reservedEnd) {
    if (!reserve(recordsEnd - nodesEnd + 65536)) return 0;
    reservedEnd = recordsEnd + 65536;
  }
  store<i32>(record, v);
  store<i32>(record, at, 4);
  store<i32>(record, <i32>last, 8);
  store<i32>(record, 0, 12);
  store<i32>(record, 0, 16);
  clear(recordSteps(record));
  setInt(lastRecord, v, <i32>record);
  return record;
}

function surplusIsLabelled(): bool {
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    const v = partNode(at);
    const seen = setOf(labelled, v);
    const own = partSteps(at);
    for (let o: usize = 0; o < setBytes; o += 16) {
      const stuck = v128.and(v128.load(setOf(surplus, v) + o), v128.load(own + o));
      if (v128.any_true(v128.and(stuck, v128.load(seen + o)))) return true;
    }
  }
  return false;
}
