import { describe, expect, it } from "vitest";
import { verify } from "../../src/audit/verify.js";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { fourUsers, notGiven, star, unlimited } from "./small-trees.js";

/** Root ≤ 10 over A{≤1, ≤100} and B{≤100}; leaves are nodes 2, 3 and 5. */
const whereFairnessDiffers = new FlatTree({
  parent: [-1, 0, 1, 1, 0, 4],
  lower: [-unlimited, -unlimited, 0, 0, -unlimited, 0],
  upper: [10, unlimited, 1, 100, unlimited, 100],
  ids: ["root", "A", "a1", "a2", "B", "b1"],
});

describe("the balanced allocation passes", () => {
  it("of an object tree, flows in pre-order", () => {
    expect(verify(fourUsers(), [7, 4, 2, 2, 3, 2, 1])).toEqual([]);
  });

  it("with the flows of inner nodes not given", () => {
    expect(verify(fourUsers(), [notGiven, notGiven, 2, 2, notGiven, 2, 1])).toEqual([]);
  });

  it("of a flat tree whose children come before their parents", () => {
    const tree = new FlatTree({ parent: [2, 2, -1], lower: [0, 0, 0], upper: [1, 5, 4] });
    expect(verify(tree, [1, 3, 4])).toEqual([]);
    expect(verify(tree, [0, 4, 4])).toMatchObject([{ kind: "trade", node: 2, from: { node: 1 }, to: { node: 0 } }]);
  });

  it("among leaves and among siblings, each by its own rule", () => {
    const amongLeaves = [10, 5.5, 1, 4.5, 4.5, 4.5];
    const amongSiblings = [10, 20 / 3, 1, 17 / 3, 10 / 3, 10 / 3];
    expect(verify(whereFairnessDiffers, amongLeaves)).toEqual([]);
    expect(verify(whereFairnessDiffers, amongSiblings, { fairness: "siblings" })).toEqual([]);
    expect(verify(whereFairnessDiffers, amongSiblings)).toMatchObject([
      { kind: "trade", id: "root", from: { id: "a2" }, to: { id: "b1" } },
    ]);
    expect(verify(whereFairnessDiffers, amongLeaves, { fairness: "siblings" })).toMatchObject([
      { kind: "trade", id: "root", from: { id: "B", level: 4.5 }, to: { id: "A", level: 2.75 } },
    ]);
  });

  it("when leaves weigh differently and carry fixed load and solar", () => {
    const tree = star({ upper: 5 }, [
      { weight: 1, shift: 2 },
      { weight: 3, shift: -1 },
    ]);
    expect(verify(tree, [5, 3, 2])).toEqual([]);
    expect(verify(tree, [5, 2, 3])).toMatchObject([
      { kind: "trade", from: { id: "leaf2", level: 4 / 3 }, to: { id: "leaf1", level: 0 } },
    ]);
  });

  it("when a lower limit forces one leaf above the others", () => {
    const tree = star({ upper: 4 }, [{ lower: 3, upper: 9 }, {}, {}]);
    expect(verify(tree, [4, 3, 0.5, 0.5])).toEqual([]);
  });

  it("when a lower limit of a node in between forces its leaves above the others", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 1, 1, 0],
      lower: [0, 6, 0, 0, 0],
      upper: [7, 9, 9, 9, 9],
    });
    expect(verify(tree, [7, 6, 3, 3, 1])).toEqual([]);
    expect(verify(tree, [7, 6.5, 3.25, 3.25, 0.5])).toMatchObject([{ kind: "trade", node: 0, to: { node: 4 } }]);
  });

  it("of a tree that is one leaf", () => {
    const leaf = new LeafNode({ lowerLimit: -1, upperLimit: 4, shiftConstant: 0.5 });
    expect(verify(leaf, [4.5])).toEqual([]);
    expect(verify(leaf, [4.5], { fairness: "siblings" })).toEqual([]);
  });

  it("when all limits are zero or infinite and only fixed load moves the rest", () => {
    const tree = star({ upper: 0 }, [{ shift: -5 }, {}, {}]);
    const flows = (off: number) => [notGiven, -5 + 5 / 3, 5 / 3 - off, 5 / 3 + off];
    expect(verify(tree, flows(0))).toEqual([]);
    expect(verify(tree, flows(4e-9))).toEqual([]);
    expect(verify(tree, flows(6e-9))).toMatchObject([{ kind: "trade" }]);
  });

  it("when every limit is zero", () => {
    expect(verify(star({ lower: 0, upper: 0 }, [{ upper: 0 }, { upper: 0 }]), [0, 0, 0])).toEqual([]);
  });

  it("when limits as written contradict each other by a rounding error", () => {
    const tree = star({ upper: 0.3 }, [
      { lower: 0.1, upper: 0.1 },
      { lower: 0.2, upper: 0.2 },
    ]);
    expect(verify(tree, [notGiven, 0.1, 0.2], { tolerance: 0 })).toEqual([]);
  });
});

