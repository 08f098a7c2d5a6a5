import { describe, expect, test } from "vitest";
import type { LeafSteps } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import { type StepSolutions, sumNames } from "../../src/engine/step-answers.js";
import { InputError } from "../../src/model/input-error.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { numberStyles, Random, shapes, spansManyScales } from "../random-trees.js";
import { bindingAt, type Drawn, drawSteps, everything, expectNear, greatestFinite, orFault } from "./drawn-steps.js";

const sumsAlone = { dispatch: false, binding: true, sums: true, leafSums: true } as const;
type SumsAlone = StepSolutions<typeof sumsAlone>;

/** Two tiles of steps and some more. */
const STEP_COUNT = 19;

/** Sums by themselves are those that are told beside every leaf's dispatch. */
function expectSameSums(drawn: Drawn, told: SumsAlone, precision: number, what: string): void {
  const { tree, options, steps, stepCount } = drawn;
  const expected = new Solver(tree, { ...options, engine: "wasm" }).solveSteps(steps, everything);
  const shapesOfAll = steps.profiles?.shapes ?? [];
  const products = greatestFinite(steps.profiles?.base) * greatestFinite(...shapesOfAll);
  const scale = Math.max(products, greatestFinite(tree.lower, tree.upper, tree.shift, steps.upper, steps.target));
  const slack = 10 * precision * scale;
  expect(told.status, what).toEqual(expected.status);
  expect(told.dispatch, what).toBeUndefined();
  expectNear(told.rootFlow, expected.rootFlow, slack * tree.leafCount, `${what}: rootFlow`);
  for (const name of sumNames) {
    expectNear(told.sums[name], expected.sums[name], slack * tree.leafCount, `${what}: ${name}`);
  }
  for (const name of ["requested", "served", "curtailed"] as const) {
    expectNear(told.leafSums[name], expected.leafSums[name], slack * stepCount, `${what}: leaves' ${name}`);
  }
  if (precision > 1e-12 || greatestFinite(tree.lower, tree.upper) < 1e-6) return;
  expect(told.leafSums.stepsCut, what).toEqual(expected.leafSums.stepsCut);
  for (let step = 0; step < stepCount; step++) {
    expect(bindingAt(told, step), `${what}: binding at ${step}`).toEqual(bindingAt(expected, step));
  }
}

describe("sums of steps whose leaves follow shapes", () => {
  test.each(numberStyles)("%s", (style) => {
    for (const [index, shape] of shapes.entries()) {
      for (let k = 0; k < 20; k++) {
        const seed = 7919 * k + index + 31;
        const drawn = drawSteps(shape, style, seed, STEP_COUNT, 1);
        if (drawn.tree.isLeaf(drawn.tree.root)) continue;
        const solver = orFault(() => new Solver(drawn.tree, { ...drawn.options, engine: "wasm" }));
        if (solver instanceof InputError) continue;
        const told = solver.solveSteps(drawn.steps, sumsAlone);
        expectSameSums(drawn, told, spansManyScales(style) ? 1e-9 : 1e-12, `${shape}, ${style}, seed ${seed}`);
      }
    }
  });

  test("a leaf that is never served has sums of exactly 0", () => {
    const { leafSums, sums } = new Solver(feeders(2, 0)).solveSteps(followed(2, 40), sumsAlone);
    for (const j of [0, 1, 2, 3]) expect([leafSums.served[j], leafSums.stepsCut[j]]).toEqual([0, 40]);
    expect([leafSums.served[4], leafSums.stepsCut[4]]).toEqual([leafSums.requested[4], 0]);
    expect(sums.servedImport.every((served) => served > 0)).toBe(true);
  });

  test("more limits bind than there is room for at a time", () => {
    const feederCount = 3000;
    const stepCount = 720;
    const tree = feeders(feederCount, 0.5);
    const { binding, sums, leafSums } = new Solver(tree).solveSteps(followed(feederCount, stepCount), sumsAlone);
    expect(binding.start[stepCount]).toBe(feederCount * stepCount);
    expect(sums.curtailedImport.every((cut) => cut > 0)).toBe(true);
    expect(leafSums.stepsCut.subarray(0, 2 * feederCount).every((count) => count === stepCount)).toBe(true);
    expect(leafSums.stepsCut[2 * feederCount]).toBe(0);
  });
});

/** So many feeders of one limit, with two leaves each, and a leaf of its own at the root. */
function feeders(count: number, most: number): FlatTree {
  const parent = [-1];
  const upper = [1e9];
  for (let i = 0; i < count; i++) {
    const feeder = parent.length;
    parent.push(0, feeder, feeder);
    upper.push(most, 10, 10);
  }
  parent.push(0);
  upper.push(10);
  return new FlatTree({ parent, lower: parent.map(() => 0), upper });
}

/** Their leaves follow two shapes of more than a half. */
function followed(feederCount: number, stepCount: number): LeafSteps {
  const leafCount = 2 * feederCount + 1;
  const random = new Random(5);
  const shape = () => Float64Array.from({ length: stepCount }, () => 0.5 + random.next() / 2);
  const shapeOf = Array.from({ length: leafCount }, (_, j) => j % 2);
  return { profiles: { base: new Float64Array(leafCount).fill(2), shapeOf, shapes: [shape(), shape()] } };
}
