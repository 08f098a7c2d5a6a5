import { describe, expect, test } from "vitest";
import type { Solution } from "../../src/engine/solution.js";
import { FlatTree, type TreeArrays, verify } from "../../src/index.js";
import { engines, solve } from "../engines.js";
import { randomDiscreteTree } from "./random-discrete-trees.js";

/**
 * The rule as a plain program, whose every question "does some flow keep every limit?" is answered by adding up the whole tree
 * from the leaves. For one priority, whole numbers and imports.
 */
function byThePlainRule(tree: TreeArrays): Float64Array | undefined {
  const count = tree.parent.length;
  const isLeaf = Array.from({ length: count }, (_, v) => !Array.from(tree.parent).includes(v));
  const lower = Float64Array.from(tree.lower);
  const upper = Float64Array.from(tree.upper);
  const has = (values: ArrayLike<number> | undefined, v: number) => values?.[v] ?? Number.NaN;
  const isFeasible = () => {
    const least = new Float64Array(count);
    const greatest = new Float64Array(count);
    for (let v = count - 1; v >= 0; v--) {
      least[v] = isLeaf[v] ? lower[v] : Math.max(lower[v], least[v]);
      greatest[v] = isLeaf[v] ? upper[v] : Math.min(upper[v], greatest[v]);
      if (least[v] > upper[v] || greatest[v] < lower[v]) return false;
      const p = tree.parent[v];
      if (p >= 0) [least[p], greatest[p]] = [least[p] + least[v], greatest[p] + greatest[v]];
    }
    return true;
  };
  const need = (v: number) => {
    const step = has(tree.step, v);
    return Number.isNaN(step) ? has(tree.minimum, v) : Math.ceil(has(tree.minimum, v) / step) * step;
  };
  const leaves = Array.from({ length: count }, (_, v) => v).filter((v) => isLeaf[v]);
  const rank = (v: number) => (Number.isNaN(has(tree.connected, v)) ? Infinity : has(tree.connected, v));
  const inTurn = (a: number, b: number) => (rank(a) === rank(b) ? a - b : rank(a) - rank(b));
  const withMinimum = leaves.filter((v) => !Number.isNaN(has(tree.minimum, v)));
  for (const v of withMinimum) if (upper[v] < need(v)) upper[v] = 0;
  for (const v of withMinimum.filter((leaf) => upper[leaf] > 0).sort(inTurn)) {
    lower[v] = need(v);
    if (isFeasible()) continue;
    lower[v] = 0;
    upper[v] = 0;
  }
  if (!isFeasible()) return undefined;
  const stepping = leaves.filter((v) => !Number.isNaN(has(tree.step, v)));
  for (const v of stepping) {
    const q = has(tree.step, v);
    lower[v] = Math.ceil(lower[v] / q) * q;
    upper[v] = Math.floor(upper[v] / q) * q;
    if (lower[v] > upper[v]) return undefined;
  }
  const common = commonSteps(tree, isLeaf);
  for (let v = 0; v < count; v++) {
    if (isLeaf[v] || Number.isNaN(common[v])) continue;
    lower[v] = Math.ceil(lower[v] / common[v]) * common[v];
    upper[v] = Math.floor(upper[v] / common[v]) * common[v];
    if (lower[v] > upper[v]) return undefined;
  }
  const balanced = flowsOf({ ...tree, lower, upper, minimum: undefined, step: undefined });
  if (balanced === undefined) return undefined;
  const most = upper.slice();
  const level = (v: number, at: number) => at / (tree.weight?.[v] ?? 1);
  const near = (v: number) => {
    const q = has(tree.step, v);
    return Math.floor(balanced[v] / q + 1e-9) * q;
  };
  for (const v of stepping)
    [lower[v], upper[v]] = [near(v), Math.ceil(balanced[v] / has(tree.step, v) - 1e-9) * has(tree.step, v)];
  for (const v of stepping
    .filter((leaf) => lower[leaf] < upper[leaf])
    .sort((a, b) => level(a, near(a)) - level(b, near(b)) || inTurn(a, b))) {
    const below = lower[v];
    lower[v] = upper[v];
    if (isFeasible()) continue;
    lower[v] = below;
    upper[v] = below;
    if (!isFeasible()) return undefined;
  }
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const v of [...stepping].sort((a, b) => level(a, lower[a]) - level(b, lower[b]) || inTurn(a, b))) {
      const next = lower[v] + has(tree.step, v);
      if (next > most[v]) continue;
      const before = lower[v];
      lower[v] = upper[v] = next;
      if (isFeasible()) {
        isDone = false;
        break;
      }
      lower[v] = upper[v] = before;
    }
  }
  return flowsOf({ ...tree, lower, upper, minimum: undefined, step: undefined });
}

function commonSteps(tree: TreeArrays, isLeaf: readonly boolean[]): number[] {
  const below = Array.from(tree.parent, () => new Set<number>());
  for (let v = tree.parent.length - 1; v >= 0; v--) {
    if (isLeaf[v]) below[v].add(tree.step?.[v] ?? Number.NaN);
    if (tree.parent[v] >= 0) for (const step of below[v]) below[tree.parent[v]].add(step);
  }
  return below.map((steps) => (steps.size === 1 ? [...steps][0] : Number.NaN));
}

function flowsOf(tree: TreeArrays): Float64Array | undefined {
  const solution = solve(tree, { engine: "reference" });
  return solution.status === "optimal" ? solution.flow : undefined;
}

const TREES = 10_000;

describe.each(engines)("the rule, by the %s", (engine) => {
  test(`${TREES} small trees are answered as the plain program of the rule says, and pass the audit`, () => {
    const count = { optimal: 0, infeasible: 0 };
    for (let seed = 1; seed <= TREES; seed++) {
      const tree = randomDiscreteTree(seed);
      const expected = byThePlainRule(tree);
      const found: Solution = solve(tree, { engine });
      if (expected === undefined) {
        expect(found.status, `seed ${seed}`).toBe("infeasible");
        count.infeasible++;
        continue;
      }
      if (found.status !== "optimal") throw new Error(`seed ${seed}: ${found.status}`);
      count.optimal++;
      for (const [v, flow] of expected.entries()) expect(found.flow[v], `seed ${seed}, node ${v}`).toBeCloseTo(flow, 9);
      expect(
        verify(new FlatTree(tree), found.flow).map(({ message }) => message),
        `seed ${seed}`,
      ).toEqual([]);
    }
    expect(count.optimal).toBeGreaterThan(TREES / 2);
    expect(count.infeasible).toBeGreaterThan(20);
  });
});
