import { describe, expect, test } from "vitest";
import { balance, FlatTree, GridUser, LeafNode, Node, Solver, verify } from "../src/index.js";
import type { TreeArrays } from "../src/tree/node-numbers.js";
import { engines, solve } from "./engines.js";
import { randomTree, shapes, withRandomGuarantees, withRandomWishes } from "./random-trees.js";

/** Leaves of so much under one limit, some of it guaranteed. */
function star(
  limit: number,
  leaves: readonly { upper: number; guarantee?: number; priority?: number; lower?: number }[],
): Node {
  return new Node({
    upperLimit: limit,
    children: leaves.map(
      ({ upper, lower = 0, ...wishes }) => new LeafNode({ lowerLimit: lower, upperLimit: upper, ...wishes }),
    ),
  });
}

const flows = (root: Node, options: Parameters<typeof balance>[1] = {}) => {
  expect(balance(root, options).status).toBe("optimal");
  return root.children.map((child) => child.flow);
};

describe.each(engines)("guarantees, by the %s", (engine) => {
  test("as a floor one gets more than the even share only where that is less", () => {
    expect(flows(star(9, [{ upper: 9, guarantee: 5 }, { upper: 9 }, { upper: 9 }]), { engine })).toEqual([5, 2, 2]);
    expect(flows(star(18, [{ upper: 9, guarantee: 5 }, { upper: 9 }, { upper: 9 }]), { engine })).toEqual([6, 6, 6]);
  });

  test("as a base the even share comes on top", () => {
    const lines = star(18, [{ upper: 20, guarantee: 6 }, { upper: 20 }, { upper: 20 }]);
    expect(flows(lines, { engine, guarantees: "base" })).toEqual([10, 4, 4]);
  });

  test("as a base counts up to the request: what is called on beyond that is even", () => {
    const eager = { upperLimit: 20, guarantee: 3, request: 4 };
    const root = new Node({
      lowerLimit: 20,
      children: [new LeafNode(eager), new LeafNode({ upperLimit: 20, request: 2 })],
    });
    expect(flows(root, { engine, guarantees: "base" })).toEqual([10, 10]);
    expect(verify(FlatTree.from(root), [20, 10, 10], { guarantees: "base" })).toEqual([]);
    expect(verify(FlatTree.from(root), [20, 11, 9], { guarantees: "base" })).toHaveLength(1);
  });

  test("that do not all fit are cut like anything else, from the greatest down, and nobody else gets any", () => {
    const crowd = star(6, [{ upper: 9, guarantee: 5 }, { upper: 9, guarantee: 2 }, { upper: 9 }]);
    expect(flows(crowd, { engine })).toEqual([4, 2, 0]);
  });

  test("a leaf of low priority keeps its guarantee while one of high priority is held to its own", () => {
    const leaves = [
      { upper: 9, priority: 1, guarantee: 1 },
      { upper: 9, guarantee: 3 },
    ];
    expect(flows(star(6, leaves), { engine })).toEqual([3, 3]);
    expect(flows(star(3, leaves), { engine })).toEqual([1, 2]);
  });

  test("of export are the last export to be cut", () => {
    const roofs = new Node({
      lowerLimit: -9,
      upperLimit: 0,
      children: [-8, -8, -8].map(
        (kw, k) => new GridUser({ curtailableGenerationKw: kw, ...(k === 0 && { guaranteeKw: -5 }) }),
      ),
    });
    balance(roofs, { engine });
    expect(roofs.children.map((roof) => roof.flow)).toEqual([-5, -2, -2]);
  });

  test("one below the lower limit counts as that limit", () => {
    expect(flows(star(8, [{ lower: 3, upper: 9, guarantee: 2 }, { upper: 9 }]), { engine })).toEqual([4, 4]);
    expect(flows(star(4, [{ lower: 3, upper: 9, guarantee: 2 }, { upper: 9 }]), { engine })).toEqual([3, 1]);
  });

  test.each(shapes)("%s: of nobody change nothing, and mirrored trees have mirrored answers", (shape) => {
    for (let seed = 1; seed <= 20; seed++) {
      const plain = randomTree({ shape, style: "decimals", nodeCount: 24, seed, mayFail: false });
      const tree = withRandomWishes(plain, "decimals", seed);
      const none = solve({ ...tree, guarantee: new Float64Array(tree.parent.length) }, { engine });
      expect(none).toEqual(solve(tree, { engine }));
      const guaranteed = withRandomGuarantees(tree, "decimals", seed);
      const { status, ...there } = solve(guaranteed, { engine }) as { status: string; flow?: Float64Array };
      const back = solve(mirrored(guaranteed), { engine, maximise: "export" }) as {
        status: string;
        flow?: Float64Array;
      };
      expect(back.status).toBe(status);
      if (there.flow) expect(back.flow?.map((flow) => 0 - flow)).toEqual(there.flow);
    }
  });

  test("may be set, and taken away, between solves", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [6, 9, 9] });
    const solver = new Solver(tree, { engine });
    const flowsNow = () => {
      const solution = solver.solve();
      return solution.status === "optimal" ? Array.from(solution.flow) : solution.status;
    };
    expect(flowsNow()).toEqual([6, 3, 3]);
    solver.set(1, { guarantee: 5 });
    expect(flowsNow()).toEqual([6, 5, 1]);
    solver.set(0, { upper: 4 });
    expect(flowsNow()).toEqual([4, 4, 0]);
    solver.set(1, { guarantee: 0 });
    expect(flowsNow()).toEqual([4, 2, 2]);
  });

  test("count at every step", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [6, 9, 9], guarantee: [0, 5, 0] });
    const { dispatch } = new Solver(tree, { engine }).solveSteps({ upper: Float64Array.of(9, 9, 5, 2) });
    expect(Array.from(dispatch)).toEqual([5, 1, 5, 1]);
  });
});

