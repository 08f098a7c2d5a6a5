import { describe, expect, test } from "vitest";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import type { BalanceOptions, Fairness } from "../../src/model/options.js";
import { trace } from "../../src/trace/trace.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { fourUsers, star } from "../audit/small-trees.js";
import { solve } from "../engines.js";
import { numberStyles, randomTree, shapes, spansManyScales } from "../random-trees.js";

const messages = (tree: FlatTree | Node, options: BalanceOptions = {}) =>
  trace(tree, options).map(({ kind, message }) => `${kind}: ${message}`);

const leaf = (upperLimit: number) => new LeafNode({ upperLimit });

describe("among leaves", () => {
  test("two feeders under a plant: carried, set aside, thresholds from below, levels from above", () => {
    expect(messages(fourUsers())).toEqual([
      "carry: 1.1: below it, 1.1.1 from 0 to 2 and 1.1.2 from 0 to 3, together from 0 to 5. With its own limits it carries from 0 to 4.",
      "carry: 1.2: below it, 1.2.1 from 0 to 2 and 1.2.2 from 0 to 1, together from 0 to 3. Its own limits take nothing from that.",
      "carry: 1: below it, 1.1 from 0 to 4 and 1.2 from 0 to 3, together from 0 to 7. Its own limits take nothing from that.",
      "aside: Set aside, because no flow below can pass them: the upper limit 7.5 of 1 and the upper limit 4 of 1.2.",
      "threshold: 1.1: as the level rises, the sum below it meets its upper limit 4 at level 2 (1.1.1 2, 1.1.2 2).",
      "price: 1: nothing holds the level above the root; it hands that down as it is.",
      "price: 1.1: from above comes a level without limit; its upper limit 4 holds it at 2.",
      "price: 1.2: from above comes a level without limit; it hands that down as it is.",
      "leaf: 1.1.1: level 2 is not below its upper limit: it gets 2.",
      "leaf: 1.1.2: level 2 is within its limits: it gets 2.",
      "leaf: 1.2.1: nothing above holds it, so its own upper limit does: it gets 2.",
      "leaf: 1.2.2: nothing above holds it, so its own upper limit does: it gets 1.",
      "result: Done: 1.1.1 2, 1.1.2 2, 1.2.1 2 and 1.2.2 1; 7 in all.",
    ]);
  });

  test("a lower limit keeps the level up", () => {
    const line = new Node({ id: "line", lowerLimit: 3, children: [leaf(9)] });
    const steps = messages(new Node({ id: "root", upperLimit: 4, children: [line, leaf(9)] }));
    expect(steps).toContain(
      "threshold: line: as the level rises, the sum below it meets its lower limit 3 at level 3 (1.1.1 3).",
    );
    expect(steps).toContain("price: line: from above comes level 1; its lower limit 3 keeps it at 3.");
  });

  test("a target is one limit", () => {
    expect(messages(star({ upper: 9 }, [{ upper: 3 }, { upper: 1 }]), { target: 2.5 })).toContain(
      "threshold: root: as the level rises, the sum below it meets its one limit 2.5 at level 1.5 (leaf1 1.5, leaf2 1).",
    );
  });

  test("weights and what is fixed are told", () => {
    expect(messages(star({ upper: 5 }, [{ shift: -4, upper: 9, weight: 2 }, { upper: 9 }]))).toContain(
      "leaf: leaf1: level 3 times its weight 2 is within its limits: it gets 6, and with -4 fixed its flow is 2.",
    );
  });

  test("a single leaf gets its limit", () => {
    expect(messages(new FlatTree({ parent: [-1], lower: [0], upper: [3] }))).toEqual([
      "aside: No node above the leaves has a limit.",
      "leaf: 1: nothing above holds it, so its own upper limit does: it gets 3.",
      "result: Done: 1 3.",
    ]);
  });
});

