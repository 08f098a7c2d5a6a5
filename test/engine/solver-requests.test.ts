import { describe, expect, test } from "vitest";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import type { SolverOptions } from "../../src/engine/solver-options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { engines } from "../engines.js";

const none = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

/** A root of at most 10 over leaves of up to 6 and 8, without requests. */
function smallTree(): FlatTree {
  return new FlatTree({
    parent: [-1, 0, 0],
    lower: [-infinity, -5, 0],
    upper: [10, 6, 8],
    ids: ["root", "a", "b"],
    connected: [none, 2, 1],
  });
}

function solved(solver: Solver): OptimalSolution {
  const solution = solver.solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return solution;
}

const flows = (solver: Solver) => Array.from(solved(solver).flow);

describe.each(engines)("%s", (engine) => {
  const solverOf = (options: SolverOptions = {}) => new Solver(smallTree(), { engine, ...options });

  test("a request may be set where there was none, and changed", () => {
    const solver = solverOf();
    expect(flows(solver)).toEqual([10, 5, 5]);
    solver.set("a", { request: 1 });
    expect(flows(solver)).toEqual([9, 1, 8]);
    solver.set("a", { request: -3 });
    expect(flows(solver)).toEqual([5, -3, 8]);
    solver.set("root", { lower: 7 });
    expect(flows(solver)).toEqual([7, -1, 8]);
  });

  test("a priority may be set where there was none, and taken back", () => {
    const solver = solverOf();
    solver.set("b", { priority: 1 });
    expect(flows(solver)).toEqual([10, 2, 8]);
    solver.set("b", { priority: 0 });
    expect(flows(solver)).toEqual([10, 5, 5]);
  });

  test("whole arrays of them", () => {
    const solver = solverOf();
    solver.setAll({ request: [none, 2, none], priority: [0, 0, -1] });
    expect(flows(solver)).toEqual([10, 2, 8]);
    solver.setAll({ request: [none, none, none] });
    expect(flows(solver)).toEqual([10, 6, 4]);
  });

  test("a limit that leaves a request outside is refused, and nothing is changed", () => {
    const solver = solverOf();
    solver.set("b", { request: 7 });
    expect(() => solver.set("b", { upper: 5 })).toThrow('node "b": request 7 is above upper 5');
    expect(flows(solver)).toEqual([10, 5, 5]);
    solver.set("b", { upper: 5, request: 4 });
    expect(flows(solver)).toEqual([10, 6, 4]);
  });

  test("the curtailment of every leaf and its sums; a leaf without a request has its limit for one", () => {
    const solver = solverOf();
    solver.set("root", { upper: 9 });
    const { request, curtailment, curtailedImport, curtailedExport } = solved(solver);
    expect(Array.from(request)).toEqual([none, 6, 8]);
    expect(Array.from(curtailment)).toEqual([none, 1.5, 3.5]);
    expect([curtailedImport, curtailedExport]).toEqual([5, 0]);
  });

  test("for the greatest export a leaf without a request has its lower limit for one", () => {
    const { request, curtailment, curtailedExport } = solved(solverOf({ maximise: "export", target: -2 }));
    expect(Array.from(request)).toEqual([none, -5, 0]);
    expect(Array.from(curtailment)).toEqual([none, -3, 0]);
    expect(curtailedExport).toBe(3);
  });

  test.each([
    ["an upper limit", { upper: 9 }],
    ["a lower limit", { lower: -6 }],
    ["a request", { request: 2 }],
    ["a shift", { shift: 1 }],
  ])("after the flows have been read, a curtailment read when %s has changed is still the old one", (_, change) => {
    const solver = solverOf();
    solver.set("a", { upper: 7 });
    const before = solved(solver);
    expect(before.flow.length).toBe(3);
    solver.set("a", change);
    solver.solve();
    expect(Array.from(before.curtailment)).toEqual([none, 2, 3]);
  });

  test("a copied solution keeps its curtailment when target and whole arrays change", () => {
    const solver = solverOf();
    const before = { ...solved(solver) };
    solver.setTarget(3);
    solver.setAll({ upper: [10, 1, 2] });
    solver.set("a", { upper: 0.5 });
    expect(Array.from(before.curtailment)).toEqual([none, 1, 3]);
  });

  test("an infinite request has an infinite curtailment", () => {
    const tree = new FlatTree({ parent: [-1, 0], lower: [0, 0], upper: [4, infinity] });
    const { curtailment, curtailedImport } = solved(new Solver(tree, { engine }));
    expect([curtailment[1], curtailedImport]).toEqual([infinity, infinity]);
  });

  test("a finite request below an infinite limit is not unbounded", () => {
    const tree = new FlatTree({
      parent: [-1, 0],
      lower: [-infinity, 0],
      upper: [infinity, infinity],
      request: [none, 3],
    });
    expect(flows(new Solver(tree, { engine }))).toEqual([3, 3]);
  });

  test("a leaf that a lower priority without end pays for is unbounded, whatever stands above", () => {
    const tree = new FlatTree({
      parent: [-1, 0, 0],
      lower: [-infinity, 0, -infinity],
      upper: [5, infinity, 0],
      priority: [0, 1, 0],
    });
    expect(new Solver(tree, { engine }).solve()).toMatchObject({ status: "unbounded", unboundedLeaf: { node: 1 } });
    const even = tree.withNumbers({ priority: [0, 0, 0] });
    expect(flows(new Solver(even, { engine }))).toEqual([5, 5, 0]);
  });

  test("a lone leaf has what it requests, and with a target the target", () => {
    const tree = new FlatTree({ parent: [-1], lower: [-4], upper: [9], request: [-1], shift: [2] });
    expect(flows(new Solver(tree, { engine }))).toEqual([1]);
    expect(flows(new Solver(tree, { engine, target: 6 }))).toEqual([6]);
  });

  test("a rule holds for numbers that are changed, and the tree keeps its own", () => {
    const solver = solverOf({ rule: "last-in-first-out" });
    expect(flows(solver)).toEqual([10, 2, 8]);
    solver.set("a", { connected: 0 });
    expect(flows(solver)).toEqual([10, 6, 4]);
    expect(solver.tree.priority).toBeUndefined();
    const proportional = solverOf({ rule: "proportional" });
    proportional.setAll({ upper: [9, 6, 12] });
    expect(flows(proportional)).toEqual([9, 3, 6]);
    expect(Array.from(solved(proportional).level)).toEqual([0.5, 0.5, 0.5]);
    expect(Array.from(proportional.tree.weight)).toEqual([1, 1, 1]);
  });
});

