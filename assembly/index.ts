/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers.
 *
 * `findBounds` first; where it says FEASIBLE, `solveLevels` (fairness among leaves) or `shareAmongSiblings`.
 */
export { findBounds } from "./bounds";
export { setNewtonFromLeaves, solveLevels } from "./levels";
export {
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
export { shareAmongSiblings } from "./siblings";
