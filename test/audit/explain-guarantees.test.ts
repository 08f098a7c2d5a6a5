import { describe, expect, test } from "vitest";
import {
  type BalanceOptions,
  explain,
  FlatTree,
  LeafNode,
  type LeafNodeOptions,
  Node,
  Solver,
} from "../../src/index.js";

function explained(upperLimit: number, leaves: readonly LeafNodeOptions[], options: BalanceOptions = {}) {
  const root = new Node({ id: "fuse", upperLimit, children: leaves.map((leaf) => new LeafNode(leaf)) });
  return explainedTree(root, options);
}

function explainedTree(root: Node, options: BalanceOptions = {}) {
  const tree = FlatTree.from(root);
  const solution = new Solver(tree, options).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return explain(tree, solution, options);
}

const car = (id: string, more: LeafNodeOptions = {}): LeafNodeOptions => ({ id, upperLimit: 9, ...more });
const noGain = { raised: 0, lowered: 0 };

describe("guarantees", () => {
  test("that are more than the even share hold their leaf, while the limit that cuts it gives it nothing more", () => {
    const explanation = explained(9, [car("a", { guarantee: 5 }), car("b"), car("c")]);
    expect(explanation.leaf("a")).toMatchObject({
      ...{ flow: 5, guarantee: 5, guaranteed: 5, curtailed: 4 },
      heldBy: { id: "a", limit: "guarantee", gain: { raised: 1, lowered: -1 } },
      cutBy: { id: "fuse", limit: "upper", gain: noGain },
    });
    expect(explanation.leaf("b")).toMatchObject({
      ...{ flow: 2, guarantee: 0, guaranteed: 0, heldBy: { id: "fuse", gain: { raised: 0.5, lowered: -0.5 } } },
      price: { level: 2, tier: { cut: "import", isGuaranteed: false } },
    });
    const { guarantee, guaranteed, upper } = explanation.node("fuse");
    expect(guaranteed).toEqual({
      leaves: 1,
      import: { asked: 5, served: 5 },
      export: { asked: 0, served: 0 },
    });
    expect(guarantee.raised).toMatchObject({ flowChange: 0, hindrance: "headroom" });
    expect(upper.lowered.leavesInside).toBe(2);
    const shares = [...explanation.shares("a", "guarantee", "raised")].map(({ id, change }) => [id, change]);
    expect(shares).toEqual([
      ["a", 1],
      ["b", -0.5],
      ["c", -0.5],
    ]);
  });

  test("that are less than the even share hold nobody", () => {
    const explanation = explained(9, [car("a", { guarantee: 2 }), car("b"), car("c")]);
    expect(explanation.leaf("a")).toMatchObject({ flow: 3, guaranteed: 2, heldBy: { id: "fuse", limit: "upper" } });
    expect(explanation.node("a").guarantee.raised).toMatchObject({ flowChange: 0, hindrance: "headroom" });
  });

  test("that do not all fit are cut by the limit that they share, and nobody else has anything", () => {
    const explanation = explained(6, [car("a", { guarantee: 5 }), car("b", { guarantee: 2 }), car("c")]);
    expect(explanation.leaf("a")).toMatchObject({
      ...{ flow: 4, guarantee: 5, guaranteed: 4 },
      heldBy: { id: "fuse", gain: { raised: 1, lowered: -1 } },
      price: { level: 4, tier: { isGuaranteed: true } },
    });
    expect(explanation.leaf("b")).toMatchObject({ flow: 2, heldBy: { id: "b", limit: "guarantee" } });
    expect([...explanation.guaranteedLeaves("fuse")].sort((a, b) => a.node - b.node)).toEqual([
      { node: 1, id: "a", guarantee: 5, guaranteed: 4 },
      { node: 2, id: "b", guarantee: 2, guaranteed: 2 },
    ]);
  });

  test("as bases: the level counts from them, and a greater one is shared with those of the same level", () => {
    const leaves = [car("a", { guarantee: 3 }), car("b"), car("c")];
    const explanation = explained(9, leaves, { guarantees: "base" });
    expect(explanation.leaf("a")).toMatchObject({ flow: 5, level: 5, price: { level: 2 }, guaranteed: 3 });
    const { raised } = explanation.node("a").guarantee;
    expect(raised.flowChange).toBeCloseTo(2 / 3, 12);
    expect(raised.worth).toBe(0);
  });

  test("of a low priority stand against a high one", () => {
    const leaves = [car("first", { priority: 1, guarantee: 1 }), car("second", { guarantee: 3 })];
    const second = explained(6, leaves).leaf("second");
    expect(second).toMatchObject({ flow: 3, heldBy: { id: "second", limit: "guarantee" } });
    expect(explained(6, leaves).node("second").priceAbove).toEqual({
      tier: { cut: "import", priority: 1, isGuaranteed: false },
      level: 3,
    });
  });

  test("of export are told as export", () => {
    const roofs = ["east", "west"].map(
      (id, k) => new LeafNode({ id, lowerLimit: -8, upperLimit: 0, request: -8, guarantee: k === 0 ? -5 : 0 }),
    );
    const explanation = explainedTree(new Node({ id: "line", lowerLimit: -7, children: roofs }));
    expect(explanation.leaf("east")).toMatchObject({ flow: -5, guarantee: -5, guaranteed: -5, cut: "export" });
    expect(explanation.leaf("east").heldBy).toMatchObject({ id: "east", limit: "guarantee" });
    expect(explanation.node("line").guaranteed.export).toEqual({ asked: 5, served: 5 });
  });

  test("mirrored are told mirrored", () => {
    const roofs = ["east", "west"].map(
      (id, k) => new LeafNode({ id, lowerLimit: -8, upperLimit: 0, guarantee: k === 0 ? -5 : 0 }),
    );
    const explanation = explainedTree(new Node({ id: "line", lowerLimit: -7, children: roofs }), {
      maximise: "export",
    });
    expect(explanation.leaf("east")).toMatchObject({ flow: -5, guarantee: -5, guaranteed: -5, cut: "export" });
    expect(explanation.leaf("west").heldBy).toMatchObject({ id: "line", gain: { raised: 1, lowered: -1 } });
  });

  test("beside whole steps count as given, and are kept to within a step", () => {
    const explanation = explained(11, [
      car("a", { guarantee: 5, step: 2 }),
      car("b", { step: 2 }),
      car("c", { step: 2 }),
    ]);
    expect(explanation.leaf("a")).toMatchObject({ flow: 4, guarantee: 5, guaranteed: 4, decided: { count: 2 } });
  });
});

