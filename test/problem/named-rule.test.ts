import { describe, expect, test } from "vitest";
import { ruledTree } from "../../src/problem/named-rule.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const none = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;
const importing = { maximise: "import" } as const;

/** A root over leaves: a load, a roof, a storage and a fixed load. */
const tree = new FlatTree({
  parent: [-1, 0, 0, 0, 0],
  lower: [-infinity, 0, -6, -4, 2],
  upper: [9, 11, 0, 3, 2],
  weight: [1, 5, 1, 1, 1],
  request: [none, none, -5, 0, none],
  priority: [0, 0, 0, -1, 0],
  connected: [none, 2010, 2020, 2015, none],
  ids: ["root", "load", "roof", "storage", "fixed"],
});

test("no rule leaves the tree as it is", () => {
  expect(ruledTree(tree, { ...importing, rule: undefined })).toBe(tree);
});

test("equal: every weight is 1", () => {
  expect(Array.from(ruledTree(tree, { ...importing, rule: "equal" }).weight)).toEqual([1, 1, 1, 1, 1]);
});

describe("proportional", () => {
  test("the weight is the magnitude of the request, of a storage the most that it moves", () => {
    const { weight, priority } = ruledTree(tree, { ...importing, rule: "proportional" });
    expect(Array.from(weight)).toEqual([1, 11, 5, 4, 2]);
    expect(priority).toEqual(tree.priority);
  });

  test("where no request is given it is what the leaf may do in the direction asked for", () => {
    const { weight } = ruledTree(tree.withNumbers({ request: [none, none, none, none, none] }), {
      maximise: "export",
      rule: "proportional",
    });
    expect(Array.from(weight)).toEqual([1, 11, 6, 4, 2]);
  });

  test("a leaf that can move nothing keeps a weight that a tree may have", () => {
    const nothing = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, 0] });
    expect(Array.from(ruledTree(nothing, { ...importing, rule: "proportional" }).weight)).toEqual([1, 1]);
  });

  test("a request without end is refused", () => {
    const endless = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [1, infinity] });
    expect(() => ruledTree(endless, { ...importing, rule: "proportional" })).toThrow(
      'node "1.1": request is Infinity; the rule "proportional" needs a finite one',
    );
  });
});

describe("last in, first out", () => {
  test("who came earlier is above, within the priorities given", () => {
    const { priority, weight } = ruledTree(tree, { ...importing, rule: "last-in-first-out" });
    const [, load, roof, storage] = priority as Float64Array;
    expect(load).toBeGreaterThan(roof);
    expect(roof).toBeGreaterThan(storage);
    expect(weight).toEqual(tree.weight);
  });

  test("who came at the same time is equal", () => {
    const together = tree.withNumbers({ connected: [none, 2010, 2010, 2010, none], priority: new Float64Array(5) });
    expect(ruledTree(together, { ...importing, rule: "last-in-first-out" }).priority).toBeUndefined();
  });

  test("a leaf that can move and has no order of connection is refused", () => {
    const unknown = tree.withNumbers({ connected: [none, 2010, none, 2015, none] });
    expect(() => ruledTree(unknown, { ...importing, rule: "last-in-first-out" })).toThrow(
      'node "roof": connected is absent; the rule "last-in-first-out" needs it at every leaf that can move',
    );
  });
});
