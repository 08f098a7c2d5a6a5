"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.recomputePrices = recomputePrices;
exports.writeDispatches = writeDispatches;
/*
 * Prices from what is held, and dispatches from prices. O(n + m).
 *
 * The thresholds found on the way are sums of many terms and carry their rounding. Once it is known which limits hold,
 * each connected group of nodes has one price, (target − all that is fixed) / (weights of the leaves that are free),
 * and that is recomputed here with compensated sums.
 */
const memory_1 = require("./memory");
const sums_1 = require("./sums");
/** Replaces every group's price by the compensated one. Uses four f64[m] of the records' room. */
function recomputePrices() {
    const m = memory_1.innerCount;
    const fixedHigh = memory_1.records;
    const fixedLow = fixedHigh + (m << 3);
    const freeHigh = fixedLow + (m << 3);
    const freeLow = freeHigh + (m << 3);
    memory.fill(memory_1.records, 0, m << 5);
    for (let v = 0; v < m; v++) {
        addOwnLeaves(v, fixedHigh, fixedLow, freeHigh, freeLow);
        const p = (0, memory_1.parentOf)(v);
        if (p < 0)
            continue;
        if ((0, memory_1.heldOf)(v) == memory_1.NOT_HELD) {
            addPair(fixedHigh, fixedLow, p, (0, memory_1.inner)(fixedHigh, v), (0, memory_1.inner)(fixedLow, v));
            addPair(freeHigh, freeLow, p, (0, memory_1.inner)(freeHigh, v), (0, memory_1.inner)(freeLow, v));
        }
        else {
            findTarget(v);
            addPair(fixedHigh, fixedLow, p, targetHigh, targetLow);
        }
    }
    for (let v = m - 1; v >= 0; v--) {
        if ((0, memory_1.heldOf)(v) == memory_1.NOT_HELD) {
            const p = (0, memory_1.parentOf)(v);
            if (p >= 0)
                (0, memory_1.setInner)(memory_1.price, v, (0, memory_1.inner)(memory_1.price, p));
            continue;
        }
        const free = (0, memory_1.inner)(freeHigh, v) + (0, memory_1.inner)(freeLow, v);
        if (!(free > 0))
            continue;
        findTarget(v);
        const difference = targetHigh - (0, memory_1.inner)(fixedHigh, v);
        const lost = (0, sums_1.roundingOf)(targetHigh, -(0, memory_1.inner)(fixedHigh, v), difference);
        const found = (difference + (lost + targetLow - (0, memory_1.inner)(fixedLow, v))) / free;
        // Where little is free beside much that is fixed, rounding alone could throw the price far out of its bracket.
        (0, memory_1.setInner)(memory_1.price, v, Math.min(Math.max(found, (0, memory_1.inner)(memory_1.priceLow, v)), (0, memory_1.inner)(memory_1.priceHigh, v)));
    }
}
/** Every leaf's dispatch at its node's price, held within its own limits. */
function writeDispatches() {
    for (let v = 0; v < memory_1.innerCount; v++) {
        const level = (0, memory_1.inner)(memory_1.price, v);
        const end = (0, memory_1.ownLeafBegin)(v + 1);
        for (let k = (0, memory_1.ownLeafBegin)(v); k < end; k++) {
            (0, memory_1.setLeaf)(memory_1.leafDispatch, k, Math.min(Math.max((0, memory_1.leaf)(memory_1.leafWeight, k) * level, (0, memory_1.leaf)(memory_1.leafLower, k)), (0, memory_1.leaf)(memory_1.leafUpper, k)));
        }
    }
}
// Limit that holds a node, less the shift constants below, as a pair; left by `findTarget`.
let targetHigh = 0;
let targetLow = 0;
function findTarget(v) {
    const isUpper = (0, memory_1.heldOf)(v) == memory_1.HELD_UPPER;
    const binding = isUpper ? (0, memory_1.inner)(memory_1.bindingUpper, v) : (0, memory_1.inner)(memory_1.bindingLower, v);
    const limit = isUpper ? (0, memory_1.inner)(memory_1.innerUpper, v) : (0, memory_1.inner)(memory_1.innerLower, v);
    const shift = (0, memory_1.inner)(memory_1.shiftHigh, v);
    const high = limit - shift;
    const low = (0, sums_1.roundingOf)(limit, -shift, high) - (0, memory_1.inner)(memory_1.shiftLow, v);
    // A limit that had to be widened by rounding (bounds.ts) stands as it was widened.
    const asWritten = high - (0, memory_1.inner)(memory_1.shiftLow, v) == binding;
    targetHigh = asWritten ? high : binding;
    targetLow = asWritten ? low : 0;
}
function addPair(high, low, v, x, xLow) {
    const before = (0, memory_1.inner)(high, v);
    const sum = before + x;
    (0, memory_1.setInner)(high, v, sum);
    (0, memory_1.setInner)(low, v, (0, memory_1.inner)(low, v) + ((0, sums_1.roundingOf)(before, x, sum) + xLow));
}
/**
 * Adds v's own leaves: those at a limit to what is fixed, the weights of the others to what is free. The bracket, not the
 * price, says which, lest rounding tip a leaf over.
 */
function addOwnLeaves(v, fixedHigh, fixedLow, freeHigh, freeLow) {
    const low = (0, memory_1.inner)(memory_1.priceLow, v);
    const high = (0, memory_1.inner)(memory_1.priceHigh, v);
    const end = (0, memory_1.ownLeafBegin)(v + 1);
    for (let k = (0, memory_1.ownLeafBegin)(v); k < end; k++) {
        const lower = (0, memory_1.leaf)(memory_1.leafLower, k);
        const upper = (0, memory_1.leaf)(memory_1.leafUpper, k);
        const weight = (0, memory_1.leaf)(memory_1.leafWeight, k);
        if (lower == upper || weight * high <= lower)
            addPair(fixedHigh, fixedLow, v, lower, 0);
        else if (weight * low >= upper)
            addPair(fixedHigh, fixedLow, v, upper, 0);
        else
            addPair(freeHigh, freeLow, v, weight, 0);
    }
}
