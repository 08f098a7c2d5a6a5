import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { type BalanceOptions, checkOptions } from "../model/options.js";
import { poseProblem } from "../problem/posed-problem.js";
import { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import { findCarried } from "./carried.js";
import { handPricesDown } from "./leaf-prices.js";
import { shareAmongSiblings } from "./sibling-shares.js";
import { StepList, type TraceStep } from "./step.js";
import { enumerated, told } from "./words.js";

/** More nodes than anyone reads about, step by step; every step holds a copy of all numbers. */
const GREATEST_NODE_COUNT = 100;

/** What is asked of the tree; the greatest import is traced. */
export type TraceOptions = Pick<BalanceOptions, "fairness" | "target">;

/**
 * The algorithm step by step, on a small tree, as one would do it on paper. It is written to be read, and solves by other
 * arithmetic than the engines; its numbers are good to about 1e-12.
 *
 * Among leaves: what each subtree can carry, limits set aside, thresholds from the leaves up, levels from the root down.
 * Among siblings: what each subtree can carry, then each node's flow shared among its children, and the excess again.
 *
 * @throws InputError for a tree or options that are nonsense, for a tree of more than 100 nodes, and for one with requests
 * or priorities, which take one such solve for each tier
 */
export function trace(tree: FlatTree | Node | LeafNode, options: TraceOptions = {}): TraceStep[] {
  const flatTree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  const checked = checkOptions(options, ["fairness", "target"]);
  const { nodeCount, topology } = flatTree;
  if (nodeCount > GREATEST_NODE_COUNT) {
    const problem = `the tree has ${nodeCount} nodes; one of at most ${GREATEST_NODE_COUNT} can be traced`;
    throw new InputError(problem, { field: "tree", value: nodeCount });
  }
  refuseRequests(flatTree);
  const problem = poseProblem(flatTree, checked);
  const list = new StepList(nodeCount);
  if (!findCarried(problem, list)) return list.steps;
  if (checked.fairness === "leaves") handPricesDown(problem, list);
  else shareAmongSiblings(problem, list);

  const flows: string[] = [];
  for (let v = 0; v < nodeCount; v++) {
    if (topology.isLeaf(v)) flows.push(`${topology.id(v)} ${told(list.known.flow[v])}`);
  }
  const total = nodeCount > 1 ? `; ${told(list.known.flow[topology.root])} in all` : "";
  list.add("result", undefined, `Done: ${enumerated(flows)}${total}.`);
  return list.steps;
}

function refuseRequests(tree: FlatTree): void {
  const field = (["request", "guarantee", "minimum", "step", "priority"] as const).find(
    (name) => tree[name] !== undefined,
  );
  if (field === undefined) return;
  const node = tree.topology.topDown.find((v) => !Object.is(tree[field]?.[v], absentNumber[field])) ?? tree.root;
  throw new InputError(`${field} is given; only trees without requests and priorities can be traced`, {
    id: tree.id(node),
    field,
    value: tree[field]?.[node],
  });
}
