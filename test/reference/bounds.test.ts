import { describe, expect, test } from "vitest";
import { computeBounds, firstUnboundedLeaf } from "../../src/reference/bounds.js";
import { solveReference } from "../../src/reference/solve-reference.js";
import { dispatches, leaf, node, posed, posedArrays, type Sketch, UNLIMITED } from "./posed.js";

function contradictionOf(root: Sketch) {
  return computeBounds(posed(root)).contradiction;
}

describe("what a subtree can carry", () => {
  test("the sums of the leaves, shifts and all, held within the limits on the way", () => {
    const { least, greatest } = computeBounds(
      posed(node(-UNLIMITED, 9, node(1, 100, leaf(-2, 3, { shift: 1 }), leaf(0, 4)), leaf(-1, 5))),
    );
    expect([...least.high]).toEqual([0, 1, -1, 0, -1]);
    expect([...greatest.high]).toEqual([9, 8, 4, 4, 5]);
  });

  test("without limits, everything", () => {
    const { least, greatest } = computeBounds(
      posed(node(-UNLIMITED, UNLIMITED, leaf(-UNLIMITED, UNLIMITED), leaf(0, 1))),
    );
    expect([least.high[0], greatest.high[0]]).toEqual([-UNLIMITED, UNLIMITED]);
  });

  test("limits that can be kept are left as they are", () => {
    const problem = posed(node(-3, 3, leaf(-1, 1), leaf(-2, 2)));
    const { lower, upper, contradiction } = computeBounds(problem);
    expect([lower, upper, contradiction]).toEqual([problem.lower, problem.upper, undefined]);
  });
});

describe("contradictions", () => {
  test("the least flow is above the upper limit", () => {
    expect(contradictionOf(node(0, 4, leaf(3, 5), leaf(2, 5)))).toEqual({
      node: 0,
      id: "1",
      limit: "upper",
      bound: 4,
      reachable: 5,
      miss: 1,
    });
  });

  test("the greatest flow is below the lower limit", () => {
    expect(contradictionOf(node(4, 9, leaf(0, 1, { shift: -1 }), leaf(0, 2)))).toEqual({
      node: 0,
      id: "1",
      limit: "lower",
      bound: 4,
      reachable: 2,
      miss: 2,
    });
  });

  test("the deepest node at fault is named, wherever it stands in the order", () => {
    const shallow = node(0, 1, leaf(2, 3));
    const deep = node(-UNLIMITED, UNLIMITED, node(0, 1, leaf(5, 6)));
    expect(contradictionOf(node(-UNLIMITED, UNLIMITED, shallow, deep))?.id).toBe("1.2.1");
    expect(contradictionOf(node(-UNLIMITED, UNLIMITED, deep, shallow))?.id).toBe("1.1.1");
  });

  test("of equally deep ones, the first in the caller's order", () => {
    const atFault = (least: number) => node(0, 1, leaf(least, 9));
    expect(contradictionOf(node(-UNLIMITED, UNLIMITED, atFault(2), atFault(3)))).toMatchObject({ node: 1, miss: 1 });
    expect(contradictionOf(node(-UNLIMITED, UNLIMITED, leaf(0, 1), atFault(3), atFault(2)))).toMatchObject({ node: 2 });
  });

  test("the caller's order counts where it is not the order of the tree", () => {
    const problem = posedArrays({
      parent: [3, 2, 4, 4, -1],
      lower: [2, 2, 0, 0, 0],
      upper: [9, 9, 1, 1, 9],
      ids: ["leaf b", "leaf a", "a", "b", "root"],
    });
    expect(computeBounds(problem).contradiction).toMatchObject({ node: 2, id: "a" });
  });

  test("a node above is not blamed for a fault below: the widened limit still fits it", () => {
    expect(contradictionOf(node(0, 2, node(0, 1, leaf(2, 9))))?.node).toBe(1);
    const problem = posed(node(0, 2, node(0, 1, leaf(2, 9))));
    const { lower, upper } = computeBounds(problem);
    expect([lower[0], upper[0]]).toEqual([0, 2]);
    expect([lower[1], upper[1]]).toEqual([0, 2]);
  });

  test("0.1 + 0.2 > 0.3 is rounding", () => {
    const root = node(0, 0.3, leaf(0.1, 1), leaf(0.2, 1));
    expect(contradictionOf(root)).toBeUndefined();
    expect(computeBounds(posed(root)).upper[0]).toBe(0.1 + 0.2);
    expect(solveReference(posed(root), "leaves")).toMatchObject({ status: "optimal" });
    expect(solveReference(posed(root), "siblings")).toMatchObject({ status: "optimal" });
  });

  test("0.7 + 0.1 < 0.8 is rounding too", () => {
    const root = node(0.8, 1, leaf(0, 0.7), leaf(0, 0.1));
    expect(contradictionOf(root)).toBeUndefined();
    expect(computeBounds(posed(root)).lower[0]).toBe(0.7 + 0.1);
    expect(dispatches(root, "leaves")).toEqual([0.7, 0.1]);
    expect(dispatches(root, "siblings")).toEqual([0.7, 0.1]);
  });

  test("rounding is measured by what takes part, not by limits elsewhere in the tree", () => {
    const missingBy = (miss: number, far: number) => node(-UNLIMITED, far, node(0, 1, leaf(1 + miss, 2)), leaf(0, 1));
    for (const far of [10, 1000, 1e30, UNLIMITED]) {
      expect(contradictionOf(missingBy(1e-10, far))).toMatchObject({ node: 1, limit: "upper" });
    }
    const made = (size: number) =>
      node(-UNLIMITED, 1, node(-UNLIMITED, UNLIMITED, leaf(size, size), leaf(1 + 1e-10 - size, 1)));
    expect(contradictionOf(made(2))).toMatchObject({ node: 0, limit: "upper" });
    expect(contradictionOf(made(1024))).toBeUndefined();
  });

  test("what is just above rounding is a contradiction", () => {
    expect(contradictionOf(node(0, 1, leaf(1 + 2e-12, 1 + 2e-12)))?.miss).toBeCloseTo(2e-12, 15);
    expect(contradictionOf(node(0, 1, leaf(1 + 0.5e-12, 1 + 0.5e-12)))).toBeUndefined();
  });

  test("infeasible wins over unbounded", () => {
    expect(
      solveReference(posed(node(-UNLIMITED, UNLIMITED, leaf(0, UNLIMITED), node(0, 1, leaf(2, 3)))), "leaves"),
    ).toEqual({
      status: "infeasible",
      contradiction: { node: 2, id: "1.2", limit: "upper", bound: 1, reachable: 2, miss: 1 },
    });
  });
});

