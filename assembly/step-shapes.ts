/*
 * A few shapes for many leaves: a leaf's numbers at a step are its base times its shape. O(n) a step to write them out.
 *
 *     shapeRows    f64[count * shapes]  written by the caller: a row a step
 *     leafShape    u32[n]  written by the caller, in its order: byte offset of the leaf's shape in a row
 *     leafBase     f64[n]  the same; 0 or more: a load's upper limit and request; below: a source's lower limit and
 *                          request; NaN: the leaf has its own numbers
 *     ownLower, -Upper, -Request  f64[n]  the same: the solver's own numbers
 */
import { leafCount, place } from "./memory";

export let shapeRows: usize = 0;
export let leafShape: usize = 0;
export let leafBase: usize = 0;
export let ownLower: usize = 0;
export let ownUpper: usize = 0;
export let ownRequest: usize = 0;
let shapeCount: i32 = 0;

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
}

/** Writes the rows of `count` steps; an address of 0 for numbers that do not vary. */
export function writeShapes(count: i32, lowers: usize, uppers: usize, requests: usize): void {
  const rowBytes = (<usize>leafCount) << 3;
  for (let step = 0; step < count && shapeCount > 0; step++) {
    const row = <usize>step * rowBytes;
    const shapes = shapeRows + ((<usize>step * <usize>shapeCount) << 3);
    if (uppers != 0 && lowers == 0 && requests == 0) writeLoads(shapes, uppers + row);
    else writeBoth(shapes, row, lowers, uppers, requests);
  }
}

/** Where nobody is a source and nothing but the limit is read. */
function writeLoads(shapes: usize, row: usize): void {
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) {
    const product = productAt(shapes, at);
    store<f64>(row + at, load<f64>(leafBase + at) >= 0 ? product : load<f64>(ownUpper + at));
  }
}

function writeBoth(shapes: usize, row: usize, lowers: usize, uppers: usize, requests: usize): void {
  for (let at: usize = 0; at < (<usize>leafCount) << 3; at += 8) {
    const base = load<f64>(leafBase + at);
    const product = productAt(shapes, at);
    const isLoad = base >= 0;
    const isSource = base < 0;
    if (uppers != 0) store<f64>(uppers + row + at, isLoad ? product : load<f64>(ownUpper + at));
    if (lowers != 0) store<f64>(lowers + row + at, isSource ? product : load<f64>(ownLower + at));
    if (requests != 0) store<f64>(requests + row + at, isLoad || isSource ? product : load<f64>(ownRequest + at));
  }
}

function productAt(shapes: usize, at: usize): f64 {
  // Zero is added for the sake of its sign.
  return load<f64>(leafBase + at) * load<f64>(shapes + <usize>load<u32>(leafShape + (at >> 1))) + 0;
}
