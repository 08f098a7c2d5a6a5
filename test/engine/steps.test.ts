import { describe, expect, test } from "vitest";
import type { LeafSteps } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import type { SolverOptions } from "../../src/engine/solver-options.js";
import { stepStatuses } from "../../src/engine/step-answers.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { engines } from "../engines.js";
import { numberStyles, Random, randomCase, shapes } from "../random-trees.js";
import { infinity, smallTree as tree } from "./small-tree.js";

const fields = ["lower", "upper", "shift", "weight"] as const;

/** Some of the leaves' numbers at a few steps, each a permutation of the tree's own that keeps lower <= upper. */
function randomSteps(tree: FlatTree, stepCount: number, random: Random): LeafSteps {
  const { leaves, leafCount } = tree;
  const chosen = fields.filter((field) => field === "upper" || random.chance(0.5));
  const steps = Object.fromEntries(chosen.map((field) => [field, new Float64Array(stepCount * leafCount)]));
  for (let step = 0; step < stepCount; step++) {
    const order = random.permutation(leafCount);
    for (const [j, leaf] of leaves.entries()) {
      const other = leaves[order[j]];
      for (const field of chosen) steps[field][step * leafCount + j] = tree[field][other];
      if (!steps.lower) {
        const upper = steps.upper as Float64Array;
        upper[step * leafCount + j] = Math.max(tree.upper[other], tree.lower[leaf]);
      }
    }
  }
  return steps;
}

function greatestFinite({ lower, upper }: FlatTree): number {
  const sizes = [...lower, ...upper].map(Math.abs).filter(Number.isFinite);
  return Math.max(...sizes, 0);
}

/** Nodes are left out, so that sums are made in another order: the same but for the last bits. */
function expectNear(value: number, expected: number, scale: number, what: string): void {
  if (Object.is(value, expected)) return;
  expect(Math.abs(value - expected), `${what}: ${value} instead of ${expected}`).toBeLessThanOrEqual(1e-12 * scale);
}

/** The same steps, one `setAll` and one `solve` each. */
function oneByOne(tree: FlatTree, options: SolverOptions, steps: LeafSteps, stepCount: number) {
  const { leaves, leafCount } = tree;
  const solver = new Solver(tree, options);
  return Array.from({ length: stepCount }, (_, step) => {
    const numbers = Object.entries(steps).map(([field, values]) => {
      const next = (tree[field as "upper"] as Float64Array).slice();
      for (const [j, leaf] of leaves.entries()) next[leaf] = (values as Float64Array)[step * leafCount + j];
      return [field, next];
    });
    solver.setAll(Object.fromEntries(numbers));
    const solution = solver.solve();
    if (solution.status !== "optimal") return { status: solution.status, rootFlow: Number.NaN, flow: undefined };
    return { status: solution.status, rootFlow: solution.rootFlow, flow: Array.from(leaves, (v) => solution.flow[v]) };
  });
}

