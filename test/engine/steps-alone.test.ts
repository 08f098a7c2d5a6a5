import { describe, expect, test } from "vitest";
import { type LeafSteps, type StepSolutions, stepStatuses } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import type { Engine, SolverOptions } from "../../src/engine/solver-options.js";
import { InputError } from "../../src/model/input-error.js";
import { namedRules } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { numberStyles, Random, randomCase, type Shape, type Style, shapes, spansManyScales } from "../random-trees.js";

/** Enough that what cannot bind at any of them is left out. */
const STEP_COUNT = 7;

interface Drawn {
  readonly tree: FlatTree;
  readonly options: SolverOptions;
  readonly steps: LeafSteps;
}

/** A random tree with random options, and steps of random numbers: some tie, some are nonsense, some limits are met exactly. */
function draw(shape: Shape, style: Style, seed: number): Drawn {
  const random = new Random(seed);
  const given = randomCase(shape, style, seed);
  const options: SolverOptions = { ...given.options };
  if (random.chance(0.3)) options.whenInfeasible = "relax";
  if (random.chance(0.2)) options.fairness = "siblings";
  const isAmongLeaves = options.fairness !== "siblings";
  if (random.chance(0.3)) options.rule = random.pick(isAmongLeaves ? namedRules : namedRules.slice(0, 2));
  let tree = new FlatTree(given.tree);
  const priorities = isAmongLeaves && random.chance(0.4) ? random.integer(2, 20) : 1;
  tree = tree.withNumbers({
    priority: tree.lower.map((_, v) => (tree.isLeaf(v) && priorities > 1 ? random.integer(1, priorities) : 0)),
    connected: tree.lower.map((_, v) => (tree.isLeaf(v) && random.chance(0.97) ? random.integer(1, 9) : Number.NaN)),
  });
  const steps = drawSteps(tree, isAmongLeaves, random);
  return { tree: withLimitsMetExactly(tree, steps, random), options, steps };
}

function drawSteps(tree: FlatTree, mayRequest: boolean, random: Random): LeafSteps {
  const { leaves, leafCount } = tree;
  const array = () => new Float64Array(STEP_COUNT * leafCount);
  const upper = array();
  const lower = random.chance(0.3) ? array() : undefined;
  const shift = random.chance(0.3) ? array() : undefined;
  const weight = random.chance(0.2) ? array() : undefined;
  const request = mayRequest && random.chance(0.4) ? array() : undefined;
  const nonsense = random.chance(0.2) ? 1 / upper.length : 0;
  for (let step = 0; step < STEP_COUNT; step++) {
    const busy = random.pick([0, 0.5, 1, 1, 1.5, 4]);
    for (let j = 0; j < leafCount; j++) {
      const at = step * leafCount + j;
      const least = tree.lower[leaves[j]];
      const range = tree.upper[leaves[j]] - least;
      const share = busy * random.pick([0, 0.5, 1, 1, random.next()]);
      upper[at] = Number.isFinite(range) ? least + range * share : tree.upper[leaves[j]];
      const bottom = lower ? Math.min(upper[at], least * random.pick([0.5, 1, 1, 2])) : least;
      if (lower) lower[at] = bottom;
      if (shift) shift[at] = tree.shift[leaves[j]] * random.pick([-1, 0, 1, 1]);
      if (weight) weight[at] = random.pick([1, 1, 2, tree.weight[leaves[j]]]);
      if (request) {
        const wish = bottom + (upper[at] - bottom) * random.pick([0, 0.5, 1]);
        request[at] =
          random.chance(0.3) || !Number.isFinite(wish) ? Number.NaN : Math.min(Math.max(wish, bottom), upper[at]);
      }
      if (random.chance(nonsense)) upper[at] = random.pick([Number.NaN, Number.NEGATIVE_INFINITY, 2e30, least - 1]);
    }
  }
  return { lower, upper, shift, weight, request };
}

