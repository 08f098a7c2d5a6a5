"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.solveByBrackets = solveByBrackets;
/*
 * Levels by bracketing. O(n + m) where the trial prices cut well (they do on every shape measured), never more than about
 * a hundred passes: a bracket that the sums do not cut well is cut by the ranks of the doubles in it.
 *
 * A *component* is a connected piece of the tree with one unknown price, of which we know a bracket [low, high] and the
 * total that its top must carry (the limit that holds it). All components are worked on at once, in rounds of two passes:
 *
 *   sumUp   from the leaves up: what every node carries at two trial prices inside its component's bracket;
 *   split   from the root down: the top's sums say in which third of the bracket the price lies. A node whose sum passes
 *           its limit on all of that third is held by the limit: it becomes the top of a component of its own, with a
 *           bracket below (upper limit) or above (lower limit) its parent's. A limit that the sums keep on all of the
 *           third cannot bind and is dropped; a leaf that is settled there becomes a constant or a slope.
 *
 * What is dropped is gone: the records that are left are packed as `split` goes, so that each round works on about a
 * third of the round before, however deep the tree is. A component with nothing left but a constant and a slope is
 * solved by one division.
 *
 * Records are 112 bytes, packed against the end of their array; a parent stands behind its children. The items (own
 * leaves that are not settled) of consecutive records are consecutive, packed against the end of the work area.
 *
 *     +0  sumLow, sumHigh      f64 x 2  what the node would carry at the trial prices, its own limits aside
 *    +16  trialLow, trialHigh  f64 x 2  the component's trial prices
 *    +32  constant, slope      f64 x 2  what has been settled below
 *    +48  lower, upper         f64 x 2  limits; both the total to carry at the top of a component
 *    +64  low, high            f64 x 2  the component's bracket
 *    +80  atLow, atHigh        f64 x 2  what the node carries at the ends of the bracket, its own limits aside
 *    +96  parent               i32      slot of the record above, -1 at the top of a component
 *   +100  itemEnd              u32      address where the node's items end; they begin where the record before ends
 *   +104  node                 i32      the inner node
 *   +108  active               i32      whether items or records hang below
 */
