"use strict";
/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers.
 */
Object.defineProperty(exports, "__esModule", { value: true });
exports.shiftLow = exports.shiftHigh = exports.ownBegin = exports.least = exports.leafWeight = exports.leafUpper = exports.leafShift = exports.leafLower = exports.leafDispatch = exports.layOut = exports.innerUpper = exports.innerParent = exports.innerLower = exports.innerBegin = exports.held = exports.greatest = exports.findBounds = void 0;
exports.solveLeaves = solveLeaves;
exports.solveSiblings = solveSiblings;
const brackets_1 = require("./brackets");
const recompute_1 = require("./recompute");
const siblings_1 = require("./siblings");
var bounds_1 = require("./bounds");
Object.defineProperty(exports, "findBounds", { enumerable: true, get: function () { return bounds_1.findBounds; } });
var memory_1 = require("./memory");
Object.defineProperty(exports, "greatest", { enumerable: true, get: function () { return memory_1.greatest; } });
Object.defineProperty(exports, "held", { enumerable: true, get: function () { return memory_1.held; } });
Object.defineProperty(exports, "innerBegin", { enumerable: true, get: function () { return memory_1.innerBegin; } });
Object.defineProperty(exports, "innerLower", { enumerable: true, get: function () { return memory_1.innerLower; } });
Object.defineProperty(exports, "innerParent", { enumerable: true, get: function () { return memory_1.innerParent; } });
Object.defineProperty(exports, "innerUpper", { enumerable: true, get: function () { return memory_1.innerUpper; } });
Object.defineProperty(exports, "layOut", { enumerable: true, get: function () { return memory_1.layOut; } });
Object.defineProperty(exports, "leafDispatch", { enumerable: true, get: function () { return memory_1.leafDispatch; } });
Object.defineProperty(exports, "leafLower", { enumerable: true, get: function () { return memory_1.leafLower; } });
Object.defineProperty(exports, "leafShift", { enumerable: true, get: function () { return memory_1.leafShift; } });
Object.defineProperty(exports, "leafUpper", { enumerable: true, get: function () { return memory_1.leafUpper; } });
Object.defineProperty(exports, "leafWeight", { enumerable: true, get: function () { return memory_1.leafWeight; } });
Object.defineProperty(exports, "least", { enumerable: true, get: function () { return memory_1.least; } });
Object.defineProperty(exports, "ownBegin", { enumerable: true, get: function () { return memory_1.ownBegin; } });
Object.defineProperty(exports, "shiftHigh", { enumerable: true, get: function () { return memory_1.shiftHigh; } });
Object.defineProperty(exports, "shiftLow", { enumerable: true, get: function () { return memory_1.shiftLow; } });
/** Fair levels over the leaves. Call when `findBounds` has said FEASIBLE. */
function solveLeaves() {
    (0, brackets_1.solveByBrackets)();
    (0, recompute_1.recomputePrices)();
    (0, recompute_1.writeDispatches)();
}
/** Fair shares among siblings. Call when `findBounds` has said FEASIBLE. */
function solveSiblings() {
    (0, siblings_1.shareAmongSiblings)();
}
