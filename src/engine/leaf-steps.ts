import { InputError } from "../model/input-error.js";
import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber, faultError, type NumberField, numberFault, wishesAt, wishFault } from "../tree/node-numbers.js";
import type { Engine } from "./solver-options.js";

/** The numbers of a leaf that may change from step to step. */
export const stepFields = ["lower", "upper", "shift", "weight", "request"] as const;
export type StepField = (typeof stepFields)[number];

/**
 * New numbers for every leaf at every step; what is left out stays as it is in the solver.
 *
 * Each array has `stepCount * leafCount` entries, a row a step: the numbers of step t are
 * `[t * leafCount, (t + 1) * leafCount)`, leaves in the order of `tree.leaves`.
 */
export type LeafSteps = { readonly [field in StepField]?: Float64Array | undefined };

/** Of `StepSolutions.status`: what each number stands for. `"invalid"`: the step's numbers are nonsense (`faults`). */
export const stepStatuses = ["optimal", "infeasible", "unbounded", "invalid"] as const;
export const INVALID: number = stepStatuses.indexOf("invalid");

/** What each step came to. */
export interface StepSolutions {
  readonly engine: Engine;
  readonly stepCount: number;
  /** Length `stepCount`: an index into `stepStatuses`. */
  readonly status: Uint8Array;
  /** Length `stepCount`: flow through the root, NaN where there is no answer. */
  readonly rootFlow: Float64Array;
  /** Length `stepCount * leafCount`, a row a step as in `LeafSteps`: every leaf's dispatch, NaN where there is no answer. */
  readonly dispatch: Float64Array;
  /** Of each step that is `"invalid"`, in their order: the first number of it that no leaf may have, or that the rule lacks. */
  readonly faults: readonly StepFault[];
}

/** Why a step was not solved. */
export interface StepFault {
  readonly step: number;
  readonly error: InputError;
}

/** Arrays of one's own for the answers, of the lengths of `StepSolutions`: nothing is allocated then. */
export type StepArrays = Partial<Pick<StepSolutions, "status" | "rootFlow" | "dispatch">>;

/**
 * @throws InputError where there is no array, or one that does not hold whole steps, or not as many as the others; for names
 * that no number of a leaf has, and requests among siblings
 */
export function countSteps(steps: LeafSteps, { leafCount }: FlatTree, { fairness }: CheckedOptions): number {
  const expected = `one or more of ${stepFields.join(", ")}`;
  if (typeof steps !== "object" || steps === null) {
    throw new InputError(`steps is ${steps === null ? "null" : typeof steps}; expected an object with ${expected}`);
  }
  let stepCount: number | undefined;
  for (const [field, values] of Object.entries(steps)) {
    if (!stepFields.includes(field as StepField)) {
      throw new InputError(`steps have ${field}, which is not known; expected ${expected}`, { field });
    }
    if (values === undefined) continue;
    if (!(values instanceof Float64Array)) {
      throw new InputError(`${field} is not a Float64Array; expected one, a row of ${leafCount} numbers a step`, {
        field,
      });
    }
    stepCount ??= Math.ceil(values.length / leafCount);
    checkLength(field, values.length, stepCount * leafCount, `${stepCount} steps of ${leafCount} leaves`);
  }
  if (stepCount === undefined) throw new InputError(`steps bring no numbers; expected ${expected}`);
  if (steps.request && fairness === "siblings") {
    const problem = 'request is given, but fairness "siblings" knows neither requests nor priorities';
    throw new InputError(problem, { field: "request" });
  }
  return stepCount;
}

/** @throws InputError for an array of another length */
export function answerArrays(into: StepArrays, stepCount: number, leafCount: number): Required<StepArrays> {
  const { status = new Uint8Array(stepCount), rootFlow = new Float64Array(stepCount) } = into;
  const { dispatch = new Float64Array(stepCount * leafCount) } = into;
  checkLength("status", status.length, stepCount, `${stepCount} steps`);
  checkLength("rootFlow", rootFlow.length, stepCount, `${stepCount} steps`);
  checkLength("dispatch", dispatch.length, stepCount * leafCount, `${stepCount} steps of ${leafCount} leaves`);
  return { status, rootFlow, dispatch };
}

function checkLength(field: string, length: number, expected: number, what: string): void {
  if (length === expected) return;
  throw new InputError(`${field} has ${length} entries, expected ${expected}: ${what}`, { field, value: length });
}

/** @throws InputError for an array of answers that shares memory with numbers that are still to be read */
export function checkApart(answers: Required<StepArrays>, steps: LeafSteps): void {
  for (const [name, answer] of Object.entries(answers)) {
    for (const field of stepFields) {
      const values = steps[field];
      if (values === undefined || !overlap(answer, values)) continue;
      throw new InputError(`${name} shares memory with the steps' ${field}, which it would be written over`, {
        field: name,
      });
    }
  }
}

function overlap(a: Uint8Array | Float64Array, b: Float64Array): boolean {
  return (
    a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
  );
}

/** Names the first leaf of a step whose numbers are nonsense. */
export function stepFault(tree: FlatTree, steps: LeafSteps, step: number): InputError | undefined {
  const { leaves } = tree;
  for (let j = 0; j < leaves.length; j++) {
    const v = leaves[j];
    const at = step * leaves.length + j;
    const next: Record<NumberField, number> = {
      lower: steps.lower?.[at] ?? tree.lower[v],
      upper: steps.upper?.[at] ?? tree.upper[v],
      shift: steps.shift?.[at] ?? tree.shift[v],
      weight: steps.weight?.[at] ?? tree.weight[v],
      ...wishesAt(tree, v),
      ...(steps.request && { request: steps.request[at] }),
    };
    const fault =
      numberFault(true, next.lower, next.upper, next.shift, next.weight) ??
      wishFault(true, next.lower, next.upper, next);
    if (!fault) continue;
    return faultError(tree.id(v), { ...fault, problem: `${fault.problem} at step ${step}` }, next[fault.field]);
  }
  return undefined;
}

/** The tree with one step's numbers. */
export function treeAtStep(tree: FlatTree, steps: LeafSteps, step: number): FlatTree {
  const { leaves, nodeCount } = tree;
  const changed: Partial<Record<StepField, Float64Array>> = {};
  for (const field of stepFields) {
    const row = steps[field];
    if (row === undefined) continue;
    const values = tree[field]?.slice() ?? new Float64Array(nodeCount).fill(absentNumber.request);
    for (let j = 0; j < leaves.length; j++) values[leaves[j]] = row[step * leaves.length + j];
    changed[field] = values;
  }
  return tree.withNumbers(changed);
}
