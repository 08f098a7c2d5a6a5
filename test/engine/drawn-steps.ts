import { expect } from "vitest";
import { type LeafSteps, type StepField, type StepLimits, stepFields } from "../../src/engine/leaf-steps.js";
import type { SolverOptions } from "../../src/engine/solver-options.js";
import type { StepSolutions } from "../../src/engine/step-answers.js";
import { InputError } from "../../src/model/input-error.js";
import { namedRules } from "../../src/model/options.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random, randomCase, type Shape, type Style } from "../random-trees.js";

export interface Drawn {
  readonly tree: FlatTree;
  readonly options: SolverOptions;
  readonly steps: LeafSteps;
  readonly stepCount: number;
}

/**
 * A random tree with random options, and steps of random numbers: some tie, some are nonsense, some limits are met exactly.
 * @param shaped how often leaves follow shapes, where that is allowed
 */
export function drawSteps(shape: Shape, style: Style, seed: number, stepCount: number, shaped: number): Drawn {
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
    mayBeProfiles && random.chance(shaped)
      ? drawProfiles(tree, stepCount, isAmongLeaves, random)
      : drawRows(tree, stepCount, isAmongLeaves, random);
  const steps = { ...rows, ...drawLimits(tree, stepCount, random) };
  return { tree: withLimitsMetExactly({ tree, options, steps, stepCount }, random), options, steps, stepCount };
}

function drawRows(tree: FlatTree, stepCount: number, mayRequest: boolean, random: Random): LeafSteps {
  const { leaves, leafCount } = tree;
  const array = () => new Float64Array(stepCount * leafCount);
  const upper = array();
  const lower = random.chance(0.3) ? array() : undefined;
  const shift = random.chance(0.3) ? array() : undefined;
  const weight = random.chance(0.2) ? array() : undefined;
  const request = mayRequest && random.chance(0.4) ? array() : undefined;
  const nonsense = random.chance(0.2) ? 1 / upper.length : 0;
  for (let step = 0; step < stepCount; step++) {
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
function drawProfiles(tree: FlatTree, stepCount: number, mayRequest: boolean, random: Random): LeafSteps {
  const { leaves } = tree;
  const shapes = Array.from({ length: random.integer(1, 3) }, () =>
    Float64Array.from({ length: stepCount }, () =>
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
function drawLimits(tree: FlatTree, stepCount: number, random: Random): LeafSteps {
  const inners = Array.from(tree.topology.topDown).filter((v) => !tree.isLeaf(v));
  const steps: { limits?: StepLimits; target?: Float64Array } = {};
  if (random.chance(0.3)) {
    const nodes = inners.filter(() => random.chance(0.3));
    const rows = (side: "lower" | "upper") =>
      Float64Array.from(
        { length: stepCount * nodes.length },
        (_, at) => tree[side][nodes[at % nodes.length]] * random.pick([0.25, 0.5, 1, 1, 1, 2]),
      );
    // Nodes are named by index and by id.
    const named = nodes.map((v) => (random.chance(0.5) ? v : tree.id(v)));
    steps.limits = { nodes: named, upper: rows("upper"), lower: random.chance(0.4) ? rows("lower") : undefined };
  }
  if (random.chance(0.2)) {
    const most = Array.from(tree.upper).filter((limit) => limit < 1e12);
    steps.target = Float64Array.from({ length: stepCount }, () =>
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
  const step = random.integer(0, drawn.stepCount - 1);
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
export function treeAt(drawn: Drawn, step: number): FlatTree | InputError {
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
export function optionsAt(options: SolverOptions, steps: LeafSteps, step: number): SolverOptions {
  const target = steps.target?.[step] ?? Number.NaN;
  return Number.isNaN(target) ? options : { ...options, target };
}

export function orFault<T>(make: () => T): T | InputError {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

export function greatestFinite(...arrays: (Float64Array | undefined)[]): number {
  let most = 0;
  for (const values of arrays) {
    for (const size of values?.map(Math.abs) ?? []) if (size > most && size < 1e31) most = size;
  }
  return most;
}

export const everything = { curtailment: true, flow: true, binding: true, sums: true, leafSums: true } as const;
export type Everything = StepSolutions<typeof everything>;

/** The limits that bind at a step, in no order. */
export function bindingAt({ binding: { start, node, isUpper } }: Pick<Everything, "binding">, step: number): number[] {
  const entries = Array.from(node.subarray(start[step], start[step + 1]), (v, i) => 2 * v + isUpper[start[step] + i]);
  return entries.sort((a, b) => a - b);
}

export function expectNear(values: Float64Array, expected: Float64Array, slack: number, what: string): void {
  expect(values.length, what).toBe(expected.length);
  for (let i = 0; i < values.length; i++) {
    const isNear = Object.is(values[i], expected[i]) || Math.abs(values[i] - expected[i]) <= slack;
    if (!isNear) expect(values[i], `${what}[${i}], within ${slack}`).toBe(expected[i]);
  }
}
