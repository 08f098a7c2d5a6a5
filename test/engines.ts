import type { Solution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import type { Engine, SolverOptions } from "../src/engine/solver-options.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import type { TreeArrays } from "../src/tree/node-numbers.js";

/** Every engine that the suites run over; in a project for another build of the kernel, that kernel alone. */
export const engines: readonly Engine[] = process.env.CNAB_KERNEL ? ["wasm"] : ["reference", "wasm"];

export function solve(tree: TreeArrays, options: SolverOptions): Solution {
  return new Solver(new FlatTree(tree), options).solve();
}