describe("lower limits that give way", () => {
  const boxes = (count: number, more: LeafNodeOptions = {}) =>
    Array.from({ length: count }, (_, k) => ({ id: `box${k + 1}`, lowerLimit: 6, upperLimit: 16, ...more }));
  const curtail = { whenInfeasible: "curtail" } as const;

  test("are told with how far, and are cut together by the limit above", () => {
    const explanation = explained(32, boxes(6), curtail);
    const story = explanation.leaf("box1");
    expect(story).toMatchObject({
      gaveWay: { limit: "lower", from: 6, to: 32 / 6 },
      limits: { lower: 32 / 6, upper: 16 },
      binds: { lower: true, upper: false },
      heldBy: { id: "fuse", limit: "upper" },
      price: { tier: { isGuaranteed: true } },
    });
    expect(story.heldBy?.gain.raised).toBeCloseTo(1 / 6, 12);
    expect([...explanation.heldLeaves("fuse")]).toHaveLength(6);
    expect([...explanation.limitsThatGaveWay()].map(({ id }) => id)).toEqual(boxes(6).map(({ id }) => id));
  });

  test("that need not are kept beside those that do", () => {
    const full = new Node({ id: "full", upperLimit: 10, children: boxes(2).map((box) => new LeafNode(box)) });
    const free = new LeafNode({ id: "free", lowerLimit: 3, upperLimit: 9 });
    const explanation = explainedTree(new Node({ id: "fuse", upperLimit: 14, children: [full, free] }), curtail);
    expect(explanation.gaveWay("box1")).toEqual({ limit: "lower", from: 6, to: 5 });
    expect(explanation.gaveWay("free")).toBeUndefined();
    expect(explanation.leaf("free")).toMatchObject({ flow: 4, limits: { lower: 3, upper: 9 }, guaranteed: 3 });
  });

  test("do not where all can be kept: it is explained as ever", () => {
    const leaves = boxes(2);
    expect(explained(14, leaves, curtail).leaf("box1")).toEqual(explained(14, leaves).leaf("box1"));
  });
});
