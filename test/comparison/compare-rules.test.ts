import { describe, expect, test } from "vitest";
import { compareRules } from "../../src/comparison/compare-rules.js";
import { jainIndex } from "../../src/comparison/jain-index.js";
import { GridUser } from "../../src/model/grid-user.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const users = () => [2, 3, 9].map((upperLimit, connected) => new LeafNode({ upperLimit, connected }));

describe("Jain's index", () => {
  test("is 1 where all are equal", () => expect(jainIndex([0.3, 0.3, 0.3])).toBeCloseTo(1, 15));
  test("is 1/n where one of n has all", () => expect(jainIndex([0, 0, 7, 0])).toBe(0.25));
  test("is 1 where nobody has anything", () => expect(jainIndex([0, 0])).toBe(1));
  test("is 1 where there is nobody", () => expect(jainIndex([])).toBe(1));
});

test("each rule's dispatches and figures", () => {
  const results = compareRules(new Node({ upperLimit: 7, children: users() }));
  const flows = results.map(({ solution }) =>
    solution.status === "optimal" ? Array.from(solution.flow).slice(1) : [],
  );
  expect(flows).toEqual([
    [2, 2.5, 2.5],
    [1, 1.5, 4.5],
    [2, 3, 2],
  ]);
  expect(results.map(({ rule }) => rule)).toEqual(["equal", "proportional", "last-in-first-out"]);
  expect(results.map(({ figures }) => figures?.served)).toEqual([7, 7, 7]);
  expect(results.map(({ figures }) => figures?.curtailedImport)).toEqual([7, 7, 7]);
  expect(results.map(({ figures }) => figures?.curtailedLeaves)).toEqual([2, 3, 1]);
  expect(results.map(({ figures }) => figures?.leastServed?.node)).toEqual([3, 1, 3]);
  expect(results[1].figures?.fairnessIndex).toBeCloseTo(1, 14);
});

test("exports count as much as imports", () => {
  const roofs = [-2, -6].map((kw) => new GridUser({ curtailableGenerationKw: kw }));
  const [equal, proportional] = compareRules(new Node({ lowerLimit: -4, children: roofs }));
  expect(equal.figures).toMatchObject({ served: 4, curtailedImport: 0, curtailedExport: 4, curtailedLeaves: 1 });
  expect(proportional.figures).toMatchObject({ served: 4, curtailedExport: 4, curtailedLeaves: 2, fairnessIndex: 1 });
});

test("a leaf that requests nothing has no fraction, but is counted where it is called on", () => {
  const battery = new GridUser({ id: "battery", storageDischargeKw: -5 });
  const load = new GridUser({ id: "load", dispatchableLoadKw: 4 });
  const [{ figures }] = compareRules(new Node({ upperLimit: 1, children: [battery, load] }));
  expect(figures).toMatchObject({ served: 4, curtailedImport: 3, curtailedLeaves: 1, fairnessIndex: 1 });
  expect(figures?.leastServed).toMatchObject({ id: "load", fraction: 1 });
});

test("last in, first out is left out where nobody has an order of connection", () => {
  const tree = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [3, 5] });
  expect(compareRules(tree).map(({ rule }) => rule)).toEqual(["equal", "proportional"]);
});

test("an outcome without numbers has no figures", () => {
  const tree = new FlatTree({ parent: [-1, 0], lower: [0, 4], upper: [3, 5] });
  const [{ solution, figures }] = compareRules(tree);
  expect(solution.status).toBe("infeasible");
  expect(figures).toBeUndefined();
});

test("what else is asked for is asked for under each rule", () => {
  const results = compareRules(new Node({ upperLimit: 7, children: users() }), { target: 3, engine: "reference" });
  for (const { solution } of results) expect(solution.status === "optimal" && solution.rootFlow).toBeCloseTo(3, 14);
  expect(results.map(({ solution }) => solution.engine)).toEqual(["reference", "reference", "reference"]);
});
