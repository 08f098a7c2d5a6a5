import { describe, expect, test } from "vitest";
import { extremeCase } from "./extreme-cases.js";
import { brokenPromises, type ChangingCase } from "./promises.js";

const inf = Number.POSITIVE_INFINITY;
const none = Number.NaN;

/** What `npm run fuzz` has found, mended since. */
const found: readonly (ChangingCase & { readonly name: string })[] = [
  {
    name: "weights of twenty-three orders of magnitude: what the light ones share is the root's limit",
    tree: {
      parent: [-1, 0, 0, 0, 0],
      lower: [0, 0, 0, 0, 0],
      upper: [3e16, inf, inf, inf, inf],
      weight: [1, 3e-12, 3e11, 0.2, 3e-11],
      request: [none, 0, 0, 0, none],
    },
    options: {},
    changes: [],
  },
  {
    name: "a root of 0 below which nothing flows, though much could",
    tree: {
      parent: [1, -1, 1, 1],
      lower: [0, -inf, -0.9, 0],
      upper: [67229607198.58526, 0, 7e28, 3.328835366599141e25],
    },
    options: {},
    changes: [],
  },
  {
    name: "a node of 0 in the middle of great numbers",
    tree: {
      parent: [-1, 5, 1, 1, 1, 0, 1],
      lower: [-inf, 0, -inf, -1.53e28, -144.628, -inf, -1.3917802488159238e27],
      upper: [inf, 6.308437640171507e23, inf, 0, 0, 0, 0],
    },
    options: {},
    changes: [],
  },
  {
    name: "a target far below what could flow",
    tree: { parent: [-1, 0, 0, 0], lower: [-inf, -inf, 0, -inf], upper: [inf, 2e26, 8e15, 3e-9] },
    options: { target: -275.01546533718124 },
    changes: [],
  },
  {
    name: "a request one ulp above the lower limit, at a weight for which both are one price",
    tree: {
      parent: [-1, 0],
      lower: [0, -1],
      upper: [inf, inf],
      weight: [1, 1e12],
      request: [none, -0.9999999999999999],
    },
    options: {},
    changes: [],
  },
  {
    name: "a shift far beyond the limit above it",
    tree: {
      parent: [4, -1, 3, 4, 1],
      lower: [-inf, -inf, -inf, 0, 0],
      upper: [0, 0, 1e30, 0, 0],
      shift: [-1e30, 0, 1e15, 0, 0],
    },
    options: {},
    changes: [{ node: 3, lower: -inf, upper: inf }],
  },
  {
    name: "two leaves as good as unlimited below a root without a limit",
    tree: { parent: [-1, 0, 0], lower: [-inf, 0, 0], upper: [inf, 1e30, 1e30] },
    options: {},
    changes: [{ node: 0, lower: 0, upper: 10 }],
  },
];

describe("found by the search", () => {
  test.each(found)("$name", (given) => {
    expect(brokenPromises(given)).toEqual([]);
  });
});

test("of a thousand extreme cases each keeps every promise", () => {
  for (let seed = 1; seed <= 1000; seed++) expect(brokenPromises(extremeCase(seed)), `seed ${seed}`).toEqual([]);
});
