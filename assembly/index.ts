/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers.
 *
 * `findBounds` first; where it says FEASIBLE, `solveLevels` (fairness among leaves) or `shareAmongSiblings`; then
 * `writeDispatches` for the answer. `solveAgain` stands for the first two after a few changes.
 */
export { solveAgain } from "./again";
export { findBounds, rootFlow } from "./bounds";
export { wholePlace } from "./contraction";
export { writeDispatches } from "./dispatches";
export { setNewtonFrom, solveLevels } from "./levels";
export {
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
  state,
  work,
} from "./memory";
export { shareAmongSiblings } from "./siblings";
export { stepLower, stepRequest, stepShift, stepTier, stepUpper, stepWeight } from "./step-rows";
export { layOutSteps, solveSteps, stepDispatch, stepFlow, stepStatus } from "./steps";
export { layOutTiers, leafBottom, leafRequest, leafTier, leafTop, solveTiers } from "./tiers";
