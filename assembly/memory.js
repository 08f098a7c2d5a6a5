"use strict";
/*
 * The one picture of the memory. Everything lies in one arena, laid out once for a tree of `leafCount` leaves (n) and
 * `innerCount` inner nodes (m), in the kernel's order: depth first, the child with most leaves first, a node's own leaves
 * last. So the leaves below a node are one slice, the inner nodes below it another (in post-order, the root last), and
 * the slices of own leaves tile the leaves: node v owns [ownBegin(v), ownBegin(v + 1)).
 *
 *   written by the caller
 *     leafLower, leafUpper    f64[n]      range of the dispatch
 *     leafWeight              f64[n]      conversion factor, > 0
 *     leafShift               f64[n]      shift constant
 *     innerLower, innerUpper  f64[m]      limits on the flow
 *     innerParent             i32[m]      -1 for the root
 *     innerBegin              i32[m]      first inner node below v; v itself where there is none
 *     ownBegin                i32[m + 1]  first own leaf of v
 *   written by bounds.ts
 *     shiftHigh, shiftLow     f64[m]      sum of the shift constants below, as an unevaluated sum of two doubles
 *     least, greatest         f64[m]      what the subtree can dispatch, its own limits kept; without the shift constants
 *     bindingLower, -Upper    f64[m]      the limits less the shift constants; infinite where they cannot bind
 *   written by the methods
 *     price                   f64[m]      the level at which the leaves below are served
 *     priceLow, priceHigh     f64[m]      a bracket of the price on which every leaf is settled
 *     held                    u8[m]       which of its limits holds the node's price: NOT_HELD, HELD_LOWER, HELD_UPPER
 *     leafDispatch            f64[n]      the answer
 *   scratch: `work` up to `workEnd`; each method says what it puts there. The brackets put
 *     work                    24 B [n]    items (items.ts)
 *     records                 112 B [m]   the nodes still at work (brackets.ts)
 *     slotMap                 i32[m]      where a record has moved to
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.RECORD_BYTES = exports.ITEM_BYTES = exports.HELD_UPPER = exports.HELD_LOWER = exports.NOT_HELD = exports.workEnd = exports.slotMap = exports.records = exports.work = exports.held = exports.priceHigh = exports.priceLow = exports.price = exports.bindingUpper = exports.bindingLower = exports.greatest = exports.least = exports.shiftLow = exports.shiftHigh = exports.ownBegin = exports.innerBegin = exports.innerParent = exports.innerUpper = exports.innerLower = exports.leafDispatch = exports.leafShift = exports.leafWeight = exports.leafUpper = exports.leafLower = exports.innerCount = exports.leafCount = void 0;
exports.layOut = layOut;
exports.leaf = leaf;
exports.setLeaf = setLeaf;
exports.inner = inner;
exports.setInner = setInner;
exports.parentOf = parentOf;
exports.firstInnerBelow = firstInnerBelow;
exports.ownLeafBegin = ownLeafBegin;
exports.heldOf = heldOf;
exports.setHeld = setHeld;
exports.inWork = inWork;
exports.leafCount = 0;
exports.innerCount = 0;
exports.leafLower = 0;
exports.leafUpper = 0;
exports.leafWeight = 0;
exports.leafShift = 0;
exports.leafDispatch = 0;
exports.innerLower = 0;
exports.innerUpper = 0;
exports.innerParent = 0;
exports.innerBegin = 0;
exports.ownBegin = 0;
exports.shiftHigh = 0;
exports.shiftLow = 0;
exports.least = 0;
exports.greatest = 0;
exports.bindingLower = 0;
exports.bindingUpper = 0;
exports.price = 0;
exports.priceLow = 0;
exports.priceHigh = 0;
exports.held = 0;
exports.work = 0;
exports.records = 0;
exports.slotMap = 0;
exports.workEnd = 0;
exports.NOT_HELD = 0;
exports.HELD_LOWER = 1;
exports.HELD_UPPER = 2;
/** Bytes of an item (items.ts) and of a bracket record (brackets.ts) in the work area. */
exports.ITEM_BYTES = 24;
exports.RECORD_BYTES = 112;
const PAGE_BYTES = 65536;
const MEMORY_BYTES = 4294967296;
let next = 0;
/** The address of the next array of `count` elements, 16-byte aligned so that vector loads of it are. */
function place(count, bytesEach) {
    const address = next;
    next = (next + count * bytesEach + 15) & ~15;
    return address;
}
/**
 * Lays out the arena and grows the memory to hold it. Call once, before any address is handed out.
 * Returns the bytes needed; nothing is laid out where they pass the 4 GiB of a 32-bit memory.
 */
function layOut(leaves, inners) {
    const n = leaves;
    const m = inners;
    next = (__heap_base + 15) & ~15;
    exports.leafCount = leaves;
    exports.innerCount = inners;
    exports.leafLower = place(n, 8);
    exports.leafUpper = place(n, 8);
    exports.leafWeight = place(n, 8);
    exports.leafShift = place(n, 8);
    exports.leafDispatch = place(n, 8);
    exports.innerLower = place(m, 8);
    exports.innerUpper = place(m, 8);
    exports.innerParent = place(m, 4);
    exports.innerBegin = place(m, 4);
    exports.ownBegin = place(m + 1, 4);
    exports.shiftHigh = place(m, 8);
    exports.shiftLow = place(m, 8);
    exports.least = place(m, 8);
    exports.greatest = place(m, 8);
    exports.bindingLower = place(m, 8);
    exports.bindingUpper = place(m, 8);
    exports.price = place(m, 8);
    exports.priceLow = place(m, 8);
    exports.priceHigh = place(m, 8);
    exports.held = place(m, 1);
    exports.work = place(n, exports.ITEM_BYTES);
    exports.records = place(m, exports.RECORD_BYTES);
    exports.slotMap = place(m, 4);
    exports.workEnd = next;
    const bytes = next;
    if (bytes >= MEMORY_BYTES)
        return bytes;
    const pages = ((bytes + PAGE_BYTES - 1) / PAGE_BYTES) - memory.size();
    if (pages > 0 && memory.grow(pages) < 0)
        return MEMORY_BYTES;
    return bytes;
}
// Indexed access. The assertions are the bounds check of the debug build; the release build drops them.
function leaf(array, k) {
    assert(k >= 0 && k < exports.leafCount, "leaf out of bounds");
    return load(array + (k << 3));
}
function setLeaf(array, k, value) {
    assert(k >= 0 && k < exports.leafCount, "leaf out of bounds");
    store(array + (k << 3), value);
}
function inner(array, v) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    return load(array + (v << 3));
}
function setInner(array, v, value) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    store(array + (v << 3), value);
}
function parentOf(v) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    return load(exports.innerParent + (v << 2));
}
function firstInnerBelow(v) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    return load(exports.innerBegin + (v << 2));
}
/** First own leaf of v; of v + 1, also the end of v's own leaves. */
function ownLeafBegin(v) {
    assert(v >= 0 && v <= exports.innerCount, "inner node out of bounds");
    return load(exports.ownBegin + (v << 2));
}
function heldOf(v) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    return load(exports.held + v);
}
function setHeld(v, side) {
    assert(v >= 0 && v < exports.innerCount, "inner node out of bounds");
    store(exports.held + v, side);
}
/** Asserts that an address of scratch lies in the work area. */
function inWork(address) {
    assert(address >= exports.work && address < exports.workEnd, "outside the work area");
    return address;
}
