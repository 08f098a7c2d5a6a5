import type { OptimalSolution } from "../../src/engine/solution.js";
import type { FlatTree } from "../../src/tree/flat-tree.js";

/** A solution that says what a test wants written, balanced or not: the flows, and other numbers that differ from them. */
export function solutionOf(tree: FlatTree, flows: readonly number[]): OptimalSolution {
  const flow = Float64Array.from(flows);
  return {
    status: "optimal",
    engine: "reference",
    rootFlow: flow[tree.root],
    flow,
    allocation: flow.map((value) => value / 3),
    level: flow.map((value) => value / 7),
    request: flow.map((value) => value / 5),
    curtailment: flow.map((value) => value / 11),
    curtailedImport: 1.5,
    curtailedExport: 2.5,
    relaxed: [],
    off: [],
  };
}
