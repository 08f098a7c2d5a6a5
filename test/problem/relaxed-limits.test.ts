import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { checkOptions } from "../../src/model/options.js";
import { poseProblem } from "../../src/problem/posed-problem.js";
import { relaxLimits } from "../../src/problem/relaxed-limits.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { engines } from "../engines.js";
import { Random } from "../random-trees.js";

const infinity = Number.POSITIVE_INFINITY;

function relaxed(tree: FlatTree) {
  const { problem, relaxed } = relaxLimits(poseProblem(tree, checkOptions({})));
  return { problem, relaxed: relaxed.map(({ node, limit, from, to }) => ({ node, limit, from, to })) };
}

describe("one limit", () => {
  test("that leaves exceed is widened to what they carry at least", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [-infinity, 2, 3], upper: [4, 9, 9] });
    expect(relaxed(tree).relaxed).toEqual([{ node: 0, limit: "upper", from: 4, to: 5 }]);
  });

  test("that leaves fall short of is widened to what they carry at most", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [7, 0, 0], upper: [infinity, 2, 3] });
    expect(relaxed(tree).relaxed).toEqual([{ node: 0, limit: "lower", from: 7, to: 5 }]);
  });

  test("that misses by rounding alone is left to be absorbed", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [-infinity, 0.1, 0.2], upper: [0.3, 1, 1] });
    expect(relaxed(tree).relaxed).toEqual([]);
  });
});

test("nested limits are widened from the leaves up, the deepest first in the list", () => {
  const tree = new FlatTree({
    parent: [-1, 0, 1, 2, 0],
    lower: [-infinity, -infinity, -infinity, 9, 1],
    upper: [8, 6, 5, 9, 3],
  });
  expect(relaxed(tree).relaxed).toEqual([
    { node: 2, limit: "upper", from: 5, to: 9 },
    { node: 1, limit: "upper", from: 6, to: 9 },
    { node: 0, limit: "upper", from: 8, to: 10 },
  ]);
});

/** At most three inner nodes over up to two leaves each, at most four finite limits on them, most in contradiction. */
function smallTree(seed: number): FlatTree {
  const random = new Random(seed);
  const innerCount = random.integer(1, 3);
  const parent = Array.from({ length: innerCount }, (_, v) => (v === 0 ? -1 : random.integer(0, v - 1)));
  const lower: number[] = [];
  const upper: number[] = [];
  let limited = 0;
  const isLimited = () => limited < 4 && random.chance(0.65) && ++limited > 0;
  for (let v = 0; v < innerCount; v++) {
    const one = random.integer(-1, 4);
    const other = random.integer(-1, 4);
    lower.push(isLimited() ? Math.min(one, other) : -infinity);
    upper.push(isLimited() ? Math.max(one, other) : infinity);
  }
  for (let v = 0; v < innerCount; v++) {
    const isEnd = !parent.includes(v);
    for (let k = isEnd ? random.integer(1, 2) : random.integer(0, 1); k > 0; k--) {
      const least = random.integer(-1, 3);
      parent.push(v);
      lower.push(least);
      upper.push(least + random.integer(0, 1));
    }
  }
  return new FlatTree({ parent, lower, upper });
}

function isFeasible({ topology }: FlatTree, lower: ArrayLike<number>, upper: ArrayLike<number>): boolean {
  const least = Float64Array.from(lower);
  const greatest = Float64Array.from(upper);
  for (const v of topology.topDown.toReversed()) {
    const children = Array.from(topology.childNodes.subarray(topology.childStart[v], topology.childStart[v + 1]));
    if (children.length === 0) continue;
    const leastBelow = children.reduce((sum, child) => sum + least[child], 0);
    const greatestBelow = children.reduce((sum, child) => sum + greatest[child], 0);
    if (leastBelow > upper[v] || greatestBelow < lower[v]) return false;
    least[v] = Math.max(lower[v], leastBelow);
    greatest[v] = Math.min(upper[v], greatestBelow);
  }
  return true;
}

