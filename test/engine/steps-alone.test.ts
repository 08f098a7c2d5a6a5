import { describe, expect, test } from "vitest";
import { type LeafSteps, type StepField, type StepLimits, stepFields } from "../../src/engine/leaf-steps.js";
import { Solver } from "../../src/engine/solver.js";
import type { Engine, SolverOptions } from "../../src/engine/solver-options.js";
import { type StepSolutions, stepStatuses, sumNames } from "../../src/engine/step-answers.js";
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
  const mayBeProfiles = isAmongLeaves || options.maximise !== "export";
  const rows =
    mayBeProfiles && random.chance(0.3)
      ? drawProfiles(tree, isAmongLeaves, random)
      : drawSteps(tree, isAmongLeaves, random);
  const steps = { ...rows, ...drawLimits(tree, random) };
  return { tree: withLimitsMetExactly({ tree, options, steps }, random), options, steps };
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

/** A few shapes for many leaves; where nobody may request, no sources. */
function drawProfiles(tree: FlatTree, mayRequest: boolean, random: Random): LeafSteps {
  const { leaves } = tree;
  const shapes = Array.from({ length: random.integer(1, 3) }, () =>
    Float64Array.from({ length: STEP_COUNT }, () =>
      random.pick([0, 0.5, 1, random.next(), random.chance(0.05) ? -1 : 2]),
    ),
  );
  const base = Float64Array.from(leaves, (leaf) => {
    if (random.chance(0.2)) return Number.NaN;
    if (mayRequest && tree.lower[leaf] < 0 && tree.lower[leaf] > -1e31 && tree.upper[leaf] >= 0 && random.chance(0.5))
      return tree.lower[leaf] * 0.5;
    return tree.lower[leaf] <= 0 && Number.isFinite(tree.upper[leaf]) ? Math.abs(tree.upper[leaf]) : Number.NaN;
  });
  const shapeOf = Array.from(leaves, () => random.integer(0, shapes.length - 1));
  return { profiles: { base, shapeOf, shapes } };
}

/** Limits that vary at some inner nodes, and a target at some steps. */
function drawLimits(tree: FlatTree, random: Random): LeafSteps {
  const inners = Array.from(tree.topology.topDown).filter((v) => !tree.isLeaf(v));
  const steps: { limits?: StepLimits; target?: Float64Array } = {};
  if (random.chance(0.3)) {
    const nodes = inners.filter(() => random.chance(0.3));
    const rows = (side: "lower" | "upper") =>
      Float64Array.from(
        { length: STEP_COUNT * nodes.length },
        (_, at) => tree[side][nodes[at % nodes.length]] * random.pick([0.25, 0.5, 1, 1, 1, 2]),
      );
    // Nodes are named by index and by id.
    const named = nodes.map((v) => (random.chance(0.5) ? v : tree.id(v)));
    steps.limits = { nodes: named, upper: rows("upper"), lower: random.chance(0.4) ? rows("lower") : undefined };
  }
  if (random.chance(0.2)) {
    const most = Array.from(tree.upper).filter((limit) => limit < 1e12);
    steps.target = Float64Array.from({ length: STEP_COUNT }, () =>
      random.pick([Number.NaN, Number.NaN, 0, random.chance(0.1) ? Number.POSITIVE_INFINITY : random.pick(most)]),
    );
  }
  return steps;
}

/** A leaf's number at a step, as the steps bring it. */
function numberAt({ tree, steps, options: { fairness } }: Drawn, field: StepField, step: number, j: number): number {
  const { profiles, [field]: rows } = steps;
  if (rows) return rows[step * tree.leafCount + j];
  const own = tree[field]?.[tree.leaves[j]] ?? Number.NaN;
  const base = profiles?.base[j] ?? Number.NaN;
  if (!profiles || Number.isNaN(base)) return own;
  const product = base * profiles.shapes[profiles.shapeOf[j]][step];
  if (field === "request" && fairness === "siblings") return own;
  return field === "request" || field === (base < 0 ? "lower" : "upper") ? product : own;
}

