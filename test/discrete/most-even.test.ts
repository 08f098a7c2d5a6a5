import { expect, test } from "vitest";
import { FlatTree, type OptimalSolution, Solver } from "../../src/index.js";
import { engines } from "../engines.js";
import { Random } from "../random-trees.js";

/** Two or three inner nodes over three to five leaves with whole steps of one size; limits in halves of it. */
function drawTree(random: Random) {
  const innerCount = random.integer(1, 3);
  const leafCount = random.integer(3, 5);
  const parent = Array.from({ length: innerCount }, (_, v) => (v === 0 ? -1 : random.integer(0, v - 1)));
  // Every inner node has a leaf, the others hang anywhere.
  for (let k = 0; k < leafCount; k++) parent.push(k < innerCount ? k : random.integer(0, innerCount - 1));
  const size = random.pick([1, 0.1, 230]);
  const isLeaf = (v: number) => v >= innerCount;
  const lower = parent.map((_, v) => (isLeaf(v) ? 0 : Number.NEGATIVE_INFINITY));
  const upper = parent.map((_, v) => (size * random.integer(0, isLeaf(v) ? 9 : 20)) / 2);
  return {
    size,
    innerCount,
    numbers: { parent, lower, upper, step: parent.map((_, v) => (isLeaf(v) ? size : Number.NaN)) },
  };
}

/** Of all whole allocations that keep every limit: the greatest total, then the greatest least, the greatest second least ... */
function mostEven({ size, innerCount, numbers: { parent, upper } }: ReturnType<typeof drawTree>): number[] {
  const most = upper.map((limit) => Math.floor(limit / size + 1e-9));
  const counts = parent.map(() => 0);
  let best: number[] = [];
  const tryFrom = (leaf: number): void => {
    if (leaf === parent.length) {
      const sorted = counts.slice(innerCount).sort((a, b) => a - b);
      if (best.length === 0 || isBetter(sorted, best)) best = sorted;
      return;
    }
    for (let count = 0; count <= most[leaf]; count++) {
      const above = [];
      for (let v = leaf; v >= 0; v = parent[v]) above.push(v);
      for (const v of above) counts[v] += count;
      if (above.every((v) => counts[v] <= most[v])) tryFrom(leaf + 1);
      for (const v of above) counts[v] -= count;
    }
  };
  tryFrom(innerCount);
  return best;
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  if (sum(a) !== sum(b)) return sum(a) > sum(b);
  const at = a.findIndex((value, k) => value !== b[k]);
  return at >= 0 && a[at] > b[at];
}

test.each(engines)("one step for all: the most even of all whole allocations, by the %s", (engine) => {
  for (let seed = 1; seed <= 2000; seed++) {
    const drawn = drawTree(new Random(seed));
    const { flow } = new Solver(new FlatTree(drawn.numbers), { engine }).solve() as OptimalSolution;
    const counts = Array.from(flow.subarray(drawn.innerCount), (kw) => Math.round(kw / drawn.size)).sort(
      (a, b) => a - b,
    );
    expect(counts, `seed ${seed}`).toEqual(mostEven(drawn));
  }
});
