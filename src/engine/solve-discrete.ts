import { decide } from "../discrete/decide.js";
import type { CheckedOptions } from "../model/options.js";
import { negated, type PosedProblem, poseProblem } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { KernelSession } from "./kernel-session.js";
import { LentSession } from "./lent-session.js";
import type { SolvedTree } from "./solution.js";
import { solveOrRelax } from "./solve-posed.js";

/**
 * Solves a tree, minimums and whole steps with it.
 * @param session holds the numbers of `problem`, then and now; absent where there is no kernel
 * @param tree with the weights and priorities of a named rule
 * @param problem the same tree, posed
 */
export function solveTree(
  session: KernelSession | undefined,
  tree: FlatTree,
  problem: PosedProblem,
  options: CheckedOptions,
  module: WebAssembly.Module | undefined,
): SolvedTree {
  return tree.isDiscrete ? solveDiscrete(tree, options, module) : solveOrRelax(session, problem, options, module);
}

/**
 * Decides who is on and which whole steps are taken, and balances the rest around them.
 * @param tree with the weights and priorities of a named rule
 */
function solveDiscrete(tree: FlatTree, options: CheckedOptions, module: WebAssembly.Module | undefined): SolvedTree {
  const isMirrored = options.maximise === "export";
  const solve = (given: FlatTree) => solveRead(given, { ...options, target: undefined }, module);
  const decided = decide(tree, options, (given) => {
    const { outcome } = solve(given);
    if (outcome.status !== "optimal") return undefined;
    return isMirrored ? outcome.dispatch.map(negated) : outcome.dispatch;
  });
  const { off, fault, contradiction } = decided;
  const solved = solve(decided.tree);
  if (solved.outcome.status !== "infeasible" && contradiction === undefined) return { ...solved, off };

  const none = new Float64Array(tree.nodeCount).fill(Number.NaN);
  const plain = solveRead(tree.withNumbers({ minimum: none, step: none }), options, module);
  const isAtFault = plain.outcome.status !== "infeasible";
  if (!isAtFault) return { ...plain, off: [] };
  const { engine } = solved;
  const outcome = contradiction
    ? ({ status: "infeasible", contradiction: posed(contradiction) } as const)
    : solved.outcome;
  return { engine, outcome, relaxed: [], off, fault, isRead: true };

  function posed(told: NonNullable<typeof contradiction>) {
    const { limit, bound, reachable } = told;
    if (!isMirrored) return told;
    const other = limit === "upper" ? ("lower" as const) : ("upper" as const);
    return { ...told, limit: other, bound: negated(bound), reachable: negated(reachable) };
  }
}

function solveRead(tree: FlatTree, options: CheckedOptions, module: WebAssembly.Module | undefined): SolvedTree {
  const problem = poseProblem(tree, options);
  const lent = module && new LentSession(module);
  const solved = solveOrRelax(lent?.open(problem), problem, options, module);
  const { outcome } = solved;
  const read = outcome.status === "optimal" ? { ...outcome, dispatch: outcome.dispatch } : outcome;
  lent?.close();
  return { ...solved, outcome: read, isRead: true };
}
