import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { Explanation } from "../../src/audit/explanation.js";
import type { Direction, LimitChoice } from "../../src/audit/price.js";
import { balance } from "../../src/balance.js";
import { Solver } from "../../src/engine/solver.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { fourUsers, star } from "./small-trees.js";

function explained(tree: FlatTree | Node, options: BalanceOptions = {}): Explanation {
  const solution = new Solver(tree, options).solve();
  if (solution.status !== "optimal") throw new Error(`status is ${solution.status}`);
  return explain(tree, solution, options);
}

/** Changes by id. */
function shares(explanation: Explanation, id: string, limit: LimitChoice, direction: Direction) {
  const entries = Array.from(explanation.shares(id, limit, direction), ({ id, change }) => [id, change] as const);
  return Object.fromEntries(entries);
}

function leaf(id: string, upperLimit: number, lowerLimit = 0): LeafNode {
  return new LeafNode({ id, lowerLimit, upperLimit });
}

describe("a leaf's story", () => {
  test("names the limit that holds it, what it would gain, and the way to the root", () => {
    const story = explained(fourUsers()).leaf("1.1.2");
    expect(story).toMatchObject({ kind: "leaf", flow: 2, level: 2, curtailed: 1 });
    expect(story.heldBy).toEqual({ node: 1, id: "1.1", limit: "upper", gain: { raised: 1, lowered: -0.5 } });
    expect(story.cutBy).toEqual(story.heldBy);
    expect(story.price).toEqual({ tier: { cut: "import", priority: 0, isGuaranteed: false }, level: 2 });
    expect(story.chain.map(({ id, flow, headroom }) => ({ id, flow, ...headroom }))).toEqual([
      { id: "1.1.2", flow: 2, up: 1, down: 2 },
      { id: "1.1", flow: 4, up: 0, down: Infinity },
      { id: "1", flow: 7, up: 0.5, down: Infinity },
    ]);
  });

  test("a leaf that has all it can take is held by its own limit, and adds to the root's flow", () => {
    const { heldBy, cutBy, curtailed } = explained(fourUsers()).leaf("1.2.1");
    expect(heldBy).toMatchObject({ id: "1.2.1", limit: "upper", gain: { raised: 1, lowered: -1 } });
    expect({ cutBy, curtailed }).toEqual({ cutBy: undefined, curtailed: 0 });
  });

  test("a leaf at its own limit just where its group's limit holds it gains by neither, and loses by both", () => {
    const explanation = explained(fourUsers());
    const { heldBy, binds } = explanation.leaf("1.1.1");
    expect(binds.upper).toBe(true);
    expect(heldBy).toMatchObject({ id: "1.1", gain: { raised: 0, lowered: -0.5 } });
    const own = explanation.node("1.1.1").upper;
    expect(own.raised).toMatchObject({ isPossible: true, flowChange: 0, hindrance: "levels", worth: 0 });
    expect(own.lowered).toMatchObject({ flowChange: -1, rootFlowChange: 0, worth: 0, leavesOutside: 1 });
  });

  test("a leaf kept up by a lower limit above it is cut by another limit", () => {
    const tree = new Node({
      id: "root",
      upperLimit: 4,
      children: [new Node({ id: "line", lowerLimit: 3, children: [leaf("a", 9)] }), leaf("b", 9)],
    });
    const { heldBy, cutBy, curtailed } = explained(tree).leaf("a");
    expect(heldBy).toMatchObject({ id: "line", limit: "lower", gain: { raised: 1, lowered: -1 } });
    expect(cutBy).toMatchObject({ id: "root", limit: "upper", gain: { raised: 0, lowered: 0 } });
    expect(curtailed).toBe(6);
  });

  test("a leaf whose limits are one is held by both", () => {
    const { heldBy } = explained(star({ upper: 9 }, [{ lower: 2, upper: 2 }, { upper: 1 }])).leaf("leaf1");
    expect(heldBy).toMatchObject({ id: "leaf1", limit: "both", gain: { raised: 1, lowered: -1 } });
  });

  test("what is fixed counts for the flow, not for the level", () => {
    const tree = star({ upper: 5 }, [{ shift: -4, upper: 6, weight: 2 }, { upper: 10 }]);
    expect(explained(tree).leaf("leaf1")).toMatchObject({ flow: 2, dispatch: 6, level: 3, curtailed: 0 });
  });
});

