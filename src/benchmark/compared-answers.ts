import { verify } from "../audit/verify.js";
import type { LeafSteps } from "../engine/leaf-steps.js";
import type { OptimalSolution, Solution } from "../engine/solution.js";
import { Solver } from "../engine/solver.js";
import type { BalanceOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";

/** How far answers may be apart, relative to the greatest finite limit. */
const TOLERANCE = 1e-9;
/** So many steps are solved by the reference, too. */
const COMPARED_STEPS = 3;

/** What was found about answers, outside all timing. */
export interface ComparedAnswers {
  /** Greatest difference between two flows of kernel and reference, by the greatest finite limit; absent where the reference was left out. */
  readonly apart: number | undefined;
  /** What is wrong, a line each. */
  readonly faults: readonly string[];
}

/** Has the answers of both audited, and compares them. */
export function compareSolutions(
  tree: FlatTree,
  options: BalanceOptions,
  kernel: Solution,
  reference: Solution | undefined,
): ComparedAnswers {
  const named = { kernel, reference };
  const faults = Object.entries(named).flatMap(([name, solution]) =>
    solution?.status === "optimal" ? auditFaults(tree, options, solution, name) : [],
  );
  if (reference === undefined) return { apart: undefined, faults };
  if (kernel.status !== "optimal" || reference.status !== "optimal") {
    const isSame = kernel.status === reference.status;
    return {
      apart: 0,
      faults: isSame ? faults : [...faults, `kernel: ${kernel.status}; reference: ${reference.status}`],
    };
  }
  const apart = greatestDifference(kernel.flow, reference.flow) / greatestLimit(tree);
  const fault = `kernel and reference are ${apart} of the greatest limit apart`;
  return { apart, faults: apart <= TOLERANCE ? faults : [...faults, fault] };
}

function auditFaults(tree: FlatTree, options: BalanceOptions, solution: OptimalSolution, name: string): string[] {
  const violations = verify(tree, solution, options);
  return violations.length === 0
    ? []
    : [`${name}: ${violations.length} violations, the first: ${violations[0].message}`];
}

/** Has the reference solve some steps of a block too. @returns what is wrong, a line each */
export function compareSteps(tree: FlatTree, options: BalanceOptions, block: LeafSteps): string[] {
  const few = firstSteps(block, tree.leafCount);
  const [kernel, reference] = (["wasm", "reference"] as const).map((engine) =>
    new Solver(tree, { ...options, engine }).solveSteps(few),
  );
  const isStatusSame = kernel.status.every((code, step) => code === reference.status[step]);
  if (!isStatusSame) return ["kernel and reference do not agree on which steps have an answer"];
  const apart = greatestDifference(kernel.dispatch, reference.dispatch) / greatestLimit(tree);
  return apart <= TOLERANCE ? [] : [`steps by kernel and reference are ${apart} of the greatest limit apart`];
}

function firstSteps({ profiles, request, target }: LeafSteps, leafCount: number): LeafSteps {
  if (profiles === undefined) {
    return { request: request?.subarray(0, COMPARED_STEPS * leafCount), target: target?.subarray(0, COMPARED_STEPS) };
  }
  return { profiles: { ...profiles, shapes: profiles.shapes.map((shape) => shape.subarray(0, COMPARED_STEPS)) } };
}

/** NaN stands for no answer. */
function greatestDifference(some: Float64Array, others: Float64Array): number {
  let greatest = 0;
  for (let k = 0; k < some.length; k++) {
    if (!Number.isNaN(some[k])) greatest = Math.max(greatest, Math.abs(some[k] - others[k]));
  }
  return greatest;
}

function greatestLimit({ lower, upper }: FlatTree): number {
  let greatest = 0;
  for (const values of [lower, upper]) {
    for (const value of values) if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value));
  }
  return greatest || 1;
}
