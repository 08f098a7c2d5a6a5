import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { numberStyles, Random, randomTree, shapes } from "../random-trees.js";

const none = Number.NaN;

/** A request anywhere in a leaf's range, often at one end of it, now and then none. */
function randomRequest(lower: number, upper: number, random: Random): number {
  if (random.chance(0.2)) return none;
  const low = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper - 5 : -5;
  const high = Number.isFinite(upper) ? upper : low + 10;
  if (random.chance(0.3)) return low;
  return random.chance(0.4) ? high : Math.min(Math.max(low + (high - low) * random.next(), low), high);
}

function randomRequests(tree: FlatTree, random: Random): FlatTree {
  const { nodeCount, lower, upper } = tree;
  const priorities = random.integer(1, 4);
  const request = new Float64Array(nodeCount).fill(none);
  const priority = new Float64Array(nodeCount);
  for (const leaf of tree.leaves) {
    request[leaf] = randomRequest(lower[leaf], upper[leaf], random);
    priority[leaf] = random.integer(1, priorities);
  }
  return tree.withNumbers({ request, priority });
}

/** The greatest finite limit or request. */
function scaleOf({ lower, upper, request }: FlatTree): number {
  let scale = Number.MIN_VALUE;
  for (const values of [lower, upper, request ?? []]) {
    for (const value of values) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  }
  return scale;
}

// The exact suites have small trees. On larger ones the kernel's tiers are held to the reference, whose method is another.
describe.each(numberStyles)("tiers of prices, %s", (style) => {
  test.each(shapes)("%s: kernel and reference agree", (shape) => {
    for (const [seed, nodeCount] of [20, 60, 220, 420, 820].entries()) {
      const random = new Random(seed + 1);
      const tree = randomRequests(
        new FlatTree(randomTree({ shape, style, seed, nodeCount, mayFail: seed % 2 === 1 })),
        random,
      );
      const byKernel = new Solver(tree, { engine: "wasm" }).solve();
      const byReference = new Solver(tree, { engine: "reference" }).solve();
      expect(byKernel.engine).toBe("wasm");
      expect(byKernel.status).toBe(byReference.status);
      if (byKernel.status !== "optimal" || byReference.status !== "optimal") continue;
      for (let v = 0; v < nodeCount; v++) {
        const off = Math.abs(byKernel.flow[v] - byReference.flow[v]) / scaleOf(tree);
        expect(off, `${nodeCount} nodes, node ${v}`).toBeLessThanOrEqual(1e-9);
      }
    }
  });
});

test("a request that its price misses by the last bit still lets the leaf rise above it", () => {
  // 6.847... * (1.849... / 6.847...) is less than 1.849... by one bit.
  const tree = new FlatTree({
    parent: [-1, 0, 1, 0],
    lower: [-7, 2, 0, -10],
    upper: [-6, 3, 3, -6],
    weight: [1, 1, 6.847049088589847, 1],
    request: [none, none, 1.8495030279736966, -6],
  });
  const solution = new Solver(tree, { engine: "wasm" }).solve();
  expect(solution.status === "optimal" && Array.from(solution.flow)).toEqual([-6, 2, 2, -8]);
});
