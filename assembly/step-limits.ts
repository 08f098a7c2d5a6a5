/*
 * Limits of inner nodes that vary from step to step, a target for the root among them. O(such nodes) a step.
 *
 *     limitNode                  i32[varying]          written by the caller: the inner node, in the kernel's order
 *     limitLower, limitUpper     f64[count * varying]  the same: its limits, a row a step, in the posed problem's terms
 */

import { BINDS, innerCount, place, setState } from "./memory";
import { keptNodeOf, setWholeLimits } from "./step-tree";

export let limitNode: usize = 0;
export let limitLower: usize = 0;
export let limitUpper: usize = 0;
let varying: i32 = 0;

/** Finite numbers end here: src/model/number-range.ts. */
const GREATEST_NUMBER: f64 = 1e30;

export function placeLimits(count: i32, nodes: i32): void {
  varying = nodes;
  limitNode = place(nodes, 4);
  limitLower = place(<u64>count * <u64>nodes, 8);
  limitUpper = place(<u64>count * <u64>nodes, 8);
}

function nodeAt(i: i32): i32 {
  return load<i32>(limitNode + ((<usize>i) << 2));
}

export function limitAt(rows: usize, step: i32, i: i32): f64 {
  return load<f64>(rows + ((<usize>step * <usize>varying + <usize>i) << 3));
}

/** Whether a step's limits are none that a node may not have. Comparisons that NaN fails. */
export function areSoundLimits(step: i32): bool {
  for (let i = 0; i < varying; i++) {
    const lower = limitAt(limitLower, step, i);
    const upper = limitAt(limitUpper, step, i);
    const isLower = Math.abs(lower) <= GREATEST_NUMBER || lower == -Infinity;
    const isUpper = Math.abs(upper) <= GREATEST_NUMBER || upper == Infinity;
    if (!(lower <= upper && isLower && isUpper)) return false;
  }
  return true;
}

/** Sets a step's limits. */
export function takeLimits(step: i32): void {
  for (let i = 0; i < varying; i++)
    setWholeLimits(nodeAt(i), limitAt(limitLower, step, i), limitAt(limitUpper, step, i));
}

/** Sets the widest limits of any of the sound steps, or the narrowest. */
export function takeExtremeLimits(count: i32, status: usize, unsound: u8, areWidest: bool): void {
  for (let i = 0; i < varying; i++) {
    let lower: f64 = areWidest ? Infinity : -Infinity;
    let upper: f64 = -lower;
    for (let step = 0; step < count; step++) {
      if (load<u8>(status + <usize>step) == unsound) continue;
      const nextLower = limitAt(limitLower, step, i);
      const nextUpper = limitAt(limitUpper, step, i);
      lower = areWidest ? Math.min(lower, nextLower) : Math.max(lower, nextLower);
      upper = areWidest ? Math.max(upper, nextUpper) : Math.min(upper, nextUpper);
    }
    setWholeLimits(nodeAt(i), lower, upper);
  }
}

/** Writes which column of limits each kept node has, -1 for none. The kept tree is seen. */
export function writeColumns(columns: usize): void {
  memory.fill(columns, 255, (<usize>innerCount) << 2);
  for (let i = 0; i < varying; i++) store<i32>(columns + ((<usize>keptNodeOf(nodeAt(i))) << 2), i);
}

/** What varies is not left out. */
export function keepVarying(): void {
  for (let i = 0; i < varying; i++) setState(nodeAt(i), BINDS);
}
