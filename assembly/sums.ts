/*
 * Compensated sums: a running sum kept as an unevaluated pair (high, low), so that it carries about 106 bits (Knuth's
 * TwoSum). A kernel function cannot return two numbers, so the pair lives in two module variables per accumulator.
 */

import { leaf } from "./memory";

/** A sum that passes a limit by less than this, relative to the limit, does not make the limit bind. */
export const LAST_BITS: f64 = 4e-15;
/** Leaves summed plainly before their sum joins a compensated one. */
export const BLOCK: i32 = 64;

/** What `high + x` loses to rounding; add it to `low`. Finite arguments only. */
export function roundingOf(high: f64, x: f64, sum: f64): f64 {
  const part = sum - high;
  return high - (sum - part) + (x - part);
}

/** Plain sum of the leaves [begin, end), in four lanes; at most BLOCK of them. */
export function sumOf(array: usize, begin: i32, end: i32): f64 {
  let k = begin;
  let sum: f64 = 0;
  if (end - begin >= 8) {
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    for (; k + 3 < end; k += 4) {
      const address = array + ((<usize>k) << 3);
      sumA = f64x2.add(sumA, v128.load(address));
      sumB = f64x2.add(sumB, v128.load(address, 16));
    }
    sumA = f64x2.add(sumA, sumB);
    sum = f64x2.extract_lane(sumA, 0) + f64x2.extract_lane(sumA, 1);
  }
  for (; k < end; k++) sum += leaf(array, k);
  return sum;
}
