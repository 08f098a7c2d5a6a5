import { InputError } from "../model/input-error.js";
import type { CheckedOptions } from "../model/options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import type { Topology } from "../tree/topology.js";

/** The numbers of a tree as a solver sees them: "greatest import at the root", whatever was asked. */
export interface PosedProblem {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
  /**
   * The dispatch that each leaf wants: finite, or +Infinity where its upper limit is. Absent where every leaf wants its
   * upper limit.
   */
  readonly request?: Float64Array | undefined;
  /** Between 0 and the request. Absent where every leaf's is 0. */
  readonly guarantee?: Float64Array | undefined;
  /** Absent where every leaf has the same. */
  readonly priority?: Float64Array | undefined;
}

/**
 * The tree with the target put in place of the root's limits, and mirrored (import for export) where export is to be
 * greatest. Flows and levels of a mirrored problem are the negatives of those asked for.
 *
 * Arrays that need no change are the tree's own.
 * @throws InputError for requests, guarantees or priorities among siblings, who have shares of flow and no price in common
 */
export function poseProblem(tree: FlatTree, options: CheckedOptions): PosedProblem {
  checkFairness(tree, options);
  return poseNumbers(tree, options);
}

/** What of a tree is posed. */
type PosedNumbers = Pick<
  FlatTree,
  "topology" | "lower" | "upper" | "shift" | "weight" | "request" | "guarantee" | "priority"
>;

/** The same for numbers that are known to be sound. */
export function poseNumbers(tree: PosedNumbers, options: CheckedOptions): PosedProblem {
  const { topology, weight, priority } = tree;
  const isMirrored = options.maximise === "export";
  const lower = isMirrored ? tree.upper.map(negated) : tree.lower;
  const upper = isMirrored ? tree.lower.map(negated) : tree.upper;
  const shift = isMirrored ? tree.shift.map(negated) : tree.shift;
  const request = tree.request?.map((value, v) => posedRequest(value, upper[v], isMirrored));
  const guarantee = tree.guarantee?.map((value, v) => posedGuarantee(value, request?.[v] ?? upper[v], isMirrored));
  if (options.target === undefined) return { topology, lower, upper, shift, weight, request, guarantee, priority };

  const problem = { topology, lower: lower.slice(), upper: upper.slice(), shift, weight, request, guarantee, priority };
  poseNode(problem, tree, options, topology.root);
  return problem;
}

/** Brings one node of a posed problem up to the tree's numbers. */
export function poseNode(problem: PosedProblem, tree: PosedNumbers, options: CheckedOptions, node: number): void {
  let lower = tree.lower[node];
  let upper = tree.upper[node];
  let shift = tree.shift[node];
  if (options.target !== undefined && node === tree.topology.root) {
    // A target is a flow; the limits of a leaf are on its dispatch.
    lower = options.target - shift;
    upper = lower;
  }
  if (options.maximise === "export") {
    [lower, upper] = [negated(upper), negated(lower)];
    shift = negated(shift);
  }
  if (problem.request && tree.request) {
    const request = posedRequest(tree.request[node], upper, options.maximise === "export");
    // A target at a lone leaf is all that it may have.
    problem.request[node] = Math.max(lower, Math.min(request, upper));
  }
  if (problem.guarantee && tree.guarantee) {
    const request = problem.request?.[node] ?? upper;
    problem.guarantee[node] = posedGuarantee(tree.guarantee[node], request, options.maximise === "export");
  }
  problem.lower[node] = lower;
  problem.upper[node] = upper;
  problem.shift[node] = shift;
  problem.weight[node] = tree.weight[node];
}

function posedRequest(request: number, posedUpper: number, isMirrored: boolean): number {
  if (Number.isNaN(request)) return posedUpper;
  return isMirrored ? negated(request) : request;
}

/** One that the request, as it is posed, does not reach counts as far as the request goes: from 0, whichever way. */
function posedGuarantee(guarantee: number, request: number, isMirrored: boolean): number {
  const posed = isMirrored ? negated(guarantee) : guarantee;
  return posed > 0 ? Math.max(0, Math.min(posed, request)) : Math.min(0, Math.max(posed, request));
}

/** @throws InputError for requests, guarantees or priorities among siblings */
function checkFairness(tree: FlatTree, { fairness }: CheckedOptions): void {
  if (fairness === "leaves") return;
  const field = (["request", "guarantee", "minimum", "step", "priority"] as const).find(
    (name) => tree[name] !== undefined,
  );
  if (field === undefined) return;
  const node = tree.topology.topDown.find((v) => !Object.is(tree[field]?.[v], absentNumber[field])) as number;
  throw new InputError(`${field} is given, but fairness "siblings" knows neither requests nor priorities`, {
    id: tree.id(node),
    field,
    value: tree[field]?.[node],
  });
}

/** `-value`, but 0 for 0: a mirrored zero is still plain zero. */
export function negated(value: number): number {
  return 0 - value;
}
