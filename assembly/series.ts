/*
 * Limits in series. Where one node is all that hangs below another, beside a constant and a slope, the tighter of their
 * limits is all that counts: below an upper limit of 5, one of 4 lets nothing through that the 5 could stop, and one of
 * 6 stops nothing that the 5 would not. On chains of small integers most of the limits go that way, all at once; trial
 * prices would tell them from each other one by one.
 */

import { RECORD_BYTES } from "./memory";
import {
  BELOW,
  CONSTANT,
  HAD_SEVERAL,
  ITEM_END,
  LOWER,
  NODE,
  PARENT,
  RECORDS,
  SEVERAL,
  SLOPE,
  totalOf,
  UPPER,
} from "./records";

/** What is left of a node's limits: -Infinity and Infinity where they stop nothing that others would not. */
export let restLower: f64 = 0;
export let restUpper: f64 = 0;

export function setRest(lower: f64, upper: f64): void {
  restLower = lower;
  restUpper = upper;
}

/** Whether anything is left. */
export function isLimited(): bool {
  return restLower > -Infinity || restUpper < Infinity;
}

/** Drops the limits that those of the only node below keep anyway, on prices from low to high. */
export function dropKeptBelow(constant: f64, slope: f64, low: f64, high: f64, lower: f64, upper: f64): void {
  if (constant + along(slope, high) + upper <= restUpper) restUpper = Infinity;
  if (constant + along(slope, low) + lower >= restLower) restLower = -Infinity;
}

/** The same by the record of the node above, if this is the only one below it and nothing else is unsettled there. */
export function dropKeptAbove(record: usize, itemEnd: usize, low: f64, high: f64): void {
  if (load<u32>(record, BELOW) & HAD_SEVERAL || <usize>load<u32>(record, ITEM_END) != itemEnd) return;
  const isTop = load<i32>(record, PARENT) < 0;
  const total = isTop ? totalOf(load<i32>(record, NODE)) : 0;
  const lower = isTop ? total : load<f64>(record, LOWER);
  const upper = isTop ? total : load<f64>(record, UPPER);
  const constant = load<f64>(record, CONSTANT);
  const slope = load<f64>(record, SLOPE);
  if (constant + along(slope, low) + restUpper >= upper) restUpper = Infinity;
  if (constant + along(slope, high) + restLower <= lower) restLower = -Infinity;
}

/** Whether all that hangs below a record is the record before it. */
export function hasOneBelow(record: usize, slot: i32): bool {
  const bits = load<u32>(record, BELOW) & (RECORDS | SEVERAL);
  return bits == RECORDS && load<i32>(record - RECORD_BYTES, PARENT) == slot;
}

function along(slope: f64, at: f64): f64 {
  return slope == 0 ? 0 : slope * at;
}
