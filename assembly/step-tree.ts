/*
 * The tree without the inner nodes whose limits cannot bind at any of many steps, over the same leaves: what the methods
 * see while those are solved. O(n + m) to make. The leaves below a node that is left out are its parent's own; so they
 * stand in another order here than in the whole tree, and each order has its places. (contract.ts leaves out what cannot
 * bind at one step, and moves no leaves for it.)
 *
 * The sums and states that the methods write lie where they always do: a tree without some nodes has room there too. Its
 * own numbers lie behind the arena:
 *
 *     wholePlace, keptPlace   u32[n]      written by the caller, made here: byte offset of leaf k in a row
 *     keptLower, keptUpper    f64[m]      limits of the nodes that are kept
 *     keptParent, keptBegin   i32[m]      as innerParent, innerBegin and ownBegin
 *     keptOwn                 i32[m + 1]
 *     keptNode                i32[m]      which node of the whole tree it is
 *     keptBefore              i32[m]      how many kept nodes come before a node of the whole tree
 *
 * Of that tree the part below one node, that node its root, can be seen by itself: its leaves and its nodes are slices.
 *
 *     partParent, partBegin   i32[m]      as keptParent and keptBegin, counted from the part's first node
 *     partOwn                 i32[m + 1]  as keptOwn, counted from its first leaf
 */
import {
  BINDS,
  firstInnerBelow,
  inner,
  innerBegin,
  innerCount,
  innerLower,
  innerParent,
  innerUpper,
  leafCount,
  ownBegin,
  ownLeafBegin,
  parentOf,
  place,
  seeLeaves,
  seeTree,
  slotMap,
  stateOf,
} from "./memory";

export let wholePlace: usize = 0;
/** The places of the leaves in the order that is seen. */
export let leafPlace: usize = 0;
/** Whether nothing is left out. */
export let isWhole: bool = true;

let keptPlace: usize = 0;
let keptLower: usize = 0;
let keptUpper: usize = 0;
let keptParent: usize = 0;
let keptBegin: usize = 0;
let keptOwn: usize = 0;
let keptNode: usize = 0;
let keptBefore: usize = 0;
export let keptCount: i32 = 0;

let partParent: usize = 0;
let partBegin: usize = 0;
let partOwn: usize = 0;
/** The kept node that the tree that is seen begins with. */
let seenFrom: i32 = 0;

// The whole tree, as memory.ts laid it out.
export let wholeLeaves: i32 = 0;
export let wholeInner: i32 = 0;
let wholeLower: usize = 0;
let wholeUpper: usize = 0;
let wholeParent: usize = 0;
let wholeBegin: usize = 0;
let wholeOwn: usize = 0;

/** Places what lies behind the arena. */
export function placeContraction(): void {
  const n = <u64>leafCount;
  const m = <u64>innerCount;
  wholePlace = place(n, 4);
  keptPlace = place(n, 4);
  keptLower = place(m, 8);
  keptUpper = place(m, 8);
  keptParent = place(m, 4);
  keptBegin = place(m, 4);
  keptOwn = place(m + 1, 4);
  keptNode = place(m, 4);
  keptBefore = place(m, 4);
  partParent = place(m, 4);
  partBegin = place(m, 4);
  partOwn = place(m + 1, 4);
  leafPlace = wholePlace;
  keptCount = 0;
  wholeLeaves = leafCount;
  wholeInner = innerCount;
  wholeLower = innerLower;
  wholeUpper = innerUpper;
  wholeParent = innerParent;
  wholeBegin = innerBegin;
  wholeOwn = ownBegin;
}

export function seeWhole(): void {
  isWhole = true;
  leafPlace = wholePlace;
  seeLeaves(wholeLeaves);
  seeTree(wholeInner, wholeLower, wholeUpper, wholeParent, wholeBegin, wholeOwn);
}

export function seeKept(): void {
  isWhole = false;
  leafPlace = keptPlace;
  seenFrom = 0;
  seeLeaves(wholeLeaves);
  seeTree(keptCount, keptLower, keptUpper, keptParent, keptBegin, keptOwn);
}

/** Sees the part of the kept tree below one of its nodes. O(its nodes). */
export function seePart(top: i32): void {
  const first = entry(keptBegin, top);
  const firstLeaf = entry(keptOwn, first);
  const count = top - first + 1;
  for (let v = 0; v < count; v++) {
    setEntry(partParent, v, entry(keptParent, first + v) - first);
    setEntry(partBegin, v, entry(keptBegin, first + v) - first);
    setEntry(partOwn, v, entry(keptOwn, first + v) - firstLeaf);
  }
  setEntry(partParent, count - 1, -1);
  setEntry(partOwn, count, entry(keptOwn, top + 1) - firstLeaf);
  isWhole = false;
  seenFrom = first;
  leafPlace = keptPlace + ((<usize>firstLeaf) << 2);
  seeLeaves(entry(partOwn, count));
  const behind = (<usize>first) << 3;
  seeTree(count, keptLower + behind, keptUpper + behind, partParent, partBegin, partOwn);
}

