import { withTarget } from "../discrete/decide.js";
import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { type BalanceOptions, balanceOptionNames, type CheckedOptions, checkOptions } from "../model/options.js";
import { withMinimumsAsGuarantees } from "../problem/curtailed-minimums.js";
import { GuaranteedParts } from "../problem/guaranteed-parts.js";
import { ruledTree } from "../problem/named-rule.js";
import { type PosedProblem, poseProblem } from "../problem/posed-problem.js";
import { relaxLimits } from "../problem/relaxed-limits.js";
import { FlatTree } from "../tree/flat-tree.js";
import { askedFlows } from "./asked-flows.js";
import { type AuditedFlows, auditedFlows, posedFlows } from "./audited-flows.js";
import { type CarryingRange, carryingRange } from "./carrying-range.js";
import { flowScale } from "./flow-scale.js";
import { flowsOf, type ResultFlows } from "./result-flows.js";
import { judgeLeafTrades, judgeSiblingTrades } from "./trades.js";
import { judgeDiscrete } from "./verify-discrete.js";
import { type Violation, ViolationList } from "./violation.js";

export interface VerifyOptions extends BalanceOptions {
  /**
   * How far a node's flow may be from the exact optimum, relative to the greatest finite limit in the tree, each counted as
   * far as a flow can come to it (the greatest |shift| where there is none but 0). Default 1e-9. At 0 only the rounding of
   * flows to doubles is forgiven.
   */
  tolerance?: number | undefined;
}

/**
 * Checks an allocation, from any source, without solving anything: linear in the number of nodes, no recursion.
 *
 * An empty list means: every limit is kept, the root's flow is the greatest possible (what is requested as far as the limits
 * let it, where there are requests; the target, where one is given), and no two leaves (siblings, in sibling fairness) could
 * trade to become more even or to serve a higher priority, so this is the balanced allocation. Leaves
 * must keep their limits to the bit; inner nodes to 1e-12 of the greatest among 1, the limit and the flows and shifts that
 * add up to it, and to the tolerance; each but for the rounding of `shift + dispatch`.
 *
 * An allocation in which every node's flow is within the tolerance of the optimum is never accused of a rise or a trade:
 * what could move, and how far, is judged as if each flow were off by that much in its favour. One that moving more than the
 * tolerance from one leaf to another would make more even, every limit allowing, is always caught. Smaller moves are not,
 * however many leaves they add up over.
 *
 * On limits that contradict each other some limit is broken, whatever the flows; with `whenInfeasible: "relax"` it judges by
 * the limits as they are widened.
 *
 * The method is the optimality certificate of max-min fairness on a laminar family: Hochbaum & Hong 1995.
 *
 * @param result flows, one a node in the tree's order (pre-order for a tree of objects), or anything that has them as `flow`,
 * such as a solution; a leaf's is `shift + dispatch`; NaN at an inner node means not given
 * @returns missing flows alone if there are any; otherwise wrong sums and broken limits by node, then the leaf that could
 * rise, then trades from the deepest meeting node up
 * @throws InputError for a tree or options that are nonsense, for a wrong number of flows, and for
 * a solution without any
 */
export function verify(
  tree: FlatTree | Node | LeafNode,
  result: ResultFlows,
  options: VerifyOptions = {},
): Violation[] {
  const flows = flowsOf(result);
  const checked = checkOptions(options, [...balanceOptionNames, "tolerance"]);
  const flatTree = ruledTree(tree instanceof FlatTree ? tree : FlatTree.from(tree), checked);
  const relativeTolerance = checkTolerance(options.tolerance ?? 1e-9);
  checkLength(flows, flatTree.nodeCount);

  const asGiven = poseProblem(flatTree, checked);
  const problem = judgedProblem(asGiven, checked);
  const given = posedFlows(flows, checked.maximise === "export");
  const found = new ViolationList(flatTree, checked);
  findMissing(problem, given, flows, found);
  if (found.violations.length > 0) return found.violations;

  const range = carryingRange(problem);
  const tolerance = relativeTolerance * flowScale(problem, range);
  const audited = auditedFlows(problem, given);
  judgeSumsAndLimits(problem, range, audited, tolerance, found);
  if (flatTree.isDiscrete) {
    const rest = judgeDiscrete(withTarget(flatTree, checked.target), flows, checked, tolerance, found);
    return rest ? [...found.violations, ...verify(rest, flows, { ...options, rule: undefined })] : found.violations;
  }
  judgeTotal(problem, askedFlows(problem, range), audited, tolerance, found);
  if (checked.fairness === "siblings") judgeSiblingTrades(problem, range, audited, tolerance, found);
  else judgeGuaranteedTrades(new GuaranteedParts(problem, checked.guarantees), range, audited, tolerance, found);
  return found.violations;
}

