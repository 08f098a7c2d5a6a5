import { LeafNode } from "../src/model/leaf-node.js";
import { Node } from "../src/model/node.js";
import type { BalanceOptions } from "../src/model/options.js";

export type Tree = Node | LeafNode;

export interface Example {
  readonly name: string;
  readonly tree: () => Tree;
  /** Of the leaves, from the first to the last in pre-order. */
  readonly allocations: readonly number[];
  readonly options?: BalanceOptions;
}

export const unlimited = Number.POSITIVE_INFINITY;

export function leaf(upperLimit: number): LeafNode {
  return new LeafNode({ upperLimit });
}

export function node(upperLimit: number, ...children: Tree[]): Node {
  return new Node({ upperLimit, children });
}

/** The examples that the algorithm was published with; both kinds of fairness agree on each. */
export const published: readonly Example[] = [
  { name: "one leaf alone gets its limit", tree: () => leaf(3), allocations: [3] },
  {
    name: "two leaves under an unlimited root get their limits",
    tree: () => node(unlimited, leaf(2), leaf(1)),
    allocations: [2, 1],
  },
  {
    name: "two leaves under a root of 3, which is their sum, get their limits",
    tree: () => node(3, leaf(2), leaf(1)),
    allocations: [2, 1],
  },
  {
    name: "two leaves without limits share a root of 2",
    tree: () => node(2, leaf(unlimited), leaf(unlimited)),
    allocations: [1, 1],
  },
  { name: "a root of 2 over leaves of 2 and 1", tree: () => node(2, leaf(2), leaf(1)), allocations: [1, 1] },
  {
    name: "a root of 15 over leaves of 6, 1 and 9: the excess goes on twice",
    tree: () => node(15, leaf(6), leaf(1), leaf(9)),
    allocations: [6, 1, 8],
  },
  {
    name: "leaves of 1 and 2 beside a node of 2 over leaves of 1 and 2",
    tree: () => node(unlimited, node(unlimited, leaf(1), leaf(2)), node(2, leaf(1), leaf(2))),
    allocations: [1, 2, 1, 1],
  },
  {
    name: "leaves at different depths share a root of 4 alike",
    tree: () => node(4, leaf(1), node(unlimited, leaf(2)), node(unlimited, leaf(3), leaf(4))),
    allocations: [1, 1, 1, 1],
  },
  {
    name: "leaves at different depths under an unlimited root get their limits",
    tree: () => node(unlimited, leaf(1), node(unlimited, leaf(2)), node(unlimited, leaf(3), leaf(4))),
    allocations: [1, 2, 3, 4],
  },
  {
    name: "a limit of 20 over a leaf of 10 does not act, one of 80 over 100 does",
    tree: () => node(unlimited, node(20, leaf(10)), node(80, leaf(100))),
    allocations: [10, 80],
  },
  {
    name: "limits that do not act on two of four levels",
    tree: () => node(unlimited, node(20, node(2, leaf(1)), node(8, leaf(10))), node(80, leaf(100))),
    allocations: [1, 8, 80],
  },
  {
    name: "a power plant of 7.5 and two lines of 4 over four users",
    tree: () => node(7.5, node(4, leaf(2), leaf(3)), node(4, leaf(2), leaf(1))),
    allocations: [2, 2, 2, 1],
  },
];

/**
 * Where the two kinds of fairness differ. A's two leaves have 6.667 of 10 as two of three, of which one takes only 1; among
 * leaves the 9 beside it are halved.
 */
export const differing = {
  name: "a root of 10 over a node of 1 and 100 and a node of 100: where the two kinds of fairness differ",
  tree: () => node(10, node(unlimited, leaf(1), leaf(100)), node(unlimited, leaf(100))),
};