describe("unbounded", () => {
  test("the first leaf without an upper limit up to the root is named", () => {
    const root = node(
      -UNLIMITED,
      UNLIMITED,
      node(0, 5, leaf(0, UNLIMITED)),
      leaf(0, 3),
      leaf(0, UNLIMITED),
      leaf(0, UNLIMITED),
    );
    expect(solveReference(posed(root), "siblings")).toEqual({
      status: "unbounded",
      unboundedLeaf: { node: 4, id: "1.3" },
    });
  });

  test("first means the caller's order, not the order of the tree", () => {
    const problem = posedArrays({ parent: [2, 3, 3, -1], lower: [0, 0, 0, 0], upper: Array(4).fill(UNLIMITED) });
    expect(firstUnboundedLeaf(problem)).toBe(0);
  });

  test("a limit anywhere between leaf and root is enough", () => {
    const inner = (upper: number) => node(-UNLIMITED, upper, leaf(0, UNLIMITED));
    expect(firstUnboundedLeaf(posed(node(-UNLIMITED, 1, inner(UNLIMITED))))).toBe(-1);
    expect(firstUnboundedLeaf(posed(node(-UNLIMITED, UNLIMITED, inner(1))))).toBe(-1);
    expect(firstUnboundedLeaf(posed(node(-UNLIMITED, UNLIMITED, inner(UNLIMITED))))).toBe(2);
  });

  test("a root that is a leaf without an upper limit", () => {
    expect(solveReference(posed(leaf(0, UNLIMITED)), "leaves")).toEqual({
      status: "unbounded",
      unboundedLeaf: { node: 0, id: "1" },
    });
  });
});