describe("a node's story", () => {
  test("says what it cuts, from how many, and the prices on both sides", () => {
    const story = explained(fourUsers()).node("1.1");
    expect(story).toMatchObject({ kind: "inner", holds: "upper", curtailed: 1, cutLeaves: 1, price: { level: 2 } });
    expect(story.priceAbove).toEqual({ tier: { cut: "nothing" }, level: Infinity });
    expect(story.upper.raised).toMatchObject({ flowChange: 1, rootFlowChange: 1, worth: Infinity });
  });

  test("the price step is the difference of the levels that meet at the node", () => {
    const tree = new Node({
      upperLimit: 8,
      children: [new Node({ id: "line", upperLimit: 2, children: [leaf("a", 9), leaf("b", 9)] }), leaf("c", 9)],
    });
    const explanation = explained(tree);
    expect(explanation.node("line").upper.raised).toMatchObject({
      worth: 5,
      rootFlowChange: 0,
      inside: { level: 1 },
      outside: { level: 6 },
    });
    expect(explanation.node("line").upper.lowered).toMatchObject({ flowChange: -1, worth: -5 });
    expect(shares(explanation, "line", "upper", "raised")).toEqual({ a: 0.5, b: 0.5, c: -1 });
  });

  test("shares go by weight", () => {
    const tree = star({ upper: 4 }, [{ weight: 3 }, { weight: 1 }]);
    expect(shares(explained(tree), "root", "upper", "raised")).toEqual({ leaf1: 0.75, leaf2: 0.25 });
  });

  test("a limit that does not bind changes nothing", () => {
    const story = explained(fourUsers()).node("1");
    expect(story.upper.raised).toMatchObject({ flowChange: 0, hindrance: "headroom", isPossible: true });
    expect(story.holds).toBe(undefined);
  });

  test("of two limits in a row, raising one gives nothing, lowering either costs", () => {
    const inner = new Node({ id: "inner", upperLimit: 4, children: [leaf("a", 9), leaf("b", 9)] });
    const explanation = explained(new Node({ id: "outer", upperLimit: 4, children: [inner] }));
    expect(explanation.node("inner").upper.raised).toMatchObject({ flowChange: 0, hindrance: "outside" });
    expect(explanation.node("outer").upper.raised).toMatchObject({ flowChange: 0, hindrance: "inside" });
    for (const id of ["inner", "outer"]) {
      expect(shares(explanation, id, "upper", "lowered")).toEqual({ a: -0.5, b: -0.5 });
    }
    expect(explanation.leaf("a").heldBy).toMatchObject({ id: "inner", gain: { raised: 0, lowered: -0.5 } });
  });

  test("a limit that is met just where the price step is zero holds nobody, but lowering it costs", () => {
    const line = new Node({ id: "line", upperLimit: 2, children: [leaf("a", 9)] });
    const explanation = explained(new Node({ id: "root", upperLimit: 4, children: [line, leaf("b", 9)] }));
    expect(explanation.node("line")).toMatchObject({ holds: undefined, binds: { upper: true } });
    expect(explanation.node("line").upper.raised.hindrance).toBe("levels");
    expect(shares(explanation, "line", "upper", "lowered")).toEqual({ a: -1, b: 1 });
    expect(explanation.leaf("a").heldBy?.id).toBe("root");
  });

  test("a limit that is just enough for all below cuts nobody", () => {
    const explanation = explained(star({ upper: 3 }, [{ upper: 2 }, { upper: 1 }]));
    expect(explanation.node("root")).toMatchObject({ holds: undefined, cutLeaves: 0 });
    expect(explanation.node("root").upper.raised.hindrance).toBe("inside");
    expect(shares(explanation, "root", "upper", "lowered")).toEqual({ leaf1: -1 });
  });

  test("limits that are one cannot cross, but may move together", () => {
    const { upper, lower, both } = explained(star({ lower: 2, upper: 2 }, [{ upper: 3 }])).node("root");
    expect(upper.lowered).toMatchObject({ isPossible: false, hindrance: "crossing" });
    expect(lower.raised).toMatchObject({ isPossible: false, hindrance: "crossing" });
    expect(lower.lowered.flowChange).toBe(0);
    expect(both.raised).toMatchObject({ flowChange: 1, rootFlowChange: 1 });
    expect(both.lowered).toMatchObject({ flowChange: -1, rootFlowChange: -1 });
  });

  test("a limit that nobody can follow cannot be moved", () => {
    const { lower } = explained(star({ lower: 2, upper: 5 }, [{ upper: 2 }])).node("root");
    expect(lower.raised).toMatchObject({ isPossible: false, hindrance: "inside" });
  });

  test("a target is a limit on both sides", () => {
    const explanation = explained(fourUsers(), { target: 5 });
    expect(explanation.node("1")).toMatchObject({ holds: "both", limits: { lower: 5, upper: 5 } });
    expect(explanation.leaf("1.1.1").heldBy?.gain).toEqual({ raised: 1 / 3, lowered: -1 / 3 });
  });

  test("the greatest export is told in the caller's terms", () => {
    const tree = star({ lower: -6 }, [
      { id: "a", lower: -5, upper: 0 },
      { id: "b", lower: -9, upper: 0 },
    ]);
    const explanation = explained(tree, { maximise: "export" });
    expect(explanation.node("root")).toMatchObject({ holds: "lower", curtailed: 8, priceAbove: { level: -Infinity } });
    expect(explanation.node("root").lower.lowered).toMatchObject({ flowChange: -1, rootFlowChange: -1 });
    expect(shares(explanation, "root", "lower", "lowered")).toEqual({ a: -0.5, b: -0.5 });
    expect(explanation.leaf("a")).toMatchObject({ level: -3, curtailed: 2, price: { tier: { cut: "export" } } });
    expect(explanation.leaf("a").heldBy).toMatchObject({ limit: "lower", gain: { raised: 0.5, lowered: -0.5 } });
  });

  test("a single leaf is a tree too", () => {
    const explanation = explained(new FlatTree({ parent: [-1], lower: [0], upper: [3] }));
    expect(explanation.leaf("1")).toMatchObject({
      flow: 3,
      heldBy: { limit: "upper", gain: { raised: 1, lowered: -1 } },
    });
  });
});

