import { verify } from "../../src/audit/verify.js";
import type { Violation } from "../../src/audit/violation.js";
import type { OptimalSolution, Solution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { engines } from "../engines.js";
import type { RandomCase } from "../random-trees.js";
import { disagreements } from "./compare-with-exact.js";
import { exactBalance } from "./exact-balance.js";

/** One node's new limits. */
export interface Change {
  readonly node: number;
  readonly lower: number;
  readonly upper: number;
}

/** A tree that is solved, and solved again after each change. */
export interface ChangingCase extends RandomCase {
  readonly changes: readonly Change[];
}

/** Below this is what prices cannot tell: quotients of weights, which underflow. */
const LEAST = 1e-280;

/** Trees of so many nodes are compared with the exact answer, others only by kernel, reference and auditor. */
const EXACT_UP_TO = 40;

/** What is promised of an answer, and not kept: in words; empty where all is well. */
export function brokenPromises({ tree, options, changes }: ChangingCase): string[] {
  const faults = promisesBrokenBy("at first", { tree, options }, (engine) =>
    new Solver(new FlatTree(tree), { ...options, engine }).solve(),
  );
  if (faults.length > 0 || changes.length === 0) return faults;
  // In order: what is left of the solve before is what the next one starts from.
  const solver = new Solver(new FlatTree(tree), options);
  solver.solve();
  let changed = tree;
  for (const [turn, { node, lower, upper }] of changes.entries()) {
    changed = withLimits(changed, node, lower, upper);
    solver.set(node, { lower, upper });
    const again = promisesBrokenBy(`after change ${turn}`, { tree: changed, options }, (engine) =>
      engine === "wasm" ? solver.solve() : new Solver(new FlatTree(changed), { ...options, engine }).solve(),
    );
    if (again.length > 0) return again;
  }
  return [];
}

function isUnderflow(violation: Violation): boolean {
  if (violation.kind === "trade") {
    return Math.max(Math.abs(violation.from.level), Math.abs(violation.to.level)) < LEAST;
  }
  return "by" in violation && violation.by < LEAST;
}

function withLimits(tree: TreeArrays, node: number, lower: number, upper: number): TreeArrays {
  return { ...tree, lower: Array.from(tree.lower).with(node, lower), upper: Array.from(tree.upper).with(node, upper) };
}

function promisesBrokenBy(
  when: string,
  given: RandomCase,
  solve: (engine: "wasm" | "reference") => Solution,
): string[] {
  const { tree, options } = given;
  const exact = tree.parent.length <= EXACT_UP_TO ? exactBalance(tree, options) : undefined;
  if (exact?.isBorderline) return [];
  const solutions = engines.map((engine) => ({ engine, solution: solve(engine) }));
  const faults: string[] = [];
  for (const { engine, solution } of solutions) {
    const found = exact ? disagreements(given, solution, exact, 1e-9, LEAST) : [];
    if (solution.status === "optimal" && exact?.status !== "infeasible") {
      found.push(...brokenLimits(tree, solution, given));
      const violations = verify(new FlatTree(tree), solution.flow, options).filter(
        (violation) => !isUnderflow(violation),
      );
      found.push(...violations.map(({ message }) => `audit: ${message}`));
    }
    faults.push(...found.map((fault) => `${when}, ${engine}: ${fault}`));
  }
  const told = solutions.map(({ engine, solution }) => `${engine} says ${solution.status}`);
  if (new Set(solutions.map(({ solution }) => solution.status)).size > 1) faults.push(`${when}: ${told.join(", ")}`);
  return faults;
}

/**
 * An inner node's flow leaves its limits by at most 1e-12 of the greatest among 1, its limit and the flows that add up to
 * it, shift constants and dispatches each by itself.
 */
function brokenLimits(tree: TreeArrays, { flow }: OptimalSolution, { options }: RandomCase): string[] {
  const nodeCount = flow.length;
  const isInner = new Uint8Array(nodeCount);
  for (const p of Array.from(tree.parent)) if (p >= 0) isInner[p] = 1;
  const greatest = new Float64Array(nodeCount);
  for (let leaf = 0; leaf < nodeCount; leaf++) {
    if (isInner[leaf]) continue;
    const size = Math.max(Math.abs(flow[leaf]), Math.abs(tree.shift?.[leaf] ?? 0));
    for (let v = leaf; v >= 0; v = tree.parent[v]) greatest[v] = Math.max(greatest[v], size);
  }
  const faults: string[] = [];
  for (let v = 0; v < nodeCount; v++) {
    const isTarget = options.target !== undefined && tree.parent[v] < 0;
    if (isInner[v] === 0 || isTarget) continue;
    const slack = (limit: number) => 1e-12 * Math.max(1, Math.abs(limit), greatest[v]);
    if (flow[v] > tree.upper[v] + slack(tree.upper[v])) faults.push(`flow ${flow[v]} of node ${v} > ${tree.upper[v]}`);
    if (flow[v] < tree.lower[v] - slack(tree.lower[v])) faults.push(`flow ${flow[v]} of node ${v} < ${tree.lower[v]}`);
  }
  return faults;
}
