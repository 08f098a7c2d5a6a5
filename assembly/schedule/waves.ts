/*
 * Routing: all excess moves along arcs that come one label nearer to a deficit, farthest first, in waves, each after a search
 * for labels; until no excess is labelled. What is stuck then is on the far side of a minimum cut.
 */
import {
  labelRow,
  previousRecord,
  recordBytes,
  recordLabel,
  recordLoadsBegin,
  recordLoadsEnd,
  recordNode,
  recordSteps,
  recordsBegin,
  recordsEnd,
  search,
} from "./labels";
import {
  active,
  amountsOf,
  childBegin,
  children,
  downward,
  excess,
  flow,
  int,
  labelled,
  loadExcess,
  lower,
  lowerable,
  markChanged,
  mostAt,
  number,
  order,
  parent,
  queue,
  raisable,
  rowOf,
  setBytes,
  setNumber,
  setOf,
  setWords,
  spareSets,
  surplus,
  taken,
  upper,
  upward,
} from "./memory";
import { loadsBegin, loadsEnd, nodeBytes, nodesBegin, nodesEnd, partNode, partSteps } from "./parts";
import { clear, has, includeIf, isEmpty, meet, word } from "./sets";

/**
 * Routes what the part at hand has too much of to where something lacks.
 * @param loadsLack whether loads may have deficits too
 */
export function route(loadsLack: bool): void {
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    memory.copy(setOf(active, partNode(at)), partSteps(at), setBytes);
  }
  while (search(loadsLack)) wave();
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) clear(setOf(active, partNode(at)));
}

/** What is stuck in the part at hand, at loads and at nodes. */
export function stuckInPart(): f64 {
  let stuck = stuckAtNodes(0);
  for (let j = loadsBegin; j < loadsEnd; j++) {
    const left = number(loadExcess, int(order, j));
    if (left > 0) stuck += left;
  }
  return stuck;
}

/** What is stuck at nodes of the part at hand, from node `first` on. */
export function stuckAtNodes(first: i32): f64 {
  let stuck: f64 = 0;
  for (let at = nodesBegin; at < nodesEnd; at += nodeBytes) {
    const v = partNode(at);
    if (v < first) continue;
    for (let w = 0; w < setWords; w++) {
      for (let bits = word(setOf(surplus, v), w) & word(partSteps(at), w); bits != 0; bits &= bits - 1) {
        stuck += load<f64>(rowOf(excess, v) + ((<usize>((w << 6) + <i32>ctz(bits))) << 3));
      }
    }
  }
  return stuck;
}

export function addExcess(v: i32, t: i32, by: f64): void {
  const at = rowOf(excess, v) + ((<usize>t) << 3);
  const sum = load<f64>(at) + by;
  store<f64>(at, sum);
  includeIf(setOf(surplus, v), t, sum > 0);
}

function addFlow(v: i32, t: i32, by: f64): void {
  const o = (<usize>t) << 3;
  const at = rowOf(flow, v) + o;
  const sum = load<f64>(at) + by;
  store<f64>(at, sum);
  // What the root passes up is bounded by whoever asks for it, not by an arc.
  if (v == 0) return;
  includeIf(setOf(upward, v), t, sum < load<f64>(rowOf(upper, v) + o));
  includeIf(setOf(downward, v), t, sum > load<f64>(rowOf(lower, v) + o));
}

function addAmount(i: i32, t: i32, by: f64, bound: f64): void {
  const at = amountsOf(i) + ((<usize>t) << 3);
  const sum = load<f64>(at) + by;
  store<f64>(at, sum);
  markChanged(at, at + 8);
  includeIf(setOf(raisable, i), t, sum < bound);
  includeIf(setOf(lowerable, i), t, sum > 0);
}

/**
 * Gives up to `amount` to a node and step, carried up at once as far as labels fall and there is room; returns what was
 * taken. The label there is `at`.
 */