describe("with requests and priorities", () => {
  const user = (id: string, upperLimit: number, wish: { request?: number; priority?: number; lowerLimit?: number }) =>
    new LeafNode({ id, upperLimit, ...wish });

  test("a leaf that has what it requests is held by its request, which moves it", () => {
    const story = explained(new Node({ upperLimit: 9, children: [user("a", 5, { request: 3 })] })).leaf("a");
    expect(story).toMatchObject({ dispatch: 3, request: 3, curtailed: 0, cut: undefined });
    expect(story.heldBy).toMatchObject({ id: "a", limit: "request", gain: { raised: 1, lowered: -1 } });
  });

  test("a leaf that misses its request is cut by what is in the way, not by its upper limit", () => {
    const tree = new Node({ id: "root", upperLimit: 2, children: [user("a", 5, { request: 3 })] });
    expect(explained(tree).leaf("a")).toMatchObject({ curtailed: 1, cut: "import", heldBy: { id: "root" } });
  });

  test("an export that a lower limit holds back is cut by it", () => {
    const roof = user("roof", 0, { lowerLimit: -5, request: -5 });
    const explanation = explained(new Node({ id: "line", lowerLimit: -3, children: [roof] }));
    expect(explanation.leaf("roof")).toMatchObject({
      curtailed: 2,
      cut: "export",
      cutBy: { id: "line", limit: "lower" },
    });
    expect(explanation.leaf("roof").price.tier).toEqual({ cut: "export", priority: 0, isGuaranteed: false });
    expect(explanation.node("line")).toMatchObject({ holds: "lower", cut: "export", curtailed: 2, cutLeaves: 1 });
    expect(shares(explanation, "line", "lower", "lowered")).toEqual({ roof: -1 });
  });

  test("the next unit goes to the priority that is being cut, and between tiers it is worth more than any level", () => {
    const line = new Node({ id: "line", upperLimit: 1, children: [user("first", 9, { priority: 1 })] });
    const rest = [user("second", 4, { priority: 1 }), user("third", 9, {})];
    const explanation = explained(new Node({ id: "root", upperLimit: 6, children: [line, ...rest] }));
    expect(explanation.leaf("third").price).toEqual({
      tier: { cut: "import", priority: 0, isGuaranteed: false },
      level: 1,
    });
    expect(explanation.leaf("first").price).toEqual({
      tier: { cut: "import", priority: 1, isGuaranteed: false },
      level: 1,
    });
    expect(explanation.node("line").upper.raised).toMatchObject({ rootFlowChange: 0, worth: Infinity });
    expect(shares(explanation, "line", "upper", "raised")).toEqual({ first: 1, third: -1 });
    expect(shares(explanation, "root", "upper", "raised")).toEqual({ third: 1 });
  });

  test("a request at a limit cannot be moved past it", () => {
    const { request } = explained(new Node({ children: [user("a", 3, { request: 3 })] })).node("a");
    expect(request.raised).toMatchObject({ isPossible: false, hindrance: "crossing" });
    expect(request.lowered).toMatchObject({ flowChange: -1, rootFlowChange: -1 });
  });

  test("who wants all that its limits allow wants more when its limit is raised; who requests that much does not", () => {
    const { upper } = explained(new Node({ children: [user("a", 3, {})] })).node("a");
    expect(upper.raised.flowChange).toBe(1);
    const requested = explained(new Node({ children: [user("a", 3, { request: 3 })] })).node("a");
    expect(requested.upper.raised).toMatchObject({ flowChange: 0, hindrance: "levels" });
  });

  test("a named rule's weights and priorities are those that count", () => {
    const users = [user("a", 9, { request: 2 }), user("b", 9, { request: 6 })];
    const explanation = explained(new Node({ id: "root", upperLimit: 4, children: users }), { rule: "proportional" });
    expect(shares(explanation, "root", "upper", "raised")).toEqual({ a: 0.25, b: 0.75 });
  });

  test("limits that are relaxed count as widened", () => {
    const tree = new Node({ id: "root", upperLimit: 2, children: [leaf("a", 9, 3)] });
    const explanation = explained(tree, { whenInfeasible: "relax" });
    expect(explanation.node("root")).toMatchObject({ flow: 3, limits: { upper: 3 }, binds: { upper: true } });
  });
});

