import { describe, expect, test } from "vitest";
import { balance } from "../src/balance.js";
import type { OptimalSolution, Solution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import type { Engine } from "../src/engine/solver-options.js";
import { InputError } from "../src/model/input-error.js";
import { LeafNode } from "../src/model/leaf-node.js";
import { Node } from "../src/model/node.js";
import type { Fairness } from "../src/model/options.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import type { TreeArrays } from "../src/tree/node-numbers.js";
import { engines, solve } from "./engines.js";
import { numberStyles, Random, randomTree, reordered, type Style, shapes } from "./random-trees.js";

const settings = engines.flatMap((engine) =>
  (["leaves", "siblings"] satisfies Fairness[]).map((fairness) => ({ engine, fairness })),
);

describe.each(settings)("$engine, fairness among $fairness", ({ engine, fairness }) => {
  describe.each(shapes)("%s", (shape) => {
    test.each(numberStyles)("%s: the order of the nodes changes nothing", (style) => {
      for (let seed = 1; seed <= 5; seed++) {
        const tree = randomTree({ shape, style, nodeCount: 20 * seed, seed, mayFail: false });
        const place = new Random(seed).permutation(20 * seed);
        const flow = flowsOf(solve(tree, { engine, fairness }));
        const moved = flowsOf(solve(reordered(tree, place), { engine, fairness }));
        expectSameFlows(
          flow.map((_, v) => moved[place[v]]),
          flow,
          tree,
        );
      }
    });

    test.each(numberStyles)("%s: the greatest export is the greatest import of the mirrored tree, negated", (style) => {
      for (let seed = 1; seed <= 5; seed++) {
        const tree = randomTree({ shape, style, nodeCount: 20 * seed, seed, mayFail: false });
        const exported = flowsOf(solve(tree, { engine, fairness, maximise: "export" }));
        const imported = flowsOf(solve(mirrored(tree), { engine, fairness }));
        expectSameFlows(
          imported.map((flow) => 0 - flow),
          exported,
          tree,
        );
      }
    });

    test("numbers changed in one go, solved again: as if solved for the first time", () => {
      const solver = new Solver(new FlatTree(sample("small integers", 1)), { engine, fairness });
      for (const style of numberStyles) {
        for (let seed = 1; seed <= 3; seed++) {
          const tree = sample(style, seed);
          solver.setAll({ lower: tree.lower, upper: tree.upper, shift: tree.shift, weight: tree.weight });
          expectSameFlows(flowsOf(solver.solve()), flowsOf(solve(tree, { engine, fairness })), tree);
        }
      }
    });

    test("numbers changed node by node, solved in between: as if solved for the first time", () => {
      const after = sample("any doubles", 2);
      const solver = new Solver(new FlatTree(sample("any doubles", 1)), { engine, fairness });
      for (const v of new Random(3).permutation(after.parent.length)) {
        const { lower, upper, shift, weight } = after;
        solver.set(v, { lower: lower[v], upper: upper[v], shift: shift?.[v], weight: weight?.[v] });
        if (v % 7 === 0) solver.solve();
      }
      expectSameFlows(flowsOf(solver.solve()), flowsOf(solve(after, { engine, fairness })), after);
    });

    /** One structure, whatever the numbers. */
    function sample(style: Style, numbersSeed: number): TreeArrays {
      return randomTree({ shape, style, nodeCount: 60, seed: 9, numbersSeed, mayFail: false });
    }
  });

  test("a target set and taken back: as if it had never been", () => {
    const tree = randomTree({ shape: "random", style: "any doubles", nodeCount: 80, seed: 5, mayFail: false });
    const solver = new Solver(new FlatTree(tree), { engine, fairness });
    const before = flowsOf(solver.solve());
    const root = solver.tree.root;
    const target = before[root] - 1e-3;
    solver.setTarget(target);
    const aimed = flowsOf(solver.solve());
    expect(aimed[root]).toBeCloseTo(target, 10);
    expectSameFlows(aimed, flowsOf(solve(tree, { engine, fairness, target })), tree);
    solver.setTarget(undefined);
    expectSameFlows(flowsOf(solver.solve()), before, tree);
  });

  test("an infeasible solve in between leaves no trace", () => {
    const { solver, leaf } = pair(engine, fairness);
    solver.set(leaf, { lower: 7, upper: 7 });
    expect(solver.solve().status).toBe("infeasible");
    solver.set(leaf, { lower: 0, upper: 4 });
    expect(flowsOf(solver.solve())).toEqual([5, 2.5, 2.5]);
  });

  test("an unbounded solve in between leaves no trace", () => {
    const { solver, leaf } = pair(engine, fairness);
    solver.set(0, { upper: Number.POSITIVE_INFINITY });
    solver.set(leaf, { upper: Number.POSITIVE_INFINITY });
    expect(solver.solve().status).toBe("unbounded");
    solver.set(0, { upper: 5 });
    expect(flowsOf(solver.solve())).toEqual([5, 2.5, 2.5]);
  });

  test("numbers that are refused change nothing", () => {
    const { solver, leaf } = pair(engine, fairness);
    expect(() => solver.set(leaf, { lower: 1, upper: Number.NaN })).toThrow(InputError);
    expect(() => solver.setAll({ lower: [0, 0, 9] })).toThrow(InputError);
    expect(() => solver.setAll({ upper: [1, 1] })).toThrow(InputError);
    expect(() => solver.setTarget(Number.NaN)).toThrow(InputError);
    expect(flowsOf(solver.solve())).toEqual([5, 2.5, 2.5]);
  });

  test("solutions read one after the other stand side by side", () => {
    const { solver, leaf } = pair(engine, fairness);
    const first = { ...(solver.solve() as OptimalSolution) };
    solver.set(leaf, { upper: 1, shift: 1, weight: 2 });
    const second = { ...(solver.solve() as OptimalSolution) };
    solver.setAll({ upper: [3, 4, 4], shift: [0, 0, 0], weight: [1, 1, 1] });
    const third = { ...(solver.solve() as OptimalSolution) };
    solver.setTarget(2);
    solver.solve();
    expect([...first.flow]).toEqual([5, 2.5, 2.5]);
    expect([...first.level]).toEqual([2.5, 2.5, 2.5]);
    // 5 less the shift of 1 is 4: at most 1 goes to the changed leaf, the other 3 to its sibling.
    expect([...second.flow]).toEqual([5, 2, 3]);
    expect([...second.level]).toEqual([3, 0.5, 3]);
    expect([...second.allocation]).toEqual([5, 1, 3]);
    expect([...third.flow]).toEqual([3, 1.5, 1.5]);
  });

  test("the children of an object tree in another order get the same", () => {
    const users = [3, 1, 4, 1, 5, 9].map((upperLimit) => new LeafNode({ upperLimit }));
    const first = new Node({ upperLimit: 6, children: users.slice(0, 3) });
    const second = new Node({ upperLimit: 7, children: users.slice(3) });
    const root = new Node({ upperLimit: 11, children: [first, second] });
    balance(root, { engine, fairness });
    const before = users.map((user) => user.flow);
    for (const node of [root, first, second]) node.children.reverse();
    balance(root, { engine, fairness });
    for (const [k, user] of users.entries()) expect(user.flow).toBeCloseTo(before[k], 8);
  });
});

/** A root of 5 over two leaves of 4. */
function pair(engine: Engine, fairness: Fairness): { solver: Solver; leaf: number } {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [5, 4, 4] });
  return { solver: new Solver(tree, { engine, fairness }), leaf: 1 };
}

function flowsOf(solution: Solution): number[] {
  if (solution.status !== "optimal") throw new Error(`not optimal: ${JSON.stringify(solution)}`);
  return Array.from(solution.flow);
}

function mirrored(tree: TreeArrays): TreeArrays {
  const negative = (values: ArrayLike<number>) => Array.from(values, (value) => 0 - value);
  return { ...tree, lower: negative(tree.upper), upper: negative(tree.lower), shift: negative(tree.shift ?? []) };
}

/** As far apart as two answers may be that are each within 1e-9 of the exact one. */
function expectSameFlows(flow: readonly number[], expected: readonly number[], tree: TreeArrays): void {
  const given = [tree.lower, tree.upper, tree.shift ?? []].flatMap((values) => Array.from(values));
  const tolerance = 2e-9 * Math.max(...given.filter(Number.isFinite).map(Math.abs));
  const wrong = flow.flatMap((value, v) =>
    Math.abs(value - expected[v]) <= tolerance ? [] : [`node ${v}: ${value}, expected ${expected[v]}`],
  );
  expect(flow).toHaveLength(expected.length);
  expect(wrong).toEqual([]);
}
