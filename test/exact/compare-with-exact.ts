import type { OptimalSolution, Solution } from "../../src/engine/solution.js";
import type { Contradiction } from "../../src/problem/outcome.js";
import type { RandomCase } from "../random-trees.js";
import type { ExactInfeasible, ExactOptimal, ExactOutcome } from "./exact-balance.js";
import type { Bound } from "./exact-tree.js";

/** Greatest magnitude among a case's finite limits, shift constants and target. */
export function scaleOf({ tree, options }: RandomCase): number {
  const given = [...Array.from(tree.lower), ...Array.from(tree.upper), ...Array.from(tree.shift ?? [])];
  return Math.max(0, Math.abs(options.target ?? 0), ...given.filter(Number.isFinite).map(Math.abs));
}

/**
 * What an engine got wrong, in words; empty where it agrees with the exact answer.
 *
 * @param relative tolerance on flows, relative to the case's scale
 * @param least the tolerance is not less
 */
export function disagreements(
  given: RandomCase,
  solution: Solution,
  exact: ExactOutcome,
  relative: number,
  least = 0,
): string[] {
  if (solution.status !== exact.status) return [`status is ${solution.status}, expected ${exact.status}`];
  const tolerance = Math.max(least, relative * scaleOf(given));
  if (solution.status === "infeasible") {
    return contradictionFaults(solution.contradiction, exact as ExactInfeasible, given, tolerance);
  }
  if (solution.status === "unbounded") {
    const { node } = exact as { node: number };
    return solution.unboundedLeaf.node === node ? [] : [`names leaf ${solution.unboundedLeaf.node}, expected ${node}`];
  }
  return [
    ...flowFaults(solution, exact as ExactOptimal, tolerance),
    ...limitFaults(given, solution, exact as ExactOptimal),
    ...levelFaults(given, solution, least),
  ];
}

function contradictionFaults(
  found: Contradiction,
  exact: ExactInfeasible,
  { tree, options }: RandomCase,
  tolerance: number,
): string[] {
  const faults: string[] = [];
  if (found.node !== exact.node) faults.push(`blames node ${found.node}, expected ${exact.node}`);
  if (found.limit !== exact.limit) faults.push(`blames the ${found.limit} limit, expected ${exact.limit}`);
  const isTarget = options.target !== undefined && tree.parent[found.node] === -1;
  const bound = isTarget ? options.target : tree[found.limit][found.node];
  if (found.bound !== bound) faults.push(`says the limit is ${found.bound}, expected ${bound}`);
  const reachable = exact.reachable.toNumber();
  if (!near(found.reachable, reachable, tolerance)) faults.push(`can reach ${found.reachable}, expected ${reachable}`);
  const miss = exact.miss.toNumber();
  if (!near(found.miss, miss, tolerance)) faults.push(`misses by ${found.miss}, expected ${miss}`);
  return faults;
}

function flowFaults({ flow, rootFlow }: OptimalSolution, exact: ExactOptimal, tolerance: number): string[] {
  const faults: string[] = [];
  for (const [v, exactFlow] of exact.flow.entries()) {
    const expected = exactFlow.toNumber();
    if (near(flow[v], expected, tolerance)) continue;
    faults.push(`flow of node ${v} is ${flow[v]}, expected ${expected}: off by ${Math.abs(flow[v] - expected)}`);
  }
  const { root } = exact.posed.tree;
  const exactRoot = exact.flow[root].toNumber();
  if (!near(rootFlow, exactRoot, tolerance)) faults.push(`root flow is ${rootFlow}, expected ${exactRoot}`);
  return faults;
}

function limitFaults(given: RandomCase, { flow, level }: OptimalSolution, exact: ExactOptimal): string[] {
  const { tree, options } = given;
  const posed = exact.posed.tree;
  const isMirrored = options.maximise === "export";
  const scale = scaleOf(given);
  // Doubles that cancel cannot keep a small sum of great flows to the last place of the sum.
  const slackScale = scale > 1e3 ? scale : 1;
  const asAsked = (bound: Bound, infinity: number): number => {
    if (bound === null) return infinity;
    const value = bound.multiply(posed.unit).toNumber();
    return isMirrored ? -value : value;
  };
  const faults: string[] = [];
  for (let v = 0; v < flow.length; v++) {
    if (posed.children[v].length > 0) {
      const lower = asAsked(isMirrored ? posed.upper[v] : posed.lower[v], Number.NEGATIVE_INFINITY);
      const upper = asAsked(isMirrored ? posed.lower[v] : posed.upper[v], Number.POSITIVE_INFINITY);
      const isKept =
        flow[v] >= lower - 1e-12 * Math.max(slackScale, Math.abs(lower)) &&
        flow[v] <= upper + 1e-12 * Math.max(slackScale, Math.abs(upper));
      if (!isKept) faults.push(`flow ${flow[v]} of node ${v} is outside [${lower}, ${upper}]`);
      continue;
    }
    if (v === posed.root && options.target !== undefined) continue;
    const isInside = (value: number): boolean => tree.lower[v] <= value && value <= tree.upper[v];
    if ((tree.shift?.[v] ?? 0) === 0 && !isInside(flow[v])) faults.push(`dispatch ${flow[v]} of leaf ${v} is outside`);
    if ((tree.weight?.[v] ?? 1) === 1 && !isInside(level[v])) faults.push(`level ${level[v]} of leaf ${v} is outside`);
  }
  return faults;
}

/** Levels and allocations follow from the flows: they are checked against those, not against the exact answer. */
function levelFaults({ tree }: RandomCase, { flow, level, allocation }: OptimalSolution, least: number): string[] {
  const faults: string[] = [];
  const nodeCount = flow.length;
  const greatestBelow = new Float64Array(nodeCount).fill(Number.NEGATIVE_INFINITY);
  const isInner = new Uint8Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) if (tree.parent[v] >= 0) isInner[tree.parent[v]] = 1;
  for (let leaf = 0; leaf < nodeCount; leaf++) {
    if (isInner[leaf]) continue;
    const shift = tree.shift?.[leaf] ?? 0;
    const weight = tree.weight?.[leaf] ?? 1;
    const expected = (flow[leaf] - shift) / weight;
    const rounding = Math.max(least, 1e-15 * Math.max(Math.abs(flow[leaf]), Math.abs(shift)));
    if (!near(level[leaf] * weight, expected * weight, rounding)) {
      faults.push(`level of leaf ${leaf} is ${level[leaf]}, expected ${expected}`);
    }
    if (allocation[leaf] !== flow[leaf] / weight) faults.push(`allocation of leaf ${leaf} is ${allocation[leaf]}`);
    for (let v = leaf; v >= 0; v = tree.parent[v]) greatestBelow[v] = Math.max(greatestBelow[v], level[leaf]);
  }
  for (let v = 0; v < nodeCount; v++) {
    if (level[v] !== greatestBelow[v]) faults.push(`level of node ${v} is ${level[v]}, expected ${greatestBelow[v]}`);
    if (isInner[v] && allocation[v] !== flow[v]) faults.push(`allocation of node ${v} is ${allocation[v]}`);
  }
  return faults;
}

function near(value: number, expected: number, tolerance: number): boolean {
  return Math.abs(value - expected) <= tolerance;
}
