import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "./flat-tree.js";
import type { Topology } from "./topology.js";

/** The numbers of a tree as a solver sees them: "greatest import at the root", whatever was asked. */
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
 *
 * Arrays that need no change are the tree's own.
 */
export function poseProblem(tree: FlatTree, options: CheckedOptions): PosedProblem {
  const { topology, weight } = tree;
  const isMirrored = options.maximise === "export";
  const lower = isMirrored ? tree.upper.map(negated) : tree.lower;
  const upper = isMirrored ? tree.lower.map(negated) : tree.upper;
  const shift = isMirrored ? tree.shift.map(negated) : tree.shift;
  if (options.target === undefined) return { topology, lower, upper, shift, weight };

  const problem = { topology, lower: lower.slice(), upper: upper.slice(), shift, weight };
  poseNode(problem, tree, options, tree.root);
  return problem;
}

/** Brings one node of a posed problem up to the tree's numbers. */
export function poseNode(problem: PosedProblem, tree: FlatTree, options: CheckedOptions, node: number): void {
  let lower = tree.lower[node];
  let upper = tree.upper[node];
  let shift = tree.shift[node];
  if (options.target !== undefined && node === tree.root) {
    // A target is a flow; the limits of a leaf are on its dispatch.
    lower = options.target - shift;
    upper = lower;
  }
  if (options.maximise === "export") {
    [lower, upper] = [negated(upper), negated(lower)];
    shift = negated(shift);
  }
  problem.lower[node] = lower;
  problem.upper[node] = upper;
  problem.shift[node] = shift;
  problem.weight[node] = tree.weight[node];
}

/** `-value`, but 0 for 0: a mirrored zero is still plain zero. */
export function negated(value: number): number {
  return 0 - value;
}
