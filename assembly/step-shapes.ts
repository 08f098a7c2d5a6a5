/*
 * A few shapes for many leaves: a leaf's numbers at a step are its base times its shape. O(n) a step to write them out.
 *
 *     shapeRows    f64[count * shapes]  written by the caller: a row a step
 *     leafShape    u32[n]  written by the caller, in its order: byte offset of the leaf's shape in a row
 *     leafBase     f64[n]  the same; 0 or more: a load's upper limit and request; below: a source's lower limit and
 *                          request; NaN: the leaf has its own numbers
 *     ownLower, -Upper, -Request  f64[n]  the same: the solver's own numbers
 *     lowShapes, highShapes  f64[shapes]  extremes over the steps
 */
import { leafCount, place } from "./memory";

export let shapeRows: usize = 0;
export let leafShape: usize = 0;
export let leafBase: usize = 0;
export let ownLower: usize = 0;
export let ownUpper: usize = 0;
export let ownRequest: usize = 0;
export let lowShapes: usize = 0;
export let highShapes: usize = 0;
export let shapeCount: i32 = 0;

/** Places what there is of shapes, if there are any. */
export function placeShapes(count: i32, shapes: i32): void {
  shapeCount = shapes;
  if (shapes == 0) return;
  const n = <u64>leafCount;
  shapeRows = place(<u64>count * <u64>shapes, 8);
  leafShape = place(n, 4);
  leafBase = place(n, 8);
  ownLower = place(n, 8);
  ownUpper = place(n, 8);
  ownRequest = place(n, 8);
  lowShapes = place(shapes, 8);
  highShapes = place(shapes, 8);
}

/** Whether a leaf of that base follows a shape. */
export function isFollowing(base: f64): bool {
  return base >= 0 || base < 0;
}

export function shapesAt(step: i32): usize {
  return shapeRows + ((<usize>step * <usize>shapeCount) << 3);
}

/** Writes rows of the leaves' numbers, where shapes are at an address; an address of 0 for numbers that do not vary. */
export function writeShapes(shapes: usize, lowers: usize, uppers: usize, requests: usize): void {
  const end = (<usize>leafCount) << 3;
  if (uppers != 0 && lowers == 0 && requests == 0) {
    // Where nobody is a source and nothing but the limit is read.
    for (let at: usize = 0; at < end; at += 8) {
      const product = productAt(shapes, at);
      store<f64>(uppers + at, load<f64>(leafBase + at) >= 0 ? product : load<f64>(ownUpper + at));
    }
  } else {
    for (let at: usize = 0; at < end; at += 8) writeLeaf(shapes, at, lowers, uppers, requests);
  }
}

/** The same for one leaf, that many bytes into a row. */
export function writeLeaf(shapes: usize, at: usize, lowers: usize, uppers: usize, requests: usize): void {
  const base = load<f64>(leafBase + at);
  const product = productAt(shapes, at);
  const isLoad = base >= 0;
  const isSource = base < 0;
  if (uppers != 0) store<f64>(uppers + at, isLoad ? product : load<f64>(ownUpper + at));
  if (lowers != 0) store<f64>(lowers + at, isSource ? product : load<f64>(ownLower + at));
  if (requests != 0) store<f64>(requests + at, isFollowing(base) ? product : load<f64>(ownRequest + at));
}

function productAt(shapes: usize, at: usize): f64 {
  // Zero is added for the sake of its sign.
  return load<f64>(leafBase + at) * load<f64>(shapes + <usize>load<u32>(leafShape + (at >> 1))) + 0;
}

/** Whether a step's shapes are numbers that a product can be sound with: none below 0, none that is infinite or NaN. */
export function areSoundShapes(step: i32): bool {
  const shapes = shapesAt(step);
  for (let at: usize = 0; at < (<usize>shapeCount) << 3; at += 8) {
    const x = load<f64>(shapes + at);
    if (!(x >= 0 && x < Infinity)) return false;
  }
  return true;
}

export function beginShapeExtremes(): void {
  for (let at: usize = 0; at < (<usize>shapeCount) << 3; at += 8) {
    store<f64>(lowShapes + at, Infinity);
    store<f64>(highShapes + at, 0);
  }
}

export function extendShapeExtremes(step: i32): void {
  const shapes = shapesAt(step);
  for (let at: usize = 0; at < (<usize>shapeCount) << 3; at += 8) {
    const x = load<f64>(shapes + at);
    store<f64>(lowShapes + at, Math.min(load<f64>(lowShapes + at), x));
    store<f64>(highShapes + at, Math.max(load<f64>(highShapes + at), x));
  }
}
