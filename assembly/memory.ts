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
 *     shiftHigh, shiftLow     f64[m], f32[m]  sum of the shift constants below, as an unevaluated sum of two
 *     least, greatest         f64[m]      what the subtree can dispatch, its own limits kept; without the shift constants
 *   written by the methods
 *     price                   f64[m]      the level at which the leaves below are served
 *     state                   u8[m]       which limits can bind at all (bounds.ts), which of them holds the node's price
 *   written as leaves are looked at
 *     blocks                  72 B [n/128 + 1]  what many own leaves of a node come to (blocks.ts)
 *   scratch: `work` up to `workEnd`; each method says what it puts there. The brackets put
 *     work                    24 B [n]    items (items.ts)
 *     records                 104 B [m]   the nodes still at work (brackets.ts)
 *     slotMap                 i32[m]      where a record has moved to
 *
 * The answer is the prices; the dispatches that follow from them are written to the work area when they are asked for
 * (dispatches.ts): leafDispatch, f64[n], at its start.
 */

export let leafCount: i32 = 0;
export let innerCount: i32 = 0;

export let leafLower: usize = 0;
export let leafUpper: usize = 0;
export let leafWeight: usize = 0;
export let leafShift: usize = 0;
export let innerLower: usize = 0;
export let innerUpper: usize = 0;
export let innerParent: usize = 0;
export let innerBegin: usize = 0;
export let ownBegin: usize = 0;
export let shiftHigh: usize = 0;
export let shiftLow: usize = 0;
export let least: usize = 0;
export let greatest: usize = 0;
export let price: usize = 0;
export let state: usize = 0;
export let blocks: usize = 0;
export let work: usize = 0;
/** The dispatches, while they are wanted. */
export let leafDispatch: usize = 0;
export let records: usize = 0;
export let slotMap: usize = 0;
export let workEnd: usize = 0;

// Which limit holds a node's price: two bits of its state. Which of its limits the nodes below can reach: two more.
export const NOT_HELD: u8 = 0;
export const HELD_LOWER: u8 = 1;
export const HELD_UPPER: u8 = 2;
/** A price of its own without a limit that holds it: fairness among siblings. */
export const OWN_PRICE: u8 = 3;
export const HELD: u8 = 3;
export const LOWER_BINDS: u8 = 4;
export const UPPER_BINDS: u8 = 8;
export const BINDS: u8 = LOWER_BINDS | UPPER_BINDS;
/** The limit in the state's first two bits contradicts what lies below. */
export const FAULT: u8 = 16;
/** Marks of again.ts: in the queue; on a way up that has been gone. */
export const QUEUED: u8 = 32;
export const CLIMBED: u8 = 64;

/** Bytes of an item (items.ts) and of a bracket record (brackets.ts) in the work area. */
export const ITEM_BYTES: usize = 24;
export const RECORD_BYTES: usize = 104;
/** Bytes of a block of leaves (blocks.ts). */
export const BLOCK_BYTES: usize = 72;
/** What a tree without the nodes that cannot bind (contract.ts) wants beyond the records of the other half. */
const SMALL_TREE_SLACK: u64 = 256;

const PAGE_BYTES: u64 = 65536;
const MEMORY_BYTES: u64 = 4294967296;

let next: u64 = 0;
/** The end of what stays where it is. */
let kept: u64 = 0;

/** The address of the next array of `count` elements, 16-byte aligned so that vector loads of it are. */
export function place(count: u64, bytesEach: u64): usize {
  const address = next;
  next = (next + count * bytesEach + 15) & ~15;
  return <usize>address;
}

/** Grows the memory to what has been placed; returns the bytes needed, nothing having grown where they pass 4 GiB. */
export function reserve(): f64 {
  const bytes = next;
  if (bytes >= MEMORY_BYTES) return <f64>bytes;
  const pages = <i32>((bytes + PAGE_BYTES - 1) / PAGE_BYTES) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return <f64>MEMORY_BYTES;
  return <f64>bytes;
}

/** Starts to place again behind the arena and what is kept there. */
export function placeBehind(): void {
  next = kept;
}

/** The same for what stays there: once there is room for it, nothing else is placed there again. */
export function reserveForGood(): f64 {
  const end = next;
  const bytes = reserve();
  if (bytes < <f64>MEMORY_BYTES) kept = end;
  return bytes;
}

/** Places the tree at hand: its inner nodes' limits, and how they hang together. */
function placeTree(inners: i32): void {
  const m = <u64>inners;
  innerCount = inners;
  innerLower = place(m, 8);
  innerUpper = place(m, 8);
  innerParent = place(m, 4);
  innerBegin = place(m, 4);
  ownBegin = place(m + 1, 4);
}

/** Places what is found out about the tree at hand. */
function placeFindings(inners: i32): void {
  const m = <u64>inners;
  shiftHigh = place(m, 8);
  shiftLow = place(m, 4);
  least = place(m, 8);
  greatest = place(m, 8);
  price = place(m, 8);
  state = place(m, 1);
}

/** Where findings are laid out, and for how many inner nodes; trees in place of the one laid out have theirs there. */
let findings: usize = 0;
let laidOutInners: i32 = 0;

