import { describe, expect, test } from "vitest";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { type ExactOptimal, exactBalance } from "./exact-balance.js";
import { refute } from "./exact-certificate.js";
import { Rational } from "./rational.js";

const inf = Number.POSITIVE_INFINITY;

/** A root of 10 over A{<= 1, <= 100} and B{<= 100}, B's line at least 2. */
const tree: TreeArrays = {
  parent: [-1, 0, 0, 1, 1, 2],
  lower: [-inf, -inf, 2, 0, 0, 0],
  upper: [10, inf, inf, 1, 100, 100],
};
const amongLeaves = withFlows([10, 5.5, 4.5, 1, 4.5, 4.5]);

function withFlows(flows: readonly number[]): ExactOptimal {
  const exact = exactBalance(tree);
  if (exact.status !== "optimal") throw new Error(`status is ${exact.status}`);
  const { unit } = exact.posed.tree;
  const flow = flows.map((value) => Rational.fromNumber(value).divide(unit));
  return { ...exact, posed: { ...exact.posed, flow } };
}

describe("the exact certificate", () => {
  test("lets the balanced allocation pass", () => {
    expect(refute(amongLeaves, "leaves")).toEqual([]);
  });

  test("refutes what is fair among leaves as unfair among siblings", () => {
    expect(refute(amongLeaves, "siblings")).toEqual(["children of node 0 could trade"]);
  });

  test("refutes a trade of 2^-60", () => {
    const tiny = 2 ** -60;
    const answer = withFlows([10, 5.5, 4.5, 1, 4.5, 4.5]);
    const flow = [...answer.posed.flow];
    const traded = Rational.fromNumber(tiny).divide(answer.posed.tree.unit);
    for (const v of [1, 4]) flow[v] = flow[v].subtract(traded);
    for (const v of [2, 5]) flow[v] = flow[v].add(traded);
    expect(refute({ ...answer, posed: { ...answer.posed, flow } }, "leaves")).toEqual([
      "leaves below node 0 could trade",
    ]);
  });

  test("refutes a root flow that could be greater", () => {
    expect(refute(withFlows([9, 5, 4, 1, 4, 4]), "leaves")).toEqual(["a leaf could rise past the root"]);
  });

  test("refutes a broken upper limit", () => {
    expect(refute(withFlows([10, 5.5, 4.5, 2, 3.5, 4.5]), "leaves")).toContain("node 3 is above its upper limit");
  });

  test("refutes a broken lower limit", () => {
    expect(refute(withFlows([10, 9, 1, 1, 8, 1]), "leaves")).toContain("node 2 is below its lower limit");
  });

  test("refutes flows that do not add up", () => {
    expect(refute(withFlows([10, 5.5, 4, 1, 4.5, 4]), "leaves")).toContain("node 0 is not its sum");
  });
});
