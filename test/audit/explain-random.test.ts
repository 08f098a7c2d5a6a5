import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { Explanation } from "../../src/audit/explanation.js";
import type { Direction, LimitChoice } from "../../src/audit/price.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { type ExactOptimal, exactBalance } from "../exact/exact-balance.js";
import { Rational } from "../exact/rational.js";
import { randomCase, type Style, shapes, withRandomWishes } from "../random-trees.js";

/** On these styles every kink of a small tree is far more than a step away. */
const styles: readonly Style[] = [
  "small integers",
  "zero ranges",
  "unlimited sides",
  "equal limits",
  "all negative",
  "dyadic fractions",
];
const STEP = 2 ** -30;
const STEPS_PER_UNIT = Rational.integer(2n ** 30n);
const TREES_EACH = 20;

const limits: readonly LimitChoice[] = ["upper", "lower", "both", "request"];
const cases = shapes.flatMap((shape) =>
  ["without requests", "with requests and priorities"].map((wishes) => ({ shape, wishes })),
);
const directions: readonly Direction[] = ["raised", "lowered"];

/** Moves every limit of a tree a little, solves exactly, and compares with what the explanation says follows. */
describe.each(styles)("%s", (style) => {
  test.each(cases)(
    `$shape, $wishes: every limit of ${TREES_EACH} trees moved either way and solved again`,
    ({ shape, wishes }) => {
      const faults: string[] = [];
      let moves = 0;
      let gains = 0;
      for (let seed = 0; seed < TREES_EACH * 40 && moves < TREES_EACH * 20; seed++) {
        const drawn = randomCase(shape, style, seed);
        if (drawn.tree.parent.length > 14) continue;
        const { options } = drawn;
        const tree = wishes === "without requests" ? drawn.tree : withRandomWishes(drawn.tree, style, seed);
        const before = exactBalance(tree, options);
        if (before.status !== "optimal") continue;
        const flow = before.flow.map((value) => value.toNumber());
        const explanation = explain(new FlatTree(tree), flow, options);
        for (let v = 0; v < flow.length; v++) {
          for (const limit of limits) {
            for (const direction of directions) {
              const after = moved(tree, options, v, limit, direction);
              if (after === "nothing to move") continue;
              const expected = derivative(before, after);
              const told = toldDerivative(explanation, v, limit, direction);
              moves++;
              if (told.some((change) => change !== 0)) gains++;
              const fault = difference(told, expected);
              if (fault) faults.push(`seed ${seed}, node ${v}, ${limit} ${direction}: ${fault}`);
            }
          }
        }
      }
      expect(faults.slice(0, 5)).toEqual([]);
      expect(gains).toBeGreaterThan(20);
    },
  );
});

/** The tree solved with one limit, or two, moved a step; `undefined` where that cannot be kept. */
function moved(
  tree: TreeArrays,
  options: BalanceOptions,
  node: number,
  limit: LimitChoice,
  direction: Direction,
): ExactOptimal | "nothing to move" | undefined {
  const step = direction === "raised" ? STEP : -STEP;
  if (options.target !== undefined && tree.parent[node] === -1) {
    if (limit !== "both") return "nothing to move";
    return optimal(tree, { ...options, target: options.target + step });
  }
  const lower = Array.from(tree.lower);
  const upper = Array.from(tree.upper);
  if (limit === "request") return withRequestMoved(tree, options, node, step);
  const sides = [...(limit === "lower" ? [] : [upper]), ...(limit === "upper" ? [] : [lower])];
  if (sides.every((side) => !Number.isFinite(side[node]))) return "nothing to move";
  for (const side of sides) side[node] += step;
  if (lower[node] > upper[node]) return undefined;
  // A request stays within the limits.
  const request = tree.request && Array.from(tree.request, (value, v) => Math.max(lower[v], Math.min(value, upper[v])));
  return optimal({ ...tree, lower, upper, request }, options);
}

