/*
 * The one picture of the memory. Everything lies in one arena, laid out for `nodeCount` nodes (m) of the tree, `loadCount`
 * loads (n), `stepCount` steps (T) and `entryCount` pairs of a load and a step of its window. Node 0 is the root, and parents
 * stand before their children. All amounts are whole numbers of quanta in doubles, so every sum,
 * difference and comparison of them is exact.
 *
 *   written by the caller
 *     parent                  i32[m]      -1 for the root
 *     childBegin, children    i32[m + 1], i32[m]   children of v: children[childBegin(v) .. childBegin(v + 1))
 *     loadBegin, nodeLoads    i32[m + 1], i32[n]   loads of v: nodeLoads[loadBegin(v) .. loadBegin(v + 1))
 *     loadNode, from, to      i32[n]      where a load hangs; its window [from, to)
 *     entries                 i32[n]      place of its first entry, less `from`: that of step t is entries + t
 *     mostRow                 i32[n]      the same in `rows`, or NO_ROW where `most` holds in all steps
 *     rank                    i32[n]      place of its priority, the highest first
 *     wanted, weight, given   f64[n]      what it may take in all; its level is (given + taken) / weight
 *     most                    f64[n]      what it may take in each step, where that is one number
 *     lower, upper            f64[m * T]  limits of each node and step
 *     base, hours             f64[T]      what flows at the root in any case; length of the steps
 *     priceRank               i32[T]      place of the step's price, the cheapest first
 *     rows                    f64[..]     what loads may take, where it changes with the steps
 *   the plan, kept from solve to solve
 *     amount                  f64[entries]  what each load takes in each step
 *     changed                 u8[a page of amounts]  whether an amount there may have been changed since the caller cleared it
 *     taken                   f64[n]      and in all
 *     flow                    f64[m * T]  what each node passes up
 *   the state of a search
 *     excess                  f64[m * T]  what a node and step has too much; below 0: too little
 *     loadExcess              f64[n]      likewise
 *     raisable, lowerable     set[n]      steps in which a load can take more, or less
 *     upward, downward        set[m]      steps in which a node can pass up more, or less
 *     surplus                 set[m]      steps with excess
 *     active, labelled        set[m]      steps in the part at hand; steps that can reach a deficit
 *     label                   u16[m * T]  how far that is (of the labelled; modulo 2^16)
 *     the rest is described where it is used
 *   behind them, growing: the parts that wait, then the records of the search at hand (parts.ts, labels.ts)
 *
 * A set has a bit for every step, in blocks of 128.
 */

export let nodeCount: i32 = 0;
export let loadCount: i32 = 0;
export let stepCount: i32 = 0;
/** Bytes of a set of steps, and the number of 64-bit words in it. */
export let setBytes: usize = 0;
export let setWords: i32 = 0;
/** Bytes of a row of numbers, one a step. */
export let rowBytes: usize = 0;

export let parent: usize = 0;
export let childBegin: usize = 0;
export let children: usize = 0;
export let loadBegin: usize = 0;
export let nodeLoads: usize = 0;
export let loadNode: usize = 0;
export let from: usize = 0;
export let to: usize = 0;
export let entries: usize = 0;
export let mostRow: usize = 0;
export let rank: usize = 0;
export let wanted: usize = 0;
export let weight: usize = 0;
export let given: usize = 0;
export let most: usize = 0;
export let lower: usize = 0;
export let upper: usize = 0;
export let base: usize = 0;
export let hours: usize = 0;
export let priceRank: usize = 0;
export let rows: usize = 0;
export let amount: usize = 0;
export let changed: usize = 0;
export let taken: usize = 0;
export let flow: usize = 0;
export let excess: usize = 0;
export let loadExcess: usize = 0;
export let raisable: usize = 0;
export let lowerable: usize = 0;
export let upward: usize = 0;
export let downward: usize = 0;
export let surplus: usize = 0;
export let active: usize = 0;
export let labelled: usize = 0;
export let label: usize = 0;
/** set[m]: steps of a node that its part needs (parts.ts). */
export let needed: usize = 0;
/** u8[n]: whether a load can reach a deficit. u8[m]: whether a node may have one. */
export let loadLabelled: usize = 0;
export let hasDeficit: usize = 0;
/** i32[n]: loads part by part (parts.ts), and room to sort them. */
export let order: usize = 0;
export let orderSpare: usize = 0;
/** i32[n] each: loads that are not labelled, node by node; labelled ones in the order in which they were (labels.ts). */
export let unlabelled: usize = 0;
export let queue: usize = 0;
/** i32[m] each: where the unlabelled loads of a node begin and end; the last record of a node. */
export let unlabelledBegin: usize = 0;
export let unlabelledEnd: usize = 0;
export let lastRecord: usize = 0;
/** f64[max(n, T)] each: weight, offset, least and most of what is made even, and the amounts asked for (levels.ts). */
export let itemWeight: usize = 0;
export let itemOffset: usize = 0;
export let itemLeast: usize = 0;
export let itemMost: usize = 0;
export let itemTarget: usize = 0;
/** i32[max(n, T)]. */
export let itemRank: usize = 0;
/** f64[T + 1] each: room on the way up, what flows there, what is put there (seed.ts). */
export let roomRow: usize = 0;
export let levelRow: usize = 0;
export let putRow: usize = 0;
/** set[2]: for the time of a function. */
export let spareSets: usize = 0;
/** Where the parts begin; everything behind it grows. */
export let parts: usize = 0;

const PAGE_BYTES: u64 = 65536;
/** A page of amounts, of which it is marked whether it has changed: 2^13 of them. */
const AMOUNTS_PAGE_BITS = 13;
export const AMOUNTS_OF_PAGE: i32 = 1 << AMOUNTS_PAGE_BITS;
const MEMORY_BYTES: u64 = 4294967296;