const items_1 = require("./items");
const memory_1 = require("./memory");
const prices_1 = require("./prices");
const TRIAL = 16;
const CONSTANT = 32;
const SLOPE = 40;
const LOWER = 48;
const UPPER = 56;
const LOW = 64;
const HIGH = 72;
const AT_LOW = 80;
const AT_HIGH = 88;
const PARENT = 96;
const ITEM_END = 100;
const NODE = 104;
const ACTIVE = 108;
// Where in the old bracket a price lies: one of its three parts, or exactly on a trial price (then it is found).
const BELOW = 0;
const BETWEEN = 1;
const ABOVE = 2;
const ON_LOW = 3;
const ON_HIGH = 4;
// The records at work are [firstSlot, innerCount), their items [itemBegin, end of the items).
let firstSlot = 0;
let itemBegin = 0;
/** Finds `held`, `price` and its bracket for every node; prices are not compensated yet (recompute.ts). */
function solveByBrackets() {
    gather();
    for (let round = 1; firstSlot < memory_1.innerCount; round++) {
        sumUp();
        split(round);
    }
    for (let v = memory_1.innerCount - 1; v >= 0; v--) {
        if ((0, memory_1.heldOf)(v) != memory_1.NOT_HELD)
            continue;
        const p = (0, memory_1.parentOf)(v);
        if (p < 0)
            setPrice(v, Infinity, Infinity, Infinity);
        else
            setPrice(v, (0, memory_1.inner)(memory_1.price, p), (0, memory_1.inner)(memory_1.priceLow, p), (0, memory_1.inner)(memory_1.priceHigh, p));
    }
}
function recordAt(slot) {
    return (0, memory_1.inWork)(memory_1.records + slot * memory_1.RECORD_BYTES);
}
function movedTo(slot) {
    return load((0, memory_1.inWork)(memory_1.slotMap + (slot << 2)));
}
function setMovedTo(slot, where) {
    store((0, memory_1.inWork)(memory_1.slotMap + (slot << 2)), where);
}
function addTo(record, field, x) {
    store(record + field, load(record + field) + x);
}
/** The first records, from the tree: nodes that no limit below holds back take part, all else is served in full. */
function gather() {
    const m = memory_1.innerCount;
    const itemsEnd = memory_1.work + (0, memory_1.ownLeafBegin)(m) * memory_1.ITEM_BYTES;
    sampleLeaves();
    (0, prices_1.choosePrices)(-Infinity, Infinity, -Infinity, Infinity, 0, 0);
    let slot = m;
    let write = itemsEnd;
    for (let v = m - 1; v >= 0; v--) {
        (0, memory_1.setHeld)(v, memory_1.NOT_HELD);
        const p = (0, memory_1.parentOf)(v);
        const above = p < 0 ? -1 : movedTo(p);
        const lower = (0, memory_1.inner)(memory_1.bindingLower, v);
        const upper = (0, memory_1.inner)(memory_1.bindingUpper, v);
        const isTop = above < 0 && upper < Infinity;
        if (above < 0 && !isTop) {
            // No upper limit binds on the way to the root: the price here is +Infinity.
            setMovedTo(v, -1);
            continue;
        }
        const itemEnd = write;
        let constant = 0;
        for (let k = (0, memory_1.ownLeafBegin)(v + 1) - 1; k >= (0, memory_1.ownLeafBegin)(v); k--) {
            const leafLeast = (0, memory_1.leaf)(memory_1.leafLower, k);
            const leafMost = (0, memory_1.leaf)(memory_1.leafUpper, k);
            if (leafLeast == leafMost) {
                constant += leafLeast;
            }
            else {
                write -= memory_1.ITEM_BYTES;
                (0, items_1.writeItem)(write, leafLeast, leafMost, (0, memory_1.leaf)(memory_1.leafWeight, k));
            }
        }
        const hasItems = write < itemEnd;
        if (!isTop && !hasItems && lower == -Infinity && upper == Infinity) {
            addTo(recordAt(above), CONSTANT, constant);
            setMovedTo(v, above);
            continue;
        }
        slot--;
        setMovedTo(v, slot);
        const record = recordAt(slot);
        store(record, 0);
        store(record, 0, 8);
        store(record, prices_1.trialLow, TRIAL);
        store(record, prices_1.trialHigh, TRIAL + 8);
        store(record, constant, CONSTANT);
        store(record, 0, SLOPE);
        store(record, isTop ? upper : lower, LOWER);
        store(record, upper, UPPER);
        store(record, -Infinity, LOW);
        store(record, Infinity, HIGH);
        store(record, -Infinity, AT_LOW);
        store(record, Infinity, AT_HIGH);
        store(record, isTop ? -1 : above, PARENT);
        store(record, itemEnd, ITEM_END);
        store(record, v, NODE);
        store(record, i32(hasItems), ACTIVE);
        if (isTop)
            (0, memory_1.setHeld)(v, memory_1.HELD_UPPER);
        else
            store(recordAt(above), 1, ACTIVE);
    }
    firstSlot = slot;
    itemBegin = write;
}
/** Breakpoints of leaves evenly over the tree, for the first cut. */
function sampleLeaves() {
    const leaves = (0, memory_1.ownLeafBegin)(memory_1.innerCount);
    const stride = leaves / prices_1.SAMPLE + 1;
    (0, prices_1.beginSample)();
    let takesLower = false;
    for (let k = 0; k < leaves; k += stride) {
        // Either end in turn: both would need twice the room and say little more.
        (0, prices_1.addToSample)((takesLower ? (0, memory_1.leaf)(memory_1.leafLower, k) : (0, memory_1.leaf)(memory_1.leafUpper, k)) / (0, memory_1.leaf)(memory_1.leafWeight, k));
        takesLower = !takesLower;
    }
    (0, prices_1.endSample)();
}
/** What every record carries at its trial prices; O(records + items). */
function sumUp() {
    let begin = itemBegin;
    const end = recordAt(memory_1.innerCount - 1) + memory_1.RECORD_BYTES;
    for (let record = recordAt(firstSlot); record < end; record += memory_1.RECORD_BYTES) {
        const itemEnd = load(record, ITEM_END);
        addSettled(record);
        (0, items_1.addAnswers)(begin, itemEnd, record + TRIAL, record);
        begin = itemEnd;
        const parent = load(record, PARENT);
        if (parent >= 0)
            addClamped(record, recordAt(parent));
    }
}
/** sums += constant + slope · trials */
function addSettled(record) {
    if (ASC_FEATURE_SIMD) {
        const straight = f64x2.mul(v128.load64_splat(record, SLOPE), v128.load(record, TRIAL));
        const settled = f64x2.add(straight, v128.load64_splat(record, CONSTANT));
        v128.store(record, f64x2.add(v128.load(record), settled));
    }
    else {
        const constant = load(record, CONSTANT);
        const slope = load(record, SLOPE);
        store(record, load(record) + (slope * load(record, TRIAL) + constant));
        store(record, load(record, 8) + (slope * load(record, TRIAL + 8) + constant), 8);
    }
}
/** parent's sums += the record's sums within its limits */
function addClamped(record, parent) {
    if (ASC_FEATURE_SIMD) {
        const raised = f64x2.pmax(v128.load(record), v128.load64_splat(record, LOWER));
        const clamped = f64x2.pmin(raised, v128.load64_splat(record, UPPER));
        v128.store(parent, f64x2.add(v128.load(parent), clamped));
    }
    else {
        const lower = load(record, LOWER);
        const upper = load(record, UPPER);
        addTo(parent, 0, Math.min(Math.max(load(record), lower), upper));
        addTo(parent, 8, Math.min(Math.max(load(record, 8), lower), upper));
    }
}
/** Cuts every bracket, splits components, drops what is settled and packs the rest; O(records + items). */
function split(round) {
    const oldFirst = firstSlot;
    const oldItemBegin = itemBegin;
    let slot = memory_1.innerCount;
    let write = load(recordAt(memory_1.innerCount - 1), ITEM_END);
    for (let old = memory_1.innerCount - 1; old >= oldFirst; old--) {
        const record = recordAt(old);
        const node = load(record, NODE);
        const parent = load(record, PARENT);
        const sumLow = load(record);
        const sumHigh = load(record, 8);
        let lower = load(record, LOWER);
        let upper = load(record, UPPER);
        let isTop = parent < 0;
        let part = 0;
        let above = -1;
        if (isTop) {
            if (load(record, ACTIVE) == 0) {
                setPrice(node, straightPrice(record, upper), load(record, LOW), load(record, HIGH));
                continue;
            }
            part = sumLow >= upper ? BELOW : sumHigh <= upper ? ABOVE : BETWEEN;
        }
        else {
            const moved = movedTo(parent);
            above = moved >> 3;
            part = moved & 7;
            const partSumLow = part == BELOW ? load(record, AT_LOW) : part == BETWEEN || part == ON_LOW ? sumLow : sumHigh;
            const partSumHigh = part == ABOVE ? load(record, AT_HIGH) : part == BELOW || part == ON_LOW ? sumLow : sumHigh;
            if (partSumLow > upper) {
                isTop = true;
                (0, memory_1.setHeld)(node, memory_1.HELD_UPPER);
                if (part < ON_LOW)
                    addTo(recordAt(above), CONSTANT, upper);
                lower = upper;
                part = (part == ABOVE || part == ON_HIGH) && sumLow <= upper ? BETWEEN : BELOW;
            }
            else if (partSumHigh < lower) {
                isTop = true;
                (0, memory_1.setHeld)(node, memory_1.HELD_LOWER);
                if (part < ON_LOW)
                    addTo(recordAt(above), CONSTANT, lower);
                upper = lower;
                part = (part == BELOW || part == ON_LOW) && sumHigh >= lower ? BETWEEN : ABOVE;
            }
            else if (part >= ON_LOW) {
                setMovedTo(old, moved);
                continue;
            }
        }
        const cutLow = load(record, TRIAL);
        const cutHigh = load(record, TRIAL + 8);
        const low = part == BELOW ? load(record, LOW) : part == BETWEEN ? cutLow : cutHigh;
        const high = part == BELOW ? cutLow : part == BETWEEN ? cutHigh : load(record, HIGH);
        if (isTop && !(0, prices_1.hasInside)(low, high)) {
            const isOnLow = part == BELOW || (part == BETWEEN && upper - sumLow <= sumHigh - upper);
            setPrice(node, isOnLow ? cutLow : cutHigh, low, high);
            setMovedTo(old, isOnLow ? ON_LOW : ON_HIGH);
            continue;
        }
        const atLow = part == BELOW ? load(record, AT_LOW) : part == BETWEEN ? sumLow : sumHigh;
        const atHigh = part == BELOW ? sumLow : part == BETWEEN ? sumHigh : load(record, AT_HIGH);
        const begin = old > oldFirst ? load(record - memory_1.RECORD_BYTES, ITEM_END) : oldItemBegin;
        const itemEnd = write;
        write = (0, items_1.settleItems)(begin, load(record, ITEM_END), write, low, high);
        const constant = load(record, CONSTANT) + items_1.settledConstant;
        const slope = load(record, SLOPE) + items_1.settledSlope;
        const hasItems = write < itemEnd;
        if (!isTop) {
            if (atLow >= lower)
                lower = -Infinity;
            if (atHigh <= upper)
                upper = Infinity;
            if (!hasItems && lower == -Infinity && upper == Infinity) {
                addTo(recordAt(above), CONSTANT, constant);
                addTo(recordAt(above), SLOPE, slope);
                setMovedTo(old, (above << 3) | part);
                continue;
            }
        }
        slot--;
        setMovedTo(old, (slot << 3) | part);
        const target = recordAt(slot);
        if (isTop) {
            (0, prices_1.choosePrices)(low, high, atLow, atHigh, upper, round);
            store(target, prices_1.trialLow, TRIAL);
            store(target, prices_1.trialHigh, TRIAL + 8);
        }
        else {
            const source = recordAt(above);
            store(source, 1, ACTIVE);
            store(target, load(source, TRIAL), TRIAL);
            store(target, load(source, TRIAL + 8), TRIAL + 8);
        }
        store(target, 0);
        store(target, 0, 8);
        store(target, constant, CONSTANT);
        store(target, slope, SLOPE);
        store(target, lower, LOWER);
        store(target, upper, UPPER);
        store(target, low, LOW);
        store(target, high, HIGH);
        store(target, atLow, AT_LOW);
        store(target, atHigh, AT_HIGH);
        store(target, isTop ? -1 : above, PARENT);
        store(target, itemEnd, ITEM_END);
        store(target, node, NODE);
        store(target, i32(hasItems), ACTIVE);
    }
    firstSlot = slot;
    itemBegin = write;
}
function setPrice(node, found, low, high) {
    (0, memory_1.setInner)(memory_1.price, node, found);
    (0, memory_1.setInner)(memory_1.priceLow, node, low);
    (0, memory_1.setInner)(memory_1.priceHigh, node, high);
}
/** The price at which constant + slope · price meets the target, kept within the bracket. */
function straightPrice(record, target) {
    const low = load(record, LOW);
    const high = load(record, HIGH);
    const slope = load(record, SLOPE);
    if (slope > 0)
        return Math.min(Math.max((target - load(record, CONSTANT)) / slope, low), high);
    // Nothing can move on this bracket: any price in it says the same.
    return low > -Infinity ? low : high < Infinity ? high : 0;
}