/** Of all widenings by whole numbers that let some flow keep every limit, the one with least at the deepest nodes, then above. */
function leastWidening(tree: FlatTree): { lower: number[]; upper: number[] } {
  const inner = Array.from(tree.parent.keys()).filter((v) => !tree.isLeaf(v));
  const depth = (v: number): number => (tree.parent[v] < 0 ? 0 : 1 + depth(tree.parent[v]));
  const sides = inner
    .flatMap((node) => [
      { node, limits: "lower" as const, sign: -1 },
      { node, limits: "upper" as const, sign: 1 },
    ])
    .filter(({ node, limits }) => Number.isFinite(tree[limits][node]));
  let best: { cost: number[]; lower: number[]; upper: number[] } | undefined;
  const most = 12;
  const widening = sides.map(() => 0);
  const tryFrom = (at: number) => {
    if (at === sides.length) {
      const limits = { lower: Array.from(tree.lower), upper: Array.from(tree.upper) };
      const cost = [0, 0, 0];
      sides.forEach(({ node, limits: side, sign }, k) => {
        limits[side][node] += sign * widening[k];
        cost[2 - depth(node)] += widening[k];
      });
      const isBetter = best === undefined || compare(cost, best.cost) < 0;
      if (isBetter && isFeasible(tree, limits.lower, limits.upper)) best = { cost, ...limits };
      return;
    }
    for (widening[at] = 0; widening[at] <= most; widening[at]++) tryFrom(at + 1);
    widening[at] = 0;
  };
  tryFrom(0);
  if (best === undefined) throw new Error("no widening tried is enough");
  return best;
}

function compare(left: readonly number[], right: readonly number[]): number {
  const at = left.findIndex((value, k) => value !== right[k]);
  return at < 0 ? 0 : left[at] - right[at];
}

test("small trees: no widening is less, tried exhaustively", () => {
  let widened = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const tree = smallTree(seed);
    const { problem, relaxed: list } = relaxed(tree);
    const least = leastWidening(tree);
    expect(Array.from(problem.lower), `seed ${seed}`).toEqual(least.lower);
    expect(Array.from(problem.upper), `seed ${seed}`).toEqual(least.upper);
    for (const { node, limit, from, to } of list) {
      expect([tree[limit][node], problem[limit][node]]).toEqual([from, to]);
      widened++;
    }
  }
  expect(widened).toBeGreaterThan(100);
});

describe.each(engines)("%s", (engine) => {
  const contradictory = new FlatTree({
    parent: [-1, 0, 0, 1, 1, 2],
    lower: [-infinity, -infinity, 2, 3, 3, 0],
    upper: [10, 5, 9, 4, 4, 1],
    ids: ["root", "short", "wanting", "a", "b", "c"],
  });

  test("relaxed limits are told, and solved with", () => {
    const solution = new Solver(contradictory, { engine, whenInfeasible: "relax" }).solve();
    if (solution.status !== "optimal") throw new Error(solution.status);
    expect(solution.relaxed).toEqual([
      { id: "short", node: 1, limit: "upper", from: 5, to: 6 },
      { id: "wanting", node: 2, limit: "lower", from: 2, to: 1 },
    ]);
    expect(Array.from(solution.flow)).toEqual([7, 6, 1, 3, 3, 1]);
  });

  test("in the mirror they are told in the caller's terms", () => {
    const solution = new Solver(contradictory, { engine, whenInfeasible: "relax", maximise: "export" }).solve();
    expect(solution).toMatchObject({
      relaxed: [
        { id: "short", limit: "upper", from: 5, to: 6 },
        { id: "wanting", limit: "lower", from: 2, to: 1 },
      ],
    });
  });

  test("a target out of reach is relaxed to the nearest that is not", () => {
    const tree = new FlatTree({ parent: [-1, 0], lower: [-infinity, 0], upper: [infinity, 3] });
    const solution = new Solver(tree, { engine, whenInfeasible: "relax", target: 5 }).solve();
    expect(solution).toMatchObject({ rootFlow: 3, relaxed: [{ node: 0, limit: "lower", from: 5, to: 3 }] });
  });

  test("numbers changed after a relaxed solve are solved as given", () => {
    const solver = new Solver(contradictory, { engine, whenInfeasible: "relax" });
    solver.solve();
    solver.set("a", { lower: 0 });
    solver.set("wanting", { lower: 0 });
    expect(solver.solve()).toMatchObject({ status: "optimal", rootFlow: 6, relaxed: [] });
    expect(solver.tree.upper[1]).toBe(5);
  });

  test("without it the same tree is infeasible", () => {
    expect(new Solver(contradictory, { engine }).solve().status).toBe("infeasible");
  });
});