let next: u64 = 0;

function place(count: u64, bytesEach: u64): usize {
  const address = next;
  next = (next + count * bytesEach + 15) & ~15;
  return <usize>address;
}

/**
 * Lays out the arena, with room for more loads, entries and rows than there are: `loadCount` may grow by so many. What lay
 * there before is lost. Returns the bytes needed: nothing is laid out where they pass the 4 GiB of a 32-bit memory.
 */
export function layOut(
  nodes: i32,
  loads: i32,
  steps: i32,
  entryCount: i32,
  rowEntries: i32,
  spareLoads: i32,
  spareEntries: i32,
): f64 {
  const m = <u64>nodes;
  const n = <u64>loads + <u64>spareLoads;
  const t = <u64>steps;
  const items = n > t ? n : t;
  nodeCount = nodes;
  loadCount = loads;
  stepCount = steps;
  setWords = ((steps + 127) >> 7) << 1;
  setBytes = (<usize>setWords) << 3;
  rowBytes = (<usize>steps) << 3;
  const set = <u64>setBytes;
  next = (<u64>__heap_base + 15) & ~15;
  parent = place(m, 4);
  childBegin = place(m + 1, 4);
  children = place(m, 4);
  loadBegin = place(m + 1, 4);
  nodeLoads = place(n, 4);
  loadNode = place(n, 4);
  from = place(n, 4);
  to = place(n, 4);
  entries = place(n, 4);
  mostRow = place(n, 4);
  rank = place(n, 4);
  wanted = place(n, 8);
  weight = place(n, 8);
  given = place(n, 8);
  most = place(n, 8);
  lower = place(m * t, 8);
  upper = place(m * t, 8);
  base = place(t, 8);
  hours = place(t, 8);
  priceRank = place(t, 4);
  rows = place(<u64>rowEntries + <u64>spareEntries, 8);
  const amounts = <u64>entryCount + <u64>spareEntries;
  amount = place(amounts, 8);
  changed = place((amounts >> AMOUNTS_PAGE_BITS) + 2, 1);
  taken = place(n, 8);
  flow = place(m * t, 8);
  excess = place(m * t, 8);
  loadExcess = place(n, 8);
  raisable = place(n, set);
  lowerable = place(n, set);
  upward = place(m, set);
  downward = place(m, set);
  surplus = place(m, set);
  active = place(m, set);
  labelled = place(m, set);
  label = place(m * t, 2);
  needed = place(m, set);
  loadLabelled = place(n, 1);
  hasDeficit = place(m, 1);
  order = place(n, 4);
  orderSpare = place(n, 4);
  unlabelled = place(n, 4);
  queue = place(n, 4);
  unlabelledBegin = place(m, 4);
  unlabelledEnd = place(m, 4);
  lastRecord = place(m, 4);
  itemWeight = place(items, 8);
  itemOffset = place(items, 8);
  itemLeast = place(items, 8);
  itemMost = place(items, 8);
  itemTarget = place(items, 8);
  itemRank = place(items, 4);
  roomRow = place(t + 1, 8);
  levelRow = place(t + 1, 8);
  putRow = place(t + 1, 8);
  spareSets = place(2, set);
  parts = place(0, 0);
  if (!growTo(next)) return <f64>(next < MEMORY_BYTES ? MEMORY_BYTES : next);
  return <f64>next;
}

/** Whether the memory reaches so far, grown where it did not. */
export function growTo(end: u64): bool {
  if (end >= MEMORY_BYTES) return false;
  const pages = <i32>((end + PAGE_BYTES - 1) / PAGE_BYTES) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

// Indexed access. The assertions are the bounds check of the debug build; the release build drops them.

/** Element k of an array of 32-bit numbers. */
export function int(array: usize, k: i32): i32 {
  assert(k >= 0, "below the array");
  return load<i32>(array + ((<usize>k) << 2));
}

export function setInt(array: usize, k: i32, value: i32): void {
  assert(k >= 0, "below the array");
  store<i32>(array + ((<usize>k) << 2), value);
}

/** Element k of an array of doubles. */
export function number(array: usize, k: i32): f64 {
  assert(k >= 0, "below the array");
  return load<f64>(array + ((<usize>k) << 3));
}

export function setNumber(array: usize, k: i32, value: f64): void {
  assert(k >= 0, "below the array");
  store<f64>(array + ((<usize>k) << 3), value);
}

/** The row of node v. */
export function rowOf(array: usize, v: i32): usize {
  assert(v >= 0 && v < nodeCount, "node out of bounds");
  return array + <usize>v * rowBytes;
}

/** The set of node v, or of load i. */
export function setOf(array: usize, k: i32): usize {
  assert(k >= 0, "below the array");
  return array + <usize>k * setBytes;
}

/** Where the amounts of load i would have step 0. */
export function amountsOf(i: i32): usize {
  assert(i >= 0 && i < loadCount, "load out of bounds");
  return amount + ((<usize>int(entries, i)) << 3);
}

/** Marks that amounts from `begin` to before `end` change: no more than fit into a page. */
export function markChanged(begin: usize, end: usize): void {
  store<u8>(changed + ((begin - amount) >> (AMOUNTS_PAGE_BITS + 3)), 1);
  store<u8>(changed + ((end - 8 - amount) >> (AMOUNTS_PAGE_BITS + 3)), 1);
}

/** What load i may take in step t. */
export function mostAt(i: i32, t: i32): f64 {
  const row = int(mostRow, i);
  return row == NO_ROW ? number(most, i) : load<f64>(rows + ((<usize>(row + t)) << 3));
}

/** No row of `rows`: they begin at their first step, so even -1 could be one. */
export const NO_ROW: i32 = i32.MIN_VALUE;