describe("verify knows guarantees", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [6, 9, 9], guarantee: [0, 5, 0] });

  test("and passes what they make uneven", () => {
    expect(verify(tree, [6, 5, 1])).toEqual([]);
  });

  test("and refuses what would be even without them", () => {
    expect(verify(tree, [6, 3, 3]).map(({ message }) => message)).toEqual([
      'leaf "1.2" (level 3) could give flow to leaf "1.1" (level 3, guarantee 5); their paths meet at node "1"',
    ]);
  });

  test("and asks for the share on top where they are bases", () => {
    expect(verify(tree, [6, 5.5, 0.5], { guarantees: "base" })).toEqual([]);
    expect(verify(tree, [6, 5, 1], { guarantees: "base" })).toHaveLength(1);
  });
});

describe.each(engines)("minimums that give way, by the %s", (engine) => {
  const boxes = (limit: number) =>
    star(
      limit,
      Array.from({ length: 6 }, () => ({ lower: 6, upper: 16 })),
    );

  test("six boxes of at least 6 A behind 32 A get 5 1/3 each, and the fuse holds", () => {
    const root = boxes(32);
    const result = balance(root, { engine, whenInfeasible: "curtail" });
    expect(root.children.map((box) => box.flow)).toEqual(Array(6).fill(32 / 6));
    if (result.status !== "optimal") throw new Error(result.status);
    expect(result.relaxed).toHaveLength(6);
    expect(result.relaxed[0]).toMatchObject({ node: 1, limit: "lower", from: 6, to: 32 / 6 });
    expect(verify(FlatTree.from(root), result.flow, { whenInfeasible: "curtail" })).toEqual([]);
  });

  test("limits that do not contradict each other are answered as ever, to the bit", () => {
    for (const shape of shapes) {
      for (let seed = 1; seed <= 10; seed++) {
        const tree = randomTree({ shape, style: "decimals", nodeCount: 24, seed, mayFail: false });
        expect(solve(tree, { engine, whenInfeasible: "curtail" })).toEqual(solve(tree, { engine }));
      }
    }
  });

  test("are those of leaves: an inner node's limits never give way", () => {
    const feeder = new Node({ id: "feeder", lowerLimit: 5, children: [new LeafNode({ upperLimit: 9 })] });
    const result = balance(new Node({ upperLimit: 4, children: [feeder] }), { engine, whenInfeasible: "curtail" });
    expect(result).toMatchObject({ status: "infeasible", contradiction: { limit: "upper", bound: 4, reachable: 5 } });
  });

  test("exports that must be are told where they are cut", () => {
    const roofs = new Node({
      lowerLimit: -4,
      children: [-6, -6].map((upperLimit) => new LeafNode({ lowerLimit: -6, upperLimit })),
    });
    const result = balance(roofs, { engine, whenInfeasible: "curtail" });
    expect(roofs.children.map((roof) => roof.flow)).toEqual([-2, -2]);
    if (result.status !== "optimal") throw new Error(result.status);
    expect(result.relaxed[0]).toMatchObject({ node: 1, limit: "upper", from: -6, to: -2 });
  });
});

describe("guarantees that no leaf may have", () => {
  const treeWith =
    (guarantee: number, more: Partial<TreeArrays> = {}) =>
    () =>
      new FlatTree({
        parent: [-1, 0],
        ids: ["root", "a"],
        lower: [0, -2],
        upper: [9, 4],
        guarantee: [0, guarantee],
        ...more,
      });

  test.each([
    [5, {}, 'node "a": guarantee 5 is not between 0 and upper 4'],
    [-3, {}, 'node "a": guarantee -3 is not between 0 and lower -2'],
    [2, { request: [Number.NaN, 1] }, 'node "a": guarantee 2 is not between 0 and request 1'],
    [-1, { request: [Number.NaN, 1] }, 'node "a": guarantee -1 is not between 0 and request 1'],
    [Number.NaN, {}, 'node "a": guarantee is NaN; it must be finite'],
  ])("%d: %s", (guarantee, more, message) => {
    expect(treeWith(guarantee, more)).toThrow(message);
  });

  test("on a node with children, and among siblings", () => {
    expect(treeWith(0, { guarantee: [1, 0] })).toThrow('node "root": guarantee is 1 on a node with children');
    expect(() => new Solver(treeWith(1)(), { fairness: "siblings" })).toThrow("guarantee is given, but fairness");
  });
});

function mirrored(tree: TreeArrays): TreeArrays {
  const negated = (values: ArrayLike<number> | undefined) => values && Float64Array.from(values, (value) => 0 - value);
  return {
    ...tree,
    lower: negated(tree.upper) as Float64Array,
    upper: negated(tree.lower) as Float64Array,
    shift: negated(tree.shift),
    request: negated(tree.request),
    guarantee: negated(tree.guarantee),
  };
}
