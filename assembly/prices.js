"use strict";
/*
 * Where to look next for a price: a bracket [low, high] is cut in three by two trial prices.
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.SAMPLE = exports.trialHigh = exports.trialLow = exports.sampleGreatest = exports.sampleLeast = void 0;
exports.beginSample = beginSample;
exports.addToSample = addToSample;
exports.endSample = endSample;
exports.hasInside = hasInside;
exports.choosePrices = choosePrices;
/** Least and greatest breakpoint seen in a sample, and the two prices that cut the sample in three. */
exports.sampleLeast = 0;
exports.sampleGreatest = 0;
let sampleLowerThird = 0;
let sampleUpperThird = 0;
/** What `choosePrices` chose. */
exports.trialLow = 0;
exports.trialHigh = 0;
/** How far each trial price stays from the guess, as a share of the way to the end of the bracket. Measured. */
const SPREAD = 0.25;
/** After this many rounds every second cut is of the doubles in the bracket, whatever the sums say. Measured. */
const PATIENCE = 10;
/** Room for the breakpoints of a sample. */
exports.SAMPLE = 255;
const sample = memory.data(2048);
let sampled = 0;
function beginSample() {
    sampled = 0;
}
/** Takes a breakpoint into the sample, if it is finite; at most SAMPLE of them. */
function addToSample(breakpoint) {
    if (Math.abs(breakpoint) == Infinity)
        return;
    assert(sampled < exports.SAMPLE, "the sample is full");
    store(sample + (sampled << 3), breakpoint);
    sampled++;
}
/** Sorts the sample and remembers its ends and thirds. */
function endSample() {
    exports.sampleLeast = exports.sampleGreatest = sampleLowerThird = sampleUpperThird = 0;
    if (sampled == 0)
        return;
    for (let i = 1; i < sampled; i++) {
        const x = sampleAt(i);
        let j = i;
        for (; j > 0 && sampleAt(j - 1) > x; j--)
            store(sample + (j << 3), sampleAt(j - 1));
        store(sample + (j << 3), x);
    }
    exports.sampleLeast = sampleAt(0);
    exports.sampleGreatest = sampleAt(sampled - 1);
    sampleLowerThird = sampleAt(sampled / 3);
    sampleUpperThird = sampleAt((2 * sampled) / 3);
}
function sampleAt(i) {
    return load(sample + (i << 3));
}
/** Whether there is a double strictly between the two. */
function hasInside(low, high) {
    if (high == Infinity || low == -Infinity)
        return low < high;
    const middle = 0.5 * low + 0.5 * high;
    return low < middle && middle < high;
}
/** The double's rank among all doubles: monotone, and the inverse of `doubleAt`. */
function rankOf(x) {
    const bits = reinterpret(x);
    return bits ^ ((bits >> 63) & i64.MAX_VALUE);
}
function doubleAt(rank) {
    return reinterpret(rank ^ ((rank >> 63) & i64.MAX_VALUE));
}
/** Cuts the doubles of the bracket in three: at most 41 such cuts leave none inside, whatever the sums do. */
function cutByRank(low, high) {
    const first = rankOf(low);
    const distance = (rankOf(high) - first);
    const third = max(distance / 3, 1);
    exports.trialLow = doubleAt(first + third);
    exports.trialHigh = doubleAt(first + min(2 * third, distance - 1));
}
/**
 * Two trial prices low < trialLow <= trialHigh < high for a sum that is `atLow` at `low` and `atHigh` at `high` and is
 * to be `target`: around the straight line's guess, closing in from both ends. There must be a double inside.
 */
function choosePrices(low, high, atLow, atHigh, target, round) {
    if (round > PATIENCE && (round & 1) == 0) {
        cutByRank(low, high);
    }
    else if (low == -Infinity || high == Infinity) {
        reachOut(low, high, round);
    }
    else {
        const width = high - low;
        const rise = atHigh - atLow;
        let share = 0.5;
        if (rise > 0 && rise < Infinity)
            share = Math.min(Math.max((target - atLow) / rise, 0.01), 0.99);
        exports.trialLow = low + width * (share * (1 - SPREAD));
        exports.trialHigh = high - width * ((1 - share) * (1 - SPREAD));
    }
    if (!(exports.trialLow > low && exports.trialLow < high))
        exports.trialLow = 0.5 * low + 0.5 * high;
    if (!(exports.trialHigh > low && exports.trialHigh < high))
        exports.trialHigh = exports.trialLow;
    if (exports.trialHigh < exports.trialLow)
        exports.trialHigh = exports.trialLow;
    if (!(exports.trialLow > low && exports.trialLow < high))
        cutByRank(low, high);
}
/** For a bracket without an end: the sample's thirds, its ends, then ever further out. */
function reachOut(low, high, round) {
    if (low == -Infinity && high == Infinity) {
        exports.trialLow = sampleLowerThird;
        exports.trialHigh = sampleUpperThird;
        return;
    }
    const unit = Math.max(exports.sampleGreatest - exports.sampleLeast, Math.max(Math.abs(exports.sampleLeast), Math.abs(exports.sampleGreatest)));
    const step = (unit > 0 ? unit : 1) * (1 << min(2 * round, 60));
    if (low == -Infinity) {
        exports.trialLow = high > exports.sampleLeast ? exports.sampleLeast : high - step;
        exports.trialHigh = 0.5 * exports.trialLow + 0.5 * high;
    }
    else {
        exports.trialHigh = low < exports.sampleGreatest ? exports.sampleGreatest : low + step;
        exports.trialLow = 0.5 * exports.trialHigh + 0.5 * low;
    }
}
