import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { Solution } from "../../src/engine/solution.js";
import { solveOnce } from "../../src/engine/solve-once.js";
import { Solver } from "../../src/engine/solver.js";
import { namedRules } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { engines } from "../engines.js";
import { scaleOf } from "../exact/compare-with-exact.js";
import { numberStyles, Random, randomCase, shapes } from "../random-trees.js";

const small = () =>
  new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [5, 4, 4], request: [Number.NaN, 3, Number.NaN] });

type Limits = Record<"lower" | "upper" | "shift", Float64Array>;

/** Gives a random node the numbers of another of its kind, in the solver and in `limits`. */
function changeSomething(solver: Solver, tree: FlatTree, limits: Limits, random: Random): void {
  const node = random.integer(0, tree.nodeCount - 1);
  const other = random.integer(0, tree.nodeCount - 1);
  if (tree.isLeaf(node) !== tree.isLeaf(other)) return;
  const numbers = { lower: tree.lower[other], upper: tree.upper[other], shift: tree.shift[other] };
  solver.set(node, numbers);
  for (const field of ["lower", "upper", "shift"] as const) limits[field][node] = numbers[field];
}

describe.each(engines)("%s", (engine) => {
  test.each(shapes)("%s: solutions read after all changes are those of the trees as they were", (shape) => {
    let compared = 0;
    for (const style of numberStyles) {
      const given = randomCase(shape, style, 31 * shape.length + style.length, [7, 60]);
      const tree = new FlatTree(given.tree);
      const random = new Random(style.length);
      const solver = new Solver(tree, { engine });
      const limits = { lower: tree.lower.slice(), upper: tree.upper.slice(), shift: tree.shift.slice() };
      const unread: { solution: Solution; then: Solution }[] = [];
      let target: number | undefined;
      for (let turn = 0; turn < 40; turn++) {
        const then = solveOnce(tree.withNumbers(limits), { engine, target });
        unread.push({ solution: solver.solve(), then });
        changeSomething(solver, tree, limits, random);
        if (random.chance(0.1)) {
          target = random.chance(0.5) ? undefined : random.integer(0, 3);
          solver.setTarget(target);
        }
      }
      for (const { solution, then } of unread) {
        expect(solution.status).toBe(then.status);
        if (solution.status !== "optimal" || then.status !== "optimal") continue;
        compared++;
        const tolerance = 1e-9 * Math.max(scaleOf(given), 5);
        for (const [v, flow] of solution.flow.entries()) {
          expect(Math.abs(flow - then.flow[v]), `${style}, node ${v}`).toBeLessThanOrEqual(tolerance);
        }
        expect(Math.abs(solution.rootFlow - solution.flow[tree.root])).toBeLessThanOrEqual(tolerance);
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  test("the only request that a tree has had is in the solution of that time", () => {
    const solver = new Solver(small(), { engine });
    const before = solver.solve();
    solver.set(1, { request: Number.NaN });
    solver.set(1, { request: Number.NaN, upper: 2 });
    expect(before).toMatchObject({ request: Float64Array.of(Number.NaN, 3, 4) });
  });

  test("more changes than are kept one by one: the first solution is still what was solved", () => {
    const solver = new Solver(small(), { engine });
    const before = solver.solve();
    for (let k = 0; k < 2500; k++) solver.set(1 + (k % 2), { upper: 3 + (k % 5) });
    expect(before).toMatchObject({ flow: Float64Array.of(5, 2.5, 2.5), request: Float64Array.of(Number.NaN, 3, 4) });
  });

  test("the tree that was taken stays what it was, and so does the explanation made of it", () => {
    const solver = new Solver(small(), { engine });
    const solution = solver.solve();
    const { tree } = solver;
    if (solution.status !== "optimal") throw new Error(solution.status);
    const explanation = explain(tree, solution);
    const told = JSON.stringify(explanation.leaf(1));
    solver.set(1, { upper: 0.5, request: 0.5 });
    solver.set(0, { upper: 1 });
    expect(Array.from(tree.upper)).toEqual([5, 4, 4]);
    expect(JSON.stringify(explanation.leaf(1))).toBe(told);
    expect(Array.from(solver.tree.upper)).toEqual([1, 0.5, 4]);
  });

  test("the tree that a solver was given is not written to, after steps solved one by one either", () => {
    const tree = small();
    const solver = new Solver(tree, { engine, whenInfeasible: "relax" });
    solver.solveSteps({ upper: Float64Array.of(3, 4) });
    solver.set(1, { upper: 3.5 });
    expect(Array.from(tree.upper)).toEqual([5, 4, 4]);
  });

  test.each(namedRules)("set under the rule %s gives what a new solver gives", (rule) => {
    const random = new Random(7);
    let refused = 0;
    for (let round = 0; round < 60; round++) {
      const { tree: arrays } = randomCase("random", "decimals", round, [5, 30]);
      const start = new FlatTree(arrays);
      const isFinite = (leaf: number) => Number.isFinite(start.lower[leaf]) && Number.isFinite(start.upper[leaf]);
      if (!start.leaves.every(isFinite)) continue;
      const connected = start.lower.map((_, v) => (start.isLeaf(v) ? random.integer(0, 9) : Number.NaN));
      const solver = new Solver(start.withNumbers({ connected }), { engine, rule });
      for (let turn = 0; turn < 6; turn++) {
        const node = start.leaves[random.integer(0, start.leafCount - 1)];
        const upper = random.chance(0.1) ? Number.POSITIVE_INFINITY : start.lower[node] + random.integer(0, 4);
        const numbers = { upper, ...(random.chance(0.3) ? { connected: random.integer(0, 9) } : {}) };
        if (rule === "proportional" && upper === Number.POSITIVE_INFINITY) {
          expect(() => solver.set(node, numbers)).toThrow("needs a finite one");
          refused++;
        } else solver.set(node, numbers);
        const solution = solver.solve();
        const expected = new Solver(solver.tree, { engine, rule }).solve();
        expect(solution.status).toBe(expected.status);
        if (solution.status !== "optimal" || expected.status !== "optimal") continue;
        for (const [v, flow] of solution.flow.entries()) expect(flow).toBeCloseTo(expected.flow[v], 9);
      }
    }
    expect(refused > 0).toBe(rule === "proportional");
  });
});