/** The problem that the flows are to answer: where limits contradict each other, with those that give way or are widened. */
export function judgedProblem(asGiven: PosedProblem, { whenInfeasible }: CheckedOptions): PosedProblem {
  switch (whenInfeasible) {
    case "report":
      return asGiven;
    case "curtail":
      return carryingRange(asGiven).faults.length > 0 ? withMinimumsAsGuarantees(asGiven) : asGiven;
    case "relax":
      return relaxLimits(asGiven).problem;
  }
}

/** Each leaf with a guarantee is judged as two, side by side. */
function judgeGuaranteedTrades(
  parts: GuaranteedParts,
  range: CarryingRange,
  audited: AuditedFlows,
  tolerance: number,
  found: ViolationList,
): void {
  const { problem, given } = parts;
  if (problem === given) {
    judgeLeafTrades(problem, range, audited, tolerance, found);
    return;
  }
  const split = auditedFlows(problem, parts.splitFlows(audited.given));
  judgeLeafTrades(
    problem,
    carryingRange(problem),
    split,
    tolerance,
    found.ownedBy((node) => parts.owner(node)),
  );
}

function checkTolerance(tolerance: number): number {
  if (!(tolerance >= 0 && tolerance < Number.POSITIVE_INFINITY)) {
    throw new InputError(`tolerance is ${tolerance}; it must be a finite number, 0 or more`, {
      field: "tolerance",
      value: tolerance,
    });
  }
  return tolerance;
}

function checkLength(flows: ArrayLike<number>, nodeCount: number): void {
  if (flows.length === nodeCount) return;
  throw new InputError(`flows has ${flows.length} entries, the tree has ${nodeCount} nodes`, {
    field: "flows",
    value: flows.length,
  });
}

function findMissing(
  { topology }: PosedProblem,
  given: Float64Array,
  flows: ArrayLike<number>,
  found: ViolationList,
): void {
  for (let v = 0; v < topology.nodeCount; v++) {
    if (topology.isLeaf(v) && !Number.isFinite(given[v])) found.missing(v, flows[v]);
  }
}

function judgeSumsAndLimits(
  problem: PosedProblem,
  { lower, upper, faults }: CarryingRange,
  { given, flow, dispatch, rounding, summing, greatest }: AuditedFlows,
  tolerance: number,
  found: ViolationList,
): void {
  const { topology, shift } = problem;
  const tight = (size: number) => Math.min(tolerance, 1e-12 * Math.max(1, size));
  for (let v = 0; v < topology.nodeCount; v++) {
    const isLeaf = topology.isLeaf(v);
    if (!isLeaf && !Number.isNaN(given[v])) {
      const slack = tight(Math.abs(flow[v])) + summing[v] + rounding[v];
      if (!(Math.abs(given[v] - flow[v]) <= slack)) found.sum(v, given[v], flow[v]);
    }
    const limited = isLeaf ? dispatch[v] : flow[v];
    const slackAt = (bound: number) => {
      // Without a shift the dispatch is the flow itself, and nothing was rounded.
      if (isLeaf) return shift[v] === 0 ? 0 : rounding[v];
      // Where no flows keep every limit, slack at many nodes could hide that; judged without, some limit is broken.
      return faults.length > 0 ? 0 : tight(Math.max(Math.abs(bound), greatest[v])) + rounding[v];
    };
    if (!(limited - upper[v] <= slackAt(upper[v]))) found.limit(v, "upper", problem.upper[v], limited);
    if (!(lower[v] - limited <= slackAt(lower[v]))) found.limit(v, "lower", problem.lower[v], limited);
  }
}

/** The root must carry what is asked of it, as far as the limits let it: without requests, the greatest flow. */
function judgeTotal(
  { topology, request }: PosedProblem,
  asked: Float64Array,
  { flow, rounding }: AuditedFlows,
  tolerance: number,
  found: ViolationList,
): void {
  const { root, childStart, childNodes } = topology;
  if (!(Math.abs(asked[root] - flow[root]) > tolerance + rounding[root])) return;
  // Where a node carries less than is asked of it, so does some child: the way down ends at a leaf that could rise. Where it
  // carries more, at one that could fall.
  const sense = asked[root] > flow[root] ? 1 : -1;
  // More than the greatest flow breaks some limit, and is told there.
  if (sense < 0 && request === undefined) return;
  let v = root;
  while (!topology.isLeaf(v)) {
    let farthest = childNodes[childStart[v]];
    for (let c = childStart[v] + 1; c < childStart[v + 1]; c++) {
      const child = childNodes[c];
      if (sense * (asked[child] - flow[child]) > sense * (asked[farthest] - flow[farthest])) farthest = child;
    }
    v = farthest;
  }
  found.rise(v, flow[v], flow[root], asked[root]);
}