describe.each(engines)("%s: steps", (engine) => {
  test.each(numberStyles)("%s: answer as if solved one by one", (style) => {
    for (const [index, shape] of shapes.entries()) {
      for (let k = 0; k < 4; k++) {
        const given = randomCase(shape, style, 9001 * k + index);
        const options: SolverOptions = { ...given.options, engine, fairness: k % 2 === 0 ? "leaves" : "siblings" };
        const tree = new FlatTree(given.tree);
        if (tree.isLeaf(tree.root) && options.target !== undefined) continue;
        const stepCount = 3;
        const steps = randomSteps(tree, stepCount, new Random(k + 1));
        const { status, rootFlow, dispatch } = new Solver(tree, options).solveSteps(steps);
        const scale = greatestFinite(tree);
        for (const [step, expected] of oneByOne(tree, options, steps, stepCount).entries()) {
          const what = `${shape} ${k}, step ${step}`;
          expect(stepStatuses[status[step]], what).toBe(expected.status);
          expectNear(rootFlow[step], expected.rootFlow, scale, what);
          for (const [j, leaf] of tree.leaves.entries()) {
            const at = step * tree.leafCount + j;
            if (!expected.flow) expect(dispatch[at], what).toBeNaN();
            else expectNear((steps.shift?.[at] ?? tree.shift[leaf]) + dispatch[at], expected.flow[j], scale, what);
          }
        }
      }
    }
  });

  test.each(numberStyles)("%s: requests and priorities count at every step", (style) => {
    for (const [index, shape] of shapes.entries()) {
      const given = randomCase(shape, style, 7001 + index);
      const { target, ...options } = given.options;
      const random = new Random(index + 1);
      const plain = new FlatTree(given.tree);
      const priorities = random.integer(1, 3);
      const priority = plain.lower.map((_, v) => (plain.isLeaf(v) ? random.integer(1, priorities) : 0));
      const request = plain.upper.map((upper, v) =>
        plain.isLeaf(v) && random.chance(0.7) && Number.isFinite(upper) ? upper : Number.NaN,
      );
      const tree = plain.withNumbers({ priority, request });
      const stepCount = 4;
      const { leaves, leafCount } = tree;
      // Requests of other leaves, as far as the limits allow; the limits of some steps in between stay above them.
      const steps: LeafSteps = { request: new Float64Array(stepCount * leafCount) };
      for (let at = 0; at < stepCount * leafCount; at++) {
        const leaf = leaves[at % leafCount];
        const wish = plain.upper[leaves[random.integer(0, leafCount - 1)]] * random.next();
        const held = Math.max(tree.lower[leaf], Math.min(wish, tree.upper[leaf]));
        (steps.request as Float64Array)[at] = random.chance(0.2) || !Number.isFinite(held) ? Number.NaN : held;
      }
      const answers = new Solver(tree, { ...options, fairness: "leaves", engine }).solveSteps(steps);
      for (let step = 0; step < stepCount; step++) {
        const next = new Float64Array(tree.nodeCount).fill(Number.NaN);
        for (const [j, leaf] of leaves.entries()) next[leaf] = (steps.request as Float64Array)[step * leafCount + j];
        const alone = new Solver(tree.withNumbers({ request: next }), { ...options, fairness: "leaves", engine });
        const solution = alone.solve();
        const what = `${shape}, step ${step}`;
        expect(stepStatuses[answers.status[step]], what).toBe(solution.status);
        if (solution.status !== "optimal") continue;
        for (const [j, leaf] of leaves.entries()) {
          const flow = tree.shift[leaf] + answers.dispatch[step * leafCount + j];
          expectNear(flow, solution.flow[leaf], greatestFinite(tree), what);
        }
      }
    }
  });

  test("columns are the leaves in the order of tree.leaves", () => {
    const solver = new Solver(tree(), { engine });
    expect(Array.from(solver.tree.leaves)).toEqual([0, 2]);
    const { dispatch, rootFlow, stepCount } = solver.solveSteps({ upper: Float64Array.of(8, 6, 1, 6, 0, 0.5) });
    expect(stepCount).toBe(3);
    expect(Array.from(dispatch)).toEqual([20 / 3, 10 / 3, 1, 4, 0, 0.5]);
    expect(Array.from(rootFlow)).toEqual([10, 5, 0.5]);
  });

  test("more steps than the kernel has room for at a time", () => {
    const solver = new Solver(tree(), { engine });
    const stepCount = 40_000;
    const upper = Float64Array.from({ length: 2 * stepCount }, (_, i) => (i % 2 === 0 ? 2 : (i % 80) / 80));
    const { dispatch, rootFlow } = solver.solveSteps({ upper });
    expect(dispatch).toEqual(upper);
    for (let step = 0; step < stepCount; step++) expect(rootFlow[step]).toBe(upper[2 * step] + upper[2 * step + 1]);
  });

  test("the solver's own numbers stay", () => {
    const solver = new Solver(tree(), { engine });
    const before = { ...solver.solve() };
    solver.solveSteps({ upper: Float64Array.of(1, 1), shift: Float64Array.of(1, 1) });
    expect({ ...solver.solve() }).toEqual(before);
  });

  test("a step without an answer leaves the others alone", () => {
    const solver = new Solver(tree(), { engine });
    const lower = Float64Array.of(0, 0, 0, 5, 0, 1);
    const { status, dispatch, rootFlow } = solver.solveSteps({ lower });
    expect(Array.from(status, (code) => stepStatuses[code])).toEqual(["optimal", "infeasible", "optimal"]);
    expect(Array.from(dispatch)).toEqual([20 / 3, 10 / 3, Number.NaN, Number.NaN, 20 / 3, 10 / 3]);
    expect(Array.from(rootFlow)).toEqual([10, Number.NaN, 10]);
  });

  test("a step without an upper limit anywhere is unbounded", () => {
    const free = new FlatTree({ parent: [-1, 0], lower: [-infinity, 0], upper: [infinity, 3] });
    const { status } = new Solver(free, { engine }).solveSteps({ upper: Float64Array.of(1, infinity) });
    expect(Array.from(status)).toEqual([0, 2]);
  });

  test("answers go into the caller's arrays", () => {
    const solver = new Solver(tree(), { engine });
    const into = { status: new Uint8Array(1), rootFlow: new Float64Array(1), dispatch: new Float64Array(2) };
    const answers = solver.solveSteps({ upper: Float64Array.of(1, 2) }, into);
    expect(answers.dispatch).toBe(into.dispatch);
    expect(Array.from(into.dispatch)).toEqual([1, 2]);
    expect(into.rootFlow[0]).toBe(3);
  });

  test("a relaxed limit, a named rule and requests count at every step", () => {
    const lower = Float64Array.of(0, 5);
    const relaxed = new Solver(tree(), { engine, whenInfeasible: "relax" }).solveSteps({ lower });
    expect(Array.from(relaxed.dispatch)).toEqual([5, 5]);
    const ruled = new Solver(tree(), { engine, rule: "proportional" }).solveSteps({ upper: Float64Array.of(16, 4) });
    expect(Array.from(ruled.dispatch)).toEqual([8, 2]);
    const requested = new Solver(tree(), { engine }).solveSteps({ request: Float64Array.of(3, 1) });
    expect(Array.from(requested.dispatch)).toEqual([3, 1]);
  });

  test("a limit that no request reaches counts where a lower limit asks for more than the requests", () => {
    const forced = new FlatTree({
      parent: [-1, 0, 0, 1],
      lower: [8, -infinity, 0, 0],
      upper: [infinity, 3, 10, 10],
    });
    const request = new Float64Array(12).fill(2);
    const { dispatch } = new Solver(forced, { engine }).solveSteps({ request });
    expect(Array.from(dispatch.subarray(10))).toEqual([5, 3]);
  });

  test("a node without limits has its share among siblings", () => {
    const shared = new FlatTree({
      parent: [-1, 0, 1, 1, 0],
      lower: [0, -infinity, 0, 0, 0],
      upper: [10, infinity, 1, 100, 100],
    });
    const upper = Float64Array.from({ length: 18 }, (_, at) => (at < 15 ? 1 : shared.upper[2 + (at % 3)]));
    const { dispatch } = new Solver(shared, { engine, fairness: "siblings" }).solveSteps({ upper });
    expect(Array.from(dispatch.subarray(0, 3))).toEqual([1, 1, 1]);
    expect(Array.from(dispatch.subarray(15), (x) => Math.round(1000 * x) / 1000)).toEqual([1, 5.667, 3.333]);
  });

  test("the greatest export is asked for in the caller's terms", () => {
    const roof = new FlatTree({ parent: [-1, 0, 0], lower: [-5, -4, -4], upper: [infinity, 0, 0] });
    const solver = new Solver(roof, { engine, maximise: "export" });
    const { dispatch, rootFlow } = solver.solveSteps({
      lower: Float64Array.of(-1, -9, -3, -1),
      shift: Float64Array.of(0, 0, 1, 0),
    });
    expect(Array.from(dispatch)).toEqual([-1, -4, -3, -1]);
    expect(Array.from(rootFlow)).toEqual([-5, -3]);
  });

  test("limits of inner nodes and a target at some steps", () => {
    const solver = new Solver(tree(), { engine });
    const { dispatch, rootFlow, status, faults } = solver.solveSteps({
      upper: Float64Array.of(8, 6, 8, 6, 8, 6, 8, 6, 8, 6),
      limits: { nodes: ["line", "root"], upper: Float64Array.of(4, 10, 1, 10, 4, 3, 4, 2, Number.NaN, 10) },
      target: Float64Array.of(Number.NaN, Number.NaN, Number.NaN, 9, 9),
    });
    expect(Array.from(status, (code) => stepStatuses[code])).toEqual([
      ...Array.from({ length: 4 }, () => "optimal"),
      "invalid",
    ]);
    expect(Array.from(dispatch.subarray(0, 8))).toEqual([20 / 3, 10 / 3, 8, 1, 2, 1, 6, 3]);
    expect(Array.from(rootFlow)).toEqual([10, 9, 3, 9, Number.NaN]);
    expect(faults[0].error.message).toBe('node "line": upper is NaN at step 4');
    expect(solver.solve()).toMatchObject({ rootFlow: 10 });
  });

  test("an infinite target is a step's nonsense", () => {
    const { status, faults } = new Solver(tree(), { engine }).solveSteps({ target: Float64Array.of(infinity, 3) });
    expect(Array.from(status, (code) => stepStatuses[code])).toEqual(["invalid", "optimal"]);
    expect(faults[0].error.message).toBe("target is Infinity at step 0; it must be finite");
  });

  test("what binds is the first limit on the way up from a leaf that is cut", () => {
    const { binding, curtailment, flow } = new Solver(tree(), { engine }).solveSteps(
      { upper: Float64Array.of(8, 6, 2, 4, 5, 5, 8, 1) },
      { dispatch: false, binding: true, curtailment: true, flow: true },
    );
    expect(Array.from(binding.start)).toEqual([0, 1, 1, 2, 2]);
    expect(Array.from(binding.node)).toEqual([1, 3]);
    expect(Array.from(binding.isUpper)).toEqual([1, 1]);
    expect(Array.from(curtailment)).toEqual([8 - 20 / 3, 6 - 10 / 3, 0, 0, 0, 1, 0, 0]);
    expect(Array.from(flow.subarray(4, 12))).toEqual([2, 6, 4, 4, 5, 9, 4, 4]);
  });

  test("sums by direction, and of every leaf", () => {
    const both = new FlatTree({ parent: [-1, 0, 0, 0], lower: [-1, 0, 0, -5], upper: [4, 9, 9, 0] });
    const { sums, leafSums, dispatch } = new Solver(both, { engine }).solveSteps(
      {
        profiles: {
          base: Float64Array.of(4, 2, -5),
          shapeOf: [0, 0, 1],
          shapes: [Float64Array.of(0.5, 1, 0), Float64Array.of(0, 0, 1)],
        },
      },
      { dispatch: false, sums: true, leafSums: true },
    );
    expect(dispatch).toBeUndefined();
    expect(sums).toEqual({
      requestedImport: Float64Array.of(3, 6, 0),
      requestedExport: Float64Array.of(0, 0, 5),
      servedImport: Float64Array.of(3, 4, 0),
      servedExport: Float64Array.of(0, 0, 1),
      curtailedImport: Float64Array.of(0, 2, 0),
      curtailedExport: Float64Array.of(0, 0, 4),
    });
    expect(leafSums).toEqual({
      requested: Float64Array.of(6, 3, 5),
      served: Float64Array.of(4, 3, 1),
      curtailed: Float64Array.of(2, 0, 4),
      stepsCut: Int32Array.of(1, 0, 1),
    });
  });
});