describe("two leaves that could trade", () => {
  it("under one node", () => {
    const violations = verify(fourUsers(), [7, 4, 1.5, 2.5, 3, 2, 1]);
    expect(violations).toMatchObject([
      { kind: "trade", node: 1, from: { node: 3, id: "1.1.2", level: 2.5 }, to: { node: 2, id: "1.1.1", level: 1.5 } },
    ]);
    expect(violations[0].message).toBe(
      'leaf "1.1.2" (level 2.5) could give flow to leaf "1.1.1" (level 1.5); their paths meet at node "1.1"',
    );
  });

  it("under different nodes, named with the node where their paths meet", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 1, 1, 0, 4],
      lower: Array(6).fill(0),
      upper: [6, 9, 9, 9, 9, 9],
      ids: ["root", "A", "a1", "a2", "B", "b1"],
    });
    expect(verify(tree, [6, 5, 2.5, 2.5, 1, 1])).toMatchObject([
      { kind: "trade", id: "root", from: { level: 2.5 }, to: { id: "b1", level: 1 } },
    ]);
  });

  it("once for every node where paths meet, the worst pair for all, the deepest first", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 1, 1, 1, 0],
      lower: Array(6).fill(0),
      upper: [10, 9, 9, 9, 9, 9],
      ids: ["root", "A", "a1", "a2", "a3", "b"],
    });
    expect(verify(tree, [10, 9, 2, 3, 4, 1])).toMatchObject([
      { kind: "trade", id: "A", from: { id: "a3" }, to: { id: "a1" } },
      { kind: "trade", id: "root", from: { id: "a3" }, to: { id: "b" } },
    ]);
  });

  it("not across a node at its upper limit, nor across one at its lower limit", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 0, 1, 2],
      lower: [0, 0, 5, 0, 0],
      upper: [6, 1, 9, 9, 9],
    });
    expect(verify(tree, [6, 1, 5, 1, 5])).toEqual([]);
    const onlyUpper = tree.withNumbers({ lower: [0, 0, 0, 0, 0] });
    expect(verify(onlyUpper, [6, 1, 5, 1, 5])).toEqual([]);
    const onlyLower = tree.withNumbers({ upper: [6, 9, 9, 9, 9] });
    expect(verify(onlyLower, [6, 1, 5, 1, 5])).toEqual([]);
    const neither = tree.withNumbers({ lower: [0, 0, 0, 0, 0], upper: [6, 9, 9, 9, 9] });
    expect(verify(neither, [6, 1, 5, 1, 5])).toMatchObject([{ kind: "trade", from: { node: 4 }, to: { node: 3 } }]);
  });

  it.each([
    { b: 4, c: 5, from: "a9", to: "b" },
    { b: 4, c: 7, from: "c", to: "a1" },
  ])(
    "when the lowest and the highest are below one child: b at $b, c at $c, $from gives to $to",
    ({ b, c, from, to }) => {
      const orders = ["Abc", "Acb", "bAc", "bcA", "cAb", "cbA"];
      for (const order of orders) {
        const levels: Record<string, number[]> = { A: [1, 9], b: [b], c: [c] };
        const leaf = (id: string) => new LeafNode({ id, upperLimit: 99 });
        const children = [...order].map((id) =>
          id === "A" ? new Node({ id, children: [leaf("a1"), leaf("a9")] }) : leaf(id),
        );
        const flows = [...order].flatMap((id) => (id === "A" ? [notGiven, ...levels[id]] : levels[id]));
        const tree = new Node({ id: "root", upperLimit: 10 + b + c, children });
        expect(verify(tree, [notGiven, ...flows])).toMatchObject([
          { kind: "trade", id: "A", from: { id: "a9" }, to: { id: "a1" } },
          { kind: "trade", id: "root", from: { id: from }, to: { id: to } },
        ]);
      }
    },
  );

  it("of siblings, with what lies below them counted in", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 0, 1, 1, 2],
      lower: Array(6).fill(0),
      upper: [9, unlimited, unlimited, 1, 1, 9],
      ids: ["root", "A", "B", "a1", "a2", "b1"],
    });
    // A could take 6 of the 9 by its two leaves, but they can carry no more than 2.
    expect(verify(tree, [9, 2, 7, 1, 1, 7], { fairness: "siblings" })).toEqual([]);
    expect(verify(tree, [9, 1.5, 7.5, 0.75, 0.75, 7.5], { fairness: "siblings" })).toMatchObject([
      { kind: "trade", id: "root", from: { id: "B", level: 7.5 }, to: { id: "A", level: 0.75 } },
    ]);
  });

  it("of siblings, levels being free of the shifts below", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 0, 1, 1, 2],
      lower: Array(6).fill(0),
      upper: [9, unlimited, unlimited, 9, 9, 9],
      shift: [0, 0, 0, 2, 1, 0],
      weight: [1, 1, 1, 1, 2, 1],
      ids: ["root", "A", "B", "a1", "a2", "b1"],
    });
    expect(verify(tree, [9, 7.5, 1.5, 3.5, 4, 1.5], { fairness: "siblings" })).toEqual([]);
    expect(verify(tree, [9, 6, 3, 3, 3, 3], { fairness: "siblings" })).toMatchObject([
      { kind: "trade", id: "root", from: { id: "B", level: 3 }, to: { id: "A", level: 1 } },
    ]);
  });
});