/** Some inner nodes' limits are just what all below ask for, or can do with, at one of the steps. */
function withLimitsMetExactly(tree: FlatTree, steps: LeafSteps, random: Random): FlatTree {
  const { parent, topDown } = tree.topology;
  const step = random.integer(0, STEP_COUNT - 1);
  const at = treeAt(tree, steps, step);
  if (at instanceof InputError) return tree;
  const lower = tree.lower.slice();
  const upper = tree.upper.slice();
  const most = at.upper.map((limit, v) => (at.isLeaf(v) ? limit + at.shift[v] : 0));
  const least = at.lower.map((limit, v) => (at.isLeaf(v) ? limit + at.shift[v] : 0));
  for (let k = topDown.length - 1; k > 0; k--) {
    const v = topDown[k];
    if (!tree.isLeaf(v)) {
      if (random.chance(0.3) && most[v] >= lower[v] && most[v] < Number.POSITIVE_INFINITY) upper[v] = most[v];
      if (random.chance(0.1) && least[v] <= upper[v] && least[v] > Number.NEGATIVE_INFINITY) lower[v] = least[v];
      most[v] = Math.min(most[v], upper[v]);
      least[v] = Math.max(least[v], lower[v]);
    }
    most[parent[v]] += most[v];
    least[parent[v]] += least[v];
  }
  return tree.withNumbers({ lower, upper });
}

/** The tree with one step's numbers, or why there is none. */
function treeAt(tree: FlatTree, steps: LeafSteps, step: number): FlatTree | InputError {
  const numbers: Record<string, Float64Array> = {};
  for (const [field, rows] of Object.entries(steps)) {
    if (rows === undefined) continue;
    const values = tree[field as "upper"]?.slice() ?? new Float64Array(tree.nodeCount).fill(Number.NaN);
    for (const [j, leaf] of tree.leaves.entries()) values[leaf] = rows[step * tree.leafCount + j];
    numbers[field] = values;
  }
  return orFault(() => tree.withNumbers(numbers));
}

function orFault<T>(make: () => T): T | InputError {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function greatestFinite(...arrays: (Float64Array | undefined)[]): number {
  let most = 0;
  for (const values of arrays) {
    for (const size of values?.map(Math.abs) ?? []) if (size > most && size < 1e31) most = size;
  }
  return most;
}

function expectAsAlone(
  { tree, options, steps }: Drawn,
  answers: StepSolutions,
  by: Engine,
  precision: number,
  what: string,
) {
  const { leaves, leafCount } = tree;
  for (let step = 0; step < STEP_COUNT; step++) {
    const where = `${what}, step ${step} against ${by}`;
    const at = treeAt(tree, steps, step);
    const solver = at instanceof InputError ? at : orFault(() => new Solver(at, { ...options, engine: by }));
    const status = stepStatuses[answers.status[step]];
    const row = answers.dispatch.subarray(step * leafCount, (step + 1) * leafCount);
    if (solver instanceof InputError || at instanceof InputError) {
      expect(status, where).toBe("invalid");
      expect(
        answers.faults.some((fault) => fault.step === step),
        where,
      ).toBe(true);
    } else {
      const solution = solver.solve();
      expect(status, where).toBe(solution.status);
      if (solution.status === "optimal") {
        const slack = precision * greatestFinite(at.lower, at.upper, at.shift);
        expect(Math.abs(answers.rootFlow[step] - solution.rootFlow), where).toBeLessThanOrEqual(slack);
        for (let j = 0; j < leafCount; j++) {
          const miss = Math.abs(at.shift[leaves[j]] + row[j] - solution.flow[leaves[j]]);
          if (miss > slack) expect(miss, `${where}, leaf ${leaves[j]}`).toBeLessThanOrEqual(slack);
        }
        continue;
      }
    }
    expect(answers.rootFlow[step], where).toBeNaN();
    expect(row.every(Number.isNaN), where).toBe(true);
  }
}

describe("many steps, each as if solved alone", () => {
  test.each(numberStyles)("%s", (style) => {
    const precision = spansManyScales(style) ? 1e-9 : 1e-12;
    for (const [index, shape] of shapes.entries()) {
      for (let k = 0; k < 12; k++) {
        const seed = 7919 * k + index;
        const drawn = draw(shape, style, seed);
        if (drawn.tree.isLeaf(drawn.tree.root)) continue;
        const solver = orFault(() => new Solver(drawn.tree, { ...drawn.options, engine: "wasm" }));
        // Some rule lacks what it goes by before there are any steps.
        if (solver instanceof InputError) continue;
        const answers = solver.solveSteps(drawn.steps);
        for (const by of ["reference", "wasm"] as const) {
          expectAsAlone(drawn, answers, by, precision, `${shape}, ${style}, seed ${seed}`);
        }
      }
    }
  });
});
