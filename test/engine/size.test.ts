import { describe, expect, test } from "vitest";
import { verify } from "../../src/audit/verify.js";
import { instantiateKernel, kernelModule } from "../../src/engine/kernel.js";
import { Solver } from "../../src/engine/solver.js";
import type { Fairness } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const infinity = Number.POSITIVE_INFINITY;

/** A chain of inner nodes, one leaf at each, every third node limited to a little less than its subtree asks for. */
function chain(innerCount: number): FlatTree {
  const nodeCount = 2 * innerCount;
  const parent = new Int32Array(nodeCount);
  const lower = new Float64Array(nodeCount).fill(-infinity);
  const upper = new Float64Array(nodeCount).fill(infinity);
  for (let v = 0; v < innerCount; v++) {
    parent[v] = v - 1;
    parent[innerCount + v] = v;
    lower[innerCount + v] = 0;
    upper[innerCount + v] = 1 + (v % 7);
    if (v % 3 === 0) upper[v] = 0.9 * 4 * (innerCount - v);
  }
  return new FlatTree({ parent, lower, upper });
}

/** A root over leaves that ask for twice what it can carry. */
function star(leafCount: number): FlatTree {
  const parent = new Int32Array(leafCount + 1);
  const lower = new Float64Array(leafCount + 1);
  const upper = new Float64Array(leafCount + 1);
  parent[0] = -1;
  upper[0] = 2 * leafCount;
  for (let v = 1; v <= leafCount; v++) upper[v] = 1 + (v % 7);
  return new FlatTree({ parent, lower, upper });
}

test("room for tiers that was not to be had does not push later tries further out", () => {
  const module = kernelModule();
  if (!module) throw new Error("no WebAssembly");
  const kernel = instantiateKernel(module);
  // 3.9 GB that nobody touches; the tiers' numbers would take 2 GB more.
  expect(kernel.layOut(70_000_000, 1)).toBeLessThan(2 ** 32);
  const bytes = kernel.layOutTiers();
  expect(bytes).toBeGreaterThan(2 ** 32);
  expect(kernel.layOutTiers()).toBe(bytes);
});

describe.each<Fairness>(["leaves", "siblings"])("fairness among %s", (fairness) => {
  test.each([
    ["a chain of a million nodes", chain(500_000)],
    ["a star of a million leaves", star(1_000_000)],
  ])("%s: solved and certified", (_, tree) => {
    const solution = new Solver(tree, { fairness, engine: "wasm" }).solve();
    if (solution.status !== "optimal") throw new Error(solution.status);
    expect(solution.rootFlow).toBeGreaterThan(0.99 * tree.upper[0]);
    expect(verify(tree, solution.flow, { fairness, tolerance: 1e-12 })).toEqual([]);
  });
});
