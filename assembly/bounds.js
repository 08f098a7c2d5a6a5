"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.absorbed = exports.UNBOUNDED = exports.INFEASIBLE = exports.FEASIBLE = void 0;
exports.findBounds = findBounds;
/*
 * What each subtree can carry at least and at most, and which limits can bind at all. O(n + m), one pass from the leaves
 * up. Sums are compensated, so that limits which add up exactly are seen to.
 */
const memory_1 = require("./memory");
const sums_1 = require("./sums");
exports.FEASIBLE = 0;
exports.INFEASIBLE = 1;
exports.UNBOUNDED = 2;
/** Misses below this, relative to the greatest finite limit, are rounding in the limits as written. */
const ROUNDING = 1e-12;
/** A sum that passes a limit by less than this, relative to the limit, does not make the limit bind. */
const LAST_BITS = 1e-15;
/** Misses up to this are absorbed; in flow units. Set by `findBounds`. */
exports.absorbed = 0;
function finiteMagnitude(x) {
    const magnitude = Math.abs(x);
    return magnitude < Infinity ? magnitude : 0;
}
function greatestFiniteLimit() {
    let most = 0;
    for (let k = 0; k < memory_1.leafCount; k++) {
        most = Math.max(most, finiteMagnitude((0, memory_1.leaf)(memory_1.leafLower, k)));
        most = Math.max(most, finiteMagnitude((0, memory_1.leaf)(memory_1.leafUpper, k)));
    }
    for (let v = 0; v < memory_1.innerCount; v++) {
        most = Math.max(most, finiteMagnitude((0, memory_1.inner)(memory_1.innerLower, v)));
        most = Math.max(most, finiteMagnitude((0, memory_1.inner)(memory_1.innerUpper, v)));
    }
    return most;
}
/** Adds x to the compensated sum (high[v], low[v]); an infinity swallows everything. */
function accumulate(high, low, v, x) {
    const before = (0, memory_1.inner)(high, v);
    const sum = before + x;
    (0, memory_1.setInner)(high, v, sum);
    if (Math.abs(sum) < Infinity)
        (0, memory_1.setInner)(low, v, (0, memory_1.inner)(low, v) + (0, sums_1.roundingOf)(before, x, sum));
}
/**
 * Fills `shift*`, `least`, `greatest`, `binding*`. Returns FEASIBLE, INFEASIBLE (`held` then says at which nodes, and
 * which limit) or UNBOUNDED.
 *
 * Where limits contradict each other the node is taken at what its subtree can just carry, so that everything above is
 * judged as if that limit had been widened. Uses two f64[m] of the work area for the low halves of the sums.
 */
function findBounds() {
    const m = memory_1.innerCount;
    exports.absorbed = ROUNDING * greatestFiniteLimit();
    const leastLow = memory_1.work;
    const greatestLow = memory_1.work + (m << 3);
    for (let v = 0; v < m; v++) {
        (0, memory_1.setInner)(memory_1.shiftHigh, v, 0);
        (0, memory_1.setInner)(memory_1.shiftLow, v, 0);
        (0, memory_1.setInner)(memory_1.least, v, 0);
        (0, memory_1.setInner)(memory_1.greatest, v, 0);
        (0, memory_1.setInner)(leastLow, v, 0);
        (0, memory_1.setInner)(greatestLow, v, 0);
    }
    let status = exports.FEASIBLE;
    for (let v = 0; v < m; v++) {
        const end = (0, memory_1.ownLeafBegin)(v + 1);
        for (let k = (0, memory_1.ownLeafBegin)(v); k < end; k++) {
            accumulate(memory_1.shiftHigh, memory_1.shiftLow, v, (0, memory_1.leaf)(memory_1.leafShift, k));
            accumulate(memory_1.least, leastLow, v, (0, memory_1.leaf)(memory_1.leafLower, k));
            accumulate(memory_1.greatest, greatestLow, v, (0, memory_1.leaf)(memory_1.leafUpper, k));
        }
        const lowest = (0, memory_1.inner)(memory_1.least, v) + (0, memory_1.inner)(leastLow, v);
        const highest = (0, memory_1.inner)(memory_1.greatest, v) + (0, memory_1.inner)(greatestLow, v);
        const lower = (0, memory_1.inner)(memory_1.innerLower, v) - (0, memory_1.inner)(memory_1.shiftHigh, v) - (0, memory_1.inner)(memory_1.shiftLow, v);
        const upper = (0, memory_1.inner)(memory_1.innerUpper, v) - (0, memory_1.inner)(memory_1.shiftHigh, v) - (0, memory_1.inner)(memory_1.shiftLow, v);
        const isAboveUpper = lowest > upper + exports.absorbed;
        const isBelowLower = highest < lower - exports.absorbed;
        (0, memory_1.setHeld)(v, isAboveUpper ? memory_1.HELD_UPPER : isBelowLower ? memory_1.HELD_LOWER : memory_1.NOT_HELD);
        if (isAboveUpper || isBelowLower)
            status = exports.INFEASIBLE;
        const lowerBinds = lower - lowest > LAST_BITS * Math.abs(lower);
        const upperBinds = highest - upper > LAST_BITS * Math.abs(upper);
        (0, memory_1.setInner)(memory_1.bindingLower, v, lowerBinds ? Math.min(lower, highest) : -Infinity);
        (0, memory_1.setInner)(memory_1.bindingUpper, v, upperBinds ? Math.max(upper, lowest) : Infinity);
        const carriedLeast = lowerBinds ? Math.min(lower, highest) : lowest;
        const carriedGreatest = upperBinds ? Math.max(upper, lowest) : highest;
        (0, memory_1.setInner)(memory_1.least, v, carriedLeast);
        (0, memory_1.setInner)(memory_1.greatest, v, carriedGreatest);
        const p = (0, memory_1.parentOf)(v);
        if (p >= 0) {
            accumulate(memory_1.shiftHigh, memory_1.shiftLow, p, (0, memory_1.inner)(memory_1.shiftHigh, v));
            accumulate(memory_1.shiftHigh, memory_1.shiftLow, p, (0, memory_1.inner)(memory_1.shiftLow, v));
            accumulate(memory_1.least, leastLow, p, carriedLeast);
            accumulate(memory_1.greatest, greatestLow, p, carriedGreatest);
        }
    }
    if (status == exports.FEASIBLE && (0, memory_1.inner)(memory_1.greatest, m - 1) == Infinity)
        return exports.UNBOUNDED;
    return status;
}
