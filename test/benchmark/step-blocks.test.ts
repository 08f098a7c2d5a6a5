import { describe, expect, test } from "vitest";
import { madeBlocks } from "../../src/benchmark/step-blocks.js";
import { Solver } from "../../src/engine/solver.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";

/** A root, then a load, a source, a storage, a load that must run, an unlimited one. */
const street: TreeArrays = {
  parent: [-1, 0, 0, 0, 0, 0],
  lower: [-20, 0, -6, -3, 2, 0],
  upper: [20, 5, 0, 3, 4, Infinity],
};

describe.each<[string, TreeArrays, BalanceOptions]>([
  ["a street", street, {}],
  ["a street whose export is greatest", street, { maximise: "export" }],
  ["siblings", street, { fairness: "siblings" }],
  ["siblings whose export is greatest", street, { fairness: "siblings", maximise: "export" }],
  ["requests", { ...street, request: [Number.NaN, 4, -5, 1, 3, Number.NaN] }, {}],
  ["guarantees", { ...street, guarantee: [0, 2, -1, 0, 0, 1] }, {}],
  ["guarantees in requests", { ...street, request: [Number.NaN, 4, -5, 1, 3, 7], guarantee: [0, 2, -1, 0, 0, 1] }, {}],
])("steps made for %s", (_, arrays, options) => {
  const tree = new FlatTree(arrays);
  const made = madeBlocks(tree, options);

  test("are all sound, and counted", () => {
    const solver = new Solver(tree, options);
    let count = 0;
    for (const block of made.blocks) {
      const { faults, stepCount } = solver.solveSteps(block);
      expect(faults).toEqual([]);
      count += stepCount;
    }
    expect(count).toBe(made.stepCount);
  });

  test("are the same once more", () => {
    expect(madeBlocks(tree, options)).toEqual(made);
  });
});

test("loads and sources vary, storage and loads that must run do not", () => {
  const [{ profiles }] = madeBlocks(new FlatTree(street), {}).blocks;
  expect(Array.from(profiles?.base ?? [])).toEqual([5, -6, Number.NaN, Number.NaN, Number.NaN]);
  expect(new Set(profiles?.shapes[0]).size).toBeGreaterThan(900);
});

test("wide trees have their steps in several blocks", () => {
  const leaves = 3000;
  const wide = new FlatTree({
    parent: [-1, ...new Array<number>(leaves).fill(0)],
    lower: new Float64Array(leaves + 1),
    upper: new Float64Array(leaves + 1).fill(5),
  });
  const { blocks, stepCount } = madeBlocks(wide, {});
  expect(stepCount).toBe(960);
  expect(blocks.map(({ profiles }) => profiles?.shapes[0].length)).toEqual([174, 174, 174, 174, 174, 90]);
});
