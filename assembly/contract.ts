/*
 * The tree without the nodes that cannot bind. Most inner nodes of a real grid hold nobody back, whatever happens: the
 * leaves below such a node are its nearest ancestor's that can bind (or the root's), and nobody can tell the difference.
 *
 * In the kernel's order those leaves are slices of that ancestor's. The slice that ends where the ancestor stands is
 * its own; each of the others, in front of a node below it that can bind, gets a node without limits to stand for it.
 * So the smaller tree has the same leaves at the same places, is in the same order, and whatever works on the one works
 * on the other: `leaveOut` makes it the tree at hand (memory.ts), `bringBack` copies the prices found to the full tree,
 * which is at hand again. O(m / 16 + nodes that can bind).
 *
 * The smaller tree lies in the records' room, behind the room for its own records: of at most half the nodes, it fits.
 */
import {
  BINDS,
  firstInnerBelow,
  greatest,
  innerBegin,
  innerCount,
  innerLower,
  innerParent,
  innerUpper,
  inWork,
  leafCount,
  least,
  ownBegin,
  ownLeafBegin,
  placeTreeAt,
  price,
  RECORD_BYTES,
  records,
  seeFindings,
  seeTree,
  setInner,
  setNode,
  setShiftLow,
  setState,
  shiftHigh,
  shiftLow,
  state,
} from "./memory";

// The tree that nodes are left out of.
let fullCount: i32 = 0;
let fullLower: usize = 0;
let fullUpper: usize = 0;
let fullParent: usize = 0;
let fullBegin: usize = 0;
let fullOwn: usize = 0;

/** Of each node of the smaller tree, its place in that tree; -1 where it stands for a slice. */
let places: usize = 0;

/**
 * Makes the tree without the inner nodes that cannot bind (`state`, as bounds.ts leaves it) the tree at hand; false,
 * nothing done, where there is too little to gain.
 */
export function leaveOut(): bool {
  const most = innerCount / 2;
  if (countBinding() > most) return false;
  listNodes();
  if (listed > most) return false;
  copyNodes();
  return true;
}

/** How many inner nodes have limits that can bind. */
function countBinding(): i32 {
  let count = 0;
  for (let v = 0; v < innerCount; v += 16) count += popcnt<i32>(bindingFrom(v));
  return count;
}

/** One bit for each of the 16 inner nodes from v on: whether its limits can bind. */
function bindingFrom(v: i32): i32 {
  const bits = v128.and(v128.load(state + <usize>v), i8x16.splat(BINDS));
  const mask = i8x16.bitmask(i8x16.ne(bits, i8x16.splat(0)));
  return v + 16 > innerCount ? mask & ((1 << (innerCount - v)) - 1) : mask;
}

// The nodes of the smaller tree are found from the root down, and listed at the start of the records' room, 16 bytes
// each: place in the full tree, first own leaf, entry of the parent, entry of the first node below.
let listed: i32 = 0;
const OWN: usize = 4;
const ABOVE: usize = 8;
const FIRST: usize = 12;

/** Leaves from here on have their node. */
let leavesFrom: i32 = 0;
/** The entry whose leaves are being found. */
let open: i32 = 0;

function entryAt(i: i32): usize {
  return inWork(records + ((<usize>i) << 4));
}

function list(node: i32, own: i32): void {
  const entry = entryAt(listed);
  store<i32>(entry, node);
  store<i32>(entry, own, OWN);
  store<i32>(entry, open, ABOVE);
  store<i32>(entry, listed, FIRST);
  listed++;
}

function listNodes(): void {
  const root = innerCount - 1;
  listed = 0;
  leavesFrom = leafCount;
  open = -1;
  openNode(root);
  for (let block = root & ~15; block >= 0; block -= 16) {
    for (let mask = bindingFrom(block); mask != 0; ) {
      const bit = 31 - clz(mask);
      mask ^= 1 << bit;
      if (block + bit == root) continue;
      closeDownTo(block + bit);
      takeLeaves(ownLeafBegin(block + bit + 1));
      openNode(block + bit);
    }
  }
  closeDownTo(-1);
}

function openNode(v: i32): void {
  list(v, leavesFrom);
  open = listed - 1;
}

/** Closes the nodes that v does not lie below. */
function closeDownTo(v: i32): void {
  while (open >= 0) {
    const first = firstInnerBelow(load<i32>(entryAt(open)));
    if (v >= first) return;
    takeLeaves(ownLeafBegin(first));
    store<i32>(entryAt(open), listed - 1, FIRST);
    open = load<i32>(entryAt(open), ABOVE);
  }
}

/** Gives the leaves from `begin` on that have no node yet to the open one. */
function takeLeaves(begin: i32): void {
  if (listed - 1 == open) store<i32>(entryAt(open), begin, OWN);
  else if (begin < leavesFrom) list(-1, begin);
  leavesFrom = begin;
}

/** Makes the tree at hand of what has been listed: bounds and all, so that what holds for the whole tree holds for it. */
function copyNodes(): void {
  fullCount = innerCount;
  fullLower = innerLower;
  fullUpper = innerUpper;
  fullParent = innerParent;
  fullBegin = innerBegin;
  fullOwn = ownBegin;
  const high = shiftHigh;
  const low = shiftLow;
  const fewest = least;
  const most = greatest;
  const bits = state;
  const last = listed - 1;
  // Behind the room for its own records; the list is in that.
  places = placeTreeAt((records + <usize>listed * RECORD_BYTES + 15) & ~15, listed);
  for (let v = 0; v <= last; v++) {
    const entry = entryAt(last - v);
    const node = load<i32>(entry);
    store<i32>(placeAt(v), node);
    const above = load<i32>(entry, ABOVE);
    setNode(v, above < 0 ? -1 : last - above, last - load<i32>(entry, FIRST), load<i32>(entry, OWN));
    if (node < 0) {
      setInner(innerLower, v, -Infinity);
      setInner(innerUpper, v, Infinity);
      setState(v, 0);
      continue;
    }
    const at = (<usize>node) << 3;
    setInner(innerLower, v, load<f64>(fullLower + at));
    setInner(innerUpper, v, load<f64>(fullUpper + at));
    setInner(shiftHigh, v, load<f64>(high + at));
    setInner(least, v, load<f64>(fewest + at));
    setInner(greatest, v, load<f64>(most + at));
    setShiftLow(v, load<f32>(low + (at >> 1)));
    setState(v, load<u8>(bits + <usize>node));
  }
}

function placeAt(v: i32): usize {
  return inWork(places + ((<usize>v) << 2));
}

/** Makes the tree that nodes were left out of the tree at hand again, with what has been found out about its nodes that can bind. */
export function bringBack(): void {
  const nodes = innerCount;
  const prices = price;
  const bits = state;
  seeTree(fullCount, fullLower, fullUpper, fullParent, fullBegin, fullOwn);
  seeFindings();
  for (let v = 0; v < nodes; v++) {
    const node = load<i32>(placeAt(v));
    if (node < 0) continue;
    setInner(price, node, load<f64>(prices + ((<usize>v) << 3)));
    setState(node, load<u8>(bits + <usize>v));
  }
}
