"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.shareAmongSiblings = shareAmongSiblings;
/*
 * Fairness among siblings. O(n + m) where the trial prices cut well, never more than about a hundred passes over the
 * children of any one node.
 *
 * From the root down, each node's flow is split among its children at one price: a child answers it with
 * `clamp(weight below · price, least, greatest)`, what it can carry given everything below it. The price is bracketed as in
 * brackets.ts, the children being the items; then it is recomputed with compensated sums.
 *
 * In the work area: the items of one node at its start, the weights below (f64[m]) at its end. `price` holds what each
 * inner node is to carry.
 */
const items_1 = require("./items");
const memory_1 = require("./memory");
const prices_1 = require("./prices");
const sums_1 = require("./sums");
/** Two sums and the two prices they are taken at: what `addAnswers` wants. */
const sums = memory.data(16, 16);
const trials = memory.data(16, 16);
function shareAmongSiblings() {
    const m = memory_1.innerCount;
    const weightBelow = memory_1.workEnd - (((m << 3) + 15) & ~15);
    sumWeights(weightBelow);
    (0, memory_1.setInner)(memory_1.price, m - 1, (0, memory_1.inner)(memory_1.greatest, m - 1));
    for (let v = m - 1; v >= 0; v--) {
        const total = (0, memory_1.inner)(memory_1.price, v);
        const itemsEnd = writeChildren(v, weightBelow);
        const level = recomputedPrice(v, weightBelow, total, bracketPrice(itemsEnd, total));
        for (let k = (0, memory_1.ownLeafBegin)(v); k < (0, memory_1.ownLeafBegin)(v + 1); k++) {
            (0, memory_1.setLeaf)(memory_1.leafDispatch, k, within((0, memory_1.leaf)(memory_1.leafWeight, k) * level, (0, memory_1.leaf)(memory_1.leafLower, k), (0, memory_1.leaf)(memory_1.leafUpper, k)));
        }
        for (let child = v - 1; child >= (0, memory_1.firstInnerBelow)(v); child = (0, memory_1.firstInnerBelow)(child) - 1) {
            (0, memory_1.setInner)(memory_1.price, child, within((0, memory_1.inner)(weightBelow, child) * level, (0, memory_1.inner)(memory_1.least, child), (0, memory_1.inner)(memory_1.greatest, child)));
        }
    }
}
function within(x, lower, upper) {
    return Math.min(Math.max(x, lower), upper);
}
function sumWeights(weightBelow) {
    for (let v = 0; v < memory_1.innerCount; v++)
        (0, memory_1.setInner)(weightBelow, v, 0);
    for (let v = 0; v < memory_1.innerCount; v++) {
        let sum = (0, memory_1.inner)(weightBelow, v);
        for (let k = (0, memory_1.ownLeafBegin)(v); k < (0, memory_1.ownLeafBegin)(v + 1); k++)
            sum += (0, memory_1.leaf)(memory_1.leafWeight, k);
        (0, memory_1.setInner)(weightBelow, v, sum);
        const p = (0, memory_1.parentOf)(v);
        if (p >= 0)
            (0, memory_1.setInner)(weightBelow, p, (0, memory_1.inner)(weightBelow, p) + sum);
    }
}
/** v's children as items, and a sample of their breakpoints. Returns where the items end. */
function writeChildren(v, weightBelow) {
    let item = memory_1.work;
    for (let k = (0, memory_1.ownLeafBegin)(v); k < (0, memory_1.ownLeafBegin)(v + 1); k++) {
        (0, items_1.writeItem)(item, (0, memory_1.leaf)(memory_1.leafLower, k), (0, memory_1.leaf)(memory_1.leafUpper, k), (0, memory_1.leaf)(memory_1.leafWeight, k));
        item += memory_1.ITEM_BYTES;
    }
    for (let child = v - 1; child >= (0, memory_1.firstInnerBelow)(v); child = (0, memory_1.firstInnerBelow)(child) - 1) {
        (0, items_1.writeItem)(item, (0, memory_1.inner)(memory_1.least, child), (0, memory_1.inner)(memory_1.greatest, child), (0, memory_1.inner)(weightBelow, child));
        item += memory_1.ITEM_BYTES;
    }
    return item;
}
// The bracket that `bracketPrice` ended with: every item is settled on it.
let low = 0;
let high = 0;
/** The price at which the items of [work, itemsEnd) answer `total`; uses them up. */
function bracketPrice(itemsEnd, total) {
    sampleItems(itemsEnd);
    let begin = memory_1.work;
    let constant = 0;
    let slope = 0;
    low = -Infinity;
    high = Infinity;
    let atLow = -Infinity;
    let atHigh = Infinity;
    for (let round = 0;; round++) {
        begin = (0, items_1.settleItems)(begin, itemsEnd, itemsEnd, low, high);
        constant += items_1.settledConstant;
        slope += items_1.settledSlope;
        if (begin == itemsEnd || !(0, prices_1.hasInside)(low, high))
            break;
        (0, prices_1.choosePrices)(low, high, atLow, atHigh, total, round);
        store(trials, prices_1.trialLow);
        store(trials, prices_1.trialHigh, 8);
        store(sums, constant + slope * prices_1.trialLow);
        store(sums, constant + slope * prices_1.trialHigh, 8);
        (0, items_1.addAnswers)(begin, itemsEnd, trials, sums);
        const sumLow = load(sums);
        const sumHigh = load(sums, 8);
        if (sumLow >= total) {
            high = load(trials);
            atHigh = sumLow;
        }
        else if (sumHigh <= total) {
            low = load(trials, 8);
            atLow = sumHigh;
        }
        else {
            low = load(trials);
            high = load(trials, 8);
            atLow = sumLow;
            atHigh = sumHigh;
        }
    }
    if (slope > 0)
        return within((total - constant) / slope, low, high);
    return low > -Infinity ? low : high < Infinity ? high : 0;
}
function sampleItems(itemsEnd) {
    const count = ((itemsEnd - memory_1.work) / memory_1.ITEM_BYTES);
    const stride = (count / prices_1.SAMPLE + 1) * memory_1.ITEM_BYTES;
    (0, prices_1.beginSample)();
    for (let item = memory_1.work; item < itemsEnd; item += stride)
        (0, prices_1.addToSample)(load(item, 8) / load(item, 16));
    (0, prices_1.endSample)();
}
// What is left of a node's total for the children that are free, and their weights, as compensated pairs.
let remainingHigh = 0;
let remainingLow = 0;
let freeHigh = 0;
let freeLow = 0;
/** The same price from (total − fixed) / (free weights), with compensated sums. */
function recomputedPrice(v, weightBelow, total, level) {
    remainingHigh = total;
    remainingLow = freeHigh = freeLow = 0;
    for (let k = (0, memory_1.ownLeafBegin)(v); k < (0, memory_1.ownLeafBegin)(v + 1); k++) {
        takeOut((0, memory_1.leaf)(memory_1.leafLower, k), (0, memory_1.leaf)(memory_1.leafUpper, k), (0, memory_1.leaf)(memory_1.leafWeight, k));
    }
    for (let child = v - 1; child >= (0, memory_1.firstInnerBelow)(v); child = (0, memory_1.firstInnerBelow)(child) - 1) {
        takeOut((0, memory_1.inner)(memory_1.least, child), (0, memory_1.inner)(memory_1.greatest, child), (0, memory_1.inner)(weightBelow, child));
    }
    if (!(freeHigh > 0))
        return level;
    // Where little is free beside much that is fixed, rounding alone could throw the price far out of its bracket.
    return within((remainingHigh + remainingLow) / (freeHigh + freeLow), low, high);
}
/** Free is what was straight on the bracket; the bracket, not a price, says so, lest rounding tip an item over. */
function takeOut(lower, upper, weight) {
    const isAtLower = lower == upper || weight * high <= lower;
    if (isAtLower || weight * low >= upper) {
        const fixed = isAtLower ? lower : upper;
        const difference = remainingHigh - fixed;
        remainingLow += (0, sums_1.roundingOf)(remainingHigh, -fixed, difference);
        remainingHigh = difference;
    }
    else {
        const sum = freeHigh + weight;
        freeLow += (0, sums_1.roundingOf)(freeHigh, weight, sum);
        freeHigh = sum;
    }
}
