/*
 * What the kernel exports: plain functions on numbers and addresses. Nothing here throws; statuses are numbers. What is
 * in capitals, the build writes down for `src/engine/` (kernel-constants.ts).
 *
 * `findBounds` first, or `findRequestBounds` where upper limits are requests; where it says FEASIBLE, `solveLevels`
 * (fairness among leaves) or `shareAmongSiblings`; then `writeDispatches` for the answer. `solveAgain` stands for the first
 * two after a few changes.
 */
export { GAVE_UP, solveAgain } from "./again";
export { FEASIBLE, findBounds, findRequestBounds, INFEASIBLE, rootFlow, UNBOUNDED } from "./bounds";
export { writeDispatches } from "./dispatches";
export { setNewtonFrom, solveLevels } from "./levels";
export {
  FAULT,
  greatest,
  HELD,
  HELD_UPPER,
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
  state,
  work,
} from "./memory";
export { stepFlow, stepStatus, UNDECIDED } from "./one-step";
export { shareAmongSiblings } from "./siblings";
export {
  clearLeafSums,
  innerNode,
  leafCurtailed,
  leafCut,
  leafNode,
  leafRequested,
  leafServed,
  stepBinding,
  stepBindingEnd,
  stepCurtailment,
  stepDispatch,
  stepNodeFlow,
  stepSums,
} from "./step-answers";
export { limitLower, limitNode, limitUpper } from "./step-limits";
export { stepLower, stepRequest, stepShift, stepTier, stepUpper, stepWeight } from "./step-rows";
export { leafBase, leafShape, ownLower, ownRequest, ownUpper, shapeRows } from "./step-shapes";
export { wholePlace } from "./step-tree";
export { layOutSteps, solveSteps } from "./steps";
export { layOutTiers, leafBottom, leafRequest, leafTier, leafTop, solveTiers } from "./tiers";
