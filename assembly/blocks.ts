/*
 * The own leaves of a node that has many, in blocks of 128 to 255, and of each block what it came to when it was last
 * looked at: the sums that bounds are made of, and what it answers to a price, and to others as near as no leaf of it
 * comes to a limit in between. While its leaves stay as they are, the next look takes a few numbers in place of three a
 * leaf. `again.ts` says which have changed; whenever levels are found from nothing, all is forgotten.
 *
 *     blocks  72 B [n / 128 + 1], a block's at its first leaf / 128
 *      +0  begin, end, round, known  i32 x 4  whose numbers these are, and which of them are known
 *     +16  shift, lower, upper       f64 x 3  sums
 *     +40  fixed, free               f64 x 2  what leaves at their limits carry, and the weights of the others
 *     +56  at, reach                 f64 x 2  at which price that was, and how far from it it holds
 */
import { BLOCK_BYTES, blocks, leaf, leafLower, leafShift, leafUpper, leafWeight, ownLeafBegin } from "./memory";
import { BLOCK, sumOf } from "./sums";

/** Nodes with fewer leaves of their own are looked at leaf by leaf. */
export const MANY_LEAVES: i32 = 256;
/** The least leaves of a block. */
const LEAST_LEAVES: i32 = 128;

const BEGIN: usize = 0;
const END: usize = 4;
const ROUND: usize = 8;
const KNOWN: usize = 12;
export const SHIFT: usize = 16;
export const LOWER_SUM: usize = 24;
export const UPPER_SUM: usize = 32;
const FIXED: usize = 40;
const FREE: usize = 48;
const AT: usize = 56;
const REACH: usize = 64;

// What is known of a block.
const SUMS: i32 = 1;
const ANSWERS: i32 = 2;

/** How often all has been forgotten. */
let round: i32 = 1;

export function forgetBlocks(): void {
  round++;
}

/** Forgets the block that a leaf of v lies in. */
export function forgetBlockOf(k: i32, v: i32): void {
  const begin = ownLeafBegin(v);
  const end = ownLeafBegin(v + 1);
  if (end - begin < MANY_LEAVES) return;
  const last = (end - begin) / LEAST_LEAVES - 1;
  store<i32>(placeOf(begin + min((k - begin) / LEAST_LEAVES, last) * LEAST_LEAVES), 0, ROUND);
}

/** Where the block that begins at leaf k ends, of own leaves that end at `end`. */
export function blockEnd(k: i32, end: i32): i32 {
  return end - k < 2 * LEAST_LEAVES ? end : k + LEAST_LEAVES;
}

function placeOf(begin: i32): usize {
  assert(begin >= 0, "leaf out of bounds");
  return blocks + <usize>(begin / LEAST_LEAVES) * BLOCK_BYTES;
}

/** The address of a block's numbers; nothing of them is known where they were those of other leaves. */
function blockAt(begin: i32, end: i32): usize {
  const block = placeOf(begin);
  const isSame = load<i32>(block, ROUND) == round && load<i32>(block, BEGIN) == begin && load<i32>(block, END) == end;
  if (isSame) return block;
  store<i32>(block, begin, BEGIN);
  store<i32>(block, end, END);
  store<i32>(block, round, ROUND);
  store<i32>(block, 0, KNOWN);
  return block;
}

/** The block of the leaves [begin, end), its sums of shift constants and limits known. */
export function blockWithSums(begin: i32, end: i32): usize {
  const block = blockAt(begin, end);
  const known = load<i32>(block, KNOWN);
  if (known & SUMS) return block;
  store<i32>(block, known | SUMS, KNOWN);
  let shift: f64 = 0;
  let lower: f64 = 0;
  let upper: f64 = 0;
  for (let k = begin; k < end; k += BLOCK) {
    const partEnd = min(k + BLOCK, end);
    shift += sumOf(leafShift, k, partEnd);
    lower += sumOf(leafLower, k, partEnd);
    upper += sumOf(leafUpper, k, partEnd);
  }
  store<f64>(block, shift, SHIFT);
  store<f64>(block, lower, LOWER_SUM);
  store<f64>(block, upper, UPPER_SUM);
  return block;
}

// What a block answers to a price: the sum, and its slope.
export let blockSum: f64 = 0;
export let blockSlope: f64 = 0;

