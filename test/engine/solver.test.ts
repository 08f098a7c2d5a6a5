import { describe, expect, test } from "vitest";
import { instantiateKernel, kernelModule } from "../../src/engine/kernel.js";
import { KernelSession } from "../../src/engine/kernel-session.js";
import { Solver } from "../../src/engine/solver.js";
import { GridUser } from "../../src/model/grid-user.js";
import { InputError } from "../../src/model/input-error.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import type { PosedProblem } from "../../src/problem/posed-problem.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { KernelOrder } from "../../src/tree/kernel-order.js";
import { engines } from "../engines.js";

/** A root of at most 10 over leaves of 6 and 8, the second twice the weight of the first. */
function smallTree(): FlatTree {
  return new FlatTree({
    parent: [-1, 0, 0],
    lower: [Number.NEGATIVE_INFINITY, 0, 0],
    upper: [10, 6, 8],
    weight: [1, 1, 2],
    ids: ["root", "a", "b"],
  });
}

function flowsOf(solver: Solver): number[] {
  const solution = solver.solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return Array.from(solution.flow);
}

describe.each(engines)("%s", (engine) => {
  test("a changed limit is what the next solve sees", () => {
    const solver = new Solver(smallTree(), { engine });
    expect(flowsOf(solver)).toEqual([10, 10 / 3, 20 / 3]);
    solver.set("root", { upper: 6 });
    expect(flowsOf(solver)).toEqual([6, 2, 4]);
    solver.set(2, { upper: 1 });
    expect(flowsOf(solver)).toEqual([6, 5, 1]);
  });

  test.each([
    ["shift", { shift: 3 }],
    ["weight", { weight: 4 }],
    ["upper", { upper: 1 }],
  ])("a solution that has been read keeps its numbers when the next %s changes", (_, change) => {
    const solver = new Solver(smallTree(), { engine });
    solver.set("a", { lower: 1 });
    const before = solver.solve();
    if (before.status !== "optimal") throw new Error("no answer");
    expect(Array.from(before.flow)).toEqual([10, 10 / 3, 20 / 3]);
    solver.set("a", change);
    expect(flowsOf(solver)).not.toEqual(Array.from(before.flow));
    expect(Array.from(before.flow)).toEqual([10, 10 / 3, 20 / 3]);
    expect(Array.from(before.allocation)).toEqual([10, 10 / 3, 10 / 3]);
    expect(Array.from(before.level)).toEqual([10 / 3, 10 / 3, 10 / 3]);
  });

  test.each<[string, (solver: Solver) => void]>([
    ["set", (solver) => solver.set("a", { upper: 1 })],
    ["setAll", (solver) => solver.setAll({ upper: [10, 1, 8] })],
    ["setTarget", (solver) => solver.setTarget(2)],
    ["solveSteps", (solver) => solver.solveSteps({ upper: Float64Array.of(1, 1) })],
  ])("a solution that is first read after %s tells what was solved", (_, change) => {
    const solver = new Solver(smallTree(), { engine });
    const before = solver.solve();
    if (before.status !== "optimal") throw new Error("no answer");
    change(solver);
    solver.solve();
    expect(Array.from(before.flow)).toEqual([10, 10 / 3, 20 / 3]);
    expect(Array.from(before.level)).toEqual([10 / 3, 10 / 3, 10 / 3]);
  });

  test("solving again without a change gives the same solution", () => {
    const solver = new Solver(smallTree(), { engine });
    expect(solver.solve()).toBe(solver.solve());
  });

  test("whole arrays replace the old numbers at once", () => {
    const solver = new Solver(smallTree(), { engine });
    solver.setAll({ upper: [3, 6, 8], weight: [1, 1, 1] });
    expect(flowsOf(solver)).toEqual([3, 1.5, 1.5]);
  });

  test("the target can be set and taken back", () => {
    const solver = new Solver(smallTree(), { engine, target: 3 });
    expect(flowsOf(solver)).toEqual([3, 1, 2]);
    solver.setTarget(4.5);
    expect(flowsOf(solver)).toEqual([4.5, 1.5, 3]);
    solver.setTarget(undefined);
    const [root, ...leaves] = flowsOf(solver);
    expect(root).toBe(10);
    expect(leaves[0]).toBeCloseTo(10 / 3, 14);
    expect(leaves[1]).toBeCloseTo(20 / 3, 14);
  });

  test("after an error the last good numbers stand", () => {
    const solver = new Solver(smallTree(), { engine });
    expect(() => solver.set("a", { lower: 7 })).toThrow('node "a": lower 7 is above upper 6');
    expect(() => solver.set("b", { weight: 0 })).toThrow('node "b": weight is 0');
    expect(() => solver.set("root", { shift: 1 })).toThrow('node "root": shift is 1 on a node with children');
    expect(() => solver.setAll({ upper: [10, 6, Number.NaN] })).toThrow('node "b": upper is NaN');
    expect(() => solver.setAll({ upper: [10, 6] })).toThrow("upper has 2 entries, parent has 3");
    expect(() => solver.setTarget(Number.NaN)).toThrow("target is NaN");
    expect(() => solver.setTarget(-1e31)).toThrow("target is -1e+31; it must lie within ±1e+30");
    expect(() => solver.set("a", { upper: 1e300 })).toThrow('node "a": upper is 1e+300; it must lie within');
    expect(flowsOf(solver)).toEqual([10, 10 / 3, 20 / 3]);
  });

  test.each(["x", "5", null, {}, true])("%j for a number is refused, and the field named", (value) => {
    const solver = new Solver(smallTree(), { engine });
    for (const field of ["lower", "upper", "shift", "weight", "request", "priority", "connected"] as const) {
      const set = () => solver.set("a", { [field]: value as unknown as number });
      expect(set).toThrow(`node "a": ${field} is`);
      expect(set).toThrow("it must be a number");
    }
    expect(flowsOf(solver)).toEqual([10, 10 / 3, 20 / 3]);
  });

  test("the caller's tree is never written to", () => {
    const tree = smallTree();
    const solver = new Solver(tree, { engine });
    solver.set("a", { upper: 1, shift: 2, weight: 3 });
    solver.setAll({ lower: [0, 0, 0] });
    expect(tree).toEqual(smallTree());
    expect(solver.tree.upper[1]).toBe(1);
  });

  test("a node that is not in the tree is refused by what it was called", () => {
    const solver = new Solver(smallTree(), { engine });
    expect(() => solver.set("c", { upper: 1 })).toThrow('node "c": it is not in the tree');
    expect(() => solver.set(3, { upper: 1 })).toThrow("node 3 is not in the tree; expected 0..2");
    expect(() => solver.set(new LeafNode({ id: "other" }), { upper: 1 })).toThrow(InputError);
  });

  test("nodes of an object tree are known by their objects", () => {
    const users = [new GridUser({ requestedNetImportKw: 2 }), new GridUser({ requestedNetImportKw: 3 })];
    const solver = new Solver(new Node({ upperLimit: 4, children: users }), { engine });
    solver.set(users[0] as GridUser, { upper: 1 });
    expect(flowsOf(solver)).toEqual([4, 1, 3]);
  });

  test("a solution can be copied, cloned and written as JSON", () => {
    const solution = new Solver(smallTree(), { engine }).solve();
    expect(structuredClone(solution)).toMatchObject({ status: "optimal", engine, rootFlow: 10 });
    expect({ ...solution }).toHaveProperty("flow");
    expect(JSON.parse(JSON.stringify(solution))).toMatchObject({ flow: { 0: 10 } });
  });

  test("an outcome names what is at fault, and the next solve is sound again", () => {
    const solver = new Solver(smallTree(), { engine });
    solver.set("root", { lower: 15, upper: 20 });
    expect(solver.solve()).toEqual({
      status: "infeasible",
      engine,
      contradiction: { node: 0, id: "root", limit: "lower", bound: 15, reachable: 14, miss: 1 },
    });
    solver.set("root", { lower: 0, upper: Number.POSITIVE_INFINITY });
    solver.set("b", { upper: Number.POSITIVE_INFINITY });
    expect(solver.solve()).toEqual({ status: "unbounded", engine, unboundedLeaf: { node: 2, id: "b" } });
    solver.set("root", { upper: 3 });
    expect(flowsOf(solver)).toEqual([3, 1, 2]);
  });
});

test("the kernel refuses a tree that its memory cannot hold, and says how many nodes fit", () => {
  // Only the sizes of the order are read before the kernel refuses.
  const order = { leafCount: 200_000_000, innerCount: 1 } as KernelOrder;
  const problem = { topology: { nodeCount: 200_000_001 } } as PosedProblem;
  const kernel = instantiateKernel(kernelModule() as WebAssembly.Module);
  expect(() => new KernelSession(kernel, problem, order)).toThrow(
    /^the tree has 200000001 nodes and would take 1\d\.\d GiB; the kernel's memory ends at 4 GiB, about 7\d million nodes/,
  );
});

test("an unknown engine is refused", () => {
  // @ts-expect-error a name that the types do not allow
  expect(() => new Solver(smallTree(), { engine: "gpu" })).toThrow('engine is "gpu"; it must be "wasm" or "reference"');
});
