import { SeededRandom } from "../src/generate/seeded-random.js";
import type { BalanceOptions } from "../src/model/options.js";
import type { TreeArrays } from "../src/tree/node-numbers.js";

/** Seeded random numbers, and what is made of them. */
export class Random extends SeededRandom {
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }

  /** The indices 0..length-1 in random order. */
  permutation(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, k) => k);
    for (let k = length - 1; k > 0; k--) {
      const other = this.integer(0, k);
      [order[k], order[other]] = [order[other], order[k]];
    }
    return order;
  }
}

/** How a tree branches: the parent of node `i` > 0 of `nodeCount`, which comes before it; node 0 is the root. */
const parentRules = {
  random: (i: number, _nodeCount: number, random: Random) => random.integer(0, i - 1),
  chain: (i: number) => i - 1,
  caterpillar: (i: number) => (i % 2 === 1 ? i - 1 : i - 2),
  binary: (i: number) => (i - 1) >> 1,
  star: () => 0,
  "two-level": (i: number, nodeCount: number) => {
    const groups = Math.ceil(Math.sqrt(nodeCount));
    return i <= groups ? 0 : 1 + ((i - 1) % groups);
  },
  "unary runs": (i: number, _nodeCount: number, random: Random) =>
    random.chance(0.7) ? i - 1 : random.integer(0, i - 1),
  deep: (i: number, _nodeCount: number, random: Random) => Math.max(0, i - 1 - random.integer(0, 2)),
  broom: (i: number, nodeCount: number) => Math.min(i - 1, nodeCount >> 1),
};

export type Shape = keyof typeof parentRules;
export const shapes = Object.keys(parentRules) as Shape[];

interface NumberStyle {
  /** A magnitude, ≥ 0. */
  size(random: Random): number;
  /** Values land on multiples of it, so that they tie; 0 for no grid. */
  grid: number;
  /** Chance that a side of a limit is unlimited, in trees that have unlimited sides at all. */
  unlimited?: number;
  /** Chance that a leaf's range is a single point. */
  fixed?: number;
  isNegative?: boolean;
}

const wholeSize = (random: Random) => random.integer(0, 6);

const styles = {
  "small integers": { size: wholeSize, grid: 1 },
  "zero ranges": { size: wholeSize, grid: 1, fixed: 0.6 },
  "unlimited sides": { size: wholeSize, grid: 1, unlimited: 0.5 },
  "equal limits": { size: () => 3, grid: 3 },
  "all negative": { size: wholeSize, grid: 1, isNegative: true },
  decimals: { size: (random) => random.integer(0, 60) * 0.1, grid: 0.1 },
  "dyadic fractions": { size: (random) => random.integer(0, 256) / 64, grid: 1 / 64 },
  "any doubles": { size: (random) => random.next() * 10, grid: 0 },
  "tiny numbers": { size: (random) => random.integer(0, 9) * 1e-9, grid: 1e-9 },
  "huge numbers": { size: (random) => random.next() * 1e9, grid: 0 },
  "mixed scales": { size: (random) => 10 ** (random.next() * 18 - 9), grid: 0 },
  // What is left where decimals cancel, and less than that.
  residues: { size: (random) => random.integer(0, 6) * random.pick([1, 1, 1, 1e-16, 1e-17, 1e-25]), grid: 0 },
} satisfies Record<string, NumberStyle>;

export type Style = keyof typeof styles;
export const numberStyles = Object.keys(styles) as Style[];

/** Whether a style's limits span more than six orders of magnitude. */
export function spansManyScales(style: Style): boolean {
  return style === "mixed scales" || style === "residues";
}

export interface TreeRecipe {
  readonly shape: Shape;
  readonly style: Style;
  readonly nodeCount: number;
  /** Decides on the branches and the order of the nodes. */
  readonly seed: number;
  /** Decides on the numbers; default: `seed`. */
  readonly numbersSeed?: number;
  /** `false`: no limits that contradict each other, and a root limited on both sides. */
  readonly mayFail: boolean;
}

/** What the subtrees can carry, as far as doubles tell. */
interface Span {
  least: number;
  greatest: number;
}

