import type { OptimalSolution, Solution } from "../engine/solution.js";
import { Solver } from "../engine/solver.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { namedRules, type Rule } from "../model/options.js";
import { AtLimit } from "../tree/at-limit.js";
import { FlatTree } from "../tree/flat-tree.js";
import { jainIndex } from "./jain-index.js";

/** One rule's result. Sums are over the leaves' dispatches, in the units of the limits. */
export interface RuleResult {
  readonly rule: Rule;
  readonly solution: Solution;
  /** The figures; `undefined` where there is no balanced allocation. */
  readonly figures: RuleFigures | undefined;
}

export interface RuleFigures {
  /** How much of the imports and exports requested is served, added up: 0 or more. */
  readonly served: number;
  /** Sum of the imports cut. */
  readonly curtailedImport: number;
  /** Sum of the exports cut, 0 or more. */
  readonly curtailedExport: number;
  /** Jain's index of the fractions served: 1 where all are equal, 1/n where one of n leaves has everything. */
  readonly fairnessIndex: number;
  /** The leaf that has the least fraction of its request, the first in the tree's order; absent where none requests anything. */
  readonly leastServed: { readonly node: number; readonly id: string; readonly fraction: number } | undefined;
  /** How many leaves do not have what they request. */
  readonly curtailedLeaves: number;
}

/**
 * Solves the same tree under each named rule, to be compared side by side. Last in, first out is left out of a tree where no
 * leaf has an order of connection.
 *
 * A leaf's fraction is its dispatch over its request, held within 0 and 1; leaves that request nothing have none.
 * @throws InputError for a tree or options that are nonsense, a request that is infinite, and a leaf without what a rule
 * needs
 */
export function compareRules(
  tree: FlatTree | Node | LeafNode,
  options: Omit<SolverOptions, "rule"> = {},
): RuleResult[] {
  const flatTree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  const rules = namedRules.filter((rule) => rule !== "last-in-first-out" || flatTree.connected !== undefined);
  return rules.map((rule) => {
    const solution = new Solver(flatTree, { ...options, rule }).solve();
    return { rule, solution, figures: solution.status === "optimal" ? figuresOf(flatTree, solution) : undefined };
  });
}

function figuresOf(tree: FlatTree, solution: OptimalSolution): RuleFigures {
  const { request, curtailment, curtailedImport, curtailedExport } = solution;
  const atLimit = new AtLimit(tree, solution.flow);
  const fractions: number[] = [];
  let served = 0;
  let curtailedLeaves = 0;
  let leastServed: RuleFigures["leastServed"];
  for (let v = 0; v < tree.nodeCount; v++) {
    if (!tree.isLeaf(v)) continue;
    const isServed = atLimit.isAt(v, request[v] - curtailment[v], request[v]);
    if (!isServed) curtailedLeaves++;
    if (request[v] === 0) continue;
    const fraction = isServed ? 1 : Math.min(1, Math.max(0, 1 - curtailment[v] / request[v]));
    fractions.push(fraction);
    served += fraction * Math.abs(request[v]);
    if (leastServed === undefined || fraction < leastServed.fraction)
      leastServed = { node: v, id: tree.id(v), fraction };
  }
  return {
    served,
    curtailedImport,
    curtailedExport,
    fairnessIndex: jainIndex(fractions),
    leastServed,
    curtailedLeaves,
  };
}
