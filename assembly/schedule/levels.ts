/*
 * Amounts that are level: items, each with a weight, an offset, and a least and a most; the level of an amount is
 * (offset + amount) / weight. The items of the part at hand stand in `itemWeight` and so on, the first `count` of them.
 */
import { int, itemLeast, itemMost, itemOffset, itemRank, itemTarget, itemWeight, number, setNumber } from "./memory";

/**
 * Fills `itemTarget` with the most even whole amounts that add up to `total`, which lies between the sums of their least and of
 * their most. Rank by rank: those of a lower rank have their most before any of a higher one has more than its least.
 */
export function findTargets(count: i32, total: f64, hasRanks: bool): void {
  if (hasRanks) holdRanks(count, total);
  const level = findLevel(count, total);
  let rest = total;
  for (let k = 0; k < count; k++) {
    const amount = Math.floor(level * number(itemWeight, k) - number(itemOffset, k));
    const held = min(number(itemMost, k), max(number(itemLeast, k), amount));
    setNumber(itemTarget, k, held);
    rest -= held;
  }
  spreadRest(count, level, rest);
}

/** Holds the items of all ranks but one at their least or their most: that in which the total ends. */
function holdRanks(count: i32, total: f64): void {
  let rest = total;
  for (let k = 0; k < count; k++) rest -= number(itemLeast, k);
  let current = nextRank(count, -1);
  for (;;) {
    let span: f64 = 0;
    for (let k = 0; k < count; k++) {
      if (int(itemRank, k) == current) span += number(itemMost, k) - number(itemLeast, k);
    }
    const following = nextRank(count, current);
    if (rest < span || following == i32.MAX_VALUE) break;
    rest -= span;
    current = following;
  }
  for (let k = 0; k < count; k++) {
    const rank = int(itemRank, k);
    if (rank < current) setNumber(itemLeast, k, number(itemMost, k));
    else if (rank > current) setNumber(itemMost, k, number(itemLeast, k));
  }
}

function nextRank(count: i32, after: i32): i32 {
  let next = i32.MAX_VALUE;
  for (let k = 0; k < count; k++) {
    const rank = int(itemRank, k);
    if (rank > after && rank < next) next = rank;
  }
  return next;
}

/** Newton's method on the sum of all amounts at a level, a bracket around it. */
function findLevel(count: i32, total: f64): f64 {
  let low = Infinity;
  let high = -Infinity;
  let least: f64 = 0;
  let most: f64 = 0;
  for (let k = 0; k < count; k++) {
    const w = number(itemWeight, k);
    const from = number(itemLeast, k);
    const to = number(itemMost, k);
    least += from;
    most += to;
    if (from == to) continue;
    const s = number(itemOffset, k);
    low = min(low, (from + s) / w);
    high = max(high, (to + s) / w);
  }
  if (total <= least || low == Infinity) return low == Infinity ? 0 : low;
  if (total >= most) return high;
  let level = 0.5 * (low + high);
  for (let round = 0; round < 100; round++) {
    const sum = sumAt(count, level) - total;
    if (sum == 0) return level;
    if (sum > 0) high = level;
    else low = level;
    let next = slope > 0 ? level - sum / slope : 0.5 * (low + high);
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (Math.abs(next - level) <= 1e-16 * Math.abs(level) || next == low || next == high) return next;
    level = next;
  }
  return level;
}

/** How the sum rises with the level, where it was last looked at. */
let slope: f64 = 0;

function sumAt(count: i32, level: f64): f64 {
  const pairs = count & ~1;
  const at = f64x2.splat(level);
  let sums = f64x2.splat(0);
  let slopes = f64x2.splat(0);
  for (let k = 0; k < pairs; k += 2) {
    const o = (<usize>k) << 3;
    const w = v128.load(itemWeight + o);
    const least = v128.load(itemLeast + o);
    const most = v128.load(itemMost + o);
    const free = f64x2.sub(f64x2.mul(at, w), v128.load(itemOffset + o));
    const held = f64x2.pmin(f64x2.pmax(free, least), most);
    sums = f64x2.add(sums, held);
    slopes = f64x2.add(slopes, v128.and(w, v128.and(f64x2.gt(free, least), f64x2.lt(free, most))));
  }
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  slope = f64x2.extract_lane(slopes, 0) + f64x2.extract_lane(slopes, 1);
  if (pairs < count) {
    const w = number(itemWeight, pairs);
    const free = level * w - number(itemOffset, pairs);
    sum += min(number(itemMost, pairs), max(number(itemLeast, pairs), free));
    if (free > number(itemLeast, pairs) && free < number(itemMost, pairs)) slope += w;
  }
  return sum;
}

/** What rounding to whole amounts has left, or taken too much of: a quantum each, those at the level first. */
function spreadRest(count: i32, level: f64, rest: f64): void {
  let left = rest;
  for (let round = 0; round < 6 && left != 0; round++) {
    for (let k = 0; k < count && left != 0; k++) {
      if (round < 3 && level * number(itemWeight, k) - number(itemOffset, k) < number(itemLeast, k)) continue;
      const by = max(1, Math.floor(Math.abs(left) / <f64>count));
      const amount = number(itemTarget, k);
      const room = left > 0 ? number(itemMost, k) - amount : amount - number(itemLeast, k);
      const change = min(min(by, Math.abs(left)), room);
      setNumber(itemTarget, k, left > 0 ? amount + change : amount - change);
      left = left > 0 ? left - change : left + change;
    }
  }
}