/** A random tree, its nodes in random order. The same recipe gives the same tree. */
export function randomTree(recipe: TreeRecipe): TreeArrays {
  return drawTree(recipe).tree;
}

export interface RandomCase {
  readonly tree: TreeArrays;
  readonly options: BalanceOptions;
}

/**
 * A random tree with random options. Some contradict themselves, some have no greatest flow.
 * @param sizes one of which is the most nodes that the tree may have
 */
export function randomCase(
  shape: Shape,
  style: Style,
  seed: number,
  sizes: readonly number[] = [4, 12, 24, 40, 60],
): RandomCase {
  const random = new Random(seed);
  const nodeCount = random.integer(1, random.pick(sizes));
  const { tree, span } = drawTree({ shape, style, nodeCount, seed: random.integer(0, 2 ** 31), mayFail: true });
  const options: BalanceOptions = {};
  if (random.chance(0.25)) options.maximise = "export";
  if (random.chance(0.15)) options.target = between(styles[style], random, span);
  return { tree, options };
}

function drawTree(recipe: TreeRecipe): { tree: TreeArrays; span: Span } {
  const { nodeCount, mayFail } = recipe;
  const structure = new Random(recipe.seed);
  const random = new Random(~(recipe.numbersSeed ?? recipe.seed));
  const style: NumberStyle = styles[recipe.style];
  const parent = new Int32Array(nodeCount).fill(-1);
  const childCount = new Int32Array(nodeCount);
  for (let v = 1; v < nodeCount; v++) {
    parent[v] = parentRules[recipe.shape](v, nodeCount, structure);
    childCount[parent[v]]++;
  }

  const drawWeight = random.pick(weightRules);
  const shiftChance = random.pick([0, 0, 0.3, 1]);
  const unlimited = random.chance(0.4) || style.unlimited ? (style.unlimited ?? 0.15) : 0;
  const contradicted = mayFail && random.chance(0.1) ? 0.2 : 0;
  const lower = new Float64Array(nodeCount);
  const upper = new Float64Array(nodeCount);
  const shift = new Float64Array(nodeCount);
  const weight = new Float64Array(nodeCount).fill(1);
  const leastBelow = new Float64Array(nodeCount);
  const greatestBelow = new Float64Array(nodeCount);
  let span: Span = { least: 0, greatest: 0 };
  for (let v = nodeCount - 1; v >= 0; v--) {
    let limits: Span;
    if (childCount[v] === 0) {
      limits = leafLimits(style, random, v === 0 && !mayFail ? 0 : unlimited);
      weight[v] = drawWeight(random, limits.greatest);
      if (random.chance(shiftChance)) shift[v] = signed(style, random, style.size(random));
      span = { least: limits.least + shift[v], greatest: limits.greatest + shift[v] };
    } else {
      const below = { least: leastBelow[v], greatest: greatestBelow[v] };
      limits = random.chance(contradicted) ? outOfReach(style, random, below) : nodeLimits(style, random, below);
      if (v === 0 && (!mayFail || random.chance(0.7))) limits = rootLimits(style, random, below, limits);
      span = {
        least: Math.min(Math.max(below.least, limits.least), limits.greatest),
        greatest: Math.max(Math.min(below.greatest, limits.greatest), limits.least),
      };
    }
    lower[v] = limits.least;
    upper[v] = limits.greatest;
    if (v === 0) break;
    leastBelow[parent[v]] += span.least;
    greatestBelow[parent[v]] += span.greatest;
  }
  return { tree: reordered({ parent, lower, upper, shift, weight }, structure.permutation(nodeCount)), span };
}

const weightRules: readonly ((random: Random, upper: number) => number)[] = [
  () => 1,
  () => 1,
  (random) => random.integer(1, 5),
  (random) => random.integer(1, 64) / 16,
  (random) => 0.1 + random.next() * 10,
  // The leaf's own request, so that fractions of requests are balanced; not a request that is mere rounding.
  (_random, upper) => (upper > 1e-12 && upper < Number.POSITIVE_INFINITY ? upper : 1),
];

function signed(style: NumberStyle, random: Random, size: number): number {
  return style.isNegative || random.chance(0.5) ? 0 - size : size;
}

