/*
 * A plan to start from: one load after the other fills the lowest steps that the tree has room for. Exact for a single load,
 * and near enough for all.
 */
import {
  AMOUNTS_OF_PAGE,
  amountsOf,
  base,
  flow,
  from,
  int,
  levelRow,
  loadNode,
  markChanged,
  most,
  mostRow,
  NO_ROW,
  number,
  parent,
  putRow,
  roomRow,
  rowOf,
  rows,
  to,
  upper,
} from "./memory";

/** Where the last load's level was: the next one's is near. */
let lastLevel: f64 = 0;

/**
 * Places up to `amount` of load i, which must take nothing; returns what was placed.
 */
export function fill(i: i32, amount: f64, isEven: bool): f64 {
  const first = int(from, i);
  const count = int(to, i) - first;
  const room = findRoom(i, first, count);
  const put = min(amount, room);
  if (put <= 0) return 0;
  if (put >= room) memory.copy(putRow, roomRow, (<usize>count) << 3);
  else if (isEven) fillValley(count, put);
  else fillProportionally(count, put, room);
  addPut(i, first, count);
  return put;
}

/** Takes everything that load i takes out of the plan. */
export function empty(i: i32): void {
  const first = int(from, i);
  const end = int(to, i);
  const amounts = amountsOf(i);
  for (let v = int(loadNode, i); v >= 0; v = int(parent, v)) {
    const row = rowOf(flow, v);
    for (let t = first; t < end; t++) {
      const o = (<usize>t) << 3;
      store<f64>(row + o, load<f64>(row + o) - load<f64>(amounts + o));
    }
  }
  for (let t = first; t < end; t++) store<f64>(amounts + ((<usize>t) << 3), 0);
  markWindow(i, first, end);
}

/** Windows may be longer than a page. */
function markWindow(i: i32, first: i32, end: i32): void {
  const amounts = amountsOf(i);
  for (let t = first; t < end; t += AMOUNTS_OF_PAGE) {
    markChanged(amounts + ((<usize>t) << 3), amounts + ((<usize>min(end, t + AMOUNTS_OF_PAGE)) << 3));
  }
}

/** Fills `roomRow` with what fits into each step of the window, `levelRow` with what flows at the root; returns the sum. */
function findRoom(i: i32, first: i32, count: i32): f64 {
  const skip = (<usize>first) << 3;
  const bytes = (<usize>count) << 3;
  const row = int(mostRow, i);
  if (row == NO_ROW) {
    const bound = f64x2.splat(number(most, i));
    for (let o: usize = 0; o < bytes; o += 16) v128.store(roomRow + o, bound);
  } else memory.copy(roomRow, rows + ((<usize>(row + first)) << 3), bytes);
  for (let v = int(loadNode, i); v >= 0; v = int(parent, v)) {
    const limit = rowOf(upper, v) + skip;
    const passed = rowOf(flow, v) + skip;
    for (let o: usize = 0; o < bytes; o += 16) {
      const left = f64x2.sub(v128.load(limit + o), v128.load(passed + o));
      v128.store(roomRow + o, f64x2.pmin(v128.load(roomRow + o), left));
    }
  }
  const root = rowOf(flow, 0) + skip;
  const none = f64x2.splat(0);
  let sums = none;
  for (let o: usize = 0; o < bytes; o += 16) {
    const room = f64x2.pmax(v128.load(roomRow + o), none);
    v128.store(roomRow + o, room);
    v128.store(levelRow + o, f64x2.add(v128.load(base + skip + o), v128.load(root + o)));
    if (o + 8 < bytes) sums = f64x2.add(sums, room);
    else sums = f64x2.add(sums, f64x2.replace_lane(room, 1, 0));
  }
  clearOdd(count);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Rows are read two numbers at a time: behind an odd number of steps stands one without room. */
function clearOdd(count: i32): void {
  if ((count & 1) == 0) return;
  store<f64>(roomRow + ((<usize>count) << 3), 0);
  store<f64>(levelRow + ((<usize>count) << 3), Infinity);
}

/** Whole amounts that bring the steps to one level, as far as there is room, and add up to `put`. */
function fillValley(count: i32, put: f64): void {
  const level = valleyLevel(count, put);
  const bytes = (<usize>count) << 3;
  const at = f64x2.splat(level);
  const none = f64x2.splat(0);
  let sums = none;
  for (let o: usize = 0; o < bytes; o += 16) {
    const free = f64x2.floor(f64x2.sub(at, v128.load(levelRow + o)));
    const held = f64x2.pmin(f64x2.pmax(free, none), v128.load(roomRow + o));
    v128.store(putRow + o, held);
    sums = f64x2.add(sums, held);
  }
  spreadRest(count, put - (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)));
}