/** Some inner nodes' limits are just what all below ask for, or can do with, at one of the steps. */
function withLimitsMetExactly(drawn: Drawn, random: Random): FlatTree {
  const { tree } = drawn;
  const { parent, topDown } = tree.topology;
  const step = random.integer(0, STEP_COUNT - 1);
  const at = treeAt(drawn, step);
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
function treeAt(drawn: Drawn, step: number): FlatTree | InputError {
  const { tree, steps } = drawn;
  const numbers: Partial<Record<StepField, Float64Array>> = {};
  for (const field of stepFields) {
    const values = tree[field]?.slice() ?? new Float64Array(tree.nodeCount).fill(Number.NaN);
    for (const [j, leaf] of tree.leaves.entries()) values[leaf] = numberAt(drawn, field, step, j);
    numbers[field] = values;
  }
  for (const side of ["lower", "upper"] as const) {
    const { nodes, [side]: rows } = steps.limits ?? { nodes: [] };
    for (const [i, node] of nodes.entries()) {
      const v = typeof node === "number" ? node : tree.indexOf(node as string);
      if (rows) (numbers[side] as Float64Array)[v] = rows[step * nodes.length + i];
    }
  }
  return orFault(() => tree.withNumbers(numbers));
}

/** The options at a step: its target, if it has one, in place of theirs. */
function optionsAt(options: SolverOptions, steps: LeafSteps, step: number): SolverOptions {
  const target = steps.target?.[step] ?? Number.NaN;
  return Number.isNaN(target) ? options : { ...options, target };
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
  drawn: Drawn,
  answers: StepSolutions<Record<never, never>>,
  by: Engine,
  precision: number,
  what: string,
) {
  const { tree, options, steps } = drawn;
  const { leaves, leafCount } = tree;
  for (let step = 0; step < STEP_COUNT; step++) {
    const where = `${what}, step ${step} against ${by}`;
    const at = treeAt(drawn, step);
    const solver =
      at instanceof InputError ? at : orFault(() => new Solver(at, { ...optionsAt(options, steps, step), engine: by }));
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

const everything = { curtailment: true, flow: true, binding: true, sums: true, leafSums: true } as const;
type Everything = StepSolutions<typeof everything>;

/** The limits that bind at a step, in no order. */
function bindingAt({ binding: { start, node, isUpper } }: Everything, step: number): number[] {
  const entries = Array.from(node.subarray(start[step], start[step + 1]), (v, i) => 2 * v + isUpper[start[step] + i]);
  return entries.sort((a, b) => a - b);
}

function expectNear(values: Float64Array, expected: Float64Array, slack: number, what: string): void {
  expect(values.length, what).toBe(expected.length);
  for (let i = 0; i < values.length; i++) {
    const isNear = Object.is(values[i], expected[i]) || Math.abs(values[i] - expected[i]) <= slack;
    if (!isNear) expect(values[i], `${what}[${i}], within ${slack}`).toBe(expected[i]);
  }
}

/** The kernel tells of its steps what is told here of those that the reference solves. */
function expectSameAnswers({ tree, options, steps }: Drawn, precision: number, what: string): void {
  const tell = (engine: Engine): Everything => new Solver(tree, { ...options, engine }).solveSteps(steps, everything);
  const answers = tell("wasm");
  const expected = tell("reference");
  expect(answers.status, what).toEqual(expected.status);
  const shapes = steps.profiles?.shapes ?? [];
  const products = greatestFinite(steps.profiles?.base) * greatestFinite(...shapes);
  const scale = Math.max(products, greatestFinite(tree.lower, tree.upper, tree.shift, steps.upper, steps.target));
  const slack = 10 * precision * scale;
  expectNear(answers.curtailment, expected.curtailment, slack, `${what}: curtailment`);
  expectNear(answers.flow, expected.flow, slack * tree.leafCount, `${what}: flow`);
  for (const name of sumNames) {
    expectNear(answers.sums[name], expected.sums[name], slack * tree.leafCount, `${what}: ${name}`);
  }
  for (const name of ["requested", "served", "curtailed"] as const) {
    expectNear(answers.leafSums[name], expected.leafSums[name], slack * STEP_COUNT, `${what}: ${name}`);
  }
  // What is as near as that to a request or a limit may be told either way.
  if (precision > 1e-12 || greatestFinite(tree.lower, tree.upper) < 1e-6) return;
  expect(answers.leafSums.stepsCut, what).toEqual(expected.leafSums.stepsCut);
  for (let step = 0; step < STEP_COUNT; step++) {
    expect(bindingAt(answers, step), `${what}: binding at ${step}`).toEqual(bindingAt(expected, step));
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
        expectSameAnswers(drawn, precision, `${shape}, ${style}, seed ${seed}`);
      }
    }
  });
});
