import { describe, expect, test } from "vitest";
import type { Fairness } from "../../src/model/options.js";
import { engines, solve } from "../engines.js";
import type { RandomCase } from "../random-trees.js";
import { disagreements } from "./compare-with-exact.js";
import { exactBalance } from "./exact-balance.js";

const inf = Number.POSITIVE_INFINITY;

/** Limits that leave no room but what rounding makes: a solver must neither circle in that room nor take it for more. */
const cases: readonly (RandomCase & { name: string })[] = [
  {
    name: "a root pinned at the sum of two pinned branches, in decimals",
    tree: {
      parent: [-1, 0, 1, 2, 0, 4],
      lower: [1234.1 + 0.1, 1234.1, 1234.1, 0.2, -inf, 0],
      upper: [1234.1 + 0.1, inf, 1234.1, 0.2, 0.1, 1e-9],
      shift: [0, 0, 0, 1234.1 - 0.2, 0, 0.1],
    },
    options: {},
  },
  {
    name: "the same with great and small numbers",
    tree: {
      parent: [4, 2, 4, 5, -1, 0],
      lower: [178533389.25244573, 0, -inf, 0.00023128742983765738, 178533389.25354394, 178533389.25244573],
      upper: [
        inf,
        1.6797908178407269e-9,
        0.0010982246729937548,
        0.00023128742983765738,
        178533389.25354394,
        178533389.25244573,
      ],
      shift: [0, 0.0010982246729937548, 0, 178533389.25221443, 0, 0],
    },
    options: {},
  },
  {
    name: "a chain whose limits contradict each other again and again, each time by a rounding",
    tree: {
      parent: [-1, 0, 1, 2, 3, 4, 5, 6, 7],
      lower: [2.6, -inf, -inf, -inf, 2.4, 2.6 - 2 ** -50, 2.6, 2.4, -2],
      upper: [2.6, 2.6, 2.6 - 2 ** -51, 2.6 - 2 ** -51, 2.6, inf, 2.6, inf, 2.6 - 2 ** -50],
    },
    options: {},
  },
  {
    name: "a leaf that may fall below its fixed load by a rounding, with a target of zero",
    tree: {
      parent: [-1, 0, 1, 2, 2, 4, 5, 5, 2, 2, 2],
      lower: [-inf, -inf, 0, 0, 0, -inf, -inf, -inf, 0, -8, -1e-16],
      upper: [inf, inf, inf, inf, inf, inf, inf, inf, inf, inf, inf],
      shift: [0, 0, 0, -1, 0, 0, 0, -8, 0, 7, 2],
    },
    options: { target: 0 },
  },
];

describe.each(["leaves", "siblings"] satisfies Fairness[])("fairness among %s", (fairness) => {
  describe.each(engines)("%s", (engine) => {
    test.each(cases)("$name", ({ tree, options }) => {
      const exact = exactBalance(tree, { ...options, fairness });
      expect(exact).toMatchObject({ status: "optimal", isBorderline: false });
      const solution = solve(tree, { ...options, fairness, engine });
      expect(disagreements({ tree, options }, solution, exact, 1e-12)).toEqual([]);
    });
  });
});