function pushIn(v: i32, t: i32, amount: f64): f64 {
  let z = amount;
  let end = v;
  const o = (<usize>t) << 3;
  for (;;) {
    const at = load<u16>(labelRow(end) + ((<usize>t) << 1));
    if (at == 1) {
      z = min(z, max(0, -load<f64>(rowOf(excess, end) + o)));
      break;
    }
    if (end == 0) break;
    const p = int(parent, end);
    if (!has(setOf(active, p), t) || !has(setOf(labelled, p), t)) break;
    if (load<u16>(labelRow(p) + ((<usize>t) << 1)) != <u16>(at - 1)) break;
    const room = load<f64>(rowOf(upper, end) + o) - load<f64>(rowOf(flow, end) + o);
    if (room <= 0) break;
    z = min(z, room);
    end = p;
  }
  if (z <= 0) return 0;
  for (let c = v; c != end; c = int(parent, c)) addFlow(c, t, z);
  if (end == 0) addFlow(0, t, z);
  addExcess(end, t, z);
  return z;
}

/** The steps of the record's node with the label, going back from the record; the empty set where there are none. */
function stepsWithLabel(from: usize, at: i32, empty: usize): usize {
  let record = from;
  while (record != 0 && recordLabel(record) > at) record = previousRecord(record);
  return record != 0 && recordLabel(record) == at ? recordSteps(record) : empty;
}

function wave(): void {
  const moving = spareSets;
  const empty = spareSets + setBytes;
  clear(empty);
  for (let record = recordsEnd - recordBytes; record >= recordsBegin; record -= recordBytes) {
    const v = recordNode(record);
    const at = recordLabel(record);
    if (at == 1) break;
    if (recordLoadsEnd(record) > recordLoadsBegin(record)) {
      pushFromLoads(record, v, stepsWithLabel(previousRecord(record), at - 1, empty));
    }
    intersect(moving, recordSteps(record), setOf(surplus, v));
    if (isEmpty(moving)) continue;
    if (v != 0) pushUp(v, at, moving);
    if (!isEmpty(moving)) pushDown(v, at, moving);
    if (isEmpty(moving)) continue;
    const before = previousRecord(record);
    if (before == 0 || recordLabel(before) != at - 1 || recordLoadsEnd(before) == recordLoadsBegin(before)) continue;
    pushThroughLoads(before, v, at, moving, stepsWithLabel(previousRecord(before), at - 2, empty));
  }
}

function intersect(into: usize, one: usize, other: usize): void {
  for (let o: usize = 0; o < setBytes; o += 16) {
    v128.store(into + o, v128.and(v128.load(one + o), v128.load(other + o)));
  }
}

/** Loads with excess of their own take more in steps that are nearer. */
function pushFromLoads(record: usize, v: i32, nearer: usize): void {
  const end = recordLoadsEnd(record);
  for (let j = recordLoadsBegin(record); j < end; j++) {
    const i = int(queue, j);
    const have = number(loadExcess, i);
    if (have <= 0) continue;
    let left = have;
    for (let w = 0; w < setWords && left > 0; w++) {
      for (let bits = word(setOf(raisable, i), w) & word(nearer, w); bits != 0 && left > 0; bits &= bits - 1) {
        const t = (w << 6) + <i32>ctz(bits);
        const bound = mostAt(i, t);
        const z = pushIn(v, t, min(left, bound - load<f64>(amountsOf(i) + ((<usize>t) << 3))));
        if (z <= 0) continue;
        addAmount(i, t, z, bound);
        left -= z;
      }
    }
    setNumber(loadExcess, i, left);
    setNumber(taken, i, number(taken, i) + (have - left));
  }
}

/** Up to the parent, where it is nearer. */
function pushUp(v: i32, at: i32, moving: usize): void {
  const p = int(parent, v);
  for (let w = 0; w < setWords; w++) {
    let bits = word(moving, w) & word(setOf(upward, v), w);
    bits &= word(setOf(active, p), w) & word(setOf(labelled, p), w);
    for (; bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      if (load<u16>(labelRow(p) + ((<usize>t) << 1)) != <u16>(at - 1)) continue;
      const o = (<usize>t) << 3;
      const room = load<f64>(rowOf(upper, v) + o) - load<f64>(rowOf(flow, v) + o);
      const z = pushIn(p, t, min(load<f64>(rowOf(excess, v) + o), room));
      if (z <= 0) continue;
      addFlow(v, t, z);
      addExcess(v, t, -z);
    }
  }
  intersect(moving, moving, setOf(surplus, v));
}

