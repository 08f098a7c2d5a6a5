/*
 * Fairness among siblings. O(n + m) where the trial prices cut well, never more than about a hundred passes over the
 * children of any one node.
 *
 * From the root down, each node's flow is split among its children at one price: a child answers it with
 * `clamp(weight below · price, least, greatest)`, what it can carry given everything below it: the children are the
 * items of single.ts.
 *
 * What each inner node is to carry is kept as a pair of doubles, in `carried` and `carriedLow`; the heaviest child, if no
 * limit holds it, gets what the others leave, to the last bit: so rounding does not add up from level to level.
 *
 * In the work area: the items of one node at its start; `carried*` and the weights below (f64[m] each) at its end.
 */
import { within, writeItem } from "./items";
import {
  bindingUpper,
  firstInnerBelow,
  greatest,
  HELD_UPPER,
  ITEM_BYTES,
  inner,
  innerCount,
  leaf,
  leafLower,
  leafUpper,
  leafWeight,
  least,
  OWN_PRICE,
  ownLeafBegin,
  parentOf,
  price,
  setHeld,
  setInner,
  work,
  workEnd,
} from "./memory";
import { targetLow } from "./records";
import { addToSample, beginSample, endSample, SAMPLE } from "./sample";
import { beginPrice, FEW_ITEMS, priceOfItems } from "./single";
import { roundingOf } from "./sums";

/** Sum of the weights below each inner node, and what it is to carry. */
let weightBelow: usize = 0;
let carried: usize = 0;
let carriedLow: usize = 0;

// What is left of a node's flow for the heaviest child, as a compensated pair.
let restHigh: f64 = 0;
let restLow: f64 = 0;

export function shareAmongSiblings(): void {
  const root = innerCount - 1;
  const bytes = ((<usize>innerCount) << 3) + 8;
  weightBelow = (workEnd - bytes) & ~15;
  carried = (weightBelow - bytes) & ~15;
  carriedLow = (carried - bytes) & ~15;
  sumWeights();
  const most = inner(greatest, root);
  carry(root, most, most == bindingUpper(root) ? targetLow(root, HELD_UPPER, most) : 0);
  for (let v = root; v >= 0; v--) {
    const itemsEnd = writeChildren(v);
    if (itemsEnd - work > <usize>FEW_ITEMS * ITEM_BYTES) sampleItems(itemsEnd);
    const level = levelOf(v, itemsEnd);
    setInner(price, v, level);
    setHeld(v, OWN_PRICE);
    shareAt(v, level);
  }
}

/** The price at which the children of v carry what v is to carry. */
function levelOf(v: i32, itemsEnd: usize): f64 {
  const total = inner(carried, v);
  const low = inner(carriedLow, v);
  beginPrice(0, -low, 0, 0);
  return priceOfItems(work, itemsEnd, total, -Infinity, Infinity, -Infinity, Infinity);
}

function shareAt(v: i32, level: f64): void {
  restHigh = inner(carried, v);
  restLow = inner(carriedLow, v);
  for (let k = ownLeafBegin(v); k < ownLeafBegin(v + 1); k++) {
    takeFromRest(within(leaf(leafWeight, k) * level, leaf(leafLower, k), leaf(leafUpper, k)));
  }
  for (let child = v - 1; child >= firstInnerBelow(v); child = firstInnerBelow(child) - 1) {
    const lower = inner(least, child);
    const upper = inner(greatest, child);
    const share = within(inner(weightBelow, child) * level, lower, upper);
    const isHeaviest = firstInnerBelow(child) == firstInnerBelow(v);
    const rest = restHigh + restLow;
    if (isHeaviest && lower < share && share < upper && lower < rest && rest < upper) {
      carry(child, restHigh, restLow);
    } else {
      carry(child, share, 0);
      takeFromRest(share);
    }
  }
}

function carry(v: i32, high: f64, low: f64): void {
  setInner(carried, v, high);
  setInner(carriedLow, v, low);
}

function takeFromRest(x: f64): void {
  const difference = restHigh - x;
  restLow += roundingOf(restHigh, -x, difference);
  restHigh = difference;
}

function sumWeights(): void {
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
function writeChildren(v: i32): usize {
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
