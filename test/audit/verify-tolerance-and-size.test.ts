import { describe, expect, it } from "vitest";
import { verify } from "../../src/audit/verify.js";
import { InputError } from "../../src/model/input-error.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { fourUsers, notGiven, star } from "./small-trees.js";

describe("what is refused at the door", () => {
  it("too few flows", () => {
    expect(() => verify(fourUsers(), [7, 4, 2])).toThrow(
      new InputError("flows has 3 entries, the tree has 7 nodes", { field: "flows", value: 3 }),
    );
  });

  it("too many flows", () => {
    expect(() => verify(new LeafNode({ upperLimit: 1 }), [1, 1])).toThrow(InputError);
  });

  it.each([-1e-9, Number.NaN, Number.POSITIVE_INFINITY])("a tolerance of %d", (tolerance) => {
    expect(() => verify(fourUsers(), [7, 4, 2, 2, 3, 2, 1], { tolerance })).toThrow(/tolerance is .*; it must be/);
  });
});

describe("the tolerance", () => {
  const flows = (off: number) => [notGiven, notGiven, 2 - off, 2 + off, notGiven, 2, 1];

  it("is relative to the greatest finite limit, 7.5 here, on either leaf of a trade", () => {
    expect(verify(fourUsers(), flows(0.9 * 7.5e-9))).toEqual([]);
    expect(verify(fourUsers(), flows(1.1 * 7.5e-9))).toMatchObject([{ kind: "trade", node: 1 }]);
  });

  it("is the caller's choice", () => {
    expect(verify(fourUsers(), flows(0.9 * 7.5e-3), { tolerance: 1e-3 })).toEqual([]);
    expect(verify(fourUsers(), flows(1.1 * 7.5e-3), { tolerance: 1e-3 })).toMatchObject([{ kind: "trade" }]);
  });

  it("at 0 forgives the rounding of the optimum to doubles and nothing more", () => {
    const tree = star({ upper: 10 }, [{}, {}, {}]);
    expect(verify(tree, [notGiven, 10 / 3, 10 / 3, 10 / 3], { tolerance: 0 })).toEqual([]);
    expect(verify(tree, [notGiven, 10 / 3, 10 / 3 - 1e-14, 10 / 3 + 1e-14], { tolerance: 0 })).toMatchObject([
      { kind: "trade", from: { id: "leaf3" }, to: { id: "leaf2" } },
    ]);
  });
});

describe("at tolerance 0 the rounding of", () => {
  it("shift + dispatch is forgiven in the total", () => {
    const leaves = 10;
    const tree = star({}, Array(leaves).fill({ shift: 0.7, upper: 0.1 }));
    expect(verify(tree, [notGiven, ...Array(leaves).fill(0.7 + 0.1)], { tolerance: 0 })).toEqual([]);
  });

  it("weight times level is forgiven in a trade", () => {
    const weights = Array.from({ length: 20 }, (_, k) => k + 1);
    const tree = star(
      { upper: 100 },
      weights.map((weight) => ({ weight })),
    );
    const level = 100 / 210;
    const flows = weights.map((weight) => weight * level);
    expect(new Set(flows.map((flow, k) => flow / weights[k])).size).toBeGreaterThan(1);
    expect(verify(tree, [notGiven, ...flows], { tolerance: 0 })).toEqual([]);
  });
});

describe("large trees", () => {
  const million = 1e6;

  it("a chain of a million nodes", { timeout: 30_000 }, () => {
    const tree = new FlatTree({
      parent: Int32Array.from({ length: million }, (_, v) => v - 1),
      lower: new Float64Array(million),
      upper: new Float64Array(million).fill(5),
    });
    const flows = new Float64Array(million).fill(5);
    expect(verify(tree, flows)).toEqual([]);
    expect(verify(tree, flows, { fairness: "siblings" })).toEqual([]);
    expect(verify(tree, flows.fill(4))).toMatchObject([{ kind: "rise", node: million - 1 }]);
  });

  it("a chain of which every node is at fault, none of whose ids is made before it is read", {
    timeout: 30_000,
  }, () => {
    const nodeCount = 100_000;
    const tree = new FlatTree({
      parent: Int32Array.from({ length: nodeCount }, (_, v) => v - 1),
      lower: new Float64Array(nodeCount),
      upper: new Float64Array(nodeCount).fill(5),
    });
    const violations = verify(tree, new Float64Array(nodeCount).fill(6));
    expect(violations.length).toBe(nodeCount);
    expect(violations[2]).toMatchObject({ kind: "limit", id: "1.1.1", by: 1 });
  });

  it("a star of a million leaves", { timeout: 30_000 }, () => {
    const nodeCount = million + 1;
    const parent = new Int32Array(nodeCount);
    parent[0] = -1;
    const upper = new Float64Array(nodeCount).fill(3);
    upper[0] = million;
    const tree = new FlatTree({ parent, lower: new Float64Array(nodeCount), upper });
    const flows = new Float64Array(nodeCount).fill(1);
    flows[0] = million;
    expect(verify(tree, flows)).toEqual([]);
    expect(verify(tree, flows, { fairness: "siblings" })).toEqual([]);
    flows[77] = 1.5;
    flows[99] = 0.5;
    expect(verify(tree, flows)).toMatchObject([{ kind: "trade", node: 0, from: { node: 77 }, to: { node: 99 } }]);
  });
});