test("an unknown rule is refused", () => {
  expect(() => new Solver(smallTree(), { rule: "random" as "equal" })).toThrow(
    'rule is "random"; it must be "equal" or "proportional" or "last-in-first-out"',
  );
});

test("the solution says who solved: the kernel, or the reference where there are too many priorities", () => {
  const leafCount = 65;
  const perLeaf = (of: (leaf: number) => number) => [0, ...Array.from({ length: leafCount }, (_, leaf) => of(leaf))];
  const few = new FlatTree({
    parent: perLeaf(() => 0).with(0, -1),
    lower: perLeaf(() => 0),
    upper: perLeaf(() => 1).with(0, 10.5),
    priority: perLeaf((leaf) => leaf % 3),
  });
  const many = few.withNumbers({ priority: perLeaf((leaf) => leaf) });
  const [byKernel, byReference] = [few, many].map((tree) => solved(new Solver(tree)));
  expect([byKernel.engine, byReference.engine]).toEqual(["wasm", "reference"]);
  // Of the three priorities the highest has 21 leaves, who share it all; of the 65 the first ten have what they want.
  expect(Array.from(byKernel.flow.slice(1, 4))).toEqual([0, 0, 0.5]);
  expect(Array.from(byReference.flow.slice(-12))).toEqual([0, 0.5, ...new Array(10).fill(1)]);
});
