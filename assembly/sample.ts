/*
 * Where prices can be expected: the breakpoints (price at which a leaf comes to a limit) of a few leaves, sorted.
 */
import { within } from "./items";
import { innerCount, leaf, leafLower, leafUpper, leafWeight, ownLeafBegin } from "./memory";

/** Least and greatest breakpoint of the sample. */
export let sampleLeast: f64 = 0;
export let sampleGreatest: f64 = 0;

/** Breakpoints enough for a guess. */
export const SAMPLE: i32 = 63;
/** Room for the breakpoints of a sample. */
const MOST: i32 = 1023;
const room: usize = memory.data(8192);
/** The sampled leaves are this far apart. */
let stride: i32 = 1;
/** How many breakpoints are in the sample. */
export let sampled: i32 = 0;

export function beginSample(): void {
  sampled = 0;
}

/** Takes a breakpoint into the sample, if it is finite; at most MOST of them. */
export function addToSample(breakpoint: f64): void {
  if (Math.abs(breakpoint) == Infinity) return;
  assert(sampled < MOST, "the sample is full");
  store<f64>(room + ((<usize>sampled) << 3), breakpoint);
  sampled++;
}

/** Sorts the sample and remembers its ends. */
export function endSample(): void {
  sampleLeast = sampleGreatest = 0;
  if (sampled == 0) return;
  // Shell's sort: in strides of 57, 13, 4 and 1, each a quarter or so of the one before.
  insertionSort(57);
  insertionSort(13);
  insertionSort(4);
  insertionSort(1);
  sampleLeast = sampleAt(0);
  sampleGreatest = sampleAt(sampled - 1);
}

function insertionSort(gap: i32): void {
  for (let i = gap; i < sampled; i++) {
    const x = sampleAt(i);
    let j = i;
    for (; j >= gap && sampleAt(j - gap) > x; j -= gap) store<f64>(room + ((<usize>j) << 3), sampleAt(j - gap));
    store<f64>(room + ((<usize>j) << 3), x);
  }
}

/** Breakpoint i of the sample, ascending. */
export function sampleAt(i: i32): f64 {
  return load<f64>(room + ((<usize>i) << 3));
}

/** How many breakpoints of the sample are below x, or not above it. */
export function sampleRank(x: f64, orEqual: bool): i32 {
  let begin = 0;
  let end = sampled;
  while (begin < end) {
    const middle = (begin + end) >> 1;
    const key = sampleAt(middle);
    if (key < x || (orEqual && key == x)) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

/** Breakpoints of about `most` leaves, evenly over the tree; SAMPLE or more, at most MOST. */
export function sampleLeaves(most: i32): void {
  const leaves = ownLeafBegin(innerCount);
  stride = leaves / min(max(most, SAMPLE), MOST) + 1;
  beginSample();
  let takesLower = false;
  for (let k = 0; k < leaves; k += stride) {
    // Either end in turn: both would need twice the room and say little more.
    addToSample((takesLower ? leaf(leafLower, k) : leaf(leafUpper, k)) / leaf(leafWeight, k));
    takesLower = !takesLower;
  }
  endSample();
}

/** How many breakpoints of the sample are below the price at which its leaves would carry their share of a total. */
export function rankAtTotal(total: f64): i32 {
  const leaves = ownLeafBegin(innerCount);
  const share = total * (<f64>((leaves - 1) / stride + 1) / <f64>leaves);
  let begin = 0;
  let end = sampled;
  while (begin < end) {
    const middle = (begin + end) >> 1;
    const at = sampleAt(middle);
    let sum: f64 = 0;
    for (let k = 0; k < leaves; k += stride) {
      sum += within(leaf(leafWeight, k) * at, leaf(leafLower, k), leaf(leafUpper, k));
    }
    if (sum < share) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

/** A first guess at a price: the sample's median, 0 where it is empty. */
export function typicalPrice(): f64 {
  return sampled > 0 ? sampleAt(sampled / 2) : 0;
}

/** How far apart the breakpoints of the sample are. */
export function sampleSpan(): f64 {
  return sampleGreatest - sampleLeast;
}
