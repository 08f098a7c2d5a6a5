"use strict";
/*
 * Compensated sums: a running sum kept as an unevaluated pair (high, low), so that it carries about 106 bits (Knuth's
 * TwoSum). A kernel function cannot return two numbers, so the pair lives in two module variables per accumulator.
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.roundingOf = roundingOf;
/** What `high + x` loses to rounding; add it to `low`. Finite arguments only. */
function roundingOf(high, x, sum) {
    const part = sum - high;
    return high - (sum - part) + (x - part);
}