describe("a leaf that could still rise", () => {
  it("when less than the greatest total flows", () => {
    const violations = verify(fourUsers(), [6.25, 3.5, 1.75, 1.75, 2.75, 1.75, 1]);
    expect(violations).toMatchObject([
      { kind: "rise", node: 3, id: "1.1.2", flow: 1.75, rootFlow: 6.25, reachable: 7, by: 0.75 },
    ]);
    expect(violations[0].message).toBe(
      'leaf "1.1.2": its flow 1.75 could still rise: the root\'s flow is 6.25 and could be 7, off by 0.75',
    );
  });

  it("without any limit", () => {
    const violations = verify(star({}, [{ upper: 1 }, {}]), [1001, 1, 1000]);
    expect(violations).toMatchObject([{ kind: "rise", id: "leaf2", reachable: unlimited, by: unlimited }]);
    expect(violations[0].message).toBe(
      'leaf "leaf2": its flow 1000 could still rise: the root\'s flow is 1001 and nothing limits it',
    );
  });

  it("is named once, the one with the most room, not one below a node that is full", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 1, 0, 0],
      lower: Array(5).fill(0),
      upper: [unlimited, 1, 100, 3, 4],
    });
    expect(verify(tree, [3, 1, 1, 1, 1])).toMatchObject([{ kind: "rise", node: 4, reachable: 8, by: 5 }]);
  });

  it("when it is the whole tree", () => {
    expect(verify(new LeafNode({ upperLimit: 4 }), [3])).toMatchObject([
      { kind: "rise", node: 0, flow: 3, reachable: 4, by: 1 },
    ]);
  });

  it("is found though each of many leaves lacks less than the tolerance", () => {
    const tree = star({}, Array(100).fill({ upper: 1 }));
    expect(verify(tree, [notGiven, ...Array(100).fill(1 - 5e-10)])).toMatchObject([{ kind: "rise" }]);
  });
});