/** Sees the leaves of such a part, no more. */
export function seeLeavesOfPart(top: i32): void {
  const firstLeaf = entry(keptOwn, entry(keptBegin, top));
  leafPlace = keptPlace + ((<usize>firstLeaf) << 2);
  seeLeaves(entry(keptOwn, top + 1) - firstLeaf);
}

/** Sets the limits of a node of the whole tree, where it stands there and where it is kept. */
export function setWholeLimits(v: i32, lower: f64, upper: f64): void {
  store<f64>(wholeLower + ((<usize>v) << 3), lower);
  store<f64>(wholeUpper + ((<usize>v) << 3), upper);
  const kept = keptNodeOf(v);
  if (kept < 0) return;
  store<f64>(keptLower + ((<usize>kept) << 3), lower);
  store<f64>(keptUpper + ((<usize>kept) << 3), upper);
}

/** Which kept node a node of the whole tree is, -1 for none. */
export function keptNodeOf(v: i32): i32 {
  if (keptCount == 0) return -1;
  const kept = entry(keptBefore, v);
  return kept < keptCount && entry(keptNode, kept) == v ? kept : -1;
}

/** Which node of the whole tree one is that is seen, where that is not the whole tree. */
export function wholeNode(v: i32): i32 {
  return entry(keptNode, seenFrom + v);
}

export function wholeParentOf(v: i32): i32 {
  return entry(wholeParent, v);
}

export function wholeOwnBegin(v: i32): i32 {
  return entry(wholeOwn, v);
}

/** Leaves out the nodes of the whole tree, which is seen, whose state says that no limit binds; never the root. */
export function leaveOut(): void {
  keptCount = 0;
  for (let v = 0; v < innerCount; v++) {
    setEntry(keptBefore, v, keptCount);
    if (!isKept(v)) continue;
    setEntry(keptNode, keptCount, v);
    store<f64>(keptLower + ((<usize>keptCount) << 3), inner(innerLower, v));
    store<f64>(keptUpper + ((<usize>keptCount) << 3), inner(innerUpper, v));
    setEntry(keptBegin, keptCount, entry(keptBefore, firstInnerBelow(v)));
    keptCount++;
  }
  nameHolders();
  handLeavesUp();
}

function isKept(v: i32): bool {
  return (stateOf(v) & BINDS) != 0 || parentOf(v) < 0;
}

/** The kept node at or above each node, in `slotMap`; and the parents of those that are kept. */
function nameHolders(): void {
  for (let v = innerCount - 1; v >= 0; v--) {
    const p = parentOf(v);
    const above = p < 0 ? -1 : entry(slotMap, p);
    if (isKept(v)) {
      const kept = entry(keptBefore, v);
      setEntry(keptParent, kept, above);
      setEntry(slotMap, v, kept);
    } else {
      setEntry(slotMap, v, above);
    }
  }
}

/** Each leaf to the kept node above it: counted, then placed. */
function handLeavesUp(): void {
  memory.fill(keptOwn, 0, (<usize>(keptCount + 1)) << 2);
  for (let v = 0; v < innerCount; v++) {
    const next = entry(slotMap, v) + 1;
    setEntry(keptOwn, next, entry(keptOwn, next) + ownLeafBegin(v + 1) - ownLeafBegin(v));
  }
  for (let i = 1; i <= keptCount; i++) setEntry(keptOwn, i, entry(keptOwn, i - 1) + entry(keptOwn, i));
  // Where each begins moves on to where it ends: so it stands one entry too far down afterwards, and is moved back.
  for (let v = 0; v < innerCount; v++) {
    const holder = entry(slotMap, v);
    const own = ownLeafBegin(v + 1) - ownLeafBegin(v);
    const at = entry(keptOwn, holder);
    for (let i = 0; i < own; i++) setEntry(keptPlace, at + i, entry(wholePlace, ownLeafBegin(v) + i));
    setEntry(keptOwn, holder, at + own);
  }
  for (let i = keptCount; i > 0; i--) setEntry(keptOwn, i, entry(keptOwn, i - 1));
  setEntry(keptOwn, 0, 0);
}

function entry(array: usize, i: i32): i32 {
  return load<i32>(array + ((<usize>i) << 2));
}

function setEntry(array: usize, i: i32, value: i32): void {
  store<i32>(array + ((<usize>i) << 2), value);
}