function valleyLevel(count: i32, put: f64): f64 {
  const bytes = (<usize>count) << 3;
  let lows = f64x2.splat(Infinity);
  let highs = f64x2.splat(-Infinity);
  for (let o: usize = 0; o < bytes; o += 16) {
    const bottom = v128.load(levelRow + o);
    const top = f64x2.add(bottom, v128.load(roomRow + o));
    lows = f64x2.pmin(lows, bottom);
    if (o + 8 < bytes) highs = f64x2.pmax(highs, top);
    else highs = f64x2.pmax(highs, f64x2.replace_lane(top, 1, -Infinity));
  }
  let low = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  let high = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  let level = lastLevel > low && lastLevel < high ? lastLevel : low + put / <f64>count;
  const none = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let round = 0; round < 60; round++) {
    const at = f64x2.splat(level);
    let sums = none;
    let slopes = none;
    for (let o: usize = 0; o < bytes; o += 16) {
      const free = f64x2.sub(at, v128.load(levelRow + o));
      const held = f64x2.pmin(f64x2.pmax(free, none), v128.load(roomRow + o));
      sums = f64x2.add(sums, held);
      slopes = f64x2.add(slopes, v128.and(one, f64x2.eq(held, free)));
    }
    const miss = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) - put;
    const slope = f64x2.extract_lane(slopes, 0) + f64x2.extract_lane(slopes, 1);
    if (miss > 0) high = level;
    else low = level;
    if (Math.abs(miss) <= <f64>count) break;
    let next = slope > 0 ? level - miss / slope : 0.5 * (low + high);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == level) break;
    level = next;
  }
  lastLevel = level;
  return level;
}

/** The same share of the room in every step: where steps differ in length or price no valley is to be filled. */
function fillProportionally(count: i32, put: f64, room: f64): void {
  let rest = put;
  for (let k = 0; k < count; k++) {
    const o = (<usize>k) << 3;
    const held = Math.floor(load<f64>(roomRow + o) * (put / room));
    store<f64>(putRow + o, held);
    rest -= held;
  }
  spreadRest(count, rest);
}

function spreadRest(count: i32, rest: f64): void {
  let left = rest;
  for (let k = 0; k < count && left != 0; k++) {
    const o = (<usize>k) << 3;
    const amount = load<f64>(putRow + o);
    const change = left > 0 ? min(left, load<f64>(roomRow + o) - amount) : -min(-left, amount);
    store<f64>(putRow + o, amount + change);
    left -= change;
  }
}

function addPut(i: i32, first: i32, count: i32): void {
  const skip = (<usize>first) << 3;
  const bytes = (<usize>count) << 3;
  const pairs = bytes & ~15;
  for (let v = int(loadNode, i); v >= 0; v = int(parent, v)) {
    const row = rowOf(flow, v) + skip;
    for (let o: usize = 0; o < pairs; o += 16)
      v128.store(row + o, f64x2.add(v128.load(row + o), v128.load(putRow + o)));
    if (pairs < bytes) store<f64>(row + pairs, load<f64>(row + pairs) + load<f64>(putRow + pairs));
  }
  memory.copy(amountsOf(i) + skip, putRow, bytes);
  markWindow(i, first, first + count);
}
