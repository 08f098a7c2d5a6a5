import type { LeafSteps } from "../engine/leaf-steps.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { FlatTree } from "../tree/flat-tree.js";

/** Every leaf's request at a step, leaves in the order of `tree.leaves`: what the steps say, else the tree, else all that the leaf may have. */
export function requestsOf(
  tree: FlatTree,
  { request, profiles }: Pick<LeafSteps, "request" | "profiles">,
  { maximise }: Pick<SolverOptions, "maximise">,
): (step: number, leaf: number) => number {
  const { leaves, leafCount } = tree;
  const greatest = maximise === "export" ? tree.lower : tree.upper;
  const own = (leaf: number) => {
    const given = tree.request?.[leaves[leaf]] ?? Number.NaN;
    return Number.isNaN(given) ? greatest[leaves[leaf]] : given;
  };
  if (request) {
    return (step, leaf) => {
      const asked = request[step * leafCount + leaf];
      return Number.isNaN(asked) ? own(leaf) : asked;
    };
  }
  if (!profiles) return (_, leaf) => own(leaf);
  const { base, shapeOf, shapes } = profiles;
  // Zero is added for the sake of its sign.
  return (step, leaf) => (Number.isNaN(base[leaf]) ? own(leaf) : base[leaf] * shapes[shapeOf[leaf]][step] + 0);
}