export function answerOfBlock(begin: i32, end: i32, at: f64): void {
  const block = blockAt(begin, end);
  const known = load<i32>(block, KNOWN);
  if (!(known & ANSWERS) || !(Math.abs(at - load<f64>(block, AT)) < load<f64>(block, REACH))) {
    store<i32>(block, known | ANSWERS, KNOWN);
    lookAt(block, begin, end, at);
  }
  blockSlope = load<f64>(block, FREE);
  blockSum = load<f64>(block, FIXED) + blockSlope * at;
}

function distances(wanted: v128, lower: v128, upper: v128): v128 {
  return f64x2.pmin(f64x2.abs(f64x2.sub(wanted, lower)), f64x2.abs(f64x2.sub(wanted, upper)));
}

/** No leaf is nearer to a limit, in price, than the least distance of any divided by the greatest weight. */
function lookAt(block: usize, begin: i32, end: i32, at: f64): void {
  const price = f64x2.splat(at);
  let fixedA = f64x2.splat(0);
  let fixedB = f64x2.splat(0);
  let freeA = f64x2.splat(0);
  let freeB = f64x2.splat(0);
  let nearestA = f64x2.splat(Infinity);
  let nearestB = f64x2.splat(Infinity);
  let heaviest2 = f64x2.splat(0);
  let k = begin;
  for (; k + 3 < end; k += 4) {
    const address = (<usize>k) << 3;
    const weightA = v128.load(leafWeight + address);
    const weightB = v128.load(leafWeight + address, 16);
    const lowerA = v128.load(leafLower + address);
    const lowerB = v128.load(leafLower + address, 16);
    const upperA = v128.load(leafUpper + address);
    const upperB = v128.load(leafUpper + address, 16);
    const wantedA = f64x2.mul(weightA, price);
    const wantedB = f64x2.mul(weightB, price);
    const isFreeA = v128.and(f64x2.gt(wantedA, lowerA), f64x2.lt(wantedA, upperA));
    const isFreeB = v128.and(f64x2.gt(wantedB, lowerB), f64x2.lt(wantedB, upperB));
    fixedA = f64x2.add(fixedA, v128.andnot(f64x2.pmin(f64x2.pmax(wantedA, lowerA), upperA), isFreeA));
    fixedB = f64x2.add(fixedB, v128.andnot(f64x2.pmin(f64x2.pmax(wantedB, lowerB), upperB), isFreeB));
    freeA = f64x2.add(freeA, v128.and(weightA, isFreeA));
    freeB = f64x2.add(freeB, v128.and(weightB, isFreeB));
    nearestA = f64x2.pmin(distances(wantedA, lowerA, upperA), nearestA);
    nearestB = f64x2.pmin(distances(wantedB, lowerB, upperB), nearestB);
    heaviest2 = f64x2.pmax(f64x2.pmax(weightA, weightB), heaviest2);
  }
  const fixed2 = f64x2.add(fixedA, fixedB);
  const free2 = f64x2.add(freeA, freeB);
  const nearest2 = f64x2.pmin(nearestA, nearestB);
  let fixed = f64x2.extract_lane(fixed2, 0) + f64x2.extract_lane(fixed2, 1);
  let free = f64x2.extract_lane(free2, 0) + f64x2.extract_lane(free2, 1);
  let nearest = min(f64x2.extract_lane(nearest2, 0), f64x2.extract_lane(nearest2, 1));
  let heaviest = max(f64x2.extract_lane(heaviest2, 0), f64x2.extract_lane(heaviest2, 1));
  for (; k < end; k++) {
    const weight = leaf(leafWeight, k);
    const lower = leaf(leafLower, k);
    const upper = leaf(leafUpper, k);
    const wanted = weight * at;
    if (wanted <= lower) fixed += lower;
    else if (wanted >= upper) fixed += upper;
    else free += weight;
    nearest = min(nearest, min(Math.abs(wanted - lower), Math.abs(wanted - upper)));
    heaviest = max(heaviest, weight);
  }
  store<f64>(block, fixed, FIXED);
  store<f64>(block, free, FREE);
  store<f64>(block, at, AT);
  store<f64>(block, nearest / heaviest, REACH);
}