/** Down to children that are nearer: they pass up less. */
function pushDown(v: i32, at: i32, moving: usize): void {
  const end = int(childBegin, v + 1);
  for (let k = int(childBegin, v); k < end; k++) {
    const c = int(children, k);
    if (!meet(moving, setOf(downward, c)) || !meet(moving, setOf(labelled, c))) continue;
    for (let w = 0; w < setWords; w++) {
      let bits = word(moving, w) & word(setOf(downward, c), w);
      bits &= word(setOf(active, c), w) & word(setOf(labelled, c), w);
      for (; bits != 0; bits &= bits - 1) {
        const t = (w << 6) + <i32>ctz(bits);
        const label = load<u16>(labelRow(c) + ((<usize>t) << 1));
        if (label != <u16>(at - 1)) continue;
        const o = (<usize>t) << 3;
        let z = min(load<f64>(rowOf(excess, v) + o), load<f64>(rowOf(flow, c) + o) - load<f64>(rowOf(lower, c) + o));
        if (label == 1) z = min(z, -load<f64>(rowOf(excess, c) + o));
        if (z <= 0) continue;
        addFlow(c, t, -z);
        if (v == 0) addFlow(0, t, -z);
        addExcess(v, t, -z);
        addExcess(c, t, z);
      }
    }
    intersect(moving, moving, setOf(surplus, v));
    if (isEmpty(moving)) return;
  }
}

/** By way of loads that are nearer: they take less here, and more in steps that are nearer still, or are what lacks. */
function pushThroughLoads(record: usize, v: i32, at: i32, moving: usize, nearer: usize): void {
  const end = recordLoadsEnd(record);
  const row = rowOf(excess, v);
  for (let j = recordLoadsBegin(record); j < end; j++) {
    const i = int(queue, j);
    if (!meet(moving, setOf(lowerable, i))) continue;
    const touched =
      at == 2 ? takeBack(i, v, row, moving) : meet(setOf(raisable, i), nearer) && shift(i, v, row, moving, nearer);
    if (!touched) continue;
    intersect(moving, moving, setOf(surplus, v));
    if (isEmpty(moving)) return;
  }
}

/** A load that has too much takes less; whether it did. */
function takeBack(i: i32, v: i32, row: usize, moving: usize): bool {
  const lacking = -number(loadExcess, i);
  let left = lacking;
  for (let w = 0; w < setWords && left > 0; w++) {
    for (let bits = word(moving, w) & word(setOf(lowerable, i), w); bits != 0 && left > 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      const o = (<usize>t) << 3;
      const z = min(min(load<f64>(row + o), load<f64>(amountsOf(i) + o)), left);
      if (z <= 0) continue;
      addAmount(i, t, -z, mostAt(i, t));
      left -= z;
      if (v == 0) addFlow(0, t, -z);
      addExcess(v, t, -z);
    }
  }
  setNumber(loadExcess, i, -left);
  setNumber(taken, i, number(taken, i) - (lacking - left));
  return left < lacking;
}

/** A load takes less where there is too much, and as much more where it is nearer; whether it did. */
function shift(i: i32, v: i32, row: usize, moving: usize, nearer: usize): bool {
  let touched = false;
  const amounts = amountsOf(i);
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(setOf(raisable, i), w) & word(nearer, w); bits != 0; bits &= bits - 1) {
      const t = (w << 6) + <i32>ctz(bits);
      const bound = mostAt(i, t);
      let room = bound - load<f64>(amounts + ((<usize>t) << 3));
      if (room <= 0) continue;
      const before = room;
      room = moveTo(i, v, t, room, bound, row, moving);
      if (room < before) touched = true;
    }
  }
  return touched;
}

/** Moves up to `room` of what a load takes in the moving steps to step `t`; returns the room that is left. */
function moveTo(i: i32, v: i32, t: i32, room: f64, bound: f64, row: usize, moving: usize): f64 {
  const amounts = amountsOf(i);
  let left = room;
  for (let w = 0; w < setWords; w++) {
    for (let bits = word(moving, w) & word(setOf(lowerable, i), w); bits != 0; bits &= bits - 1) {
      const other = (w << 6) + <i32>ctz(bits);
      const o = (<usize>other) << 3;
      const wanted = min(min(load<f64>(row + o), load<f64>(amounts + o)), left);
      if (wanted <= 0) continue;
      const z = pushIn(v, t, wanted);
      if (z <= 0) return left;
      addAmount(i, other, -z, mostAt(i, other));
      addAmount(i, t, z, bound);
      left -= z;
      if (v == 0) addFlow(0, other, -z);
      addExcess(v, other, -z);
      if (left <= 0) return 0;
    }
  }
  return left;
}
