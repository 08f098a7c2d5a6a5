import { InputError } from "../model/input-error.js";
import type { CheckedOptions } from "../model/options.js";
import { ruledTree } from "../problem/named-rule.js";
import { negated, type PosedProblem, poseProblem } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { UNDECIDED } from "./kernel-constants.js";
import { stepKind } from "./kernel-steps.js";
import type { CheckedSteps } from "./leaf-steps.js";
import type { LentSession } from "./lent-session.js";
import { solveTree } from "./solve-discrete.js";
import { INVALID, type StepAnswer, type StepAnswers, type StepFault, stepStatuses } from "./step-answers.js";

/**
 * Solves many steps: all that the kernel can take in one go, the others one by one.
 * @param tree as given, before any rule
 * @param problem what a session on loan holds, then and now
 * @param lent absent where there is no kernel
 */
export function solveManySteps(
  lent: LentSession | undefined,
  tree: FlatTree,
  problem: PosedProblem,
  options: CheckedOptions,
  steps: CheckedSteps,
  answers: StepAnswers,
): void {
  // Guaranteed parts are leaves of their own, in a tree of their own; minimums and whole steps take several solves.
  const isSplit = tree.guarantee !== undefined || tree.isDiscrete || options.whenInfeasible === "curtail";
  const session = isSplit || tree.isLeaf(tree.root) ? undefined : lent?.open(problem);
  const isDone = session?.solveSteps(steps, answers, stepKind(tree, problem, options, steps)) ?? false;
  try {
    for (let step = 0; step < steps.stepCount; step++) {
      if (isDone && answers.status[step] !== UNDECIDED) continue;
      solveStep(lent, tree, options, steps, step, answers);
    }
  } finally {
    lent?.held?.writeAll(problem);
  }
}

/** Why the steps that are invalid are. */
export function stepFaults(steps: CheckedSteps, { status }: StepAnswers, options: CheckedOptions): StepFault[] {
  return Array.from(status.entries())
    .filter(([, code]) => code === INVALID)
    .map(([step]) => ({ step, error: faultAt(steps, step, options) as InputError }));
}

/** What is wrong with the numbers of a step, the rule's wants included. */
function faultAt(steps: CheckedSteps, step: number, options: CheckedOptions): InputError | undefined {
  const fault = steps.faultAt(step);
  if (fault) return fault;
  try {
    ruledTree(steps.treeAt(step), options);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** The tree at a step, under the rule; undefined where its numbers are nonsense. */
function soundTreeAt(steps: CheckedSteps, step: number, options: CheckedOptions): FlatTree | undefined {
  if (steps.targetFaultAt(step)) return undefined;
  try {
    return ruledTree(steps.treeAt(step), options);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function solveStep(
  lent: LentSession | undefined,
  tree: FlatTree,
  options: CheckedOptions,
  steps: CheckedSteps,
  step: number,
  answers: StepAnswers,
): void {
  const ruled = soundTreeAt(steps, step, options);
  if (ruled === undefined) {
    answers.tellNone(step, INVALID);
    return;
  }
  const target = steps.targetAt(step, options);
  const posed = poseProblem(ruled, { ...options, target });
  if (!ruled.isDiscrete) lent?.open(posed)?.writeAll(posed);
  const { outcome, relaxed } = solveTree(lent, ruled, posed, { ...options, target });
  if (outcome.status !== "optimal") {
    answers.tellNone(step, stepStatuses.indexOf(outcome.status));
    return;
  }
  const lower = posed.lower.slice();
  const upper = posed.upper.slice();
  for (const { node, limit, to } of relaxed) (limit === "upper" ? upper : lower)[node] = to;
  const { request = posed.upper } = posed;
  const { dispatch } = outcome;
  let sum = 0;
  for (const leaf of tree.leaves) sum += dispatch[leaf] + posed.shift[leaf];
  const { rootFlow = sum } = outcome;
  const answer = { rootFlow, dispatch, request, shift: posed.shift, lower, upper };
  answers.tell(step, options.maximise === "export" ? mirrored(answer) : answer);
}

function mirrored({ rootFlow, dispatch, request, shift, lower, upper }: StepAnswer): StepAnswer {
  return {
    rootFlow: negated(rootFlow),
    dispatch: dispatch.map(negated),
    request: request.map(negated),
    shift: shift.map(negated),
    lower: upper.map(negated),
    upper: lower.map(negated),
  };
}