function leafLimits(style: NumberStyle, random: Random, unlimited: number): Span {
  const size = style.size(random);
  const other = style.size(random);
  let limits: Span;
  if (random.chance(style.fixed ?? 0.05)) {
    const at = signed(style, random, size);
    limits = { least: at, greatest: at };
  } else if (style.isNegative) limits = { least: 0 - size - other, greatest: 0 - size };
  else {
    limits = random.pick([
      { least: 0, greatest: size },
      { least: 0, greatest: size },
      { least: 0 - size, greatest: 0 },
      { least: 0 - size, greatest: other },
      { least: size, greatest: size + other },
      { least: 0 - size - other, greatest: 0 - size },
    ]);
  }
  if (random.chance(unlimited)) limits.greatest = Number.POSITIVE_INFINITY;
  if (random.chance(unlimited)) limits.least = Number.NEGATIVE_INFINITY;
  return limits;
}

/** Limits that some flow below can keep: none, loose, tight, or exactly where the subtree ends. */
function nodeLimits(style: NumberStyle, random: Random, below: Span): Span {
  const none = { least: Number.NEGATIVE_INFINITY, greatest: Number.POSITIVE_INFINITY };
  const { least, greatest } = below;
  switch (random.pick(nodeLimitKinds)) {
    case "none":
      return none;
    case "loose":
      return { least: least - style.size(random), greatest: greatest + style.size(random) };
    case "upper":
      return { ...none, greatest: between(style, random, below) };
    case "lower":
      return { ...none, least: between(style, random, below) };
    case "pinned": {
      const at = between(style, random, below);
      return { least: at, greatest: at };
    }
    case "ends":
      return { least, greatest };
    case "all the way up":
      return greatest < Number.POSITIVE_INFINITY ? { ...none, least: greatest } : none;
    case "all the way down":
      return least > Number.NEGATIVE_INFINITY ? { ...none, greatest: least } : none;
    case "both":
      return rangeWithin(style, random, below);
  }
}

const nodeLimitKinds = [
  ...(["none", "none", "none", "loose", "ends", "upper", "upper", "upper", "upper", "lower", "lower"] as const),
  ...(["both", "both", "both", "pinned", "all the way up", "all the way down"] as const),
];

function rangeWithin(style: NumberStyle, random: Random, span: Span): Span {
  const one = between(style, random, span);
  const other = between(style, random, span);
  return { least: Math.min(one, other), greatest: Math.max(one, other) };
}

/** A root that is limited on both sides, mostly so that it matters. */
function rootLimits(style: NumberStyle, random: Random, below: Span, drawn: Span): Span {
  const isBounded = drawn.least > Number.NEGATIVE_INFINITY && drawn.greatest < Number.POSITIVE_INFINITY;
  return isBounded && random.chance(0.5) ? drawn : rangeWithin(style, random, below);
}

/** Limits that no flow below can keep, missed by a share of the numbers' size that is no rounding. */
function outOfReach(style: NumberStyle, random: Random, below: Span): Span {
  const miss = style.size(random) || style.grid;
  if (below.least > Number.NEGATIVE_INFINITY && random.chance(0.5)) {
    return { least: Number.NEGATIVE_INFINITY, greatest: below.least - miss };
  }
  if (below.greatest < Number.POSITIVE_INFINITY) {
    return { least: below.greatest + miss, greatest: Number.POSITIVE_INFINITY };
  }
  return { least: Number.NEGATIVE_INFINITY, greatest: Number.POSITIVE_INFINITY };
}

/** A value within the span, on the style's grid where it has one. */
function between(style: NumberStyle, random: Random, span: Span): number {
  const reach = 4 * style.size(random);
  const least = span.least > Number.NEGATIVE_INFINITY ? span.least : Math.min(span.greatest, reach) - reach;
  const greatest = span.greatest < Number.POSITIVE_INFINITY ? span.greatest : Math.max(least, 0) + reach;
  const value = least + random.next() * (greatest - least);
  const onGrid = style.grid === 0 ? value : Math.round(value / style.grid) * style.grid;
  return Math.min(greatest, Math.max(least, onGrid));
}

