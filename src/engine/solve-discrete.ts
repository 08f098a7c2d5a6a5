import { type Decided, decide, withTarget } from "../discrete/decide.js";
import type { DecidedNumbers } from "../discrete/decided-numbers.js";
import type { CheckedOptions } from "../model/options.js";
import type { Contradiction } from "../problem/outcome.js";
import { negated, type PosedProblem, poseNumbers } from "../problem/posed-problem.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { LentSession } from "./lent-session.js";
import type { SolvedTree } from "./solution.js";
import { solveOrRelax } from "./solve-posed.js";

/**
 * Solves a tree, minimums and whole steps with it.
 * @param lent holds the numbers of `problem`, then and now, if anything; absent where there is no kernel
 * @param tree with the weights and priorities of a named rule
 * @param problem the same tree, posed
 */
export function solveTree(
  lent: LentSession | undefined,
  tree: FlatTree,
  problem: PosedProblem,
  options: CheckedOptions,
): SolvedTree {
  if (!tree.isDiscrete) return solveOrRelax(lent?.open(problem), problem, options, lent?.module);
  try {
    return solveDiscrete(lent, tree, problem, options);
  } finally {
    lent?.held?.writeAll(problem);
  }
}

/**
 * Decides who is on and which whole steps are taken, and balances the rest around them.
 * @param tree with the weights and priorities of a named rule
 * @param problem the same tree, posed: without minimums and steps
 */
function solveDiscrete(
  lent: LentSession | undefined,
  tree: FlatTree,
  problem: PosedProblem,
  options: CheckedOptions,
): SolvedTree {
  const asked = withTarget(tree, options.target);
  const isMirrored = options.maximise === "export";
  const solve = (numbers: DecidedNumbers) => {
    const { topology, shift, weight, priority } = tree;
    return solveRead(
      lent,
      poseNumbers({ topology, shift, weight, priority, ...numbers }, { ...options, target: undefined }),
      options,
    );
  };
  let engine: SolvedTree["engine"] = lent ? "wasm" : "reference";
  const decided = decide(asked, options.maximise, (numbers) => {
    const solved = solve(numbers);
    engine = solved.engine;
    if (solved.outcome.status !== "optimal") return undefined;
    return isMirrored ? solved.outcome.dispatch.map(negated) : solved.outcome.dispatch;
  });
  const settled = settledDispatch(tree, decided);
  if (settled) {
    const dispatch = isMirrored ? settled.map(negated) : settled;
    const outcome = { status: "optimal", rootFlow: undefined, dispatch } as const;
    return { engine, outcome, relaxed: [], off: decided.off, isRead: true };
  }
  const { off, fault, contradiction } = decided;
  const solved = solve(decided.numbers);
  if (solved.outcome.status !== "infeasible" && contradiction === undefined) return { ...solved, off };

  const plain = solveRead(lent, problem, options);
  if (plain.outcome.status === "infeasible") return plain;
  const outcome = contradiction
    ? ({ status: "infeasible", contradiction: posed(contradiction, isMirrored) } as const)
    : solved.outcome;
  return { engine: solved.engine, outcome, relaxed: [], off, fault, isRead: true };
}

/** Dispatches where nothing is left to be balanced: every leaf is where it has to be, and every limit is kept. */
function settledDispatch({ topology }: FlatTree, { numbers, fault }: Decided): Float64Array | undefined {
  const { lower, upper } = numbers;
  if (fault || topology.leaves.some((leaf) => lower[leaf] !== upper[leaf])) return undefined;
  const dispatch = new Float64Array(topology.nodeCount).fill(Number.NaN);
  for (const leaf of topology.leaves) dispatch[leaf] = lower[leaf];
  return dispatch;
}

function posed(contradiction: Contradiction, isMirrored: boolean): Contradiction {
  if (!isMirrored) return contradiction;
  const { limit, bound, reachable } = contradiction;
  const other = limit === "upper" ? ("lower" as const) : ("upper" as const);
  return { ...contradiction, limit: other, bound: negated(bound), reachable: negated(reachable) };
}

/** Solves other numbers of the same tree, and reads the answer at once. */
function solveRead(lent: LentSession | undefined, problem: PosedProblem, options: CheckedOptions): SolvedTree {
  const session = lent?.open(problem);
  session?.writeAll(problem);
  const solved = solveOrRelax(session, problem, options, lent?.module);
  const { outcome } = solved;
  const read = outcome.status === "optimal" ? { ...outcome, dispatch: outcome.dispatch } : outcome;
  return { ...solved, outcome: read, isRead: true };
}
