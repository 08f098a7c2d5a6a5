import type { Engine } from "../engine/solver-options.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { oneOf } from "../model/options.js";
import { FlatTree } from "../tree/flat-tree.js";
import { planAsSoonAsPossible } from "./as-soon-as-possible.js";
import { checkRequest } from "./checked-request.js";
import { instantiateScheduleKernel, noScheduleKernel, type ScheduleKernel, scheduleKernelModule } from "./kernel.js";
import type { Plan } from "./plan.js";
import { planEvenly, type ScheduleSolver } from "./plan-evenly.js";
import { solveReference } from "./reference/solve-reference.js";
import type { ScheduleRequest } from "./schedule-request.js";
import { solveInKernel } from "./solve-in-kernel.js";

/** Of whom a plan is asked. */
export interface ScheduleOptions {
  /** Default: the WebAssembly kernel where it may be compiled, otherwise the plain-TypeScript reference. */
  readonly engine?: Engine | undefined;
}

/**
 * Plans who of those that may wait takes how much, and when, under a tree of limits that hold in every step.
 *
 * First the most even energies: no session's level could be raised without lowering one that is not above it. They also have
 * the greatest total. Then, with these energies, the most even load at the root: no step's load could be lowered without
 * raising one that is not below it. It has the lowest peaks and the least sum of squares. Both are unique; who exactly takes
 * which part of a step is not. Where there is no plan the status is `"infeasible"`, and one limit is named that nobody can
 * keep.
 *
 * Nobody's power depends on its state of charge, and nothing is lost on the way (docs/shifting.md).
 *
 * The method is the decomposition of bases of a polymatroid along minimum cuts (Fujishige 1980; Groenevelt 1991) on the flow
 * network of the tree in every step (Megiddo 1974).
 * @throws InputError for nonsense in the tree, the request or the options; the message names session, node or step and value
 */
export function schedule(
  tree: FlatTree | Node | LeafNode,
  request: ScheduleRequest,
  options: ScheduleOptions = {},
): Plan {
  const flatTree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  const checked = checkRequest(flatTree, request);
  if (checked.goal === "asSoonAsPossible") return planAsSoonAsPossible(checked, options);
  const module = chosenScheduleKernel(options);
  return planEvenly(checked, module ? kernelSolver(instantiateScheduleKernel(module)) : referenceSolver).plan;
}

function kernelSolver(kernel: ScheduleKernel): ScheduleSolver {
  return { engine: "wasm", keep: "binding", solve: (network) => solveInKernel(kernel, network) };
}

/**
 * Solves the problem as it stands, where the kernel solves what can bind of it.
 * @internal
 */
export const referenceSolver: ScheduleSolver = { engine: "reference", keep: "all", solve: solveReference };

/**
 * `undefined` where the reference is to solve.
 * @throws InputError for `"wasm"` where no kernel is loaded or WebAssembly may not be compiled
 * @internal
 */
export function chosenScheduleKernel({ engine }: ScheduleOptions): WebAssembly.Module | undefined {
  if (engine !== undefined) oneOf("engine", engine, ["wasm", "reference"]);
  const module = engine === "reference" ? undefined : scheduleKernelModule();
  if (engine === "wasm" && !module) throw noScheduleKernel();
  return module;
}
