import { expect, test } from "vitest";
import type { LeafSteps } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import { generateFeeder } from "../../src/generate/index.js";
import { type FairOverTimeOptions, fairOverTime } from "../../src/series/fair-over-time.js";
import { followedProfiles } from "../../src/series/followed-profiles.js";
import { runSeries } from "../../src/series/run-series.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { gathered } from "./gathered.js";

const pair = (upper: number, weight = [1, 1, 1]) =>
  new FlatTree({ ids: ["line", "a", "b"], parent: [-1, 0, 0], lower: [0, 0, 0], upper: [upper, 99, 99], weight });

const requests = (...rows: readonly (readonly [a: number, b: number])[]): LeafSteps => ({
  request: Float64Array.from(rows.flat()),
});

/** The weights of each step. */
async function weightsOf(tree: FlatTree, blocks: readonly LeafSteps[], options: FairOverTimeOptions) {
  const leaning = await gathered(fairOverTime(tree, blocks, options));
  return leaning.map(({ weight }) => [...(weight ?? [])]);
}

const power16 = (share: number) => share ** -16;

test("who has not been cut has the own weight; who was served 0.9 of it 0.9^-16, and at most 8 times as much", async () => {
  const [weights] = await weightsOf(pair(9, [1, 1, 3]), [requests([10, 0], [0, 30], [9, 0], [1, 1])], {
    halfLife: 1e13,
  });
  expect(weights.slice(0, 2)).toEqual([1, 3]);
  expect(weights[2]).toBeCloseTo(power16(0.9), 9);
  expect(weights[3]).toBe(3);
  // Served 9 of 30: beyond the cap.
  expect(weights[4]).toBeCloseTo(power16(0.9), 9);
  expect(weights[5]).toBe(24);
  expect(weights[6]).toBeCloseTo(power16(18 / 19), 9);
});

test("the past counts half after the half-life", async () => {
  const blocks = [requests([10, 0], [0, 0], [9, 0], [0, 0])];
  const [weights] = await weightsOf(pair(9), blocks, { halfLife: 2 });
  // 9 of 10, of which half is left two steps later, when 9 of 9 are added.
  expect(weights[4]).toBeCloseTo(power16(0.9), 9);
  expect(weights[6]).toBeCloseTo(power16((4.5 + 9) / (5 + 9)), 9);
});

test("who was cut before is cut less than the others", async () => {
  const tree = pair(10);
  const [leaning] = await gathered(fairOverTime(tree, [requests([12, 0], [10, 10])], { halfLife: 100 }));
  const { dispatch } = new Solver(tree).solveSteps(leaning);
  const lean = Math.min(8, power16(10 / 12));
  expect(dispatch[2]).toBeCloseTo((10 * lean) / (lean + 1), 9);
  expect(dispatch[3]).toBeCloseTo(10 / (lean + 1), 9);
});

test("weights of the steps themselves lean, and other numbers stay what they are", async () => {
  const steps = { ...requests([18, 0], [9, 9]), weight: Float64Array.of(1, 1, 2, 5), target: Float64Array.of(9, NaN) };
  const [leaning] = await gathered(fairOverTime(pair(9), [steps], { halfLife: 10 }));
  expect([...(leaning.weight ?? [])]).toEqual([1, 1, 16, 5]);
  expect(leaning).toMatchObject({ request: steps.request, target: steps.target });
});

test("a step without an answer is no past", async () => {
  const tree = pair(9);
  const limits = { nodes: ["line"], upper: Float64Array.of(9, -1, 9) };
  const [weights] = await weightsOf(tree, [{ ...requests([10, 0], [10, 10], [10, 0]), limits }], { halfLife: 1e13 });
  expect(weights[4]).toBeCloseTo(power16(0.9), 9);
  expect(weights[5]).toBe(1);
});

const feeder = generateFeeder({ users: 60, ev: 1, pv: 1, days: 4, spare: 0, seed: 3 });

