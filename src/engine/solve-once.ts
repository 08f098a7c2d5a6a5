import { type CheckedOptions, checkOptions } from "../model/options.js";
import { ruledTree } from "../problem/named-rule.js";
import { poseProblem } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { LentSession } from "./lent-session.js";
import { type Solution, type SolvedNumbers, type SolvedTree, toldSolution } from "./solution.js";
import { solveTree } from "./solve-discrete.js";
import { chosenKernel, refuseReference, type SolverOptions, solverOptionNames } from "./solver-options.js";

/**
 * Solves a tree whose numbers nobody will change, as a new `Solver` does; but the kernel and its memory, which are most of
 * what a solver is made of, are those of a call before.
 * @throws InputError as the constructor of `Solver`
 */
export function solveOnce(given: FlatTree, options: SolverOptions): Solution {
  const checked = checkOptions(options, solverOptionNames);
  const module = chosenKernel(options);
  const { solved, numbers } = solveAndRead(given, checked, module);
  if (solved.isWithoutMemory) refuseReference(options);
  return toldSolution(solved, given.topology, checked, () => numbers);
}

/**
 * Solves a tree by itself, and reads the answer at once.
 * @param given its arrays become part of the answer
 * @param module the compiled kernel; absent where the reference is to solve
 */
export function solveAndRead(
  given: FlatTree,
  options: CheckedOptions,
  module: WebAssembly.Module | undefined,
): {
  solved: SolvedTree & { readonly isWithoutMemory: boolean };
  numbers: SolvedNumbers;
} {
  const tree = ruledTree(given, options);
  const problem = poseProblem(tree, options);
  const lent = module && new LentSession(module);
  const session = lent?.open(problem);
  const solved = solveTree(lent, tree, problem, options);
  const { outcome } = solved;
  // The next who has the kernel writes over it.
  const dispatch = outcome.status === "optimal" ? outcome.dispatch : new Float64Array(0);
  lent?.close();
  const { shift, weight } = tree;
  const { request = problem.upper } = problem;
  const isWithoutMemory = lent !== undefined && session === undefined;
  return { solved: { ...solved, isWithoutMemory }, numbers: { dispatch, shift, weight, request } };
}
