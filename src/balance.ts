import type { Solution } from "./engine/solution.js";
import { solveOnce } from "./engine/solve-once.js";
import type { SolverOptions } from "./engine/solver-options.js";
import type { LeafNode } from "./model/leaf-node.js";
import type { Node } from "./model/node.js";
import { flatTreeOf } from "./tree/flat-tree.js";

/**
 * Balances an object tree: writes `flow`, `allocation` and `level` on every node, `curtailment` on every leaf, and returns
 * the solution, whose arrays list the nodes in pre-order.
 *
 * Where there is no answer (`status` is `"infeasible"` or `"unbounded"`, and says why) it writes NaN and throws nothing.
 * Every call reads the tree anew; nothing needs to be reset in between.
 *
 * The balanced allocation is the max-min fair one on the base polytope of a laminar family (Fujishige 1980; Hochbaum &
 * Hong 1995).
 * @throws InputError for nonsense in the tree or the options
 */
export function balance(root: Node | LeafNode, options: SolverOptions = {}): Solution {
  const { tree, nodes } = flatTreeOf(root);
  const solution = solveOnce(tree, options);
  if (solution.status === "optimal") {
    const { flow, allocation, level, curtailment } = solution;
    for (let v = 0; v < nodes.length; v++) {
      const node = nodes[v];
      node.flow = flow[v];
      node.allocation = allocation[v];
      node.level = level[v];
      if (isLeaf(node)) node.curtailment = curtailment[v];
    }
  } else {
    for (const node of nodes) {
      node.flow = node.allocation = node.level = Number.NaN;
      if (isLeaf(node)) node.curtailment = Number.NaN;
    }
  }
  return solution;
}

function isLeaf(node: Node | LeafNode): node is LeafNode {
  return (node as Node).children === undefined;
}
