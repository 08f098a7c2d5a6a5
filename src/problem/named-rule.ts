import { InputError } from "../model/input-error.js";
import { LEAST_WEIGHT } from "../model/number-range.js";
import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber, type NumberField } from "../tree/node-numbers.js";

/**
 * The tree with the weights and priorities that a named rule stands for; the tree itself without one.
 * @throws InputError for a leaf that lacks what the rule goes by: a finite request, an order of connection
 */
export function ruledTree(tree: FlatTree, { rule, maximise }: Pick<CheckedOptions, "rule" | "maximise">): FlatTree {
  switch (rule) {
    case undefined:
      return tree;
    case "equal":
      return tree.withNumbers({ weight: new Float64Array(tree.nodeCount).fill(1) });
    case "proportional":
      return tree.withNumbers({ weight: requestedShares(tree, maximise === "export") });
    case "last-in-first-out":
      return tree.withNumbers({ priority: seniority(tree) });
  }
}

/** Each leaf's |request|; where that is 0, as with a storage, the most that it can move. */
function requestedShares(tree: FlatTree, isMirrored: boolean): Float64Array {
  const { nodeCount, lower, upper } = tree;
  const weight = new Float64Array(nodeCount).fill(1);
  for (let v = 0; v < nodeCount; v++) {
    if (!tree.isLeaf(v)) continue;
    weight[v] = requestedShare(
      tree,
      v,
      { lower: lower[v], upper: upper[v], request: tree.request?.[v] ?? Number.NaN },
      isMirrored,
    );
  }
  return weight;
}

function requestedShare(
  tree: FlatTree,
  leaf: number,
  { lower, upper, request: given }: { readonly lower: number; readonly upper: number; readonly request: number },
  isMirrored: boolean,
): number {
  const request = Number.isNaN(given) ? (isMirrored ? lower : upper) : given;
  if (!Number.isFinite(request)) {
    const problem = `request is ${request}; the rule "proportional" needs a finite one`;
    throw new InputError(problem, { id: tree.id(leaf), field: "request", value: request });
  }
  const share = Math.abs(request) || Math.max(Math.abs(lower), Math.abs(upper));
  return share > 0 && share < Number.POSITIVE_INFINITY ? Math.max(share, LEAST_WEIGHT) : 1;
}

/**
 * The weight and priority of one node under a rule, once it has other numbers.
 * @param ruled the tree under the rule, as it was before
 * @returns undefined where other nodes' change with it: one order of connection is a rank for all
 * @throws InputError as `ruledTree`
 */
export function ruledNode(
  { rule, maximise }: Pick<CheckedOptions, "rule" | "maximise">,
  tree: FlatTree,
  ruled: FlatTree,
  node: number,
  next: Readonly<Record<NumberField, number>>,
): { readonly weight: number; readonly priority: number } | undefined {
  const { weight, priority } = next;
  switch (rule) {
    case undefined:
      return { weight, priority };
    case "equal":
      return { weight: 1, priority };
    case "proportional": {
      const isLeaf = tree.isLeaf(node);
      return { weight: isLeaf ? requestedShare(tree, node, next, maximise === "export") : 1, priority };
    }
    case "last-in-first-out": {
      const { lower, upper } = tree;
      const isSame =
        priority === (tree.priority?.[node] ?? absentNumber.priority) &&
        Object.is(next.connected, tree.connected?.[node] ?? absentNumber.connected) &&
        (next.lower === next.upper) === (lower[node] === upper[node]);
      return isSame ? { weight, priority: ruled.priority?.[node] ?? absentNumber.priority } : undefined;
    }
  }
}

/**
 * Priorities by rank: the given priority first, and among equals who was connected earlier is above. Leaves that can move
 * nothing need no order of connection.
 */
function seniority(tree: FlatTree): Float64Array {
  const { nodeCount, lower, upper } = tree;
  const leaves: number[] = [];
  for (let v = 0; v < nodeCount; v++) {
    if (!tree.isLeaf(v) || lower[v] === upper[v]) continue;
    if (!isConnected(tree, v)) {
      const problem = 'connected is absent; the rule "last-in-first-out" needs it at every leaf that can move';
      throw new InputError(problem, { id: tree.id(v), field: "connected" });
    }
    leaves.push(v);
  }
  return ranks(tree, leaves);
}

/** The same whatever the leaves' limits are: of all leaves that have an order of connection, 0 for the others. */
export function seniorityOfAll(tree: FlatTree): Float64Array {
  return ranks(
    tree,
    Array.from(tree.leaves).filter((v) => isConnected(tree, v)),
  );
}

export function isConnected({ connected }: FlatTree, leaf: number): boolean {
  return !Number.isNaN(connected?.[leaf] ?? Number.NaN);
}

function ranks({ nodeCount, priority, connected }: FlatTree, leaves: number[]): Float64Array {
  const compare = (a: number, b: number) =>
    (priority ? priority[a] - priority[b] : 0) || (connected as Float64Array)[b] - (connected as Float64Array)[a];
  leaves.sort(compare);
  const rank = new Float64Array(nodeCount);
  for (let k = 1; k < leaves.length; k++) {
    rank[leaves[k]] = rank[leaves[k - 1]] + (compare(leaves[k - 1], leaves[k]) < 0 ? 1 : 0);
  }
  return rank;
}
