import { expect, test } from "vitest";
import { balance } from "../../src/balance.js";
import { solveOnce } from "../../src/engine/solve-once.js";
import { Solver } from "../../src/engine/solver.js";
import type { SolverOptions } from "../../src/engine/solver-options.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { numberStyles, Random, randomCase, shapes } from "../random-trees.js";

/** Now and then with priorities, so that the memory of one call is laid out otherwise than that of the next. */
function withPriorities(tree: FlatTree, random: Random): FlatTree {
  if (random.chance(0.7)) return tree;
  return tree.withNumbers({
    priority: tree.lower.map((_, v) => (tree.isLeaf(v) ? random.integer(0, 3) : 0)),
    request: tree.lower.map((lower, v) => (tree.isLeaf(v) && Number.isFinite(lower) ? lower : Number.NaN)),
  });
}

test.each(shapes)("%s: one call after the other gives what new solvers give, to the bit", (shape) => {
  const random = new Random(shape.length);
  for (let round = 0; round < 20; round++) {
    for (const style of numberStyles) {
      const { tree: arrays, options } = randomCase(shape, style, random.integer(0, 2 ** 31), [1, 9, 60, 3000]);
      const tree = withPriorities(new FlatTree(arrays), random);
      const fairness = !tree.hasRequests && random.chance(0.3) ? "siblings" : "leaves";
      const whenInfeasible = random.chance(0.5) ? "relax" : "report";
      const asked: SolverOptions = { ...options, fairness, whenInfeasible };
      expect(solveOnce(tree, asked)).toEqual(new Solver(tree, asked).solve());
    }
  }
});

test("a solution is what it was when others have been solved since", () => {
  const tree = (upper: number) => new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [6, upper, 9] });
  const first = solveOnce(tree(1), {});
  solveOnce(tree(2), {});
  expect(first).toMatchObject({ status: "optimal", rootFlow: 6, flow: Float64Array.of(6, 1, 5) });
});

test("a setter of the tree may call for another solve", () => {
  const inner = new Node({ upperLimit: 3, children: [new LeafNode(), new LeafNode()] });
  const restless = Object.defineProperty(new LeafNode({ upperLimit: 2 }), "flow", { set: () => balance(inner) });
  const others = [new LeafNode(), new LeafNode()];
  const outer = new Node({ upperLimit: 12, children: [restless, ...others] });
  balance(outer);
  expect(others.map(({ flow }) => flow)).toEqual([5, 5]);
  expect(inner.flow).toBe(3);
});
