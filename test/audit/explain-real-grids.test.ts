import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { Explanation } from "../../src/audit/explanation.js";
import type { Direction } from "../../src/audit/price.js";
import type { OptimalSolution } from "../../src/engine/solution.js";
import { Solver } from "../../src/engine/solver.js";
import { readGrid } from "../../src/files/read.js";
import type { FlatTree } from "../../src/tree/flat-tree.js";

const grids = process.env.CNAB_GRIDS;
if (!grids) console.warn("Real grids are skipped: set CNAB_GRIDS to a folder of CSV trees to explain them too.");

const trees = grids
  ? readdirSync(grids).filter((name) => /\.csv(\.gz)?$/.test(name) && !/\.(profiles|sessions)\.csv/.test(name))
  : [];
const directions: readonly Direction[] = ["raised", "lowered"];
const LIMITS_MOVED = 3;

describe.skipIf(!grids)("the limits that cut most in a real grid, moved a little and solved again:", () => {
  test("the folder has some", () => {
    expect(trees).not.toEqual([]);
  });

  // As they are, and with less room than they have: most are built to cut nobody.
  for (const name of trees) {
    for (const room of [1, 0.6]) {
      test(`${name}, limits times ${room}`, { timeout: 60_000 }, async () => {
        const { tree } = await readGrid(join(grids as string, name));
        const solver = new Solver(squeezed(tree, room));
        const before = optimal(solver);
        const explanation = explain(solver.tree, before);
        for (const node of explanation.ranking().subarray(0, LIMITS_MOVED)) {
          for (const direction of directions)
            expect(worstMiss(solver, explanation, before, node, direction)).toBeLessThan(1e-6);
        }
      });
    }
  }
});

function squeezed(tree: FlatTree, room: number): FlatTree {
  const scaled = (limits: Float64Array) => limits.map((limit, v) => (tree.isLeaf(v) ? limit : room * limit));
  return tree.withNumbers({ lower: scaled(tree.lower), upper: scaled(tree.upper) });
}

function optimal(solver: Solver): OptimalSolution {
  const solution = solver.solve();
  if (solution.status !== "optimal") throw new Error(`status is ${solution.status}`);
  return solution;
}

/** Greatest difference, over all leaves, between the change that was told and the one that was solved, per unit. */
function worstMiss(
  solver: Solver,
  explanation: Explanation,
  { flow }: OptimalSolution,
  node: number,
  direction: Direction,
): number {
  const upper = solver.tree.upper[node];
  const step = (direction === "raised" ? 1e-7 : -1e-7) * Math.max(1, Math.abs(upper));
  solver.set(node, { upper: upper + step });
  const after = optimal(solver).flow;
  solver.set(node, { upper });
  const told = new Float64Array(flow.length);
  for (const share of explanation.shares(node, "upper", direction)) told[share.node] = share.change;
  return flow.reduce((worst, before, v) => {
    if (!explanation.tree.isLeaf(v)) return worst;
    return Math.max(worst, Math.abs((after[v] - before) / Math.abs(step) - told[v]));
  }, 0);
}
