import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/audit/diagnose.js";
import { verify } from "../../src/audit/verify.js";
import { Solver } from "../../src/engine/solver.js";
import type { SolverOptions } from "../../src/engine/solver-options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { engines } from "../engines.js";

const inf = Number.POSITIVE_INFINITY;
const none = Number.NaN;

interface Case {
  readonly name: string;
  readonly tree: TreeArrays;
  readonly options?: SolverOptions;
  /** Flows of all nodes; absent where the tree is infeasible. */
  readonly flow?: readonly number[];
  /** The node at fault. */
  readonly fault?: number;
}

/** Limits elsewhere in the tree, however great, say nothing about a miss here. */
const cases: readonly Case[] = [
  {
    name: "two roofs that request more export than their feeder lets pass, below a root of a million million",
    tree: {
      parent: [-1, 0, 1, 1],
      lower: [-1e12, -10, -8, -8],
      upper: [1e12, 10, 0, 0],
      request: [none, none, -8, -2.5],
    },
    flow: [-10, -10, -7.5, -2.5],
  },
  {
    name: "the same below a root of a thousand million",
    tree: {
      parent: [-1, 0, 1, 1],
      lower: [-1e9, -10, -8, -8],
      upper: [1e9, 10, 0, 0],
      request: [none, none, -8, -2.00048828125],
    },
    flow: [-10, -10, -7.99951171875, -2.00048828125],
  },
  {
    name: "the same with two priorities",
    tree: {
      parent: [-1, 0, 1, 1],
      lower: [-1e12, -10, -8, -8],
      upper: [1e12, 10, 0, 0],
      request: [none, none, -8, -2.5],
      priority: [0, 0, 1, 0],
    },
    flow: [-10, -10, -8, -2],
  },
  {
    name: "the greatest export of loads that request more than their feeder lets pass",
    tree: {
      parent: [-1, 0, 1, 1],
      lower: [-1e12, -10, 0, 0],
      upper: [1e12, 10, 8, 8],
      request: [none, none, 8, 2.5],
    },
    options: { maximise: "export" },
    flow: [10, 10, 7.5, 2.5],
  },
  {
    name: "a target of ten million million, relaxed to the four that can be had",
    tree: { parent: [-1, 0, 0], lower: [-inf, 0, 0], upper: [inf, 1, 3] },
    options: { target: 1e13, whenInfeasible: "relax" },
    flow: [4, 1, 3],
  },
  {
    name: "a target of ten million million, relaxed, with requests below it",
    tree: { parent: [-1, 0, 0], lower: [-inf, 0, 0], upper: [inf, 1, 3], request: [none, 0, 0] },
    options: { target: 1e13, whenInfeasible: "relax" },
    flow: [4, 1, 3],
  },
  {
    name: "a lower limit that its leaves miss by half, below a root of a million million",
    tree: { parent: [-1, 0, 1, 1], lower: [-inf, 10, 0, 0], upper: [1e12, inf, 7, 2.5] },
    fault: 1,
  },
  {
    name: "an upper limit that is missed by half, beside a leaf of a million million",
    tree: { parent: [-1, 0, 1, 1, 0], lower: [-inf, -inf, 8, 2.5, 0], upper: [inf, 10, 9, 9, 1e12] },
    fault: 1,
  },
  {
    name: "limits that cut off a million million below them",
    tree: { parent: [-1, 0, 1], lower: [-20, -10, -1e12], upper: [-10.5, 10, 0] },
    fault: 0,
  },
  {
    name: "a limit that is a rounding of the great ones it adds up, though a node without limits stands between",
    tree: {
      parent: [-1, 0, 1, 1, 0],
      lower: [-inf, -inf, 1e12, -1e12, 0],
      upper: [-0.25, inf, 1e12, 0, 0],
    },
    flow: [0, 0, 1e12, -1e12, 0],
  },
  {
    name: "a limit above shift constants that cancel: a quarter is a rounding of them",
    tree: {
      parent: [-1, 0, 0],
      lower: [-inf, 0, 0],
      upper: [-0.25, 0, 0],
      shift: [0, 1e12, -1e12],
    },
    flow: [0, 1e12, -1e12],
  },
  {
    name: "the same where they are a hundredth of that",
    tree: {
      parent: [-1, 0, 0],
      lower: [-inf, 0, 0],
      upper: [-0.25, 0, 0],
      shift: [0, 1e10, -1e10],
    },
    fault: 0,
  },
  {
    name: "a residue of a residue",
    tree: { parent: [-1, 0], lower: [6e-16, -2], upper: [inf, 4e-16] },
    fault: 0,
  },
];

