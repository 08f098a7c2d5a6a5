import { expect, test } from "vitest";
import { FlatTree, type OptimalSolution, Solver } from "../../src/index.js";

test("a chain of 400,000 nodes, a charger with a minimum and whole steps at each: solved in seconds, without recursion", () => {
  const depth = 200_000;
  const parent = new Int32Array(2 * depth);
  const lower = new Float64Array(2 * depth);
  const upper = new Float64Array(2 * depth);
  const minimum = new Float64Array(2 * depth).fill(Number.NaN);
  const step = minimum.slice();
  for (let v = 0; v < depth; v++) {
    parent[v] = v - 1;
    // Room for two chargers in three at their minimum of 6.
    upper[v] = 4 * (depth - v) + 6;
    parent[depth + v] = v;
    upper[depth + v] = 16;
    minimum[depth + v] = 6;
    step[depth + v] = 1;
  }
  const { flow, off, rootFlow, status } = new Solver(
    new FlatTree({ parent, lower, upper, minimum, step }),
  ).solve() as OptimalSolution;
  expect(status).toBe("optimal");
  expect(rootFlow).toBe(upper[0]);
  const leaves = flow.subarray(depth);
  expect(leaves.every((kw) => kw === 0 || (kw >= 6 && kw <= 16 && Number.isInteger(kw)))).toBe(true);
  expect(leaves.filter((kw) => kw === 0)).toHaveLength(off.length);
  for (let v = 0; v < depth; v++) if (flow[v] > upper[v]) expect.fail(`node ${v} carries ${flow[v]} of ${upper[v]}`);
});
