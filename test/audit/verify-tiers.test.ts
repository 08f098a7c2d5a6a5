import { describe, expect, test } from "vitest";
import { verify } from "../../src/audit/verify.js";
import { Solver } from "../../src/engine/solver.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { exactBalance } from "../exact/exact-balance.js";
import { numberStyles, Random, type RandomCase, randomCase, shapes, withRandomWishes } from "../random-trees.js";
import { unlimited } from "./small-trees.js";

const styles = numberStyles.filter((style) => style !== "mixed scales" && style !== "residues");

interface SolvedCase extends RandomCase {
  readonly flatTree: FlatTree;
  readonly exactFlows: Float64Array;
}

/** Balanced by exact arithmetic. */
function* solvedCases(style: (typeof styles)[number]): Generator<SolvedCase> {
  for (const shape of shapes) {
    for (let seed = 1; seed <= 25; seed++) {
      const { tree, options } = randomCase(shape, style, seed, [3, 8, 16]);
      const wishes = withRandomWishes(tree, style, seed);
      const exact = exactBalance(wishes, options);
      if (exact.status !== "optimal" || exact.isBorderline) continue;
      const exactFlows = Float64Array.from(exact.flow, (flow) => flow.toNumber());
      yield { tree: wishes, options, flatTree: new FlatTree(wishes), exactFlows };
    }
  }
}

function messages(tree: FlatTree, flows: ArrayLike<number>, options: RandomCase["options"]): string[] {
  return verify(tree, flows, options).map(({ message }) => message);
}

describe.each(styles)("random trees with requests and priorities, %s", (style) => {
  test("pass when balanced", () => {
    for (const { flatTree, exactFlows, options } of solvedCases(style)) {
      expect(messages(flatTree, exactFlows, options)).toEqual([]);
    }
  });

  test("fail when one leaf is moved by more than the tolerance, and when two trade it", () => {
    const random = new Random(1);
    let count = 0;
    for (const { tree, flatTree, exactFlows, options } of solvedCases(style)) {
      const sizes = [...exactFlows, ...flatTree.lower, ...flatTree.upper, ...flatTree.shift].map(Math.abs);
      const scale = Math.max(...sizes.filter(Number.isFinite)) || 1;
      const leaves = Array.from(exactFlows.keys()).filter((v) => flatTree.isLeaf(v));
      const moved = exactFlows.slice();
      const amount = scale * random.pick([1e-6, 0.01, 1]) * random.pick([1, -1]);
      const changes = [{ leaf: random.pick(leaves), by: amount }];
      const other = random.pick(leaves);
      if (random.chance(0.5) && other !== changes[0].leaf) changes.push({ leaf: other, by: 0 - amount });
      for (const { leaf, by } of changes) {
        for (let v = leaf; v >= 0; v = tree.parent[v]) moved[v] += by;
      }
      expect(messages(flatTree, moved, options)).not.toEqual([]);
      count++;
    }
    expect(count).toBeGreaterThan(60);
  });
});

const ids = ["root", "low", "high"];
const twoLoads = new FlatTree({
  parent: [-1, 0, 0],
  lower: [-unlimited, 0, 0],
  upper: [10, 8, 8],
  priority: [0, 0, 1],
  ids,
});

test("what a lower priority has and a higher one could have is a trade", () => {
  expect(messages(twoLoads, [10, 2, 8], {})).toEqual([]);
  expect(messages(twoLoads, [10, 5, 5], {})).toEqual([
    'leaf "low" (level 5, priority 0) could give flow to leaf "high" (level 5, priority 1); their paths meet at node "root"',
  ]);
});

const roofAndLoad = new FlatTree({
  parent: [-1, 0, 0],
  lower: [-4, -6, 0],
  upper: [9, 0, 5],
  request: [Number.NaN, -6, 1],
  ids: ["root", "roof", "load"],
});

test("an export that is cut though nothing forbids it is one that could still fall", () => {
  expect(messages(roofAndLoad, [-4, -5, 1], {})).toEqual([]);
  expect(messages(roofAndLoad, [-2, -3, 1], {})).toEqual([
    'leaf "roof": its flow -3 could still fall: the root\'s flow is -2 and could be -4, off by 2',
  ]);
});

test("a load may not go above its request before all export is cut that is above it", () => {
  expect(messages(roofAndLoad, [-4, -6, 2], {})).toEqual([
    'leaf "load" (level 2, request 1) could give flow to leaf "roof" (level -6, request -6); their paths meet at node "root"',
  ]);
});

test("a relaxed limit is judged as it was widened", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [-unlimited, 3, 3], upper: [5, 4, 4] });
  const solution = new Solver(tree, { whenInfeasible: "relax" }).solve();
  const flow = solution.status === "optimal" ? solution.flow : [];
  expect(Array.from(flow)).toEqual([6, 3, 3]);
  expect(messages(tree, flow, { whenInfeasible: "relax" })).toEqual([]);
  expect(messages(tree, flow, {})).not.toEqual([]);
});