/** Its days, in blocks of so many steps. */
function blocksOf(stepsOfABlock: number): LeafSteps[] {
  const shapes = feeder.profiles();
  const { tree, profiles } = feeder.grid;
  const { base, columnOf } = followedProfiles(tree, profiles, { columns: [...shapes.keys()], limitFields: [] });
  const columns = [...shapes.values()];
  return Array.from({ length: Math.ceil(feeder.steps.count / stepsOfABlock) }, (_, block) => ({
    profiles: {
      base,
      shapeOf: columnOf,
      shapes: columns.map((column) => column.subarray(block * stepsOfABlock, (block + 1) * stepsOfABlock)),
    },
  }));
}

/** What every leaf was served of all it requested. */
async function servedShares(source: Iterable<LeafSteps> | AsyncIterable<LeafSteps>, workers = 1) {
  const { tree } = feeder.grid;
  const requested = new Float64Array(tree.leafCount);
  const served = new Float64Array(tree.leafCount);
  for await (const block of runSeries(tree, source, { workers, wanted: { dispatch: false, leafSums: true } })) {
    for (let j = 0; j < tree.leafCount; j++) {
      requested[j] += block.leafSums.requested[j];
      served[j] += block.leafSums.served[j];
    }
  }
  const total = served.reduce((sum, kwh) => sum + kwh, 0);
  return { total, shares: Array.from(requested, (kwh, j) => (kwh > 0 ? served[j] / kwh : 1)) };
}

test("how steps are cut into blocks makes no difference, to the bit", async () => {
  const { tree } = feeder.grid;
  const [once, ...blocks] = await Promise.all(
    [feeder.steps.count, 96, 7].map(async (length) =>
      (await weightsOf(tree, blocksOf(length), { halfLife: 96 })).flat(),
    ),
  );
  for (const weights of blocks) expect(weights.findIndex((weight, at) => weight !== once[at])).toBe(-1);
  expect(once.filter((weight) => weight > 1).length).toBeGreaterThan(100);
});

test("no less is served in all, and who was served the least is served more", async () => {
  const { tree } = feeder.grid;
  const alike = await servedShares(blocksOf(96));
  const leaning = await servedShares(fairOverTime(tree, blocksOf(96), { halfLife: 192 }));
  expect(leaning.total / alike.total).toBeCloseTo(1, 12);
  expect(Math.min(...alike.shares)).toBeLessThan(0.95);
  expect(Math.min(...leaning.shares)).toBeGreaterThan(Math.min(...alike.shares));
});

test("the reference leans as the kernel does", async () => {
  const { tree } = feeder.grid;
  const blocks = blocksOf(96).slice(0, 1);
  const [kernel, reference] = await Promise.all(
    (["wasm", "reference"] as const).map((engine) => weightsOf(tree, blocks, { halfLife: 96, engine })),
  );
  const other = reference.flat();
  const apart = kernel.flat().map((weight, at) => Math.abs(weight - other[at]) / weight);
  expect(apart.length).toBe(96 * tree.leafCount);
  expect(Math.max(...apart)).toBeLessThan(1e-9);
});

test.each<[FairOverTimeOptions, string]>([
  [{ halfLife: 0 }, "halfLife is 0; it must be a number of steps above 0"],
  [{ halfLife: Number.POSITIVE_INFINITY }, "halfLife is Infinity"],
  [{ halfLife: Number.NaN }, "halfLife is NaN"],
  [{ halfLife: 1, rule: "proportional" }, 'rule "proportional" sets the weights'],
  [{ halfLife: 1, rule: "equal" }, 'rule "equal" sets the weights'],
])("%j is refused", async (options, message) => {
  await expect(fairOverTime(pair(1), [], options).next()).rejects.toThrow(message);
});

test("blocks that contradict themselves are refused", async () => {
  const steps = { request: new Float64Array(3) };
  await expect(fairOverTime(pair(1), [steps], { halfLife: 1 }).next()).rejects.toThrow("request has 3 entries");
});