describe("among siblings", () => {
  test("the excess goes on twice", () => {
    const tree = new Node({ upperLimit: 15, children: [leaf(6), leaf(1), leaf(9)] });
    expect(messages(tree, { fairness: "siblings" }).slice(2)).toEqual([
      "total: 1: it carries the most that it can, 15.",
      "share: 1: 15 to share among its children, in proportion to the leaves below each: 1.1 5, 1.2 5 and 1.3 5.",
      "excess: 1.2 can carry only 1, 4 less than its share; the excess of 4 goes to 1.1 and 1.3.",
      "share: 1: 14 to share among those that are left, in proportion to the leaves below each: 1.1 7 and 1.3 7.",
      "excess: 1.1 can carry only 6, 1 less than its share; the excess of 1 goes to 1.3.",
      "share: 1: 8 is left for 1.3, which can carry that.",
      "result: Done: 1.1 6, 1.2 1 and 1.3 8; 15 in all.",
    ]);
  });

  test("a child that must have more than its share takes it from its siblings", () => {
    expect(messages(star({ upper: 4 }, [{ lower: 3, upper: 9 }, { upper: 9 }]), { fairness: "siblings" })).toContain(
      "excess: leaf1 must carry 3, 1 more than its share; the 1 comes from leaf2.",
    );
  });

  test("weights are told as such", () => {
    const steps = messages(star({ upper: 4 }, [{ weight: 3 }, { weight: 1 }]), { fairness: "siblings" });
    expect(steps).toContain(
      "share: root: 4 to share among its children, in proportion to the weights below each: leaf1 3 and leaf2 1. Each can carry that.",
    );
  });

  test("an only child gets it all", () => {
    const tree = new Node({ upperLimit: 2, children: [new Node({ children: [leaf(3)] })] });
    expect(messages(tree, { fairness: "siblings" })).toContain(
      "share: 1: all of its 2 is for 1.1, which can carry that.",
    );
  });
});

describe("without an answer", () => {
  test("a contradiction ends it", () => {
    expect(messages(star({ upper: 4 }, [{ lower: 5 }]))).toEqual([
      "contradiction: root: what is below it can carry at least 5, which its upper limit 4 forbids. No flows keep every limit.",
    ]);
  });

  test("so does a flow without end", () => {
    expect(messages(star({}, [{}])).at(-1)).toBe(
      "unbounded: No limit stands in the way of ever more flow at the root: there is no greatest flow.",
    );
  });
});

test("a snapshot holds what is known so far, and stays as it was", () => {
  const steps = trace(fourUsers());
  expect(steps[0].snapshot.greatest[1]).toBe(4);
  expect(steps[0].snapshot.greatest[0]).toBe(Number.NaN);
  expect(steps[4].snapshot.upperThreshold[1]).toBe(2);
  expect(steps[4].snapshot.flow[2]).toBe(Number.NaN);
  expect(Array.from(steps.at(-1)?.snapshot.flow ?? [])).toEqual([7, 4, 2, 2, 3, 2, 1]);
});

test("a tree of more than 100 nodes is refused", () => {
  const leaves = (count: number) => star({ upper: 1 }, new Array(count).fill({ upper: 1 }));
  expect(trace(leaves(99)).at(-1)?.kind).toBe("result");
  expect(() => trace(leaves(100))).toThrow("the tree has 101 nodes; one of at most 100 can be traced");
});

test.each([{ request: 2 }, { priority: 1 }])("%o is refused", (wish) => {
  const tree = new Node({ upperLimit: 1, children: [new LeafNode({ id: "a", upperLimit: 3, ...wish })] });
  expect(() => trace(tree)).toThrow(
    /^node "a": (request|priority) is given; only trees without requests and priorities/,
  );
});

describe.each(["leaves", "siblings"] as const)("random trees among %s", (fairness: Fairness) => {
  test.each(numberStyles.filter((style) => !spansManyScales(style)))("%s: the flows of the reference", (style) => {
    const faults: string[] = [];
    for (let seed = 0; seed < 150; seed++) {
      const shape = shapes[seed % shapes.length];
      const tree = randomTree({ shape, style, nodeCount: 1 + (seed % 40), seed, mayFail: false });
      const solution = solve(tree, { fairness, engine: "reference" });
      if (solution.status !== "optimal") throw new Error(`seed ${seed}: status is ${solution.status}`);
      const flow = trace(new FlatTree(tree), { fairness }).at(-1)?.snapshot.flow ?? [];
      const scale = Math.max(
        ...Array.from([...Array.from(tree.lower), ...Array.from(tree.upper)], Math.abs).filter(Number.isFinite),
      );
      const v = solution.flow.findIndex((value, w) => !(Math.abs(value - flow[w]) <= 1e-11 * scale));
      if (v >= 0) faults.push(`seed ${seed}, node ${v}: traced ${flow[v]}, solved ${solution.flow[v]}`);
    }
    expect(faults.slice(0, 5)).toEqual([]);
  });
});
