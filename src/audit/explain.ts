import { withTarget } from "../discrete/decide.js";
import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { type BalanceOptions, balanceOptionNames, type CheckedOptions, checkOptions } from "../model/options.js";
import { ruledTree } from "../problem/named-rule.js";
import { poseProblem } from "../problem/posed-problem.js";
import { AtLimit } from "../tree/at-limit.js";
import { FlatTree } from "../tree/flat-tree.js";
import { auditedFlows, posedFlows } from "./audited-flows.js";
import { carryingRange } from "./carrying-range.js";
import { DecidedLeaves } from "./decided-leaves.js";
import { Explanation } from "./explanation.js";
import { flowScale } from "./flow-scale.js";
import { GuaranteedFlows } from "./guaranteed-flows.js";
import { LeafParts } from "./leaf-parts.js";
import { PriceStructure } from "./price-structure.js";
import { flowsOf, type ResultFlows } from "./result-flows.js";
import { judgedProblem, verify } from "./verify.js";
import { YieldingLimits } from "./yielding-limits.js";

export interface ExplainOptions extends BalanceOptions {
  /**
   * How near a flow must be to its limit to count as at it, and how near two levels to tie, relative to the greatest finite
   * limit in the tree, as far as a flow can come to it. Default: 1e-12 where the flows pass `verify` with that, else 1e-9.
   */
  tolerance?: number | undefined;
}

const FINE = 1e-12;
const COARSE = 1e-9;

/**
 * Explains a balanced allocation, whoever made it: which limit set each leaf's level, what each limit's next unit is worth,
 * and who would share it. Nothing is solved: one pass from the leaves up and one from the root down, O(n) time and memory.
 *
 * Minimums and whole steps are decided by turns: a leaf's story tells what was decided of it and what stood in the way, and the
 * rest is explained with everything decided held where it is.
 *
 * A leaf with a guarantee stands in it as two, what is guaranteed and the rest, each with prices of its own. Lower limits that
 * gave way (`whenInfeasible: "curtail"`) are guarantees likewise.
 *
 * Everything said of a limit's next unit is a one-sided derivative of the balanced allocation, so it tells the truth at
 * kinks too, where several limits bind at once: raising a limit may give nothing while lowering it costs.
 *
 * The prices are the multipliers of the limits in the least-squares form of the problem (Hochbaum & Hong 1995); the
 * derivatives are those of a parametric quadratic program, whose critical cone is a tree again.
 *
 * @param result flows, one a node in the tree's order (pre-order for a tree of objects), or anything that has them as
 * `flow`, such as a solution; NaN at an inner node means not given
 * @param options what the allocation was made with
 * @throws InputError for a tree or options that are nonsense, for `fairness: "siblings"`, where a level depends on more
 * than the limits above it, and for flows that `verify` does not pass
 */
export function explain(
  tree: FlatTree | Node | LeafNode,
  result: ResultFlows,
  options: ExplainOptions = {},
): Explanation {
  const checked = checkOptions(options, [...balanceOptionNames, "tolerance"]);
  const given = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  refuseSiblings(checked);
  const flows = flowsOf(result);
  const relativeTolerance = passingTolerance(given, flows, options);

  const whole = ruledTree(given, checked);
  const decided = whole.isDiscrete ? new DecidedLeaves(withTarget(whole, checked.target), flows, checked) : undefined;
  const ruled = decided?.rest ?? whole;
  const asGiven = poseProblem(ruled, checked);
  const problem = judgedProblem(asGiven, checked);
  const isMirrored = checked.maximise === "export";
  const limits = carryingRange(problem);
  const audited = auditedFlows(problem, posedFlows(flows, isMirrored));
  const hasOwnRequest = (leaf: number) => !Number.isNaN(ruled.request?.[leaf] ?? Number.NaN);
  // Where its upper limit gave way a leaf still wants what it was.
  const hasRequest = (leaf: number) => hasOwnRequest(leaf) || problem.upper[leaf] !== asGiven.upper[leaf];
  const parts = new LeafParts(problem, checked.guarantees, hasRequest);
  const { flow, dispatch } = audited;
  const structure = new PriceStructure({
    problem,
    parts,
    limits,
    audited,
    tolerance: relativeTolerance * flowScale(problem, limits),
    atLimit: new AtLimit(problem, flow),
    hasRequest,
  });
  const hasYielded = checked.whenInfeasible === "curtail" && problem !== asGiven;
  const yielding = hasYielded ? new YieldingLimits(asGiven, structure, dispatch, hasOwnRequest) : undefined;
  // Where leaves are held at what was decided, their guarantees count as given.
  const asked = decided ? judgedProblem(poseProblem(whole, checked), checked) : problem;
  const guaranteed = new GuaranteedFlows(asked, dispatch);
  return new Explanation(ruled, { structure, flow, dispatch, guaranteed, isMirrored, yielding, decided });
}

function refuseSiblings({ fairness }: CheckedOptions): void {
  if (fairness === "leaves") return;
  throw new InputError(
    `fairness is "${fairness}"; only fairness among leaves can be explained: among siblings no single limit sets a level`,
    { field: "fairness", value: fairness },
  );
}

/**
 * The tolerance given, or the finer one of two that the flows pass with.
 * @throws InputError for flows that do not pass
 */
function passingTolerance(tree: FlatTree, flows: ArrayLike<number>, options: ExplainOptions): number {
  const passes = (tolerance: number) => verify(tree, flows, { ...options, tolerance }).length === 0;
  if (options.tolerance === undefined && passes(FINE)) return FINE;
  const tolerance = options.tolerance ?? COARSE;
  const [first, ...others] = verify(tree, flows, { ...options, tolerance });
  if (first === undefined) return tolerance;
  const more = others.length > 0 ? `, and ${others.length} more` : "";
  throw new InputError(`the flows are not the balanced allocation: ${first.message}${more}`, { field: "flows" });
}
