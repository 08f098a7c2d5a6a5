/*
 * Sets of steps: a bit each, in blocks of 128. Loops over the steps of a set go word by word: `word(set, w)` holds steps
 * 64 w .. 64 w + 63.
 */
import { setBytes } from "./memory";

export function word(set: usize, w: i32): u64 {
  return load<u64>(set + ((<usize>w) << 3));
}

export function setWord(set: usize, w: i32, bits: u64): void {
  store<u64>(set + ((<usize>w) << 3), bits);
}

export function has(set: usize, t: i32): bool {
  return ((load<u64>(set + ((<usize>(t >> 6)) << 3)) >> (t & 63)) & 1) != 0;
}

export function include(set: usize, t: i32): void {
  const at = set + ((<usize>(t >> 6)) << 3);
  store<u64>(at, load<u64>(at) | ((<u64>1) << (t & 63)));
}

export function exclude(set: usize, t: i32): void {
  const at = set + ((<usize>(t >> 6)) << 3);
  store<u64>(at, load<u64>(at) & ~((<u64>1) << (t & 63)));
}

export function includeIf(set: usize, t: i32, isIn: bool): void {
  if (isIn) include(set, t);
  else exclude(set, t);
}

export function clear(set: usize): void {
  for (let o: usize = 0; o < setBytes; o += 16) v128.store(set + o, i64x2.splat(0));
}

export function isEmpty(set: usize): bool {
  for (let o: usize = 0; o < setBytes; o += 16) if (v128.any_true(v128.load(set + o))) return false;
  return true;
}

/** Whether they have a step in common. */
export function meet(one: usize, other: usize): bool {
  for (let o: usize = 0; o < setBytes; o += 16) {
    if (v128.any_true(v128.and(v128.load(one + o), v128.load(other + o)))) return true;
  }
  return false;
}

/** Includes all of the other. */
export function unite(set: usize, other: usize): void {
  for (let o: usize = 0; o < setBytes; o += 16) {
    v128.store(set + o, v128.or(v128.load(set + o), v128.load(other + o)));
  }
}
