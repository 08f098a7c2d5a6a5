import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PosedProblem } from "../../src/problem/posed-problem.js";
import { solveReference } from "../../src/reference/solve-reference.js";
import { dispatchByBisection } from "./exact-bisection.js";
import { optimum, posedArrays, UNLIMITED } from "./posed.js";
import { feasibleProblem } from "./random-problem.js";
import { uniform } from "./uniform.js";

function greatestFinite({ lower, upper, shift }: PosedProblem): number {
  const sizes = [...lower, ...upper, ...shift].map(Math.abs).filter(Number.isFinite);
  return Math.max(...sizes);
}

/** By how much the worst inner node leaves its limits, relative to the greater of the unit and its limit. */
function worstExcess({ topology, lower, upper, shift }: PosedProblem, dispatch: Float64Array, unit: number): number {
  const { nodeCount, topDown, parent, root } = topology;
  const flow = new Float64Array(nodeCount);
  let worst = 0;
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) flow[v] = shift[v] + dispatch[v];
    else {
      if (flow[v] < lower[v]) worst = Math.max(worst, (lower[v] - flow[v]) / Math.max(unit, Math.abs(lower[v])));
      if (flow[v] > upper[v]) worst = Math.max(worst, (flow[v] - upper[v]) / Math.max(unit, Math.abs(upper[v])));
    }
    if (v !== root) flow[parent[v]] += flow[v];
  }
  return worst;
}

describe.each(["leaves", "siblings"] as const)("random small trees, fairness among %s", (fairness) => {
  test("agree with bisection in integers to 1e-12 of the greatest limit", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(feasibleProblem, (problem) => {
        const dispatch = optimum(problem, fairness);
        const exact = dispatchByBisection(problem, fairness);
        const scale = greatestFinite(problem);
        for (let v = 0; v < dispatch.length; v++) {
          if (!problem.topology.isLeaf(v)) expect(dispatch[v]).toBeNaN();
          else
            expect(Math.abs(dispatch[v] - exact[v]), `node ${v}: ${dispatch[v]} for ${exact[v]}`).toBeLessThanOrEqual(
              1e-12 * scale,
            );
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });

  test("keep every leaf's limits to the bit, and every node's to rounding", () => {
    fc.assert(
      fc.property(feasibleProblem, (problem) => {
        const dispatch = optimum(problem, fairness);
        for (let v = 0; v < dispatch.length; v++) {
          if (!problem.topology.isLeaf(v)) continue;
          expect(dispatch[v]).toBeGreaterThanOrEqual(problem.lower[v]);
          expect(dispatch[v]).toBeLessThanOrEqual(problem.upper[v]);
        }
        // Where flows of 1e9 cancel to a limit of nothing, a double's last digit is more than 1e-12.
        const scale = greatestFinite(problem);
        expect(worstExcess(problem, dispatch, scale > 1000 ? scale : 1)).toBeLessThanOrEqual(1e-12);
      }),
      { seed: 2, numRuns: 2000 },
    );
  });
});

/** Half of the inner nodes limited to a part of what lies below, some from below; leaves of every sign. */
function largeProblem(parent: Int32Array, seed: number): PosedProblem {
  const random = uniform(seed);
  const nodeCount = parent.length;
  const lower = new Float64Array(nodeCount).fill(-UNLIMITED);
  const upper = new Float64Array(nodeCount).fill(UNLIMITED);
  const weight = new Float64Array(nodeCount).fill(1);
  const isInner = new Uint8Array(nodeCount);
  for (let v = 1; v < nodeCount; v++) isInner[parent[v]] = 1;
  const least = new Float64Array(nodeCount);
  const greatest = new Float64Array(nodeCount);
  for (let v = nodeCount - 1; v >= 0; v--) {
    if (!isInner[v]) {
      lower[v] = least[v] = -10 * random();
      upper[v] = greatest[v] = 100 * random();
      weight[v] = 0.1 + random();
    } else {
      if (random() < 0.5) greatest[v] = upper[v] = least[v] + (0.3 + 0.7 * random()) * (greatest[v] - least[v]);
      if (random() < 0.3) least[v] = lower[v] = least[v] + 0.3 * random() * (greatest[v] - least[v]);
    }
    if (v === 0) continue;
    least[parent[v]] += least[v];
    greatest[parent[v]] += greatest[v];
  }
  return posedArrays({ parent, lower, upper, weight });
}

function parents(count: number, parentOf: (v: number) => number): Int32Array {
  return Int32Array.from({ length: count }, (_, v) => (v === 0 ? -1 : parentOf(v)));
}

describe.each(["leaves", "siblings"] as const)("large trees of every shape, fairness among %s", (fairness) => {
  const attach = uniform(7);
  const shapes: [string, Int32Array][] = [
    ["a star of a million leaves", parents(1_000_001, () => 0)],
    ["a chain of a million nodes", parents(1_000_000, (v) => v - 1)],
    ["a chain with a leaf at every node", parents(200_000, (v) => (v % 2 === 1 ? v - 1 : v - 2))],
    ["a random recursive tree", parents(200_000, (v) => Math.floor(attach() * v))],
    ["a thousand feeders", parents(200_000, (v) => (v <= 1000 ? 0 : 1 + (v % 1000)))],
  ];

  test.each(shapes)("%s", { timeout: 60_000 }, (_name, parent) => {
    const problem = largeProblem(parent, 3);
    const start = performance.now();
    const dispatch = optimum(problem, fairness);
    const seconds = (performance.now() - start) / 1000;
    expect(worstExcess(problem, dispatch, 1)).toBeLessThanOrEqual(1e-12);
    // Some twenty times what it takes; anything quadratic would take hours.
    expect(seconds).toBeLessThan(30);
  });
});

test("a chain of a million nodes, every one of them tighter than the one above, passes its limit down whole", () => {
  const count = 1_000_000;
  const parent = parents(count, (v) => v - 1);
  const lower = new Float64Array(count);
  const upper = Float64Array.from({ length: count }, (_, v) => 2 * count - v);
  for (const fairness of ["leaves", "siblings"] as const) {
    expect(optimum(posedArrays({ parent, lower, upper }), fairness)[count - 1]).toBe(count + 1);
  }
});

test("flows do not drift down a deep chain of pairs", () => {
  const count = 100_001;
  // Every second node is a leaf that takes a tenth; what is left must arrive at the end.
  const parent = parents(count, (v) => (v % 2 === 1 ? v - 1 : v - 2));
  const lower = new Float64Array(count);
  const upper = Float64Array.from({ length: count }, (_, v) => (v % 2 === 1 ? 0.1 : UNLIMITED));
  upper[0] = 5000.3;
  const dispatch = optimum(posedArrays({ parent, lower, upper }), "siblings");
  expect(Math.abs(dispatch[count - 1] - 0.3)).toBeLessThan(1e-12);
});

test("nothing of a problem is changed by solving it", () => {
  const problem = posedArrays({ parent: [-1, 0, 0], lower: [0, 0.1, 0.2], upper: [0.3, 1, 1] });
  const before = structuredClone({ lower: problem.lower, upper: problem.upper });
  solveReference(problem, "leaves");
  solveReference(problem, "siblings");
  expect({ lower: problem.lower, upper: problem.upper }).toEqual(before);
});
