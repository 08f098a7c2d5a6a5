import { describe, expect, test } from "vitest";
import { balance } from "../src/balance.js";
import { GridUser } from "../src/model/grid-user.js";
import { LeafNode } from "../src/model/leaf-node.js";
import { Node } from "../src/model/node.js";
import type { Fairness } from "../src/model/options.js";
import { Range } from "../src/model/range.js";
import { flattenObjects } from "../src/tree/flatten-objects.js";
import { engines, solve } from "./engines.js";
import { differing, type Example, leaf, node, published, type Tree, unlimited } from "./published-examples.js";

const fairnesses: readonly Fairness[] = ["leaves", "siblings"];

/** A user who is served in proportion to the request: the level is the share of it that is served. */
class ShareOfRequest extends LeafNode {
  readonly wanted: number;

  constructor(wanted: number) {
    super();
    this.wanted = wanted;
  }

  override get limits(): Range {
    return new Range(0, this.wanted);
  }

  override get conversionFactor(): number {
    return this.wanted;
  }
}

const bidirectional: readonly Example[] = [
  {
    // Fixed flow is -4, so 5 at the root leave 9 to dispatch: 4.5 each. A's meter shows 4.5 - 4.
    name: "fixed export behind the meter makes room for load, and all share the room",
    tree: () =>
      node(5, new GridUser({ fixedNetLoadKw: -4, dispatchableLoadKw: 6 }), new GridUser({ requestedNetImportKw: 10 })),
    allocations: [0.5, 4.5],
  },
  {
    // As above, but A can take no more than 3 of the 9; B gets the other 6.
    name: "fixed export behind the meter whose owner cannot use an equal share",
    tree: () =>
      node(5, new GridUser({ fixedNetLoadKw: -4, dispatchableLoadKw: 3 }), new GridUser({ requestedNetImportKw: 10 })),
    allocations: [-1, 6],
  },
  {
    // At the root -8 + a + b + c <= -4.5, so 3.5 are to share; but the line may carry back only 5: -8 + a + b >= -5, so a
    // and b must be 3 together: 1.5 each, and c is left 0.5 where it would have had a third of 3.5.
    name: "a reverse-flow limit makes those behind it take more than their share",
    tree: () =>
      new Node({
        upperLimit: -4.5,
        children: [
          new Node({
            lowerLimit: -5,
            children: [
              new GridUser({ fixedNetLoadKw: -8, dispatchableLoadKw: 2 }),
              new GridUser({ dispatchableLoadKw: 4 }),
            ],
          }),
          new GridUser({ dispatchableLoadKw: 4 }),
        ],
      }),
    allocations: [-6.5, 1.5, 0.5],
  },
  {
    name: "dispatchable generation stays off where no limit asks for it",
    tree: () => node(10, new GridUser({ dispatchableGenerationKw: -5 }), new GridUser({ fixedNetLoadKw: 6 })),
    allocations: [0, 6],
  },
  {
    // 6 fixed, 4 allowed: 2 must be generated, no more.
    name: "dispatchable generation runs as far as the limit forces it",
    tree: () => node(4, new GridUser({ dispatchableGenerationKw: -5 }), new GridUser({ fixedNetLoadKw: 6 })),
    allocations: [-2, 6],
  },
  {
    // 2 to generate, 1 each; the second can give 0.5 only, so the first gives 1.5.
    name: "two generators share what the limit forces, as far as they can",
    tree: () =>
      node(
        4,
        new GridUser({ dispatchableGenerationKw: -5 }),
        new GridUser({ dispatchableGenerationKw: -0.5 }),
        new GridUser({ fixedNetLoadKw: 6 }),
      ),
    allocations: [-1.5, -0.5, 6],
  },
  {
    // The fixed 4 use up the limit, so what is dispatched adds up to 0. A load of x would need -x from the generator, at a
    // level above it; the most even is 0 and 0.
    name: "load is cut to nothing before generation is called on",
    tree: () =>
      node(
        4,
        new GridUser({ fixedNetLoadKw: 4, dispatchableLoadKw: 3 }),
        new GridUser({ dispatchableGenerationKw: -5 }),
      ),
    allocations: [4, 0],
  },
  {
    // 4 of 8 asked for: half of each request, whatever its size. The allocation is the fraction served.
    name: "weights that are the requests balance the fractions served",
    tree: () => node(4, new ShareOfRequest(2), new ShareOfRequest(6)),
    allocations: [0.5, 0.5],
  },
  {
    // Without the line everyone would get 10 of 24. It holds the first two to 2 of 8, a quarter each; 8 are left for the
    // third, half of its 16.
    name: "weights that are the requests, with a line in the way",
    tree: () => node(10, node(2, new ShareOfRequest(2), new ShareOfRequest(6)), new ShareOfRequest(16)),
    allocations: [0.25, 0.25, 0.5],
  },
  {
    // Fixed 2 - 1 = 1, so 8 are dispatched, at weights 1 and 3: 2 and 6. Flows are 4 and 5; allocations are per weight.
    name: "shift constants with weights: the dispatch is shared by weight, the shift is on top",
    tree: () =>
      node(
        9,
        new LeafNode({ shiftConstant: 2, conversionFactor: 1, upperLimit: 10 }),
        new LeafNode({ shiftConstant: -1, conversionFactor: 3, upperLimit: 10 }),
      ),
    allocations: [4, 5 / 3],
  },
  {
    // 5 of 10 may leave: 2.5 each, but the second has only 2 to give.
    name: "the greatest export is shared like an import",
    tree: () =>
      new Node({
        lowerLimit: -5,
        children: [new GridUser({ dispatchableGenerationKw: -8 }), new GridUser({ dispatchableGenerationKw: -2 })],
      }),
    options: { maximise: "export" },
    allocations: [-3, -2],
  },
  {
    name: "a target takes the place of the root's limits",
    tree: () => node(100, leaf(5), leaf(1)),
    options: { target: 4 },
    allocations: [3, 1],
  },
  {
    // The meter is to show 1: 3 of dispatch over a fixed -2.
    name: "a target on a single leaf is a flow, its shift constant included",
    tree: () => new LeafNode({ shiftConstant: -2, upperLimit: 10 }),
    options: { target: 1 },
    allocations: [1],
  },
];

