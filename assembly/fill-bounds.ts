/*
 * The bounds' pass (bounds.ts) with least and greatest as the two lanes of a vector, and nothing that a processor has to
 * guess. O(n + m). What is a minimum in one lane is a maximum in the other: with the first lane's sign turned, one
 * comparison serves both.
 */
import {
  BINDS,
  firstInnerBelow,
  greatest,
  inner,
  innerCount,
  innerLower,
  innerUpper,
  leafLower,
  leafShift,
  leafUpper,
  least,
  ownLeafBegin,
  parentOf,
  setInner,
  setShiftLow,
  setState,
  shiftHigh,
  shiftLowOf,
  work,
} from "./memory";
import { BLOCK, LAST_BITS, roundingOf, sumOf } from "./sums";

/** Up to so many leaves are summed side by side, more of them array by array. */
const FEW_LEAVES: i32 = 7;

/** The numbers at two addresses as the two lanes. */
function lanes(first: usize, second: usize): v128 {
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

function setLanes(first: usize, second: usize, pair: v128): void {
  v128.store64_lane(first, pair, 0);
  v128.store64_lane(second, pair, 1);
}

function otherWayRound(pair: v128): v128 {
  return v128.shuffle<f64>(pair, pair, 1, 0);
}

function turned(pair: v128): v128 {
  return v128.xor(pair, f64x2(-0.0, 0));
}

/** `roundingOf` in both lanes; nothing where the sum is infinite. */
function roundingsOf(high: v128, x: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, high);
  const lost = f64x2.add(f64x2.sub(high, f64x2.sub(sum, part)), f64x2.sub(x, part));
  return v128.and(lost, f64x2.lt(f64x2.abs(sum), f64x2.splat(Infinity)));
}

function sumsOfLeaves(begin: i32, end: i32): v128 {
  if (end - begin > FEW_LEAVES) return f64x2(sumOf(leafLower, begin, end), sumOf(leafUpper, begin, end));
  let sums = f64x2.splat(0);
  for (let k = begin; k < end; k++) {
    const at = (<usize>k) << 3;
    sums = f64x2.add(sums, lanes(leafLower + at, leafUpper + at));
  }
  return sums;
}

/**
 * Fills `shift*`, `least`, `greatest` and `state`. A node that misses a limit is taken at what its subtree can just carry;
 * where `reserves`, at the limit. Returns whether some limit is missed, by however little.
 */
export function fillBounds(reserves: bool): bool {
  const m = innerCount;
  // What the sums of least and greatest lost to rounding, side by side.
  const losses = work;
  let misses = false;
  for (let v = 0; v < m; v++) {
    const at = (<usize>v) << 3;
    // The first child sets its parent's sums, the others add to them: nothing need be cleared before.
    const isLowest = firstInnerBelow(v) == v;
    let shift: f64 = 0;
    let shiftLost: f64 = 0;
    let sums = f64x2.splat(0);
    let lost = f64x2.splat(0);
    if (!isLowest) {
      shift = inner(shiftHigh, v);
      shiftLost = shiftLowOf(v);
      sums = lanes(least + at, greatest + at);
      lost = v128.load(losses + (at << 1));
    }
    const end = ownLeafBegin(v + 1);
    for (let k = ownLeafBegin(v); k < end; k += BLOCK) {
      const blockEnd = min(k + BLOCK, end);
      const blockShift = sumOf(leafShift, k, blockEnd);
      const blockSums = sumsOfLeaves(k, blockEnd);
      const shiftSum = shift + blockShift;
      shiftLost += roundingOf(shift, blockShift, shiftSum);
      shift = shiftSum;
      const nextSums = f64x2.add(sums, blockSums);
      lost = f64x2.add(lost, roundingsOf(sums, blockSums, nextSums));
      sums = nextSums;
    }
    setInner(shiftHigh, v, shift);
    setShiftLow(v, shiftLost);

    const carried = f64x2.add(sums, lost);
    const written = f64x2.sub(lanes(innerLower + at, innerUpper + at), f64x2.splat(shift));
    const limits = f64x2.sub(written, f64x2.splat(shiftLost));
    const across = turned(otherWayRound(carried));
    const missed = i64x2.bitmask(f64x2.gt(across, turned(limits)));
    const passed = turned(f64x2.sub(carried, limits));
    let binding = f64x2.gt(passed, f64x2.mul(f64x2.splat(LAST_BITS), f64x2.abs(limits)));
    const capped = turned(f64x2.pmax(across, turned(limits)));
    let range = v128.bitselect(capped, carried, binding);
    let bits = u8(i64x2.bitmask(binding) << 2);
    if (missed != 0) {
      misses = true;
      if (reserves) {
        range = f64x2.splat((missed & 2) != 0 ? f64x2.extract_lane(limits, 1) : f64x2.extract_lane(limits, 0));
        binding = i64x2.splat(-1);
        bits = BINDS;
      }
    }
    setState(v, bits);
    setLanes(least + at, greatest + at, range);

    const p = parentOf(v);
    if (p < 0) break;
    const above = (<usize>p) << 3;
    const isRest = v128.andnot(f64x2.lt(f64x2.abs(carried), f64x2.splat(Infinity)), binding);
    const rest = v128.and(f64x2.add(f64x2.sub(sums, carried), lost), isRest);
    if (firstInnerBelow(p) == firstInnerBelow(v)) {
      setInner(shiftHigh, p, shift);
      setShiftLow(p, shiftLost);
      setLanes(least + above, greatest + above, range);
      v128.store(losses + (above << 1), rest);
    } else {
      const shiftBefore = inner(shiftHigh, p);
      const shiftSum = shiftBefore + shift;
      setInner(shiftHigh, p, shiftSum);
      setShiftLow(p, shiftLowOf(p) + (roundingOf(shiftBefore, shift, shiftSum) + shiftLost));
      const before = lanes(least + above, greatest + above);
      const sum = f64x2.add(before, range);
      const lostBefore = v128.load(losses + (above << 1));
      setLanes(least + above, greatest + above, sum);
      v128.store(losses + (above << 1), f64x2.add(lostBefore, f64x2.add(roundingsOf(before, range, sum), rest)));
    }
  }
  return misses;
}
