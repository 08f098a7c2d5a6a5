import type { CheckedOptions, Fairness } from "../model/options.js";
import { minimumsThatGaveWay, withMinimumsAsGuarantees } from "../problem/curtailed-minimums.js";
import { GuaranteedParts } from "../problem/guaranteed-parts.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";
import { type PosedRelaxation, relaxLimits } from "../problem/relaxed-limits.js";
import { firstUnboundedLeaf } from "../reference/bounds.js";
import { type ReferenceResult, solveReference } from "../reference/solve-reference.js";
import type { KernelSession, SessionResult } from "./kernel-session.js";
import { LentSession } from "./lent-session.js";
import type { Engine } from "./solver-options.js";

export interface Solved {
  readonly engine: Engine;
  readonly outcome: SessionResult | ReferenceResult;
  /** Its dispatches are in nobody's memory but its own. */
  readonly isRead?: boolean;
}

/**
 * The kernel solves once for every tier that somebody moves in, the reference all of them at one go. Measured on random
 * trees of 100,000 nodes: 16 priorities take the kernel 140 ms where the tree is deep, 27 ms where it has three levels;
 * the reference takes 115 to 150 ms for any number of them.
 */
export const MOST_PRIORITIES = 16;

/**
 * Solves; where limits contradict each other, and are to give way or to be widened for that, once more.
 * @param session holds the problem's numbers, then and now; absent where there is no kernel
 * @param module the compiled kernel, for problems that take another tree than the session's
 */
export function solveOrRelax(
  session: KernelSession | undefined,
  problem: PosedProblem,
  options: CheckedOptions,
  module: WebAssembly.Module | undefined,
): Solved & { readonly relaxed: readonly PosedRelaxation[] } {
  const solved = solveGiven(session, problem, options, module);
  if (options.whenInfeasible === "report" || solved.outcome.status !== "infeasible") return { ...solved, relaxed: [] };
  if (options.whenInfeasible === "curtail") {
    const curtailed = solveGuaranteed(withMinimumsAsGuarantees(problem), options, module);
    const { outcome } = curtailed;
    const relaxed = outcome.status === "optimal" ? minimumsThatGaveWay(problem, outcome.dispatch) : [];
    return { ...curtailed, relaxed };
  }
  const { problem: wider, relaxed } = relaxLimits(problem);
  session?.writeAll(wider);
  const solvedWider = solveGiven(session, wider, options, module);
  session?.writeAll(problem);
  return { ...solvedWider, relaxed };
}

function solveGiven(
  session: KernelSession | undefined,
  problem: PosedProblem,
  options: CheckedOptions,
  module: WebAssembly.Module | undefined,
): Solved {
  return problem.guarantee ? solveGuaranteed(problem, options, module) : solvePosed(session, problem, options.fairness);
}

/** Solves with every guaranteed part beside the rest, by a kernel on loan, and reads the answer at once. */
function solveGuaranteed(
  problem: PosedProblem,
  { fairness, guarantees }: CheckedOptions,
  module: WebAssembly.Module | undefined,
): Solved {
  const parts = new GuaranteedParts(problem, guarantees);
  const lent = module && new LentSession(module);
  const { engine, outcome } = solvePosed(lent?.open(parts.problem), parts.problem, fairness);
  const read = ofGiven(parts, outcome);
  lent?.close();
  return { engine, outcome: read, isRead: true };
}

/** The outcome in terms of the nodes that were given. */
function ofGiven(parts: GuaranteedParts, outcome: Solved["outcome"]): Solved["outcome"] {
  const { topology } = parts.given;
  switch (outcome.status) {
    case "infeasible":
      // Only a node with children can be at fault, and those stand where they did; ids are those of the given tree.
      return { ...outcome, contradiction: { ...outcome.contradiction, id: topology.id(outcome.contradiction.node) } };
    case "unbounded": {
      const node = parts.owner(outcome.unboundedLeaf.node);
      return { ...outcome, unboundedLeaf: { node, id: topology.id(node) } };
    }
    default:
      return { ...outcome, dispatch: parts.mergeDispatch(outcome.dispatch) };
  }
}

/**
 * Solves by the kernel, in one tier where that is enough; by the reference where there is no kernel, or every leaf has a
 * priority of its own.
 * @param session holds the problem's numbers; absent where there is no kernel
 */
export function solvePosed(session: KernelSession | undefined, problem: PosedProblem, fairness: Fairness): Solved {
  const outcome = session && solveByKernel(session, problem, fairness);
  return outcome ? { engine: "wasm", outcome } : { engine: "reference", outcome: solveReference(problem, fairness) };
}

function solveByKernel(session: KernelSession, problem: PosedProblem, fairness: Fairness): SessionResult | undefined {
  const tiers = priceTiers(problem);
  if (tiers.priorityCount === 1) {
    const outcome = session.solve(fairness);
    if (outcome) return outcome;
  }
  if (tiers.priorityCount > MOST_PRIORITIES) return undefined;
  const outcome = session.solveTiers(tiers);
  if (outcome?.status !== "optimal") return outcome;
  const { topology, request = problem.upper } = problem;
  const isEndless = topology.leaves.some((leaf) => request[leaf] === Number.POSITIVE_INFINITY);
  const leaf = isEndless ? firstUnboundedLeaf(problem) : -1;
  return leaf < 0 ? outcome : { status: "unbounded", unboundedLeaf: { node: leaf, id: topology.id(leaf) } };
}
