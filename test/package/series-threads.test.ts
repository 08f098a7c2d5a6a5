import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type * as library from "../../src/index.js";
import type * as series from "../../src/series/index.js";
import { distFolder } from "../built-project.js";
import { numberStyles, Random, randomTree, shapes } from "../random-trees.js";
import { gathered } from "../series/gathered.js";

// Threads start from a compiled file.
const built = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(distFolder, path)).href);
const { FlatTree, InputError }: typeof library = await built("index.js");
const { runSeries, solveMany }: typeof series = await built("series/index.js");

const wanted = { curtailment: true, flow: true, binding: true, sums: true, leafSums: true } as const;

/** A random tree, and blocks of steps: rows of upper limits, some of them nonsense. */
function randomSeries(seed: number) {
  const random = new Random(seed);
  const recipe = {
    shape: random.pick(shapes),
    style: random.pick(numberStyles),
    nodeCount: random.integer(2, 60),
    seed,
  };
  const tree = new FlatTree(randomTree({ ...recipe, mayFail: random.chance(0.3) }));
  const blocks = Array.from({ length: random.integer(1, 12) }, () => {
    const steps = random.integer(1, 30);
    const rows = Float64Array.from({ length: steps * tree.leafCount }, (_, k) => {
      const { [tree.leaves[k % tree.leafCount]]: upper } = tree.upper;
      return random.chance(0.001) ? Number.NaN : upper;
    });
    // A part of a longer array, as a reader would hand it on.
    const longer = new Float64Array(rows.length + 7);
    longer.set(rows, 3);
    return { upper: longer.subarray(3, 3 + rows.length) };
  });
  return { tree, blocks };
}

test("1 and 4 threads give the same series, to the bit", async () => {
  let faults = 0;
  for (let seed = 1; seed <= 30; seed++) {
    const { tree, blocks } = randomSeries(seed);
    const [one, four] = await Promise.all(
      [1, 4].map((workers) => gathered(runSeries(tree, blocks, { workers, wanted }))),
    );
    expect(four, `seed ${seed}`).toEqual(one);
    for (const block of four) {
      for (const { error } of block.faults) expect(error).toBeInstanceOf(InputError);
      faults += block.faults.length;
    }
  }
  expect(faults).toBeGreaterThan(0);
});

test("1 and 4 threads give the same solutions of many trees, to the bit", async () => {
  const trees = Array.from({ length: 100 }, (_, seed) => randomSeries(seed + 1).tree);
  const [one, four] = await Promise.all([1, 4].map((workers) => gathered(solveMany(trees, { workers }))));
  expect(four).toEqual(one.map((solution) => ({ ...solution })));
  expect(new Set(one.map(({ status }) => status))).toContain("infeasible");
});

test("an array that the source fills anew for each block is read before that", async () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
  const row = new Float64Array(2);
  function* source() {
    for (let k = 0; k < 50; k++) yield { upper: row.fill(k / 50) };
  }
  const flows = (await gathered(runSeries(tree, source(), { workers: 3 }))).map(({ dispatch }) => dispatch[0]);
  expect(flows).toEqual(Array.from({ length: 50 }, (_, k) => k / 50));
});

test("memory that threads share is read where it is", async () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
  const shared = new Float64Array(new SharedArrayBuffer(32)).fill(1.5);
  const blocks = [0, 2].map((from) => ({ upper: shared.subarray(from, from + 2) }));
  const found = await gathered(runSeries(tree, blocks, { workers: 2 }));
  expect(found.map(({ rootFlow }) => rootFlow[0])).toEqual([3, 3]);
});

test("what is refused in a thread is the InputError that it was there", async () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
  const blocks = [{ upper: new Float64Array(2) }, { upper: new Float64Array(3) }];
  const iterator = runSeries(tree, blocks, { workers: 2 });
  expect((await iterator.next()).done).toBe(false);
  await expect(iterator.next()).rejects.toThrow(InputError);
});

test("an aborted signal stops what threads are at", async () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
  const controller = new AbortController();
  function* endless() {
    for (;;) yield { upper: new Float64Array(2) };
  }
  let blocks = 0;
  const all = async () => {
    for await (const _ of runSeries(tree, endless(), { workers: 2, signal: controller.signal })) {
      if (++blocks === 5) controller.abort(new Error("enough"));
    }
  };
  await expect(all()).rejects.toThrow("enough");
  expect(blocks).toBe(5);
});
