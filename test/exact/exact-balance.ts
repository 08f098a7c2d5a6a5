import type { BalanceOptions } from "../../src/model/options.js";
import type { LimitSide } from "../../src/problem/outcome.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { type Capacity, firstUnboundedLeaf, measureCapacity } from "./exact-capacity.js";
import { type ExactTree, readExactTree } from "./exact-tree.js";
import { fillLeaves } from "./fill-leaves.js";
import { priceTiers } from "./price-tiers.js";
import type { Rational } from "./rational.js";
import { splitSiblings } from "./split-siblings.js";

/** The balanced allocation in the caller's terms, and what the certificate needs to check it. */
export interface ExactOptimal {
  readonly status: "optimal";
  /** Length `nodeCount`: flow of every node. */
  readonly flow: readonly Rational[];
  /** The tree as it was solved: posed, in units, with limits widened where their miss was rounding. */
  readonly posed: { readonly tree: ExactTree; readonly capacity: Capacity; readonly flow: readonly Rational[] };
}

export interface ExactInfeasible {
  readonly status: "infeasible";
  readonly node: number;
  readonly limit: LimitSide;
  readonly reachable: Rational;
  readonly miss: Rational;
}

export interface ExactUnbounded {
  readonly status: "unbounded";
  readonly node: number;
}

export type ExactOutcome = (ExactOptimal | ExactInfeasible | ExactUnbounded) & {
  /** A miss lies so near to what is absorbed as rounding that doubles may call it either way. */
  readonly isBorderline: boolean;
};

/** The answer, without any rounding. For trees of some tens of nodes. */
export function exactBalance(arrays: TreeArrays, options: BalanceOptions = {}): ExactOutcome {
  const tree = readExactTree(arrays, options);
  const isMirrored = options.maximise === "export";
  const asAsked = (flow: Rational): Rational => (isMirrored ? flow.negate() : flow).multiply(tree.unit);
  const { capacity, contradiction, isBorderline } = measureCapacity(tree);
  if (contradiction) {
    const { node, limit, reachable, miss } = contradiction;
    return {
      status: "infeasible",
      node,
      limit: isMirrored ? otherSide(limit) : limit,
      reachable: asAsked(reachable),
      miss: miss.multiply(tree.unit),
      isBorderline,
    };
  }
  const unboundedLeaf = firstUnboundedLeaf(tree);
  if (unboundedLeaf >= 0) return { status: "unbounded", node: unboundedLeaf, isBorderline };
  const flow = exactFlows(arrays, tree, capacity, options);
  return { status: "optimal", flow: flow.map(asAsked), posed: { tree, capacity, flow }, isBorderline };
}

function exactFlows(arrays: TreeArrays, tree: ExactTree, capacity: Capacity, options: BalanceOptions): Rational[] {
  if (arrays.request || arrays.guarantee || arrays.priority) return priceTiers(tree);
  const rootFlow = capacity.greatest[tree.root] as Rational;
  return options.fairness === "siblings" ? splitSiblings(tree, capacity, rootFlow) : fillLeaves(tree, rootFlow);
}

function otherSide(limit: LimitSide): LimitSide {
  return limit === "lower" ? "upper" : "lower";
}