/**
 * Makes a tree of the same leaves, in scratch from an address on, the tree at hand, until `seeTree` and `seeFindings` are
 * called. It and its findings are yet to be filled in. Returns where they end.
 */
export function placeTreeAt(address: usize, inners: i32): usize {
  next = <u64>address;
  placeTree(inners);
  placeFindings(inners);
  store<i32>(inWork(ownBegin + ((<usize>inners) << 2)), leafCount);
  return <usize>next;
}

/** Has the tree at hand the findings that were laid out. */
export function seeFindings(): void {
  next = <u64>findings;
  placeFindings(laidOutInners);
}

/**
 * Lays out the arena and grows the memory to hold it, before any address of it is handed out. What lay there before is
 * lost.
 * Returns the bytes needed; nothing is laid out where they pass the 4 GiB of a 32-bit memory.
 */
export function layOut(leaves: i32, inners: i32): f64 {
  const n = <u64>leaves;
  const m = <u64>inners;
  next = (<u64>__heap_base + 15) & ~15;
  leafCount = leaves;
  leafLower = place(n, 8);
  leafUpper = place(n, 8);
  leafWeight = place(n, 8);
  leafShift = place(n, 8);
  placeTree(inners);
  findings = <usize>next;
  laidOutInners = inners;
  placeFindings(inners);
  blocks = place(n / 128 + 1, BLOCK_BYTES);
  work = place(n, ITEM_BYTES);
  leafDispatch = work;
  records = place(m, RECORD_BYTES);
  place(1, SMALL_TREE_SLACK);
  slotMap = place(m, 4);
  workEnd = <usize>next;
  const bytes = reserveForGood();
  // What lay there before must not be taken for what blocks have come to.
  if (bytes < <f64>MEMORY_BYTES) memory.fill(blocks, 0, work - blocks);
  return bytes;
}

/**
 * Has the methods see another tree over the leaves: so many inner nodes, whose numbers lie there (step-tree.ts). It has
 * no more nodes than the one laid out, and its bounds, prices and states lie where that one's do.
 */
export function seeTree(inners: i32, lowers: usize, uppers: usize, parents: usize, begins: usize, owns: usize): void {
  innerCount = inners;
  innerLower = lowers;
  innerUpper = uppers;
  innerParent = parents;
  innerBegin = begins;
  ownBegin = owns;
}

/** Has the methods see so many leaves, the first of those laid out. */
export function seeLeaves(count: i32): void {
  leafCount = count;
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

/** Sets how v hangs in the tree: its parent (-1 for the root), the first inner node below it, its first own leaf. */
export function setNode(v: i32, parent: i32, firstBelow: i32, firstLeaf: i32): void {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  store<i32>(innerParent + ((<usize>v) << 2), parent);
  store<i32>(innerBegin + ((<usize>v) << 2), firstBelow);
  store<i32>(ownBegin + ((<usize>v) << 2), firstLeaf);
}

/** First own leaf of v; of v + 1, also the end of v's own leaves. */
export function ownLeafBegin(v: i32): i32 {
  assert(v >= 0 && v <= innerCount, "inner node out of bounds");
  return load<i32>(ownBegin + ((<usize>v) << 2));
}

export function shiftLowOf(v: i32): f64 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return <f64>load<f32>(shiftLow + ((<usize>v) << 2));
}

export function setShiftLow(v: i32, value: f64): void {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  store<f32>(shiftLow + ((<usize>v) << 2), <f32>value);
}

export function stateOf(v: i32): u8 {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  return load<u8>(state + <usize>v);
}

export function setState(v: i32, bits: u8): void {
  assert(v >= 0 && v < innerCount, "inner node out of bounds");
  store<u8>(state + <usize>v, bits);
}

export function heldOf(v: i32): u8 {
  return stateOf(v) & HELD;
}

export function setHeld(v: i32, side: u8): void {
  setState(v, (stateOf(v) & ~HELD) | side);
}

/** `fault`: 0, or FAULT with the limit that is contradicted. */
export function setFault(v: i32, fault: u8): void {
  setState(v, (stateOf(v) & ~(FAULT | HELD)) | fault);
}

/** The lower limit less the shift constants; -Infinity where it cannot bind. */
export function bindingLower(v: i32): f64 {
  return where((stateOf(v) & LOWER_BINDS) != 0, inner(least, v), -Infinity);
}

/** The upper limit less the shift constants; Infinity where it cannot bind. */
export function bindingUpper(v: i32): f64 {
  return where((stateOf(v) & UPPER_BINDS) != 0, inner(greatest, v), Infinity);
}

/** x where the flag is up, else the other. By bits: a choice between doubles compiles to a branch, and nobody can foretell it. */
export function where(flag: bool, x: f64, other: f64): f64 {
  const mask = -(<i64>i32(flag));
  return reinterpret<f64>((reinterpret<i64>(x) & mask) | (reinterpret<i64>(other) & ~mask));
}

/** Asserts that an address of scratch lies in the work area. */
export function inWork(address: usize): usize {
  assert(address >= work && address < workEnd, "outside the work area");
  return address;
}
