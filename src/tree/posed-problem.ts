import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "./flat-tree.js";
import type { Topology } from "./topology.js";

/** The numbers of a tree as a solver sees them: "greatest import, leaves and all", whatever was asked. */
export interface PosedProblem {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
}

/**
 * The tree with the target put in place of the root's limits, and mirrored (import for export) where export is to be
 * greatest. Flows and levels of a mirrored problem are the negatives of those asked for.
 */
export function poseProblem(tree: FlatTree, options: CheckedOptions): PosedProblem {
  const { topology, weight } = tree;
  let { lower, upper, shift } = tree;
  if (options.target !== undefined) {
    lower = lower.slice();
    upper = upper.slice();
    // A target is a flow; the limits of a leaf are on its dispatch.
    const atRoot = options.target - shift[tree.root];
    lower[tree.root] = atRoot;
    upper[tree.root] = atRoot;
  }
  if (options.maximise === "export") {
    [lower, upper] = [upper.map(negated), lower.map(negated)];
    shift = shift.map(negated);
  }
  return { topology, lower, upper, shift, weight };
}

/** `-value`, but 0 for 0: a mirrored zero is still plain zero. */
export function negated(value: number): number {
  return 0 - value;
}
