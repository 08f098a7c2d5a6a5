import { describe, expect, test } from "vitest";
import type { Fairness } from "../../src/model/options.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { engines, solve } from "../engines.js";
import type { RandomCase } from "../random-trees.js";
import { disagreements } from "./compare-with-exact.js";
import { exactBalance } from "./exact-balance.js";

const inf = Number.POSITIVE_INFINITY;

interface Case extends RandomCase {
  readonly name: string;
  readonly expected:
    | { status: "optimal"; flow: number[] }
    | { status: "infeasible"; node: number; limit: "lower" | "upper"; reachable: number; miss: number }
    | { status: "unbounded"; node: number };
}

function tree(parent: number[], lower: number[], upper: number[], rest: Partial<TreeArrays> = {}): TreeArrays {
  return { parent, lower, upper, ...rest };
}

const cases: readonly Case[] = [
  {
    name: "leaves that must take more than their parent may carry",
    tree: tree([-1, 0, 0], [-inf, 2, 3], [4, 9, 9]),
    options: {},
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: 5, miss: 1 },
  },
  {
    name: "leaves that cannot take as much as their parent must carry",
    tree: tree([-1, 0, 0], [7, 0, 0], [inf, 2, 3]),
    options: {},
    expected: { status: "infeasible", node: 0, limit: "lower", reachable: 5, miss: 2 },
  },
  {
    name: "shift constants alone are more than the parent may carry",
    tree: tree([-1, 0], [-inf, 0], [1, 5], { shift: [0, 3] }),
    options: {},
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: 3, miss: 2 },
  },
  {
    name: "limits of the nodes in between are what contradicts",
    tree: tree([-1, 0, 1, 0, 3], [-inf, 4, 0, 5, 0], [8, inf, 9, inf, 9]),
    options: {},
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: 9, miss: 1 },
  },
  {
    name: "of two nodes at fault, one above the other, the deeper is named",
    tree: tree([-1, 0, 1], [-inf, -inf, 3], [1, 2, 3]),
    options: {},
    expected: { status: "infeasible", node: 1, limit: "upper", reachable: 3, miss: 1 },
  },
  {
    name: "of two nodes at fault in different branches the deeper is named, though the other comes first",
    tree: tree([-1, 0, 1, 0, 3, 4], [-inf, -inf, 3, -inf, -inf, 4], [inf, 2, 3, inf, 1, 4]),
    options: {},
    expected: { status: "infeasible", node: 4, limit: "upper", reachable: 4, miss: 3 },
  },
  {
    name: "of two nodes at fault equally deep the first in the caller's order is named",
    tree: tree([-1, 0, 0, 1, 2], [-inf, 5, -inf, 0, 3], [inf, inf, 1, 2, 3]),
    options: {},
    expected: { status: "infeasible", node: 1, limit: "lower", reachable: 2, miss: 3 },
  },
  {
    name: "the first in the caller's order is named where its parent comes last",
    tree: tree([4, 5, 0, 1, -1, 4], [-inf, 5, 3, 0, -inf, -inf], [1, inf, 3, 2, inf, inf]),
    options: {},
    expected: { status: "infeasible", node: 1, limit: "lower", reachable: 2, miss: 3 },
  },
  {
    name: "a target above what the tree can carry",
    tree: tree([-1, 0, 0], [-inf, 0, 0], [2, 2, 3]),
    options: { target: 6 },
    expected: { status: "infeasible", node: 0, limit: "lower", reachable: 5, miss: 1 },
  },
  {
    name: "a target below what the tree can carry",
    tree: tree([-1, 0, 0], [-inf, 1, 1], [2, 2, 3]),
    options: { target: 1 },
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: 2, miss: 1 },
  },
  {
    name: "the greatest export contradicted by a lower limit, told in the caller's terms",
    tree: tree([-1, 0], [-3, -8], [inf, -5]),
    options: { maximise: "export" },
    expected: { status: "infeasible", node: 0, limit: "lower", reachable: -5, miss: 2 },
  },
  {
    name: "the greatest export contradicted by an upper limit, told in the caller's terms",
    tree: tree([-1, 0], [-inf, -2], [-4, 0]),
    options: { maximise: "export" },
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: -2, miss: 2 },
  },
  {
    name: "decimals that contradict each other by rounding do not",
    tree: tree([-1, 0, 0], [-inf, 0.1, 0.2], [0.3, 1, 1]),
    options: {},
    expected: { status: "optimal", flow: [0.3, 0.1, 0.2] },
  },
  {
    name: "decimals that fall short of a lower limit by rounding do not contradict it",
    tree: tree([-1, 0, 0, 0], [0.6, 0, 0, 0], [inf, 0.3, 0.2, 0.1]),
    options: {},
    expected: { status: "optimal", flow: [0.6, 0.3, 0.2, 0.1] },
  },
  {
    name: "a miss of a tenth of what counts is absorbed",
    tree: tree([-1, 0, 0], [-inf, 1, 1], [2 - 2e-13, 20, 20]),
    options: {},
    expected: { status: "optimal", flow: [2, 1, 1] },
  },
  {
    name: "a miss of ten times what counts is not absorbed",
    tree: tree([-1, 0, 0], [-inf, 1, 1], [2 - 2 ** -32, 20, 20]),
    options: {},
    expected: { status: "infeasible", node: 0, limit: "upper", reachable: 2, miss: 2 ** -32 },
  },
  {
    name: "a leaf without any finite upper limit above it",
    tree: tree([-1, 0, 0], [0, 0, 0], [inf, 1, inf]),
    options: {},
    expected: { status: "unbounded", node: 2 },
  },
  {
    name: "of several unlimited leaves the first in the caller's order is named",
    tree: tree([3, 3, 3, -1], [0, 0, 0, 0], [4, inf, inf, inf]),
    options: {},
    expected: { status: "unbounded", node: 1 },
  },
  {
    name: "an unlimited leaf below a limited line is not unbounded",
    tree: tree([-1, 0, 1], [-inf, -inf, 0], [inf, 7, inf]),
    options: {},
    expected: { status: "optimal", flow: [7, 7, 7] },
  },
  {
    name: "a single leaf without limit is unbounded",
    tree: tree([-1], [0], [inf]),
    options: {},
    expected: { status: "unbounded", node: 0 },
  },
  {
    name: "a target bounds an unlimited leaf",
    tree: tree([-1, 0], [-inf, 0], [inf, inf]),
    options: { target: 3 },
    expected: { status: "optimal", flow: [3, 3] },
  },
  {
    name: "the greatest export of a leaf that may export without limit is unbounded",
    tree: tree([-1, 0, 0], [-inf, 0, -inf], [4, 1, 1]),
    options: { maximise: "export" },
    expected: { status: "unbounded", node: 2 },
  },
  {
    name: "limits that contradict each other are told before a flow without limit",
    tree: tree([-1, 0, 0, 2], [-inf, 0, -inf, 3], [inf, inf, 1, 3]),
    options: {},
    expected: { status: "infeasible", node: 2, limit: "upper", reachable: 3, miss: 2 },
  },
];

describe.each(["leaves", "siblings"] satisfies Fairness[])("fairness among %s", (fairness) => {
  describe.each(cases)("$name", ({ tree, options, expected }) => {
    test("exactly", () => {
      const exact = exactBalance(tree, { ...options, fairness });
      expect(exact.isBorderline).toBe(false);
      expect(inNumbers(exact)).toMatchObject(expected);
    });

    test.each(engines)("%s", (engine) => {
      const exact = exactBalance(tree, { ...options, fairness });
      const solution = solve(tree, { ...options, fairness, engine });
      expect(disagreements({ tree, options }, solution, exact, 1e-12)).toEqual([]);
    });
  });
});

function inNumbers(exact: ReturnType<typeof exactBalance>) {
  switch (exact.status) {
    case "optimal":
      return { status: exact.status, flow: exact.flow.map((flow) => Math.round(flow.toNumber() * 1e9) / 1e9) };
    case "infeasible":
      return { ...exact, reachable: exact.reachable.toNumber(), miss: exact.miss.toNumber() };
    case "unbounded":
      return exact;
  }
}
