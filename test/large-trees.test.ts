import { describe, expect, test } from "vitest";
import { verify } from "../src/audit/verify.js";
import type { OptimalSolution } from "../src/engine/solution.js";
import { Solver } from "../src/engine/solver.js";
import type { BalanceOptions } from "../src/model/options.js";
import { FlatTree } from "../src/tree/flat-tree.js";
import { engines } from "./engines.js";
import { numberStyles, randomTree, type Shape, type Style, shapes } from "./random-trees.js";

const asked: readonly BalanceOptions[] = [
  { fairness: "leaves", maximise: "import" },
  { fairness: "leaves", maximise: "export" },
  { fairness: "siblings", maximise: "import" },
  { fairness: "siblings", maximise: "export" },
];

describe("1,000 nodes, every shape and number style", () => {
  describe.each(shapes)("%s", (shape) => {
    test.each(numberStyles)("%s", (style) => {
      for (const options of asked) expectAgreement(shape, style, 1_000, options);
    });
  });
});

describe.each(["any doubles", "small integers"] satisfies Style[])("20,000 nodes, %s", (style) => {
  describe.each(shapes)("%s", (shape) => {
    test.each(asked)("$fairness, greatest $maximise", (options) => {
      expectAgreement(shape, style, 20_000, options);
    });
  });
});

describe("200,000 nodes", () => {
  describe.each(["random", "star", "caterpillar", "two-level", "chain"] satisfies Shape[])("%s", (shape) => {
    test.each(asked.filter((options) => options.maximise === "import"))("$fairness", (options) => {
      expectAgreement(shape, "any doubles", 200_000, options);
    });
  });
});

/** All engines come to the same flows, and the auditor has nothing to say against any. */
function expectAgreement(shape: Shape, style: Style, nodeCount: number, options: BalanceOptions): void {
  const tree = new FlatTree(randomTree({ shape, style, nodeCount, seed: nodeCount + shape.length, mayFail: false }));
  const solutions = engines.map((engine) => optimal(tree, { ...options, engine }));
  // Each within 1e-9 of the exact optimum, so within twice that of each other.
  const tolerance = 2e-9 * greatestFinite(tree);
  for (const { flow, engine } of solutions) {
    expect(greatestDifference(flow, solutions[0].flow), engine).toBeLessThanOrEqual(tolerance);
    expect(verify(tree, flow, options).slice(0, 3), engine).toEqual([]);
  }
}

function optimal(tree: FlatTree, options: ConstructorParameters<typeof Solver>[1]): OptimalSolution {
  const solution = new Solver(tree, options).solve();
  if (solution.status !== "optimal") throw new Error(`${options?.engine} says ${JSON.stringify(solution)}`);
  return solution;
}

function greatestFinite({ lower, upper, shift }: FlatTree): number {
  let greatest = 0;
  for (const values of [lower, upper, shift]) {
    for (const value of values) if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value));
  }
  return greatest;
}

function greatestDifference(left: Float64Array, right: Float64Array): number {
  let greatest = 0;
  // A NaN on either side must not pass for no difference.
  for (let v = 0; v < left.length; v++) {
    const difference = Math.abs(left[v] - right[v]);
    if (!(difference <= greatest)) greatest = difference;
  }
  return greatest;
}
