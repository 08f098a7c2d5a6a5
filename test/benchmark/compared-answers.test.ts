import { expect, test } from "vitest";
import { compareSolutions, compareSteps } from "../../src/benchmark/compared-answers.js";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const tree = new FlatTree({ parent: [-1, 0, 0], lower: [-Infinity, 0, 0], upper: [4, 3, 3] });
const options = {};
const right = new Solver(tree).solve() as OptimalSolution;
const wrong: OptimalSolution = { ...right, flow: Float64Array.of(4, 1, 3) };
const slightlyWrong: OptimalSolution = { ...right, flow: Float64Array.of(4, 2 - 8e-9, 2 + 8e-9) };

test("equal answers are sound", () => {
  expect(compareSolutions(tree, options, right, right)).toEqual({ apart: 0, faults: [] });
});

test("without a reference the audit alone is asked", () => {
  expect(compareSolutions(tree, options, right, undefined)).toEqual({ apart: undefined, faults: [] });
  expect(compareSolutions(tree, options, wrong, undefined).faults).toEqual([
    expect.stringMatching(/^kernel: 1 violations, the first: /),
  ]);
});

test("answers that are apart are told, by the greatest limit", () => {
  const { apart, faults } = compareSolutions(tree, options, right, wrong);
  expect(apart).toBe(0.25);
  expect(faults.map((fault) => fault.slice(0, 20))).toEqual(["reference: 1 violati", "kernel and reference"]);
  expect(compareSolutions(tree, options, right, slightlyWrong).apart).toBeCloseTo(2e-9, 12);
  expect(compareSolutions(tree, options, right, slightlyWrong).faults).not.toEqual([]);
});

test("an answer beside none is told", () => {
  const none = new Solver(new FlatTree({ parent: [-1, 0], lower: [5, 0], upper: [9, 1] })).solve();
  expect(compareSolutions(tree, options, right, none).faults).toEqual(["kernel: optimal; reference: infeasible"]);
});

test("steps by kernel and reference agree, whatever they bring", () => {
  const base = Float64Array.of(3, 3);
  const shapes = [Float64Array.of(0, 0.5, 1, 0.3)];
  expect(compareSteps(tree, options, { profiles: { base, shapeOf: [0, 0], shapes } })).toEqual([]);
  expect(compareSteps(tree, options, { request: Float64Array.of(1, 2, 3, 3) })).toEqual([]);
  expect(compareSteps(tree, options, { target: Float64Array.of(Number.NaN, 1) })).toEqual([]);
});
