import { describe, expect, test } from "vitest";
import { explain } from "../../src/audit/explain.js";
import type { Explanation } from "../../src/audit/explanation.js";
import type { Direction, LimitChoice } from "../../src/audit/price.js";
import { verify } from "../../src/audit/verify.js";
import { Solver } from "../../src/engine/solver.js";
import type { BalanceOptions } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { type ExactOptimal, type ExactOutcome, exactBalance } from "../exact/exact-balance.js";
import { Rational } from "../exact/rational.js";
import {
  type RandomCase,
  randomCase,
  type Style,
  shapes,
  withRandomGuarantees,
  withRandomWishes,
} from "../random-trees.js";

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

const limits: readonly LimitChoice[] = ["upper", "lower", "both", "request", "guarantee"];
const kinds = [
  "without requests",
  "with requests and priorities",
  "with guarantees as floors",
  "with guarantees as bases",
  "with lower limits that give way",
] as const;
type Kind = (typeof kinds)[number];
const cases = shapes.flatMap((shape) => kinds.map((kind) => ({ shape, kind })));
const directions: readonly Direction[] = ["raised", "lowered"];

/** Moves every limit of a tree a little, solves exactly, and compares with what the explanation says follows. */
describe.each(styles)("%s", (style) => {
  test.each(cases)(
    `$shape, $kind: every limit of ${TREES_EACH} trees moved either way and solved again`,
    ({ shape, kind }) => {
      const faults: string[] = [];
      let moves = 0;
      let gains = 0;
      for (let seed = 0; seed < TREES_EACH * 100 && moves < TREES_EACH * 20; seed++) {
        const drawn = randomCase(shape, style, seed);
        if (drawn.tree.parent.length > 14) continue;
        const { tree, options } = withKind(drawn, style, seed, kind);
        const before = balanced(tree, options);
        if (before.status !== "optimal") continue;
        // Where all limits are kept, none gives way: moved so far that some would, it is told that they cannot be kept.
        if (options.whenInfeasible === "curtail" && exactBalance(tree, options).status === "optimal") continue;
        const flow = before.flow.map((value) => value.toNumber());
        const explanation = explain(new FlatTree(tree), flow, options);
        for (let v = 0; v < flow.length; v++) {
          for (const limit of limits) {
            for (const direction of directions) {
              const after = moved(tree, options, v, limit, direction);
              if (after === "nothing to move") continue;
              // A limit of 0 that is moved away from 0 becomes one that gives way, and is told as one that holds.
              if (options.whenInfeasible === "curtail" && becomesYielding(tree, v, direction)) continue;
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
      expect(faults, faults.slice(0, 5).join("\n")).toEqual([]);
      expect(gains).toBeGreaterThan(20);
    },
  );
});

function withKind(drawn: RandomCase, style: Style, seed: number, kind: Kind): RandomCase {
  switch (kind) {
    case "without requests":
      return drawn;
    case "with requests and priorities":
      return { ...drawn, tree: withRandomWishes(drawn.tree, style, seed) };
    case "with guarantees as floors":
    case "with guarantees as bases": {
      const guarantees = kind === "with guarantees as floors" ? "floor" : "base";
      const wishing = seed % 2 === 0 ? withRandomWishes(drawn.tree, style, seed) : drawn.tree;
      return { tree: withRandomGuarantees(wishing, style, seed), options: { ...drawn.options, guarantees } };
    }
    default: {
      const demanding = withHighLowerLimits(drawn.tree, seed);
      const asking = seed % 2 === 0 ? withRandomWishes(demanding, style, seed) : demanding;
      const tree = seed % 3 === 0 ? withRandomGuarantees(asking, style, seed) : asking;
      const guarantees = seed % 4 < 2 ? "floor" : "base";
      return { tree, options: { ...drawn.options, guarantees, whenInfeasible: "curtail" } };
    }
  }
}

/** Two leaves in three that may do without import must have all or half of what they may, and likewise exports. */
function withHighLowerLimits(tree: TreeArrays, seed: number): TreeArrays {
  const lower = Array.from(tree.lower);
  const upper = Array.from(tree.upper);
  for (let v = 0; v < lower.length; v++) {
    const share = (v + seed) % 3;
    if (share === 0 || Array.from(tree.parent).includes(v)) continue;
    if (lower[v] <= 0 && upper[v] > 0 && upper[v] < Number.POSITIVE_INFINITY) lower[v] = upper[v] / share;
    else if (lower[v] < 0 && upper[v] >= 0 && lower[v] > Number.NEGATIVE_INFINITY) upper[v] = lower[v] / share;
  }
  return { ...tree, lower, upper };
}

function becomesYielding({ parent, lower, upper }: TreeArrays, node: number, direction: Direction): boolean {
  return !Array.from(parent).includes(node) && (direction === "raised" ? lower : upper)[node] === 0;
}

/** The exact answer, also where limits of leaves give way. */
function balanced(tree: TreeArrays, options: BalanceOptions): ExactOutcome {
  const outcome = exactBalance(tree, options);
  if (outcome.status !== "infeasible" || options.whenInfeasible !== "curtail") return outcome;
  const isLeaf = (v: number) => !Array.from(tree.parent).includes(v);
  const request = Array.from(tree.upper, (upper, v) => {
    const own = tree.request?.[v] ?? Number.NaN;
    const wanted = options.maximise === "export" ? tree.lower[v] : upper;
    return isLeaf(v) && Number.isNaN(own) && Number.isFinite(wanted) ? wanted : own;
  });
  const mayFall = (v: number) => isLeaf(v) && tree.lower[v] > 0;
  const mayRise = (v: number) => isLeaf(v) && tree.upper[v] < 0;
  const guarantee = Array.from(tree.parent, (_, v) => {
    const own = tree.guarantee?.[v] ?? 0;
    return mayFall(v) ? Math.max(own, tree.lower[v]) : mayRise(v) ? Math.min(own, tree.upper[v]) : own;
  });
  const lower = Array.from(tree.lower, (limit, v) => (mayFall(v) ? 0 : limit));
  const upper = Array.from(tree.upper, (limit, v) => (mayRise(v) ? 0 : limit));
  return exactBalance({ ...tree, lower, upper, request, guarantee }, options);
}

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
  if (limit === "guarantee") return withGuaranteeMoved(tree, options, node, step);
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

function withGuaranteeMoved(tree: TreeArrays, options: BalanceOptions, node: number, step: number) {
  const guarantee = Array.from(tree.guarantee ?? []);
  if ((guarantee[node] ?? 0) === 0) return "nothing to move" as const;
  guarantee[node] += step;
  const given = tree.request?.[node] ?? Number.NaN;
  const wanted = Number.isNaN(given) ? (options.maximise === "export" ? tree.lower : tree.upper)[node] : given;
  // Where import is guaranteed and export is wanted, or as little of it as the limits allow, nothing is guaranteed.
  const isOpposite = Number.isNaN(given) && guarantee[node] > 0 === (options.maximise === "export");
  if (isOpposite || guarantee[node] * wanted <= 0) return "nothing to move" as const;
  if (Math.abs(guarantee[node]) > Math.abs(wanted)) return undefined;
  return optimal({ ...tree, guarantee }, options);
}

function optimal(tree: TreeArrays, options: BalanceOptions): ExactOptimal | undefined {
  const outcome = balanced(tree, options);
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

describe.each(styles)("%s, what is guaranteed:", (style) => {
  test("is what the flows say, adds up at every node, and limits that gave way are the solution's", () => {
    const count = { guaranteed: 0, gaveWay: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const kind = kinds[2 + (seed % 3)];
      const { tree: arrays, options } = withKind(
        randomCase(shapes[seed % shapes.length], style, seed),
        style,
        seed,
        kind,
      );
      const tree = new FlatTree(arrays);
      const solution = new Solver(tree, options).solve();
      if (solution.status !== "optimal") continue;
      expect(verify(tree, solution, options), `seed ${seed}`).toEqual([]);
      const explanation = explain(tree, solution, options);
      const sums = { import: 0, export: 0 };
      for (const { node, guarantee, guaranteed } of explanation.guaranteedLeaves(tree.root)) {
        count.guaranteed++;
        const dispatch = solution.flow[node] - tree.shift[node];
        const size = Math.max(0, Math.min(Math.sign(guarantee) * dispatch, Math.abs(guarantee)));
        expect(guaranteed, `seed ${seed}, leaf ${node}`).toBeCloseTo(Math.sign(guarantee) * size, 12);
        expect(explanation.leaf(node)).toMatchObject({ guarantee, guaranteed });
        sums[guarantee > 0 ? "import" : "export"] += size;
      }
      const below = explanation.node(tree.root).guaranteed;
      expect(below.import.served, `seed ${seed}`).toBeCloseTo(sums.import, 9);
      expect(below.export.served, `seed ${seed}`).toBeCloseTo(sums.export, 9);
      expect(below.import.served).toBeLessThanOrEqual(below.import.asked);
      if (options.whenInfeasible !== "curtail") continue;
      const told = [...explanation.limitsThatGaveWay()].map(({ node, limit, from }) => ({ node, limit, from }));
      expect(told, `seed ${seed}`).toEqual(solution.relaxed.map(({ node, limit, from }) => ({ node, limit, from })));
      count.gaveWay += told.length;
    }
    expect(count.guaranteed).toBeGreaterThan(200);
    expect(count.gaveWay).toBeGreaterThan(20);
  });
});