describe("of the whole tree", () => {
  test("limits are ranked by what they cut", () => {
    const line = (id: string, upperLimit: number) =>
      new Node({ id, upperLimit, children: [leaf(`${id}1`, 5), leaf(`${id}2`, 5)] });
    const explanation = explained(new Node({ children: [line("a", 8), line("b", 3), line("c", 10)] }));
    expect(Array.from(explanation.ranking(), (v) => explanation.tree.id(v))).toEqual(["b", "a"]);
    expect(Array.from(explanation.ranking(), (v) => explanation.curtailed[v])).toEqual([7, 2]);
  });

  test("a limit that cuts leaves without a limit of their own cuts without end", () => {
    const explanation = explained(star({ upper: 4 }, [{}, {}]));
    expect(explanation.node("root")).toMatchObject({ curtailed: Infinity, cutLeaves: 2 });
  });

  test("the leaves that a limit holds are those whose level it sets", () => {
    const inner = new Node({ id: "inner", upperLimit: 1, children: [leaf("a", 9)] });
    const explanation = explained(
      new Node({ id: "root", upperLimit: 4, children: [inner, leaf("b", 9), leaf("c", 1)] }),
    );
    const held = (id: string) => Array.from(explanation.heldLeaves(id), (v) => explanation.tree.id(v));
    expect(held("root")).toEqual(["b"]);
    expect(held("inner")).toEqual(["a"]);
  });

  test("a chain and a star of 200,000 nodes are explained", () => {
    const nodeCount = 200_000;
    const lower = new Float64Array(nodeCount);
    const upper = new Float64Array(nodeCount).fill(2);
    const chain = explained(new FlatTree({ parent: Array.from({ length: nodeCount }, (_, v) => v - 1), lower, upper }));
    expect(chain.leaf(nodeCount - 1).chain).toHaveLength(nodeCount);
    const wide = explained(
      new FlatTree({ parent: Array.from({ length: nodeCount }, (_, v) => (v ? 0 : -1)), lower, upper }),
    );
    expect(wide.node(0).cutLeaves).toBe(nodeCount - 1);
    expect(wide.node(0).upper.raised.leavesInside).toBe(nodeCount - 1);
  });

  test("flows of the leaves are enough, and objects are read in pre-order", () => {
    const root = fourUsers();
    balance(root);
    const flows = [Number.NaN, Number.NaN, 2, 2, Number.NaN, 2, 1];
    expect(explain(root, flows).node("1").flow).toBe(7);
  });
});

