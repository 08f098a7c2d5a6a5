import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import { compareRules } from "../../src/comparison/compare-rules.js";
import { Solver } from "../../src/engine/solver.js";
import { FlowReport } from "../../src/report/flow-report.js";
import { curtailmentSummary } from "../../src/text/curtailment-summary.js";
import { AtLimit } from "../../src/tree/at-limit.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { pick, seeded } from "../audit/random-tree.js";

/** A line over leaves that request what they may have, and that are given all of it but a part. */
function nearlyServed(requests: readonly number[], lacking: number, root = Number.POSITIVE_INFINITY): FlatTree {
  const sum = requests.reduce((total, request) => total + request, 0);
  return new FlatTree({
    parent: [-1, 0, ...requests.map(() => 1)],
    lower: [0, 0, ...requests.map(() => 0)],
    upper: [root, sum * (1 - lacking), ...requests],
    weight: [1, 1, ...requests],
    request: [Number.NaN, Number.NaN, ...requests],
  });
}

/** Which leaves are cut, and whether the line binds, as everyone tells it. */
function tellings(tree: FlatTree) {
  const solution = new Solver(tree).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  const explanation = explain(tree, solution);
  const report = new FlowReport(tree, solution.flow);
  const summary = curtailmentSummary({ tree, names: undefined, kinds: undefined }, solution);
  const proportional = compareRules(tree).find(({ rule }) => rule === "proportional")?.figures;
  const listed = /hit hardest:\n((?: {2}.*\n)+)/.exec(summary)?.[1].match(/^ {2}1\.\S+/gm) ?? [];
  const cut = (amounts: Float64Array) => Array.from(tree.leaves).filter((leaf) => amounts[leaf] > 0).length;
  return {
    cut: [cut(explanation.curtailed), cut(report.shortfall), listed.length, proportional?.curtailedLeaves],
    served: [(proportional?.leastServed?.fraction ?? 1) < 1, report.served.some((share) => share < 1)],
    binds: [explanation.node(1).cutLeaves > 0, report.isBinding(1), summary.includes("limits that bind")],
  };
}

describe("who is cut is cut everywhere, who is served is served everywhere:", () => {
  test("a leaf that lacks a ten-millionth has what it requests", () => {
    const { cut, served } = tellings(nearlyServed([3, 4], 1e-7));
    expect(cut).toEqual([0, 0, 0, 0]);
    expect(served).toEqual([false, false]);
  });

  test("a leaf that lacks a hundred-thousandth has not", () => {
    const { cut, served, binds } = tellings(nearlyServed([3, 4], 1e-5));
    expect(cut).toEqual([2, 2, 2, 2]);
    expect(served).toEqual([true, true]);
    expect(binds).toEqual([true, true, true]);
  });

  test("leaves at random, large limits elsewhere", () => {
    const random = seeded(11);
    for (let round = 0; round < 300; round++) {
      const requests = Array.from({ length: 1 + Math.floor(random() * 6) }, () => 10 ** (4 * random() - 2));
      const lacking = 10 ** (-3 - 9 * random());
      const tree = nearlyServed(requests, lacking, pick(random, [1e3, 1e6, Number.POSITIVE_INFINITY]));
      const { cut, served } = tellings(tree);
      expect({ round, cut: new Set(cut).size, served: new Set(served).size }).toEqual({ round, cut: 1, served: 1 });
    }
  });
});

describe("AtLimit", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, -9, -9], upper: [1e9, 9, 9], shift: [0, 0, 5e5] });
  const atLimit = new AtLimit(tree, Float64Array.of(5e5, 1, 5e5));

  test("is relative to the bound, as far as six digits go", () => {
    expect([8.999_992, 8.99999].map((flow) => atLimit.isAt(1, flow, 9))).toEqual([true, false]);
  });

  test("forgives what rounding may leave of flows that cancel out", () => {
    expect([4e-4, 1.1e-3].map((flow) => atLimit.isAt(2, flow, 0))).toEqual([true, false]);
  });

  test("forgives what no solver promises", () => {
    expect([5e-7, 2e-6].map((flow) => atLimit.isAt(1, flow, 0))).toEqual([true, false]);
  });

  test("nothing finite is at an infinite bound", () => {
    expect(atLimit.isAt(1, 1e300, Number.POSITIVE_INFINITY)).toBe(false);
    expect(atLimit.isAt(1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(true);
  });
});
