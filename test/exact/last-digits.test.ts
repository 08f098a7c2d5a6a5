import { expect, test } from "vitest";
import { FlatTree, Solver, type TreeArrays } from "../../src/index.js";
import type { Fairness } from "../../src/model/options.js";
import { Random } from "../random-trees.js";
import { Rational } from "./rational.js";

// Sums of many numbers keep their last digits: what a limit lets through is used up to them, level by level.

function exactSum(values: Iterable<number>): Rational {
  let sum = Rational.zero;
  for (const value of values) sum = sum.add(Rational.fromNumber(value));
  return sum;
}

function solved(tree: TreeArrays, fairness: Fairness = "leaves") {
  const solution = new Solver(new FlatTree(tree), { fairness }).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return solution;
}

/** The parents of `depth` inner nodes in a row, each with so many leaves: inner nodes first. */
function caterpillar(depth: number, leaves: number): number[] {
  const parent = Array.from({ length: depth }, (_, v) => v - 1);
  for (let v = 0; v < depth; v++) for (let k = 0; k < leaves; k++) parent.push(v);
  return parent;
}

test.each([3, 4096])(
  "between two limits %i leaves have their difference, whatever the shift constants below",
  (count) => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const each = <T>(number: () => T) => Array.from({ length: count }, number);
      const [outer, between] = [1 + random.next(), random.next()];
      const { flow } = solved({
        parent: [-1, 0, ...each(() => 0), ...each(() => 1)],
        lower: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, ...each(() => -9), ...each(() => -2e9)],
        upper: [outer, outer - between, ...each(() => 9), ...each(() => 2e9)],
        shift: [0, 0, ...each(() => 0), ...each(() => (1e9 * (1 + random.next())) / count)],
      });
      const off = exactSum(flow.slice(2, 2 + count)).subtract(Rational.fromNumber(outer - (outer - between)));
      expect(Math.abs(off.toNumber()), `tree ${seed}`).toBeLessThan(1e-12);
    }
  },
);

test("a chain of 4000 nodes that no limit holds carries the sum of all, correctly rounded", () => {
  let worst = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const random = new Random(seed);
    const parent = caterpillar(4000, 1);
    const upper = parent.map((_, v) => (v < 4000 ? Number.POSITIVE_INFINITY : random.next() / 3));
    const lower = parent.map((_, v) => (v < 4000 ? Number.NEGATIVE_INFINITY : 0));
    const { rootFlow } = solved({ parent, lower, upper });
    const sum = exactSum(upper.slice(4000)).toNumber();
    worst = Math.max(worst, Math.abs(rootFlow - sum) / sum);
  }
  expect(worst).toBeLessThan(2 * Number.EPSILON);
});

test("siblings: shares of shares on a chain of 4000 nodes add up", () => {
  let worst = 0;
  for (let seed = 1; seed <= 10; seed++) {
    const random = new Random(seed);
    const parent = caterpillar(4000, 1);
    const upper = parent.map((_, v) => (v === 0 ? 1000 * random.next() : v < 4000 ? Number.POSITIVE_INFINITY : 1));
    const lower = parent.map((_, v) => (v < 4000 ? Number.NEGATIVE_INFINITY : 0));
    const weight = parent.map((_, v) => (v < 4000 ? 1 : 0.5 + random.next()));
    const { flow } = solved({ parent, lower, upper, weight }, "siblings");
    const left =
      Rational.fromNumber(upper[0])
        .subtract(exactSum(flow.slice(4000)))
        .toNumber() / upper[0];
    worst = Math.max(worst, Math.abs(left));
  }
  expect(worst).toBeLessThan(Number.EPSILON / 16);
});
