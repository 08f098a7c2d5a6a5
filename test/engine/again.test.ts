import { describe, expect, test } from "vitest";
import { instantiateKernel, type KernelExports, kernelModule } from "../../src/engine/kernel.js";
import { GAVE_UP } from "../../src/engine/kernel-constants.js";
import { KernelSession, type SessionResult } from "../../src/engine/kernel-session.js";
import { checkOptions } from "../../src/model/options.js";
import { type PosedProblem, poseProblem } from "../../src/problem/posed-problem.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { scaleOf } from "../exact/compare-with-exact.js";
import { exactBalance } from "../exact/exact-balance.js";
import { numberStyles, Random, randomCase, shapes, spansManyScales } from "../random-trees.js";

/** Gives a random node some of the numbers of another one of its kind. */
function changeOne(problem: PosedProblem, random: Random): number {
  const { topology, lower, upper, shift, weight } = problem;
  const node = random.integer(0, topology.nodeCount - 1);
  let other = random.integer(0, topology.nodeCount - 1);
  while (topology.isLeaf(other) !== topology.isLeaf(node)) other = random.integer(0, topology.nodeCount - 1);
  const what = random.integer(0, topology.isLeaf(node) ? 4 : 2);
  if (what === 0 || what === 1) lower[node] = what === 0 ? lower[other] : Math.min(lower[other], upper[node]);
  if (what === 0 || what === 2) upper[node] = what === 0 ? upper[other] : Math.max(upper[other], lower[node]);
  if (what === 3) shift[node] = shift[other];
  if (what === 4) weight[node] = weight[other];
  return node;
}

/** A kernel that counts how often it has solved again without giving up. */
function countingKernel(): { kernel: KernelExports; again: () => number } {
  const kernel = instantiateKernel(kernelModule() as WebAssembly.Module);
  let again = 0;
  const solveAgain = (count: number) => {
    const status = kernel.solveAgain(count);
    if (status === 0) again++;
    return status;
  };
  return { kernel: Object.create(kernel, { solveAgain: { value: solveAgain } }), again: () => again };
}

describe.each(numberStyles)("after changes to a few nodes, %s", (style) => {
  test.each(shapes)("%s: the answer is the exact one", (shape) => {
    const relative = spansManyScales(style) ? 1e-9 : 1e-12;
    let compared = 0;
    let solvedAgain = 0;
    for (let k = 0; k < 40; k++) {
      const given = randomCase(shape, style, 104729 * k + 7);
      const random = new Random(k + 1);
      const { kernel, again } = countingKernel();
      const posed = poseProblem(new FlatTree(given.tree), checkOptions(given.options));
      const problem: PosedProblem = {
        topology: posed.topology,
        lower: posed.lower.slice(),
        upper: posed.upper.slice(),
        shift: posed.shift.slice(),
        weight: posed.weight.slice(),
      };
      const { topology, shift } = problem;
      const session = new KernelSession(kernel, problem);
      for (let turn = 0; turn < 8; turn++) {
        const result = session.solve("leaves") as SessionResult;
        const tree = { parent: topology.parent, ...problem };
        const exact = exactBalance(tree);
        if (!exact.isBorderline) {
          expect(result.status, `tree ${k}, turn ${turn}`).toBe(exact.status);
          compared++;
        }
        if (!exact.isBorderline && result.status === "optimal" && exact.status === "optimal") {
          const { dispatch } = result;
          const scale = relative * scaleOf({ tree, options: {} });
          for (const [v, flow] of exact.flow.entries()) {
            if (!topology.isLeaf(v)) continue;
            const off = Math.abs(shift[v] + dispatch[v] - flow.toNumber());
            expect(off, `tree ${k}, turn ${turn}, leaf ${v}`).toBeLessThanOrEqual(scale);
          }
        }
        for (let change = random.integer(1, 3); change > 0; change--) session.writeNode(changeOne(problem, random));
      }
      solvedAgain += again();
    }
    expect(compared).toBeGreaterThan(100);
    expect(solvedAgain).toBeGreaterThan(20);
  });
});

describe("after an attempt that gave up", () => {
  /** A star under one limit, with a kernel that gives up where more than three numbers have changed. */
  function sessionThatGivesUp() {
    const attempts: number[] = [];
    const kernel = instantiateKernel(kernelModule() as WebAssembly.Module);
    const solveAgain = (count: number) => {
      attempts.push(count);
      return count > 3 ? GAVE_UP : kernel.solveAgain(count);
    };
    const leaves = 1000;
    const parent = new Int32Array(leaves + 1).fill(0);
    parent[0] = -1;
    const lower = new Float64Array(leaves + 1);
    const upper = new Float64Array(leaves + 1).fill(2);
    upper[0] = leaves;
    const problem = poseProblem(new FlatTree({ parent, lower, upper }), checkOptions({}));
    const counted = Object.create(kernel, { solveAgain: { value: solveAgain } });
    const session = new KernelSession(counted, problem);
    session.solve("leaves");
    const solveAfter = (count: number) => {
      for (let leaf = 1; leaf <= count; leaf++) session.writeNode(leaf);
      expect(session.solve("leaves")?.status).toBe("optimal");
    };
    return { attempts, solveAfter };
  }

  test("as many changes are solved anew for a while", () => {
    const { attempts, solveAfter } = sessionThatGivesUp();
    for (let k = 0; k < 11; k++) solveAfter(16);
    // Then 1, 3 and 7 solves without an attempt.
    expect(attempts).toEqual([16, 16, 16]);
  });

  test("far fewer changes are solved again at once, and do not let the many be tried", () => {
    const { attempts, solveAfter } = sessionThatGivesUp();
    for (const count of [16, 2, 16, 2, 16, 2, 16]) solveAfter(count);
    expect(attempts).toEqual([16, 2, 2, 16, 2]);
  });
});
