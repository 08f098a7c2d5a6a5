/*
 * The one picture of the memory. Everything lies in one arena, laid out once for a tree of `leafCount` leaves (n) and
 * `innerCount` inner nodes (m), in the kernel's order: depth first, the child with most leaves first, a node's own leaves
 * last. So the leaves below a node are one slice, the inner nodes below it another (in post-order, the root last), and
 * the slices of own leaves tile the leaves: node v owns [ownBegin(v), ownBegin(v + 1)).
 *
 *   written by the caller
 *     leafLower, leafUpper    f64[n]      range of the dispatch
 *     leafWeight              f64[n]      conversion factor, > 0
 *     leafShift               f64[n]      shift constant
 *     innerLower, innerUpper  f64[m]      limits on the flow
 *     innerParent             i32[m]      -1 for the root
 *     innerBegin              i32[m]      first inner node below v; v itself where there is none
 *     ownBegin                i32[m + 1]  first own leaf of v
 *   written by bounds.ts
 *     shiftHigh, shiftLow     f64[m]      sum of the shift constants below, as an unevaluated sum of two doubles
 *     least, greatest         f64[m]      what the subtree can dispatch, its own limits kept; without the shift constants
 *     bindingLower, -Upper    f64[m]      the limits less the shift constants; infinite where they cannot bind
 *   written by the methods
 *     price                   f64[m]      the level at which the leaves below are served
 *     held                    u8[m]       which of its limits holds the node's price: NOT_HELD, HELD_LOWER, HELD_UPPER
 *     leafDispatch            f64[n]      the answer
 *   scratch: `work` up to `workEnd`; each method says what it puts there. The brackets put
 *     work                    24 B [n]    items (items.ts)
 *     records                 128 B [m]   the nodes still at work (brackets.ts)
 *     slotMap                 i32[m]      where a record has moved to
 */

export let leafCount: i32 = 0;
export let innerCount: i32 = 0;

export let leafLower: usize = 0;
export let leafUpper: usize = 0;
export let leafWeight: usize = 0;
export let leafShift: usize = 0;
export let leafDispatch: usize = 0;
export let innerLower: usize = 0;
export let innerUpper: usize = 0;
export let innerParent: usize = 0;
export let innerBegin: usize = 0;
export let ownBegin: usize = 0;
export let shiftHigh: usize = 0;
export let shiftLow: usize = 0;
export let least: usize = 0;
export let greatest: usize = 0;
export let bindingLower: usize = 0;
export let bindingUpper: usize = 0;
export let price: usize = 0;
export let held: usize = 0;
export let work: usize = 0;
export let records: usize = 0;
export let slotMap: usize = 0;
export let workEnd: usize = 0;

export const NOT_HELD: u8 = 0;
export const HELD_LOWER: u8 = 1;
export const HELD_UPPER: u8 = 2;

/** Bytes of an item (items.ts) and of a bracket record (brackets.ts) in the work area. */
export const ITEM_BYTES: usize = 24;
export const RECORD_BYTES: usize = 128;

const PAGE_BYTES: u64 = 65536;
const MEMORY_BYTES: u64 = 4294967296;

let next: u64 = 0;

/** The address of the next array of `count` elements, 16-byte aligned so that vector loads of it are. */
function place(count: u64, bytesEach: u64): usize {
  const address = next;
  next = (next + count * bytesEach + 15) & ~15;
  return <usize>address;
}

/**
 * Lays out the arena and grows the memory to hold it. Call once, before any address is handed out.
 * Returns the bytes needed; nothing is laid out where they pass the 4 GiB of a 32-bit memory.
 */
export function layOut(leaves: i32, inners: i32): f64 {
  const n = <u64>leaves;
  const m = <u64>inners;
  next = (<u64>__heap_base + 15) & ~15;
  leafCount = leaves;
  innerCount = inners;
  leafLower = place(n, 8);
  leafUpper = place(n, 8);
  leafWeight = place(n, 8);
  leafShift = place(n, 8);
  leafDispatch = place(n, 8);
  innerLower = place(m, 8);
  innerUpper = place(m, 8);
  innerParent = place(m, 4);
  innerBegin = place(m, 4);
  ownBegin = place(m + 1, 4);
  shiftHigh = place(m, 8);
  shiftLow = place(m, 8);
  least = place(m, 8);
  greatest = place(m, 8);
  bindingLower = place(m, 8);
  bindingUpper = place(m, 8);
  price = place(m, 8);
  held = place(m, 1);
  work = place(n, ITEM_BYTES);
  records = place(m, RECORD_BYTES);
  slotMap = place(m, 4);
  workEnd = <usize>next;
  const bytes = next;
  if (bytes >= MEMORY_BYTES) return <f64>bytes;
  const pages = <i32>((bytes + PAGE_BYTES - 1) / PAGE_BYTES) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return <f64>MEMORY_BYTES;
  return <f64>bytes;
}

// Indexed access. The assertions are the bounds check of the debug build; the release build drops them.

export function leaf(array: usize, k: i32): f64 {
  assert(k >= 0 && k < leafCount, "leaf out of bounds");
  return load<f64>(array + ((<usize>k) << 3));
}

export function setLeaf(array: usize, k: i32, value: f64): void {
  assert(k >= 0 && k < leafCount, "leaf out of bounds");
  store<f64>(array + ((<usize>k) << 3), value);
}

export function inner(array: usize, v: i32): f64 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return load<f64>(array + ((<usize>v) << 3));
}

export function setInner(array: usize, v: i32, value: f64): void {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  store<f64>(array + ((<usize>v) << 3), value);
}

export function parentOf(v: i32): i32 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return load<i32>(innerParent + ((<usize>v) << 2));
}

export function firstInnerBelow(v: i32): i32 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return load<i32>(innerBegin + ((<usize>v) << 2));
}

/** First own leaf of v; of v + 1, also the end of v's own leaves. */
export function ownLeafBegin(v: i32): i32 {
  assert(v >= 0 && v <= innerCount, "inner node out of bounds");
  return load<i32>(ownBegin + ((<usize>v) << 2));
}

export function heldOf(v: i32): u8 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return load<u8>(held + <usize>v);
}

export function setHeld(v: i32, side: u8): void {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  store<u8>(held + <usize>v, side);
}

/** Asserts that an address of scratch lies in the work area. */
export function inWork(address: usize): usize {
  assert(address >= work && address < workEnd, "outside the work area");
  return address;
}
