import type { CheckedOptions, Fairness } from "../model/options.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";
import { type PosedRelaxation, relaxLimits } from "../problem/relaxed-limits.js";
import { firstUnboundedLeaf } from "../reference/bounds.js";
import { type ReferenceResult, solveReference } from "../reference/solve-reference.js";
import type { KernelSession, SessionResult } from "./kernel-session.js";
import type { Engine } from "./solver-options.js";

export interface Solved {
  readonly engine: Engine;
  readonly outcome: SessionResult | ReferenceResult;
}

/**
 * The kernel solves once for every tier that somebody moves in, the reference all of them at one go. Measured on random
 * trees of 100,000 nodes: 16 priorities take the kernel 140 ms where the tree is deep, 27 ms where it has three levels;
 * the reference takes 115 to 150 ms for any number of them.
 */
export const MOST_PRIORITIES = 16;

/**
 * Solves; where limits contradict each other, and are to be relaxed for that, once more with wider ones.
 * @param session holds the problem's numbers, then and now; absent where there is no kernel
 */
export function solveOrRelax(
  session: KernelSession | undefined,
  problem: PosedProblem,
  { fairness, whenInfeasible }: CheckedOptions,
): Solved & { readonly relaxed: readonly PosedRelaxation[] } {
  const solved = solvePosed(session, problem, fairness);
  if (whenInfeasible === "report" || solved.outcome.status !== "infeasible") return { ...solved, relaxed: [] };
  const { problem: wider, relaxed } = relaxLimits(problem);
  session?.writeAll(wider);
  const solvedWider = solvePosed(session, wider, fairness);
  session?.writeAll(problem);
  return { ...solvedWider, relaxed };
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
