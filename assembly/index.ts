/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers.
 */

import { solveByBrackets } from "./brackets";
import { handDownPrices } from "./dispatches";
import { shareAmongSiblings } from "./siblings";

export { findBounds } from "./bounds";
export {
  greatest,
  held,
  innerBegin,
  innerLower,
  innerParent,
  innerUpper,
  layOut,
  leafDispatch,
  leafLower,
  leafShift,
  leafUpper,
  leafWeight,
  least,
  ownBegin,
  shiftHigh,
  shiftLow,
} from "./memory";

/** Fair levels over the leaves. Call when `findBounds` has said FEASIBLE. */
export function solveLeaves(): void {
  solveByBrackets();
  handDownPrices();
}

/** Fair shares among siblings. Call when `findBounds` has said FEASIBLE. */
export function solveSiblings(): void {
  shareAmongSiblings();
}
