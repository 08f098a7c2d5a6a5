import type { Fairness } from "../model/options.js";
import { type ReferenceResult, solveReference } from "../reference/solve-reference.js";
import type { PosedProblem } from "../tree/posed-problem.js";
import { priceTiers } from "../tree/price-tiers.js";
import type { KernelSession, SessionResult } from "./kernel-session.js";
import type { Engine } from "./solution.js";

export interface Solved {
  readonly engine: Engine;
  readonly outcome: SessionResult | ReferenceResult;
}

/**
 * Solves by the kernel where it can, and else by the reference: where there is no kernel, several priorities, or a lower
 * limit that forces some leaf above its request.
 * @param session holds the problem's numbers; absent where there is no kernel
 */
export function solvePosed(session: KernelSession | undefined, problem: PosedProblem, fairness: Fairness): Solved {
  if (session && priceTiers(problem).priorityCount === 1) {
    const outcome = session.solve(fairness);
    // To the kernel requests are upper limits: where those contradict a lower limit, the true ones may not.
    if (outcome.status !== "infeasible" || problem.request === undefined) return { engine: "wasm", outcome };
  }
  return { engine: "reference", outcome: solveReference(problem, fairness) };
}