describe.each(cases)("$name", ({ tree: arrays, options = {}, flow, fault }) => {
  const tree = new FlatTree(arrays);

  test.each(engines)("%s", (engine) => {
    const solution = new Solver(tree, { ...options, engine }).solve();
    if (flow) expect(solution).toMatchObject({ status: "optimal", flow: Float64Array.from(flow) });
    else expect(solution).toMatchObject({ status: "infeasible", contradiction: { node: fault } });
  });

  test("in steps", () => {
    const leaves = Array.from(tree.leaves, (v) => tree.upper[v]);
    const { status, dispatch } = new Solver(tree, options).solveSteps({ upper: Float64Array.from(leaves) });
    expect(status[0]).toBe(flow ? 0 : 1);
    if (flow) expect(Array.from(dispatch)).toEqual(Array.from(tree.leaves, (v) => flow[v] - tree.shift[v]));
  });

  test("audited", () => {
    if (flow) expect(verify(tree, flow, options)).toEqual([]);
    const { status } = diagnose(tree, options);
    expect(status).toBe(flow && options.whenInfeasible !== "relax" ? "sound" : "infeasible");
  });
});

describe("verify's default tolerance", () => {
  // Below a root that is as good as unlimited: one of two leaves has all.
  const arrays = { parent: [-1, 0, 1, 1], lower: [-1e12, -10, 0, 0], upper: [1e12, 10, 1e12, 1e12] };

  test("does not grow with limits that nothing reaches", () => {
    expect(verify(new FlatTree(arrays), [10, 10, 5, 5])).toEqual([]);
    expect(verify(new FlatTree(arrays), [10, 10, 10, 0])).toMatchObject([{ kind: "trade", node: 1 }]);
    expect(verify(new FlatTree(arrays), [9, 9, 4.5, 4.5])).toMatchObject([{ kind: "rise" }]);
  });

  test("does not let a limit be passed by what requests would miss it by", () => {
    const tree = new FlatTree({ ...arrays, lower: [-1e12, -10, -8, -8], upper: [1e12, 10, 0, 0] });
    expect(verify(tree.withNumbers({ request: [none, none, -8, -2.5] }), [-10.5, -10.5, -8, -2.5])).toMatchObject([
      { kind: "limit", node: 1 },
      { kind: "rise" },
    ]);
  });

  test("is relative to the shifts where nothing else has an end", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [0, 0, 0], shift: [0, 5, -5] });
    expect(verify(tree, [0, 5, -5])).toEqual([]);
  });
});

test("a miss that is rounding counts no more when the numbers that made it so have shrunk", () => {
  // b and c cancel below a node without limits, and so do their successors: nothing above sees a change but this.
  const tree = new FlatTree({
    parent: [-1, 0, 1, 1, 0],
    lower: [-inf, -inf, 1e12, -1e12, 0],
    upper: [-0.25, inf, 1e12, 0, 3],
    ids: ["root", "node", "b", "c", "d"],
  });
  for (const engine of engines) {
    const solver = new Solver(tree, { engine });
    expect(solver.solve().status, engine).toBe("optimal");
    solver.set("b", { lower: 1, upper: 1 });
    solver.set("c", { lower: -1, upper: 1e12 - 1 });
    expect(solver.solve(), engine).toMatchObject({ status: "infeasible", contradiction: { node: 0, miss: 0.25 } });
  }
});