/**
 * The same tree with random requests and priorities: requests at either limit, at 0, between, and absent; at most three
 * priorities. A fifth of the trees have one of the two alone.
 */
export function withRandomWishes(tree: TreeArrays, style: Style, seed: number): TreeArrays {
  const random = new Random(seed ^ 0x5eed);
  const nodeCount = tree.parent.length;
  const isInner = new Uint8Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) if (tree.parent[v] >= 0) isInner[tree.parent[v]] = 1;
  const request = new Float64Array(nodeCount).fill(Number.NaN);
  const priority = new Float64Array(nodeCount);
  const kinds = random.pick(requestKinds);
  const priorities = random.pick([[0], [0, 1], [-1, 0, 2.5]]);
  for (let v = 0; v < nodeCount; v++) {
    if (isInner[v] === 1) continue;
    priority[v] = random.pick(priorities);
    const span = { least: tree.lower[v], greatest: tree.upper[v] };
    request[v] = drawRequest(random.pick(kinds), styles[style], random, span);
  }
  const alone = random.integer(0, 9);
  return { ...tree, ...(alone !== 0 && { request }), ...(alone !== 1 && { priority }) };
}

/** The same tree with random guarantees, between 0 and the requests: none, all of the request, the lower limit, between. */
export function withRandomGuarantees(tree: TreeArrays, style: Style, seed: number): TreeArrays {
  const random = new Random(seed ^ 0x9a7a);
  const nodeCount = tree.parent.length;
  const isInner = new Uint8Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) if (tree.parent[v] >= 0) isInner[tree.parent[v]] = 1;
  const guarantee = new Float64Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) {
    if (isInner[v] === 1) continue;
    const request = tree.request?.[v] ?? Number.NaN;
    const isImport = Number.isNaN(request) ? tree.upper[v] > 0 && random.next() < 0.7 : request > 0;
    const end = Number.isNaN(request) ? (isImport ? tree.upper[v] : Math.min(0, tree.lower[v])) : request;
    const span = isImport ? { least: 0, greatest: end } : { least: end, greatest: 0 };
    const drawn = drawRequest(random.pick(["absent", "lower", "upper", "between"]), styles[style], random, span);
    guarantee[v] = Number.isNaN(drawn) ? 0 : Math.min(span.greatest, Math.max(span.least, drawn)) + 0;
  }
  return { ...tree, guarantee };
}

type RequestKind = "absent" | "lower" | "zero" | "upper" | "between";
const requestKinds: readonly (readonly RequestKind[])[] = [
  ["absent", "lower", "zero", "upper", "between"],
  ["lower", "zero", "upper"],
  ["between"],
  ["lower", "lower", "upper"],
  ["upper"],
];

function drawRequest(kind: RequestKind, style: NumberStyle, random: Random, span: Span): number {
  const value = {
    absent: Number.NaN,
    lower: span.least,
    zero: Math.min(span.greatest, Math.max(span.least, 0)),
    upper: span.greatest,
    between: between(style, random, span),
  }[kind];
  return Math.abs(value) === Number.POSITIVE_INFINITY ? Number.NaN : value;
}

/** The same tree with node `v` at place `place[v]`. */
export function reordered(tree: TreeArrays, place: ArrayLike<number>): TreeArrays {
  const nodeCount = tree.parent.length;
  const parent = new Int32Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) parent[place[v]] = tree.parent[v] < 0 ? -1 : place[tree.parent[v]];
  const moved = (values: ArrayLike<number>): Float64Array => {
    const result = new Float64Array(nodeCount);
    for (let v = 0; v < nodeCount; v++) result[place[v]] = values[v];
    return result;
  };
  return {
    parent,
    lower: moved(tree.lower),
    upper: moved(tree.upper),
    ...(tree.shift && { shift: moved(tree.shift) }),
    ...(tree.weight && { weight: moved(tree.weight) }),
    ...(tree.request && { request: moved(tree.request) }),
    ...(tree.guarantee && { guarantee: moved(tree.guarantee) }),
    ...(tree.priority && { priority: moved(tree.priority) }),
  };
}
