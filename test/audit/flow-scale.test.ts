import { expect, test } from "vitest";
import { carryingRange } from "../../src/audit/carrying-range.js";
import { flowScale } from "../../src/audit/flow-scale.js";
import { checkOptions } from "../../src/model/options.js";
import { poseProblem } from "../../src/problem/posed-problem.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";

const inf = Number.POSITIVE_INFINITY;

test.each<[string, TreeArrays, number]>([
  ["the greatest limit", { parent: [-1, 0, 0], lower: [-inf, 0, -7], upper: [inf, 5, 0] }, 7],
  ["a limit above it that nothing comes to", { parent: [-1, 0, 0], lower: [-1e12, 0, 0], upper: [1e12, 2, 3] }, 5],
  ["a limit below it that nothing comes to", { parent: [-1, 0, 0], lower: [-4, 0, 0], upper: [10, 1e12, 3] }, 10],
  ["what a brother's export leaves room for", { parent: [-1, 0, 0], lower: [0, 0, -90], upper: [10, 1e12, 0] }, 100],
  ["a brother's export without end", { parent: [-1, 0, 0], lower: [0, 0, -inf], upper: [10, 1e12, 0] }, 1e12],
  ["an export without end of one's own", { parent: [-1, 0, 0], lower: [0, -inf, 0], upper: [10, 1e12, 4] }, 10],
  ["two without end", { parent: [-1, 0, 0], lower: [0, -inf, -inf], upper: [10, 20, 4] }, 20],
  ["limits on a dispatch beside a shift", { parent: [-1, 0], lower: [-inf, -3], upper: [inf, 5], shift: [0, 100] }, 5],
  ["nothing but shifts", { parent: [-1, 0, 0], lower: [-inf, 0, 0], upper: [inf, 0, 0], shift: [0, 8, -9] }, 9],
  ["nothing at all", { parent: [-1, 0], lower: [0, 0], upper: [0, 0] }, 1],
])("%s", (_, tree, expected) => {
  const problem = poseProblem(new FlatTree(tree), checkOptions({}));
  expect(flowScale(problem, carryingRange(problem))).toBe(expected);
});
