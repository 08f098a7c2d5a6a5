import { instantiateKernel, type KernelExports, kernelModule } from "../src/engine/kernel.js";
import { FEASIBLE } from "../src/engine/kernel-constants.js";
import { KernelSession } from "../src/engine/kernel-session.js";
import { checkOptions } from "../src/model/options.js";
import { poseProblem } from "../src/problem/posed-problem.js";
import type { FlatTree } from "../src/tree/flat-tree.js";
import { kernelOrder } from "../src/tree/kernel-order.js";
import { sumFlows } from "../src/tree/node-flows.js";
import type { OwnTiming, Program } from "./program.js";

/** A kernel with a tree's numbers in its memory, and nothing of the package between it and whoever measures it. */
export class BareKernel {
  readonly exports: KernelExports;
  readonly #tree: FlatTree;

  constructor(tree: FlatTree) {
    const module = kernelModule();
    if (!module) throw new Error("WebAssembly may not be compiled here");
    this.#tree = tree;
    this.exports = instantiateKernel(module);
    // It lays the tree out in the kernel's memory, and is not needed again.
    new KernelSession(this.exports, poseProblem(tree, checkOptions({})));
  }

  /** All anew, from the numbers in the memory to the dispatches in the memory. */
  solve(): void {
    const status = this.exports.findBounds();
    if (status !== FEASIBLE) throw new Error(`the bounds ended with status ${status}`);
    this.exports.solveLevels();
    this.exports.writeDispatches();
  }

  /** The flows of all nodes, in the tree's order. */
  flows(): Float64Array {
    const { topology, shift, nodeCount } = this.#tree;
    const { leafNode, leafCount } = kernelOrder(topology);
    const { memory, leafDispatch } = this.exports;
    const dispatch = new Float64Array(memory.buffer, leafDispatch.value >>> 0, leafCount);
    const flow = new Float64Array(nodeCount);
    for (let k = 0; k < leafCount; k++) flow[leafNode[k]] = shift[leafNode[k]] + dispatch[k];
    sumFlows(topology, flow);
    return flow;
  }
}

/**
 * A cold solve at the kernel itself: bounds, levels and dispatches, called one after the other on its exports. Not
 * through `Solver.solve()`, which leaves the dispatches to whoever reads them: native code writes its answer too.
 *
 * A small tree is solved by many kernels in one timed run, so that the clock is not what is measured; by few enough to
 * stay in the cache together.
 */
export function kernelProgram(tree: FlatTree): Program {
  const copies = Math.ceil(Math.min(64, Math.max(1, 4e3 / tree.nodeCount)));
  const kernels = Array.from({ length: copies }, () => new BareKernel(tree));
  return {
    name: "kernel",
    run(): OwnTiming {
      const begin = performance.now();
      for (let k = 0; k < copies; k++) kernels[k].solve();
      const elapsed = performance.now() - begin;
      return { overriddenDuration: elapsed / copies, overriddenIterationCost: elapsed };
    },
    flows: () => kernels[0].flows(),
  };
}
