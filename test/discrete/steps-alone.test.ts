import { describe, expect, test } from "vitest";
import { FlatTree, type LeafSteps, Solver, verify } from "../../src/index.js";
import type { BalanceOptions } from "../../src/model/options.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { engines } from "../engines.js";
import { Random } from "../random-trees.js";
import { randomMixedTree } from "./random-discrete-trees.js";

const TREES = 150;
const STEPS = 4;

const guaranteed = (seed: number) => randomMixedTree(seed, { hasGuarantees: true, hasPriorities: true });
const kinds: readonly (readonly [string, (seed: number) => TreeArrays, BalanceOptions])[] = [
  ["minimums and whole steps", (seed) => randomMixedTree(seed, { hasPriorities: true }), {}],
  ["guarantees beside them, as floors", guaranteed, { guarantees: "floor" }],
  ["guarantees beside them, as bases", guaranteed, { guarantees: "base" }],
  [
    "lower limits that give way",
    (seed) => ({
      ...randomMixedTree(seed, { hasGuarantees: true, hasLowerLimits: true }),
      ...{ minimum: undefined, step: undefined },
    }),
    { whenInfeasible: "curtail" },
  ],
];

/** Upper limits of inner nodes that vary, and for some trees a target. */
function stepsOf(tree: FlatTree, random: Random): LeafSteps {
  const nodes = Array.from({ length: tree.nodeCount }, (_, v) => v).filter((v) => !tree.isLeaf(v));
  const upper = Float64Array.from({ length: STEPS * nodes.length }, (_, k) => {
    const node = nodes[k % nodes.length];
    return Math.max(tree.lower[node], random.pick([4, 9, 14, 25, tree.upper[node]]));
  });
  return { limits: { nodes, upper } };
}

describe.each(engines)("steps by the %s are each as if solved alone, and pass the audit:", (engine) => {
  test.each(kinds)("%s", (_, draw, options) => {
    let count = 0;
    for (let seed = 1; seed <= TREES; seed++) {
      const tree = new FlatTree(draw(seed));
      const steps = stepsOf(tree, new Random(seed));
      const solver = new Solver(tree, { ...options, engine });
      const { status, dispatch } = solver.solveSteps(steps);
      for (let step = 0; step < STEPS; step++) {
        const { nodes = [], upper = new Float64Array() } = steps.limits ?? {};
        const limits = tree.upper.slice();
        nodes.forEach((node, i) => {
          limits[node as number] = upper[step * nodes.length + i];
        });
        const alone = tree.withNumbers({ upper: limits });
        const solution = new Solver(alone, { ...options, engine }).solve();
        const isOptimal = solution.status === "optimal";
        expect(status[step] === 0, `seed ${seed}, step ${step}`).toBe(isOptimal);
        if (!isOptimal) continue;
        count++;
        expect(
          verify(alone, solution, options).map(({ message }) => message),
          `seed ${seed}, step ${step}`,
        ).toEqual([]);
        tree.leaves.forEach((leaf, j) => {
          const told = dispatch[step * tree.leafCount + j];
          expect(told, `seed ${seed}, step ${step}, leaf ${leaf}`).toBeCloseTo(
            solution.flow[leaf] - tree.shift[leaf],
            9,
          );
        });
      }
    }
    expect(count).toBeGreaterThan(TREES);
  });
});