describe("a target", () => {
  const tree = star({ upper: 10 }, [{ upper: 2 }, { upper: 9 }]);

  it("that is met evenly passes", () => {
    expect(verify(tree, [5, 2, 3], { target: 5 })).toEqual([]);
  });

  it("that is missed from below is a broken lower limit, and a leaf could rise", () => {
    const violations = verify(tree, [4, 2, 2], { target: 5 });
    expect(violations).toMatchObject([
      { kind: "limit", id: "root", limit: "lower", bound: 5, flow: 4, by: 1 },
      { kind: "rise", id: "leaf2", reachable: 5 },
    ]);
    expect(violations[0].message).toBe('node "root": its flow 4 is below its target 5 by 1');
  });

  it("that is missed from above is a broken upper limit", () => {
    expect(verify(tree, [6, 2, 4], { target: 5 })).toMatchObject([
      { kind: "limit", id: "root", limit: "upper", bound: 5, flow: 6, by: 1 },
    ]);
  });

  it("holds for the flow of a tree that is one leaf, its limit being on the dispatch", () => {
    const leaf = new LeafNode({ shiftConstant: 1, upperLimit: 9 });
    expect(verify(leaf, [5], { target: 5 })).toEqual([]);
    expect(verify(leaf, [4], { target: 5 })[0]).toMatchObject({ kind: "limit", limit: "lower", bound: 4, flow: 3 });
  });
});

describe("the greatest export, told in the caller's terms", () => {
  const tree = star({ lower: -5, upper: 20 }, [
    { lower: -4, upper: 3, id: "a" },
    { lower: -4, upper: 3, id: "b" },
    { lower: -1, upper: 3, id: "c" },
  ]);

  it("passes when balanced", () => {
    expect(verify(tree, [-5, -2, -2, -1], { maximise: "export" })).toEqual([]);
  });

  it("trades from the greater level to the lesser", () => {
    expect(verify(tree, [-5, -3, -1, -1], { maximise: "export" })).toMatchObject([
      { kind: "trade", id: "root", from: { id: "b", level: -1 }, to: { id: "a", level: -3 } },
    ]);
  });

  it("names a leaf that could still fall", () => {
    const violations = verify(tree, [-4, -2, -1, -1], { maximise: "export" });
    expect(violations[0]).toMatchObject({ kind: "rise", id: "b", flow: -1, rootFlow: -4, reachable: -5, by: 1 });
    expect(violations[0].message).toBe(
      'leaf "b": its flow -1 could still fall: the root\'s flow is -4 and could be -5, off by 1',
    );
  });

  it("names the limit as the caller does", () => {
    expect(verify(tree, [-5, -1.5, -1.5, -2], { maximise: "export" })[0]).toMatchObject({
      kind: "limit",
      id: "c",
      limit: "lower",
      bound: -1,
      flow: -2,
      by: 1,
    });
  });

  it("names a wrong sum as the caller gave it", () => {
    expect(verify(tree, [-6, -2, -2, -1], { maximise: "export" })).toMatchObject([{ kind: "sum", flow: -6, sum: -5 }]);
  });

  it("keeps a target's sign", () => {
    expect(verify(tree, [-3, -1, -1, -1], { maximise: "export", target: -3 })).toEqual([]);
    expect(verify(tree, [-5, -2, -2, -1], { maximise: "export", target: -3 })).toMatchObject([
      { kind: "limit", id: "root", limit: "lower", bound: -3, flow: -5, by: 2 },
    ]);
  });
});

it("audits a solution as its flows, and one without an allocation is an error", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 3, 3] });
  const solution = new Solver(tree).solve();
  expect(verify(tree, solution as OptimalSolution)).toEqual([]);
  expect(verify(tree, { flow: [4, 3, 1] })).toHaveLength(1);
  const infeasible = new Solver(new FlatTree({ parent: [-1, 0], lower: [5, 0], upper: [9, 3] })).solve();
  expect(() => verify(tree, infeasible as OptimalSolution)).toThrow(
    'the result\'s status is "infeasible": there is no allocation in it; diagnose the tree',
  );
  for (const nothing of [undefined, {}, 3, { flow: undefined }]) {
    expect(() => verify(tree, nothing as unknown as Float64Array)).toThrow("expected flows, one a node, or a solution");
  }
});
