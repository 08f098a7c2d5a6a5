/*
 * Fairness among siblings. O(n + m) where the trial prices cut well, never more than about a hundred passes over the
 * children of any one node.
 *
 * From the root down, each node's flow is split among its children at one price: a child answers it with
 * `clamp(weight below · price, least, greatest)`, what it can carry given everything below it: the children are the
 * items of single.ts.
 *
 * In the work area: the items of one node at its start, the weights below (f64[m]) at its end. `price` holds what each
 * inner node is to carry.
 */
import { within, writeItem } from "./items";
import {
  price as carried,
  firstInnerBelow,
  greatest,
  ITEM_BYTES,
  inner,
  innerCount,
  leaf,
  leafDispatch,
  leafLower,
  leafUpper,
  leafWeight,
  least,
  ownLeafBegin,
  parentOf,
  setInner,
  setLeaf,
  work,
  workEnd,
} from "./memory";
import { addToSample, beginSample, endSample, SAMPLE } from "./sample";
import { FEW, priceOfItems } from "./single";

export function shareAmongSiblings(): void {
  const m = innerCount;
  const weightBelow = workEnd - ((((<usize>m) << 3) + 15) & ~15);
  sumWeights(weightBelow);
  setInner(carried, m - 1, inner(greatest, m - 1));
  for (let v = m - 1; v >= 0; v--) {
    const total = inner(carried, v);
    const itemsEnd = writeChildren(v, weightBelow);
    if (itemsEnd - work > <usize>FEW * ITEM_BYTES) sampleItems(itemsEnd);
    const level = priceOfItems(work, itemsEnd, 0, 0, 0, 0, total, -Infinity, Infinity, -Infinity, Infinity);
    for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
      setLeaf(leafDispatch, k, within(leaf(leafWeight, k) * level, leaf(leafLower, k), leaf(leafUpper, k)));
    }
    for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
      setInner(carried, child, within(inner(weightBelow, child) * level, inner(least, child), inner(greatest, child)));
    }
  }
}

function sumWeights(weightBelow: usize): void {
  for (let v = 0; v < innerCount; v++) setInner(weightBelow, v, 0);
  for (let v = 0; v < innerCount; v++) {
    let sum = inner(weightBelow, v);
    for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) sum += leaf(leafWeight, k);
    setInner(weightBelow, v, sum);
    const p = parentOf(v);
    if (p >= 0) setInner(weightBelow, p, inner(weightBelow, p) + sum);
  }
}

/** v's children as items, and a sample of their breakpoints. Returns where the items end. */
function writeChildren(v: i32, weightBelow: usize): usize {
  let item = work;
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    writeItem(item, leaf(leafLower, k), leaf(leafUpper, k), leaf(leafWeight, k));
    item += ITEM_BYTES;
  }
  for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
    writeItem(item, inner(least, child), inner(greatest, child), inner(weightBelow, child));
    item += ITEM_BYTES;
  }
  return item;
}

function sampleItems(itemsEnd: usize): void {
  const count = <i32>((itemsEnd - work) / ITEM_BYTES);
  const stride = <usize>(count / SAMPLE + 1) * ITEM_BYTES;
  beginSample();
  for (let item = work; item < itemsEnd; item += stride) addToSample(load<f64>(item, 8) / load<f64>(item, 16));
  endSample();
}
