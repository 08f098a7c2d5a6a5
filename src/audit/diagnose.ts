import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { type BalanceOptions, type CheckedOptions, checkOptions } from "../model/options.js";
import { ruledTree } from "../problem/named-rule.js";
import type { LimitSide } from "../problem/outcome.js";
import { poseProblem } from "../problem/posed-problem.js";
import { deepestFirst } from "../tree/depths.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type CarryingRange, carryingRange } from "./carrying-range.js";
import { contradictingLimits } from "./contradicting-limits.js";
import { unboundedLeaves } from "./unbounded-leaves.js";

/** One of the limits that contradict each other. */
export interface ContradictingLimit {
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  readonly limit: LimitSide;
  readonly value: number;
  /** The flow that it forces through its node: the limit itself, with the shift constant of a leaf. */
  readonly flow: number;
}

/** One number of the tree that, changed alone, makes a contradiction go away. */
export interface Mend {
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  readonly field: "lower" | "upper" | "shift" | "target";
  readonly from: number;
  /** The least change that will do. */
  readonly to: number;
  /** What is at fault once only this is changed; `undefined` where the tree then has a balanced allocation. */
  readonly next: NextFault | undefined;
}

/** What the next diagnosis would begin with. */
export interface NextFault {
  readonly status: "infeasible" | "unbounded";
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  /** The limit at fault, or the one that is missing. */
  readonly limit: LimitSide;
}

/** Why no flows keep every limit. It is told of one contradiction, the one that a solver names. */
export interface InfeasibleDiagnosis {
  readonly status: "infeasible";
  /** Index of the node at fault: the deepest, the first in the tree's order among equals. */
  readonly node: number;
  readonly id: string;
  /** `"upper"`: what is below must carry more than this limit; `"lower"`: it can only carry less. */
  readonly limit: LimitSide;
  readonly bound: number;
  /** The least flow that what is below can carry (`limit: "upper"`), or the greatest (`limit: "lower"`). */
  readonly reachable: number;
  /** By how much they miss: `|reachable - bound|`, > 0. */
  readonly miss: number;
  /**
   * The limits below that add up past it, those of the greatest flow first. Together with the node's own they contradict
   * each other, and no longer when any one of them is left out.
   */
  readonly against: readonly ContradictingLimit[];
  /**
   * Single changes, each of which is enough to end this contradiction, and makes none below it; the one at the node itself
   * first. None has somebody import who may only export, or the other way about: a limit stops at 0. Each says what is still at fault then, so that one without `next` is enough for an answer.
   */
  readonly mends: readonly Mend[];
  /** Indices of further nodes at fault, in no particular order, as if each below had been mended just enough. */
  readonly others: readonly number[];
}

/** Why there is no greatest flow. */
export interface UnboundedDiagnosis {
  readonly status: "unbounded";
  /** Index of the leaf: the first in the tree's order. */
  readonly node: number;
  readonly id: string;
  /** The limit that is missing: `"upper"`, or `"lower"` with `maximise: "export"`. */
  readonly limit: LimitSide;
  /**
   * From the leaf to the root, none of them with that limit: one at any of them bounds this leaf. With priorities it may end
   * below the node where a leaf of lower priority pays.
   */
  readonly path: readonly { readonly node: number; readonly id: string }[];
  /**
   * The leaf of lower priority that pays without end, and the nodes from it to where they meet, none of them with a limit
   * on the other side; `undefined` where what flows comes through the root.
   */
  readonly payerPath: readonly { readonly node: number; readonly id: string }[] | undefined;
  /** How many leaves are unbounded. Without priorities one limit at the root bounds them all. */
  readonly leafCount: number;
}

/** What keeps a tree from having a balanced allocation, or nothing (`"sound"`). */
export type Diagnosis = { readonly status: "sound" } | InfeasibleDiagnosis | UnboundedDiagnosis;

/**
 * Says why a tree has no balanced allocation, and what would mend it: O(n), without solving anything.
 *
 * Limits are judged as they are given, `whenInfeasible: "relax"` or not. Misses below 1e-12 of the greatest magnitude that
 * takes part in them are rounding, as they are to the solvers.
 * @throws InputError for a tree or options that are nonsense
 */
export function diagnose(tree: FlatTree | Node | LeafNode, options: BalanceOptions = {}): Diagnosis {
  const checked = checkOptions(options);
  const flatTree = ruledTree(tree instanceof FlatTree ? tree : FlatTree.from(tree), checked);
  return findContradiction(flatTree, checked) ?? findUnbounded(flatTree, checked) ?? { status: "sound" };
}

