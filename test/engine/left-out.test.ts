import { describe, expect, test } from "vitest";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { Random, randomTree, shapes } from "../random-trees.js";

/** The tree with up to `most` inner nodes without limits on the way to each node but the root; its nodes come first. */
function withIdleNodes(tree: TreeArrays, most: number, random: Random): TreeArrays {
  const { parent, lower = [], upper = [], shift = [], weight = [] } = tree;
  const parents = Array.from(parent);
  const lowers = Array.from(lower);
  const uppers = Array.from(upper);
  const shifts = Array.from(shift);
  const weights = Array.from(weight);
  for (let v = 0; v < parent.length; v++) {
    if (parent[v] < 0) continue;
    for (let k = random.integer(0, most); k > 0; k--) {
      parents.push(parents[v]);
      parents[v] = parents.length - 1;
      lowers.push(Number.NEGATIVE_INFINITY);
      uppers.push(Number.POSITIVE_INFINITY);
      shifts.push(0);
      weights.push(1);
    }
  }
  return { parent: parents, lower: lowers, upper: uppers, shift: shifts, weight: weights };
}

function solve(solver: Solver): OptimalSolution {
  const solution = solver.solve();
  expect(solution.status).toBe("optimal");
  return solution as OptimalSolution;
}

function expectSameFlows(padded: Solver, plain: Solver): void {
  const { flow, rootFlow } = solve(padded);
  const expected = solve(plain);
  const most = expected.flow.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  expect(Math.abs(rootFlow - expected.rootFlow)).toBeLessThanOrEqual(1e-14 * most);
  expected.flow.forEach((x, v) => {
    expect(Math.abs(flow[v] - x), `node ${v}`).toBeLessThanOrEqual(1e-13 * most);
  });
}

describe.each(shapes)("%s: nodes that cannot bind change nothing", (shape) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("seed %i: in a first solve, and in the solves after changes", (seed) => {
    const random = new Random(seed);
    const nodeCount = random.pick([12, 60, 400, 2000]);
    const tree = randomTree({ shape, style: "any doubles", nodeCount, seed, mayFail: false });
    const plain = new Solver(new FlatTree(tree), { engine: "wasm" });
    const padded = new Solver(new FlatTree(withIdleNodes(tree, 6, random)), { engine: "wasm" });
    expectSameFlows(padded, plain);
    for (let round = 0; round < 3; round++) {
      const leaf = random.pick([...plain.tree.leaves]);
      const weight = plain.tree.weight[leaf] * (0.5 + random.next());
      plain.set(leaf, { weight });
      padded.set(leaf, { weight });
      expectSameFlows(padded, plain);
    }
  });
});

test("a limit taken away leaves its node out, and one set again brings it back", () => {
  const tree = randomTree({ shape: "random", style: "any doubles", nodeCount: 300, seed: 3, mayFail: false });
  const solver = new Solver(new FlatTree(tree), { engine: "wasm" });
  const inners = Array.from({ length: solver.tree.nodeCount }, (_, v) => v).filter(
    (v) => !solver.tree.isLeaf(v) && v !== solver.tree.root,
  );
  const { lower, upper } = new FlatTree(tree);
  const before = solve(solver).flow.slice();
  for (const v of inners) solver.set(v, { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY });
  expect(solve(solver).flow).not.toEqual(before);
  for (const v of inners) solver.set(v, { lower: lower[v], upper: upper[v] });
  expect(solve(solver).flow).toEqual(before);
});
