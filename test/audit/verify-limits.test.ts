import { describe, expect, it } from "vitest";
import { verify } from "../../src/audit/verify.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { fourUsers, notGiven, star, unlimited } from "./small-trees.js";

describe("a leaf without a finite flow", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("is missing: %d", (flow) => {
    const violations = verify(fourUsers(), [7, 4, 2, flow, 3, 2, 1]);
    expect(violations).toMatchObject([{ kind: "missing", node: 3, id: "1.1.2", flow }]);
    expect(violations[0].message).toBe(`leaf "1.1.2": its flow is ${flow}; it must be a finite number`);
  });

  it("is missing: null, which JSON makes of NaN", () => {
    const flows: number[] = JSON.parse("[7, 4, 2, null, 3, 2, 1]");
    expect(verify(fourUsers(), flows)).toMatchObject([{ kind: "missing", node: 3, flow: null }]);
  });

  it("keeps its sign when the greatest export is asked for", () => {
    const violations = verify(new LeafNode(), [Number.NEGATIVE_INFINITY], { maximise: "export" });
    expect(violations).toMatchObject([{ kind: "missing", flow: Number.NEGATIVE_INFINITY }]);
  });
});

describe("an inner node's flow", () => {
  it("that is not the sum of its leaves is a wrong sum", () => {
    const violations = verify(fourUsers(), [7, 4.25, 2, 2, 3, 2, 1]);
    expect(violations).toMatchObject([{ kind: "sum", node: 1, id: "1.1", flow: 4.25, sum: 4, by: 0.25 }]);
    expect(violations[0].message).toBe(
      'node "1.1": its flow is given as 4.25, but the leaves below it sum to 4: off by 0.25',
    );
  });

  it("that is infinite is a wrong sum", () => {
    expect(verify(fourUsers(), [unlimited, 4, 2, 2, 3, 2, 1])).toMatchObject([{ kind: "sum", node: 0, by: unlimited }]);
  });

  it("may be summed in any order: a long plain sum drifts", () => {
    const leaves = 100_000;
    const tree = star({}, Array(leaves).fill({ upper: 0.1 }));
    const flows = Array(leaves).fill(0.1);
    const plainSum = flows.reduce((sum, flow) => sum + flow, 0);
    expect(plainSum - 10_000).toBeGreaterThan(1e-8);
    expect(verify(tree, [plainSum, ...flows])).toEqual([]);
    expect(verify(tree, [10_000, ...flows])).toEqual([]);
    expect(verify(tree, [10_001, ...flows])).toMatchObject([{ kind: "sum", node: 0 }]);
  });

  it("is summed without loss: small leaves beside great ones of both signs", () => {
    const flows = [1e16, 1, 1, -1e16];
    const tree = star(
      {},
      flows.map((upper) => ({ lower: upper, upper })),
    );
    expect(verify(tree, [100, ...flows])).toMatchObject([{ kind: "sum", flow: 100, sum: 2, by: 98 }]);
  });

  it("is summed without loss through nodes in between", () => {
    const bounds = [-unlimited, -unlimited, -1e16, 1e16, 1];
    const tree = new FlatTree({
      parent: [-1, 0, 0, 1, 1],
      lower: bounds,
      upper: bounds.map((bound) => (Number.isFinite(bound) ? bound : unlimited)),
    });
    expect(1e16 + 1 - 1e16).toBe(0);
    expect(verify(tree, [100, notGiven, ...bounds.slice(2)])).toMatchObject([{ kind: "sum", node: 0, sum: 1, by: 99 }]);
  });
});