describe("the tolerance", () => {
  // Levels of 1 and 1 + 1e-10: a tie, or two groups.
  const tree = new Node({
    id: "root",
    upperLimit: 2 + 1e-10,
    children: [new Node({ id: "line", upperLimit: 1, children: [leaf("a", 9)] }), leaf("b", 9)],
  });

  test("by default is fine where the flows are good", () => {
    expect(explained(tree).leaf("a").heldBy?.id).toBe("line");
  });

  test("is coarser where they are not", () => {
    const flows = [Number.NaN, Number.NaN, 1, 1 - 1.5e-9];
    expect(explain(tree, flows).leaf("a").heldBy?.id).toBe("root");
  });

  test("may be given", () => {
    const flows = [Number.NaN, Number.NaN, 1, 0.99];
    expect(() => explain(tree, flows)).toThrow(/could still rise/);
    expect(explain(tree, flows, { tolerance: 0.01 }).node("root").binds.upper).toBe(true);
  });
});

describe("refuses", () => {
  const tree = star({ upper: 4 }, [{ id: "a", upper: 3 }, { upper: 3 }]);

  test("fairness among siblings", () => {
    expect(() => explain(tree, [4, 2, 2], { fairness: "siblings" })).toThrow(/^fairness is "siblings"; /);
  });

  test("flows that are not the balanced allocation", () => {
    expect(() => explain(tree, [4, 1, 3])).toThrow(
      /^the flows are not the balanced allocation: leaf "leaf2" \(level 3\) could give flow to leaf "a"/,
    );
  });

  test("flows that break a limit", () => {
    expect(() => explain(tree, [5, 2.5, 2.5])).toThrow(/its flow 5 is above its upper limit 4 by 1$/);
  });

  test("an outcome without an allocation", () => {
    const outcome = new Solver(tree, { target: 9 }).solve();
    expect(() => explain(tree, outcome as never)).toThrow(/^the result's status is "infeasible": /);
  });

  test.each(["b", 3, -1, 0.5])("a node that is not there: %s", (node) => {
    expect(() => explained(tree).node(node)).toThrow(`node "${node}": the tree has no such node`);
  });

  test("the leaf's story of a node that is none", () => {
    expect(() => explained(tree).leaf("root")).toThrow('node "root": it is not a leaf');
  });
});
