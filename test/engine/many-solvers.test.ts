import { afterEach, expect, test, vi } from "vitest";
import { balance } from "../../src/balance.js";
import { kernelModule } from "../../src/engine/kernel.js";
import { MOST_INSTANCES } from "../../src/engine/kernel-loans.js";
import { KernelSession, MemoryRefused } from "../../src/engine/kernel-session.js";
import { Solver } from "../../src/engine/solver.js";
import { GridUser } from "../../src/model/grid-user.js";
import { Node } from "../../src/model/node.js";
import { checkOptions } from "../../src/model/options.js";
import { poseProblem } from "../../src/problem/posed-problem.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const Instance = WebAssembly.Instance;

afterEach(() => {
  WebAssembly.Instance = Instance;
  vi.useRealTimers();
});

/** Has WebAssembly give so many instances and no more; returns how many have been asked for. */
function allowInstances(most: number): { asked: () => number } {
  let asked = 0;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, given) {
      asked++;
      if (asked > most) throw new RangeError("WebAssembly.Instance(): Out of memory");
      return Reflect.construct(target, given);
    },
  });
  return { asked: () => asked };
}

function pair(upper: number): FlatTree {
  return new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [upper, 300, 500] });
}

function flowOf(solver: Solver): number[] {
  const solution = solver.solve();
  return solution.status === "optimal" ? [solution.rootFlow, ...solution.flow.subarray(1)] : [];
}

test("no memory for an instance: the reference solves, unless the kernel was asked for; later it is tried again", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { asked } = allowInstances(0);
  const grid = () => new Node({ upperLimit: 3, children: [new GridUser({ requestedNetImportKw: 4 })] });
  expect(balance(grid())).toMatchObject({ status: "optimal", engine: "reference", rootFlow: 3 });
  expect(new Solver(pair(4)).engine).toBe("reference");
  expect(asked()).toBe(1);
  expect(() => balance(grid(), { engine: "wasm" })).toThrow(
    "engine is wasm, but the memory that it needs cannot be had",
  );
  expect(() => new Solver(pair(4), { engine: "wasm" })).toThrow("the memory that it needs cannot be had");
  WebAssembly.Instance = Instance;
  vi.setSystemTime(Date.now() + 11_000);
  expect(balance(grid()).engine).toBe("wasm");
});

test("memory for two instances: fifty solvers share them", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 100_000);
  allowInstances(1);
  const solvers = Array.from({ length: 50 }, (_, k) => new Solver(pair(k)));
  for (let turn = 0; turn < 3; turn++) {
    for (const [k, solver] of solvers.entries()) {
      expect(solver.solve().engine).toBe("wasm");
      expect(flowOf(solver)).toEqual([k + turn, (k + turn) / 2, (k + turn) / 2]);
      solver.set(0, { upper: k + turn + 1 });
    }
  }
});

test("a thousand live solvers take turns, each with its own numbers, by a few instances", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 200_000);
  const { asked } = allowInstances(Number.POSITIVE_INFINITY);
  const solvers = Array.from({ length: 1000 }, (_, k) => new Solver(pair(k)));
  const solutions = solvers.map((solver) => solver.solve());
  for (const [k, solver] of solvers.entries()) solver.set(1, { upper: k % 3 });
  for (const [k, solver] of solvers.entries()) {
    expect(flowOf(solver)).toEqual([
      Math.min(k, 500 + (k % 3)),
      Math.min(k / 2, k % 3),
      Math.min(500, k - Math.min(k / 2, k % 3)),
    ]);
  }
  // Solutions whose memory has gone to others are what they were.
  for (const [k, solution] of solutions.entries()) {
    const least = Math.min(300, k / 2);
    const flow = Float64Array.of(Math.min(k, 800), least, Math.min(500, k - least));
    expect(solution).toMatchObject({ status: "optimal", engine: "wasm", flow });
  }
  expect(asked()).toBeLessThanOrEqual(MOST_INSTANCES);
});

test("a solver that is used among many others keeps its kernel", () => {
  const used = new Solver(pair(9));
  const first = used.solve();
  for (let k = 0; k < 3 * MOST_INSTANCES; k++) {
    used.set(0, { upper: 9 + k });
    used.solve();
    new Solver(pair(k)).solve();
  }
  const { asked } = allowInstances(0);
  expect(flowOf(used)[0]).toBe(8 + 3 * MOST_INSTANCES);
  expect(first).toMatchObject({ rootFlow: 9 });
  expect(asked()).toBe(0);
});

test("memory that cannot grow is told from a tree that is too large", () => {
  const problem = poseProblem(pair(3), checkOptions({}));
  const kernel = new Instance(kernelModule() as WebAssembly.Module, { env: { abort() {} } }).exports;
  const taking = (bytes: number) => Object.create(kernel, { layOut: { value: () => bytes } });
  expect(() => new KernelSession(taking(2 ** 32), problem)).toThrow(MemoryRefused);
  expect(() => new KernelSession(taking(2 ** 32 + 16), problem)).toThrow("the kernel's memory ends at 4 GiB");
});

test("steps without requests in a kernel that has had some", () => {
  const steps = { upper: Float64Array.of(3, 3, 2, 9) };
  const solver = () => new Solver(pair(4));
  const expected = Array.from(solver().solveSteps(steps).dispatch);
  const both = solver();
  both.solveSteps({ ...steps, request: Float64Array.of(1, 1, 1, 1) });
  expect(Array.from(both.solveSteps(steps).dispatch)).toEqual(expected);
  expect(expected).toEqual([2, 2, 2, 2]);
});