function withRequestMoved(tree: TreeArrays, options: BalanceOptions, node: number, step: number) {
  const request = Array.from(tree.request ?? []);
  if (!Number.isFinite(request[node])) return "nothing to move" as const;
  request[node] += step;
  if (request[node] > tree.upper[node] || request[node] < tree.lower[node]) return undefined;
  return optimal({ ...tree, request }, options);
}

function optimal(tree: TreeArrays, options: BalanceOptions): ExactOptimal | undefined {
  const outcome = exactBalance(tree, options);
  return outcome.status === "optimal" ? outcome : undefined;
}

/** Change of every node's flow per unit. */
function derivative(before: ExactOptimal, after: ExactOptimal | undefined): number[] | undefined {
  return after?.flow.map((value, v) => value.subtract(before.flow[v]).multiply(STEPS_PER_UNIT).toNumber());
}

function toldDerivative(explanation: Explanation, node: number, limit: LimitChoice, direction: Direction): number[] {
  const { tree } = explanation;
  const move = explanation.node(node)[limit][direction];
  const change = new Array<number>(tree.nodeCount).fill(0);
  if (!move.isPossible) return [Number.NaN];
  for (const share of explanation.shares(node, limit, direction)) change[share.node] += share.change;
  for (const v of tree.topology.topDown.toReversed()) if (tree.parent[v] >= 0) change[tree.parent[v]] += change[v];
  return change;
}

function difference(told: number[], expected: number[] | undefined): string | undefined {
  if (expected === undefined) return Number.isNaN(told[0]) ? undefined : "told as possible, but it is not";
  if (Number.isNaN(told[0])) return "told as impossible, but it is not";
  const v = expected.findIndex((change, w) => Math.abs(change - told[w]) > 1e-9);
  return v < 0 ? undefined : `node ${v} told ${told[v]}, solved ${expected[v]}`;
}

describe.each(styles)("%s, read off random trees:", (style) => {
  test("every leaf is held by one limit at its level, and gains by it what its share is; whoever misses a request is cut by one", () => {
    let leaves = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { tree: drawn, options } = randomCase(shapes[seed % shapes.length], style, seed);
      const tree = seed % 2 === 0 ? drawn : withRandomWishes(drawn, style, seed);
      const solution = exactBalance(tree, options);
      if (solution.status !== "optimal") continue;
      const flow = solution.flow.map((value) => value.toNumber());
      const explanation = explain(new FlatTree(tree), flow, options);
      const held = new Array<number>(flow.length).fill(0);
      for (let v = 0; v < flow.length; v++) for (const leaf of explanation.heldLeaves(v)) held[leaf]++;
      for (let v = 0; v < flow.length; v++) {
        if (!explanation.tree.isLeaf(v)) continue;
        leaves++;
        const { heldBy, level, price, request, dispatch, curtailed, cutBy } = explanation.leaf(v);
        if (request !== dispatch)
          expect(curtailed, `seed ${seed}, leaf ${v}`).toBeCloseTo(Math.abs(request - dispatch), 9);
        expect(cutBy !== undefined, `seed ${seed}, leaf ${v}`).toBe(curtailed > 0);
        expect(held[v], `seed ${seed}, leaf ${v}`).toBe(1);
        expect(price.level, `seed ${seed}, leaf ${v}`).toBeCloseTo(level, 9);
        for (const direction of directions) {
          const share = heldBy && shareOf(explanation, heldBy.node, heldBy.limit, direction, v);
          expect(heldBy?.gain[direction], `seed ${seed}, leaf ${v}, ${direction}`).toEqual(share);
        }
      }
    }
    expect(leaves).toBeGreaterThan(500);
  });
});

function shareOf(explanation: Explanation, holder: number, limit: LimitChoice, direction: Direction, leaf: number) {
  if (!explanation.node(holder)[limit][direction].isPossible) return Number.NaN;
  for (const { node, change } of explanation.shares(holder, limit, direction)) if (node === leaf) return change;
  return 0;
}
