/*
 * What leaves answer to a price: their sum, and the weights of those within their limits, its slope. One streaming pass, two
 * leaves a vector.
 */
import { answerOfBlock, blockEnd, blockSlope, blockSum } from "./blocks";
import { leaf, leafLower, leafUpper, leafWeight } from "./memory";
import { roundingOf } from "./sums";

/** Leaves summed plainly before their sum joins a compensated one. */
const ANSWERS_BLOCK: i32 = 512;

/** What `sumAnswers` and `sampleAnswers` found. */
export let ownSum: f64 = 0;
export let ownSlope: f64 = 0;

/** Sum of the answers of the leaves [begin, end) at a price, and of the weights of those within their limits. */
export function sumAnswers(begin: i32, end: i32, at: f64): void {
  let sum: f64 = 0;
  let lost: f64 = 0;
  let slope: f64 = 0;
  for (let k = begin; k < end; k += ANSWERS_BLOCK) {
    addBlock(k, min(k + ANSWERS_BLOCK, end), at);
    const next = sum + ownSum;
    lost += roundingOf(sum, ownSum, next);
    sum = next;
    slope += ownSlope;
  }
  ownSum = sum + lost;
  ownSlope = slope;
}

/** The same of many own leaves of one node, block by block: what is known of a block is not asked again. */
export function sumBlocks(begin: i32, end: i32, at: f64): void {
  let sum: f64 = 0;
  let lost: f64 = 0;
  let slope: f64 = 0;
  for (let k = begin; k < end; ) {
    const next = blockEnd(k, end);
    answerOfBlock(k, next, at);
    const total = sum + blockSum;
    lost += roundingOf(sum, blockSum, total);
    sum = total;
    slope += blockSlope;
    k = next;
  }
  ownSum = sum + lost;
  ownSlope = slope;
}

/** The same of one block of 8 leaves in `stride`, scaled up. */
export function sampleAnswers(begin: i32, end: i32, at: f64, stride: i32): void {
  let sum: f64 = 0;
  let slope: f64 = 0;
  let taken = 0;
  for (let k = begin; k + 8 <= end; k += 8 * stride) {
    sumAnswers(k, k + 8, at);
    sum += ownSum;
    slope += ownSlope;
    taken += 8;
  }
  const scale = <f64>(end - begin) / <f64>taken;
  ownSum = sum * scale;
  ownSlope = slope * scale;
}

function addBlock(begin: i32, end: i32, at: f64): void {
  let k = begin;
  let sum: f64 = 0;
  let slope: f64 = 0;
  const price2 = f64x2.splat(at);
  let sumA = f64x2.splat(0);
  let sumB = f64x2.splat(0);
  let slopeA = f64x2.splat(0);
  let slopeB = f64x2.splat(0);
  for (; k + 3 < end; k += 4) {
    const address = (<usize>k) << 3;
    const weightA = v128.load(leafWeight + address);
    const weightB = v128.load(leafWeight + address, 16);
    const lowerA = v128.load(leafLower + address);
    const lowerB = v128.load(leafLower + address, 16);
    const upperA = v128.load(leafUpper + address);
    const upperB = v128.load(leafUpper + address, 16);
    const wantedA = f64x2.mul(weightA, price2);
    const wantedB = f64x2.mul(weightB, price2);
    sumA = f64x2.add(sumA, f64x2.pmin(f64x2.pmax(wantedA, lowerA), upperA));
    sumB = f64x2.add(sumB, f64x2.pmin(f64x2.pmax(wantedB, lowerB), upperB));
    const freeA = v128.and(f64x2.gt(wantedA, lowerA), f64x2.lt(wantedA, upperA));
    const freeB = v128.and(f64x2.gt(wantedB, lowerB), f64x2.lt(wantedB, upperB));
    slopeA = f64x2.add(slopeA, v128.and(weightA, freeA));
    slopeB = f64x2.add(slopeB, v128.and(weightB, freeB));
  }
  const sum2 = f64x2.add(sumA, sumB);
  const slope2 = f64x2.add(slopeA, slopeB);
  sum = f64x2.extract_lane(sum2, 0) + f64x2.extract_lane(sum2, 1);
  slope = f64x2.extract_lane(slope2, 0) + f64x2.extract_lane(slope2, 1);
  for (; k < end; k++) {
    const weight = leaf(leafWeight, k);
    const lower = leaf(leafLower, k);
    const upper = leaf(leafUpper, k);
    const wanted = weight * at;
    if (wanted <= lower) sum += lower;
    else if (wanted >= upper) sum += upper;
    else {
      sum += wanted;
      slope += weight;
    }
  }
  ownSum = sum;
  ownSlope = slope;
}
