"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.settledSlope = exports.settledConstant = void 0;
exports.writeItem = writeItem;
exports.addAnswers = addAnswers;
exports.settleItems = settleItems;
/*
 * An item answers a price with `clamp(weight · price, lower, upper)`: a leaf does, and so does a whole subtree among its
 * siblings. Items are 24 bytes each, packed in the work area:
 *
 *     lower f64 | upper f64 | weight f64
 *
 * An item is *settled* on a range of prices [low, high] where its answer is one constant or one straight line there.
 */
const memory_1 = require("./memory");
/** What `settleItems` found: the sum of the constants, the sum of the slopes of the straight lines. */
exports.settledConstant = 0;
exports.settledSlope = 0;
function writeItem(item, lower, upper, weight) {
    (0, memory_1.inWork)(item);
    store(item, lower);
    store(item, upper, 8);
    store(item, weight, 16);
}
/**
 * Adds the items' answers at two prices to two sums; `prices` and `sums` are the addresses of f64 pairs.
 * O(items). The two prices are the two lanes of a vector.
 */
function addAnswers(begin, end, prices, sums) {
    if (ASC_FEATURE_SIMD) {
        const price2 = v128.load(prices);
        let sum2 = v128.load(sums);
        for (let item = begin; item < end; item += memory_1.ITEM_BYTES) {
            const wanted = f64x2.mul(v128.load64_splat(item, 16), price2);
            const raised = f64x2.pmax(wanted, v128.load64_splat(item));
            sum2 = f64x2.add(sum2, f64x2.pmin(raised, v128.load64_splat(item, 8)));
        }
        v128.store(sums, sum2);
    }
    else {
        const price0 = load(prices);
        const price1 = load(prices, 8);
        let sum0 = load(sums);
        let sum1 = load(sums, 8);
        for (let item = begin; item < end; item += memory_1.ITEM_BYTES) {
            const lower = load(item);
            const upper = load(item, 8);
            const weight = load(item, 16);
            sum0 += Math.min(Math.max(weight * price0, lower), upper);
            sum1 += Math.min(Math.max(weight * price1, lower), upper);
        }
        store(sums, sum0);
        store(sums, sum1, 8);
    }
}
/** The bits of x where `keep` is 1, of +0 where it is 0; no branch, so unpredictable data cost nothing. */
function masked(x, keep) {
    return reinterpret(reinterpret(x) & -keep);
}
/**
 * Packs the items of [begin, end) that are not settled on [low, high] so that they end at `target` (≥ end), in their
 * order, and returns where they begin. What the settled ones answer is left in `settledConstant` and `settledSlope`.
 * O(items).
 */
function settleItems(begin, end, target, low, high) {
    let constant = 0;
    let slope = 0;
    let write = target;
    for (let item = end; item > begin;) {
        item -= memory_1.ITEM_BYTES;
        const lower = load(item);
        const upper = load(item, 8);
        const weight = load(item, 16);
        const atLow = weight * low;
        const atHigh = weight * high;
        const isAtLower = i32(atHigh <= lower) | i32(lower == upper);
        const isAtUpper = i32(atLow >= upper) & ~isAtLower;
        const isStraight = i32(atLow >= lower) & i32(atHigh <= upper) & ~(isAtLower | isAtUpper);
        constant += masked(lower, isAtLower) + masked(upper, isAtUpper);
        slope += masked(weight, isStraight);
        // Always written, kept only by moving on: the place below is scratch until then.
        const place = write - memory_1.ITEM_BYTES;
        store(place, lower);
        store(place, upper, 8);
        store(place, weight, 16);
        write = place + (isAtLower | isAtUpper | isStraight) * memory_1.ITEM_BYTES;
    }
    exports.settledConstant = constant;
    exports.settledSlope = slope;
    return write;
}