function findContradiction(tree: FlatTree, checked: CheckedOptions): InfeasibleDiagnosis | undefined {
  const { target, ...options } = checked;
  const problem = poseProblem(tree, { ...options, target, maximise: "import" });
  const { faults } = carryingRange(problem);
  const deepest = deepestOf(faults, tree);
  if (deepest === undefined) return undefined;
  const others = faults.filter((fault) => fault !== deepest);

  const { node, limit, rounding } = deepest;
  // A lower limit out of reach is, in the mirror, an upper limit that is passed.
  const isMirrored = limit === "lower";
  const posed = isMirrored ? poseProblem(tree, { ...options, target, maximise: "export" }) : problem;
  const told = (value: number) => (isMirrored ? 0 - value : value);
  const opposite = isMirrored ? "upper" : "lower";

  const { reachable, members } = contradictingLimits(posed, node, rounding);
  const bound = posed.upper[node];
  const miss = reachable - bound;
  const atRoot = target !== undefined && node === tree.root;
  const unbounded = nextUnbounded(tree, checked);
  const mends: Mend[] = [];
  if (!(bound < 0 && reachable > 0)) {
    const own = { field: atRoot ? "target" : limit, from: told(bound), to: told(reachable) } as const;
    mends.push(atNode(tree, node, { ...own, next: nextContradiction(others, tree) ?? unbounded }));
  }
  let nextOfMembers: { readonly found: NextFault | undefined } | undefined;
  for (const member of members) {
    if (member.room + rounding < miss) continue;
    const mend = (field: "lower" | "upper" | "shift", from: number): Mend => {
      const [value, to] = [told(from), told(from - miss)];
      // Whichever member gives way, the node at fault then carries just its limit: what is above it sees no difference.
      if (nextOfMembers === undefined) {
        const mended = { ...problem, [field]: problem[field].with(member.node, to) };
        nextOfMembers = { found: nextContradiction(carryingRange(mended).faults, tree) ?? unbounded };
      }
      return atNode(tree, member.node, { field, from: value, to, next: nextOfMembers.found });
    };
    const [lower, shift] = [posed.lower[member.node], posed.shift[member.node]];
    if (!isPastZero(lower, miss)) mends.push(mend(opposite, lower));
    const canShift = shift !== 0 && member.shiftRoom + rounding >= miss && !isPastZero(shift, miss);
    if (canShift) mends.push(mend("shift", shift));
  }
  return {
    status: "infeasible",
    node,
    id: tree.id(node),
    limit,
    bound: told(bound),
    reachable: told(reachable),
    miss,
    against: members.map((member) =>
      atNode(tree, member.node, {
        limit: opposite,
        value: told(posed.lower[member.node]),
        flow: told(member.flow),
      } as const),
    ),
    mends,
    others: others.map((fault) => fault.node),
  };
}

/** Who may only import is not to export for that, so much less. */
function isPastZero(from: number, less: number): boolean {
  return from >= 0 && from - less < 0;
}

type Fault = CarryingRange["faults"][number];

/** The deepest, the first in the tree's order among equals. */
function deepestOf(faults: readonly Fault[], { topology }: FlatTree): Fault | undefined {
  if (faults.length === 0) return undefined;
  const order = deepestFirst(topology);
  return faults.reduce((best, fault) => (order(fault.node, best.node) < 0 ? fault : best));
}

function nextContradiction(faults: readonly Fault[], tree: FlatTree): NextFault | undefined {
  const deepest = deepestOf(faults, tree);
  return deepest && atNode(tree, deepest.node, { status: "infeasible", limit: deepest.limit } as const);
}

/** Whether there is no greatest flow where no limits contradict each other: that hangs on which are finite, not on how large. */
function nextUnbounded(tree: FlatTree, options: CheckedOptions): NextFault | undefined {
  const found = findUnbounded(tree, options);
  return found && atNode(tree, found.node, { status: "unbounded", limit: found.limit } as const);
}

function findUnbounded(tree: FlatTree, options: CheckedOptions): UnboundedDiagnosis | undefined {
  const found = unboundedLeaves(poseProblem(tree, options));
  if (found === undefined) return undefined;
  const { leaf, count, path, payerPath } = found;
  return {
    status: "unbounded",
    node: leaf,
    id: tree.id(leaf),
    limit: options.maximise === "export" ? "lower" : "upper",
    path: path.map((v) => atNode(tree, v, {})),
    payerPath: payerPath?.map((v) => atNode(tree, v, {})),
    leafCount: count,
  };
}

/** The id is made when it is read: a positional one is as long as its node is deep. */
function atNode<Fields extends object>(
  tree: FlatTree,
  node: number,
  fields: Fields,
): Fields & { readonly node: number; readonly id: string } {
  return {
    node,
    get id() {
      return tree.id(node);
    },
    ...fields,
  };
}