describe.each(engines)("%s", (engine) => {
  describe.each(fairnesses)("fairness among %s", (fairness) => {
    describe.each([...published, ...bidirectional])("$name", ({ tree, options, allocations }) => {
      test("as objects", () => {
        const root = tree();
        const result = balance(root, { ...options, engine, fairness });
        expect(result.status).toBe("optimal");
        expect(leavesOf(root).map((user) => user.allocation)).toEqual(allocations);
        expect(root.flow).toBe(sumOfFlows(root));
      });

      test("as arrays", () => {
        const { arrays, nodes } = flattenObjects(tree());
        const solution = solve(arrays, { ...options, engine, fairness });
        if (solution.status !== "optimal") throw new Error(`status is ${solution.status}`);
        expect(Array.from(solution.allocation).filter((_, v) => !isInner(nodes[v]))).toEqual(allocations);
      });
    });
  });

  describe(differing.name, () => {
    const { tree } = differing;

    test("among leaves", () => {
      const root = tree();
      balance(root, { engine });
      expect(leavesOf(root).map((user) => user.allocation)).toEqual([1, 4.5, 4.5]);
    });

    test("among siblings", () => {
      const root = tree();
      balance(root, { engine, fairness: "siblings" });
      const [first, second, third] = leavesOf(root).map((user) => user.allocation);
      expect(first).toBe(1);
      expect(second).toBeCloseTo(17 / 3, 13);
      expect(third).toBeCloseTo(10 / 3, 13);
    });
  });

  test.each(fairnesses)("a leaf without a finite limit on its way to the root is unbounded, among %s", (fairness) => {
    const root = node(unlimited, leaf(1), new Node({ children: [new LeafNode({ id: "open" })] }));
    const result = balance(root, { engine, fairness });
    if (result.status !== "unbounded") throw new Error(`status is ${result.status}`);
    expect(result.unboundedLeaf.id).toBe("open");
    expect(leavesOf(root).map((user) => user.allocation)).toEqual([Number.NaN, Number.NaN]);
  });
});

function isInner(tree: Tree): tree is Node {
  return tree instanceof Node;
}

function leavesOf(tree: Tree): LeafNode[] {
  return isInner(tree) ? tree.children.flatMap(leavesOf) : [tree];
}

function sumOfFlows(tree: Tree): number {
  return leavesOf(tree).reduce((sum, user) => sum + user.flow, 0);
}
