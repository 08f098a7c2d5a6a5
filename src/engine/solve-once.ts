import { checkOptions } from "../model/options.js";
import { ruledTree } from "../problem/named-rule.js";
import { poseProblem } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { instantiateKernel, type KernelExports } from "./kernel.js";
import { KernelSession } from "./kernel-session.js";
import { type Solution, toldSolution } from "./solution.js";
import { solveOrRelax } from "./solve-posed.js";
import { chosenKernel, type SolverOptions } from "./solver-options.js";

/**
 * Solves a tree whose numbers nobody will change, as a new `Solver` does; but the kernel and its memory, which are most of
 * what a solver is made of, are those of the call before.
 * @throws InputError as the constructor of `Solver`
 */
export function solveOnce(given: FlatTree, options: SolverOptions): Solution {
  const checked = checkOptions(options);
  const module = chosenKernel(options);
  const tree = ruledTree(given, checked);
  const problem = poseProblem(tree, checked);
  const kernel = module && (takeIdle(module) ?? instantiateKernel(module));
  const solved = solveOrRelax(kernel && new KernelSession(kernel, problem), problem, checked);
  // Read at once: the next call has the kernel write over it.
  const outcome = { ...solved.outcome };
  if (kernel) idle = { module, kernel: new WeakRef(kernel) };
  const { shift, weight } = tree;
  const { request = problem.upper } = problem;
  return toldSolution({ ...solved, outcome }, tree.topology, checked, () => ({ shift, weight, request }));
}

/**
 * The kernel that the last call has done with. Its memory is that of the largest tree it has seen; the garbage collector
 * may have it. While a call is at work it is nobody else's: setters and getters of a tree may call for another solve.
 */
let idle: { readonly module: WebAssembly.Module; readonly kernel: WeakRef<KernelExports> } | undefined;

function takeIdle(module: WebAssembly.Module): KernelExports | undefined {
  const kernel = idle?.module === module ? idle.kernel.deref() : undefined;
  idle = undefined;
  return kernel;
}