describe("a limit that is not kept", () => {
  it("upper, of a leaf", () => {
    const violations = verify(fourUsers(), [7.5, 4, 2, 2, 3.5, 2, 1.5]);
    expect(violations[0]).toMatchObject({
      kind: "limit",
      node: 6,
      id: "1.2.2",
      limit: "upper",
      bound: 1,
      flow: 1.5,
      by: 0.5,
    });
    expect(violations[0].message).toBe('leaf "1.2.2": its dispatch 1.5 is above its upper limit 1 by 0.5');
  });

  it("lower, of a leaf, told by its dispatch", () => {
    const tree = star({ upper: 3 }, [{ shift: 2, upper: 1 }, { upper: 2 }]);
    const violations = verify(tree, [3, 1.25, 1.75]);
    expect(violations[0]).toMatchObject({
      kind: "limit",
      id: "leaf1",
      limit: "lower",
      bound: 0,
      flow: -0.75,
      by: 0.75,
    });
  });

  it("upper, of an inner node", () => {
    const violations = verify(fourUsers(), [7.5, 4.5, 2, 2.5, 3, 2, 1]);
    expect(violations).toMatchObject([{ kind: "limit", node: 1, limit: "upper", bound: 4, flow: 4.5, by: 0.5 }]);
    expect(violations[0].message).toBe('node "1.1": its flow 4.5 is above its upper limit 4 by 0.5');
  });

  it("lower, of an inner node", () => {
    const tree = star({ lower: 2, upper: 3 }, [{ upper: 1 }, { upper: 2 }]);
    const violations = verify(tree, [1.5, 0.5, 1]);
    expect(violations[0]).toMatchObject({ kind: "limit", id: "root", limit: "lower", bound: 2, flow: 1.5, by: 0.5 });
  });

  it("by one bit, of a leaf", () => {
    const tree = star({}, [{ upper: 1 }]);
    expect(verify(tree, [notGiven, 1])).toEqual([]);
    expect(verify(tree, [notGiven, 1 + Number.EPSILON])).toMatchObject([
      { kind: "limit", node: 1, by: Number.EPSILON },
    ]);
  });

  it("by more than the rounding of shift + dispatch, of a leaf with a shift", () => {
    const tree = star({}, [{ shift: 0.1, upper: 0.2 }]);
    expect(verify(tree, [notGiven, 0.1 + 0.2])).toEqual([]);
    expect(verify(tree, [notGiven, 0.3])).toEqual([]);
    expect(verify(tree, [notGiven, 0.3 + 1e-15])).toMatchObject([{ kind: "limit", node: 1 }]);
    const cancelling = star({}, [{ shift: -1000.1, upper: 1000.3 }]);
    expect(0.2 + 1000.1).not.toBe(1000.3);
    expect(verify(cancelling, [notGiven, 0.2])).toEqual([]);
    expect(verify(cancelling, [notGiven, 0.2 + 1e-12])).toMatchObject([{ kind: "limit", node: 1 }]);
  });

  it("by more than 1e-12 of the limit, of an inner node", () => {
    const tree = star({ upper: 1000 }, [{}, {}]);
    expect(verify(tree, [notGiven, 500, 500 + 5e-10])).toEqual([]);
    expect(verify(tree, [notGiven, 500, 500 + 2e-9])).toMatchObject([{ kind: "limit", id: "root" }]);
  });

  it("by more than the tolerance where limits are tiny, of an inner node", () => {
    const tree = star({ upper: 1e-9 }, [{}, {}]);
    expect(verify(tree, [notGiven, 5e-10, 5e-10])).toEqual([]);
    expect(verify(tree, [notGiven, 5.00001e-10, 5.00001e-10])).toMatchObject([{ kind: "limit", id: "root" }]);
  });

  it("whatever the flows, on limits that contradict each other", () => {
    const tree = star({ upper: 1 }, [
      { lower: 1, upper: 2 },
      { lower: 1, upper: 2 },
    ]);
    const kinds = (flows: number[]) => verify(tree, [notGiven, ...flows]).map(({ kind }) => kind);
    expect(kinds([1, 1])).toContain("limit");
    expect(kinds([0.5, 0.5])).toContain("limit");
  });

  it("whatever the flows, on limits that contradict each other by little at each of many nodes", () => {
    const feeders = 100;
    const tree = new FlatTree({
      parent: [-1, ...Array(feeders).fill(0), ...Array.from({ length: feeders }, (_, k) => k + 1)],
      lower: [0, ...Array(feeders).fill(1), ...Array(feeders).fill(0)],
      upper: [feeders - 1.5e-10, ...Array(feeders).fill(2), ...Array(feeders).fill(2)],
    });
    // Each feeder is short by less than 1e-12 of 1, and the root over by less than 1e-12 of 100.
    const flows = [...Array(feeders + 1).fill(notGiven), ...Array(feeders).fill(1 - 0.8e-12)];
    expect(verify(tree, flows).map(({ kind }) => kind)).toContain("limit");
  });
});

describe("a limit widened by a rounding error", () => {
  it("is one of the numbers that take part: beside a greater limit it is broken all the same", () => {
    const limits = { parent: [-1, 0, 0, 2, 2], lower: [0, 0, 0, 0.1, 0.2], upper: [2e6, 1e6, 0.3, 0.1, 0.2] };
    const upper = limits.upper.with(2, 0.2999999);
    expect(verify(new FlatTree({ ...limits, upper }), [notGiven, 1e6, notGiven, 0.1, 0.2])).toMatchObject([
      { kind: "limit", node: 2, limit: "upper" },
    ]);
    const lower = limits.lower.with(2, 0.3000001);
    const forced = { ...limits, lower, upper: limits.upper.with(2, 1) };
    expect(verify(new FlatTree(forced), [notGiven, 1e6, notGiven, 0.1, 0.2])).toMatchObject([
      { kind: "limit", node: 2, limit: "lower" },
    ]);
  });

  it("is told as it was written", () => {
    const tree = star({ upper: 0.3 }, [{ lower: 0.1 }, { lower: 0.2 }]);
    expect(0.1 + 0.2).toBeGreaterThan(0.3);
    expect(verify(tree, [notGiven, 0.1, 0.5])[0]).toMatchObject({ kind: "limit", limit: "upper", bound: 0.3 });
    const short = star({ lower: 0.8 }, [{ upper: 0.7 }, { upper: 0.1 }]);
    expect(0.7 + 0.1).toBeLessThan(0.8);
    expect(verify(short, [notGiven, 0.7, 0.1])).toEqual([]);
    expect(verify(short, [notGiven, 0.2, 0.1])[0]).toMatchObject({ kind: "limit", limit: "lower", bound: 0.8 });
  });
});
