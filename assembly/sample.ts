/*
 * Where prices can be expected: the breakpoints (price at which a leaf comes to a limit) of a few leaves, sorted.
 */
import { innerCount, leaf, leafLower, leafUpper, leafWeight, ownLeafBegin } from "./memory";

/** Least and greatest breakpoint of the sample. */
export let sampleLeast: f64 = 0;
export let sampleGreatest: f64 = 0;

/** Room for the breakpoints of a sample. */
export const SAMPLE: i32 = 63;
const room: usize = memory.data(512);
/** How many breakpoints are in the sample. */
export let sampled: i32 = 0;

export function beginSample(): void {
  sampled = 0;
}

/** Takes a breakpoint into the sample, if it is finite; at most SAMPLE of them. */
export function addToSample(breakpoint: f64): void {
  if (Math.abs(breakpoint) == Infinity) return;
  assert(sampled < SAMPLE, "the sample is full");
  store<f64>(room + ((<usize>sampled) << 3), breakpoint);
  sampled++;
}

/** Sorts the sample and remembers its ends and thirds. */
export function endSample(): void {
  sampleLeast = sampleGreatest = 0;
  if (sampled == 0) return;
  for (let i = 1; i < sampled; i++) {
    const x = sampleAt(i);
    let j = i;
    for (; j > 0 && sampleAt(j - 1) > x; j--) store<f64>(room + ((<usize>j) << 3), sampleAt(j - 1));
    store<f64>(room + ((<usize>j) << 3), x);
  }
  sampleLeast = sampleAt(0);
  sampleGreatest = sampleAt(sampled - 1);
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

/** Breakpoints of leaves evenly over the tree. */
export function sampleLeaves(): void {
  const leaves = ownLeafBegin(innerCount);
  const stride = leaves / SAMPLE + 1;
  beginSample();
  let takesLower = false;
  for (let k = 0; k < leaves; k += stride) {
    // Either end in turn: both would need twice the room and say little more.
    addToSample((takesLower ? leaf(leafLower, k) : leaf(leafUpper, k)) / leaf(leafWeight, k));
    takesLower = !takesLower;
  }
  endSample();
}

/** Quantile i of `parts` of the sample; 0 where it is empty. */
export function sampleQuantile(i: i32, parts: i32): f64 {
  return sampled > 0 ? sampleAt((i * sampled) / parts) : 0;
}

/** A first guess at a price. */
export function typicalPrice(): f64 {
  return sampleQuantile(1, 2);
}

/** How far apart the breakpoints of the sample are. */
export function sampleSpan(): f64 {
  return sampleGreatest - sampleLeast;
}
