import type { BalanceOptions } from "../../src/model/options.js";
import type { TreeArrays } from "../../src/tree/node-numbers.js";
import { Random, randomTree, shapes } from "../random-trees.js";
import type { Change, ChangingCase } from "./promises.js";

const power = (random: Random, least: number, most: number) => 10 ** (least + (most - least) * random.next());

/** Where numbers come from: magnitudes, ≥ 0. */
const palettes: Readonly<Record<string, (random: Random) => number>> = {
  "round numbers": (random) => random.integer(0, 4),
  decimals: (random) => random.integer(0, 30) / 10,
  denormals: (random) => random.pick([0, 5e-324, 1e-323, 1e-310, 2.3e-308, 1e-300]),
  "denormals beside one": (random) => random.pick([0, 5e-324, 1e-310, 1, 1]),
  "the ends": (random) => random.pick([0, 1, 1e15, 1e30, 1e30]),
  "great beside small": (random) => random.pick([0, 1, 2.5, 1e12, 1e16, 3e16]),
  "unlimited in disguise": (random) => random.pick([1, 2, 3.5, 10, 1e9, 1e12]),
  "any scale": (random) => power(random, -30, 30),
  "six scales": (random) => power(random, -3, 3),
  "one ulp": (random) => random.pick([1, 1 + 2 ** -52, 1 - 2 ** -53, 2, 3]),
};

const weightPalettes: readonly ((random: Random) => number)[] = [
  () => 1,
  () => 1,
  (random) => random.integer(1, 3),
  (random) => power(random, -1, 1),
  (random) => power(random, -12, 12),
  (random) => random.pick([1e-12, 1, 1e12]),
];

/** A tree with numbers that hurt, options, and changes to make. The same seed gives the same case. */
export function extremeCase(seed: number): ChangingCase {
  const random = new Random(seed);
  const isLarge = random.chance(0.03);
  const nodeCount = isLarge ? random.integer(1000, 4000) : random.integer(2, random.pick([4, 8, 16, 30]));
  const shape = random.pick(shapes);
  const style = "small integers";
  const { parent } = randomTree({ shape, style, nodeCount, seed: random.integer(0, 2 ** 31), mayFail: true });
  const palette = random.pick(Object.values(palettes));
  const drawn = drawNumbers(Array.from(parent), palette, random);
  const options = drawOptions(drawn, palette, random);
  const tree = options.fairness === "siblings" ? drawn : withWishes(drawn, palette, random);
  const changes = random.chance(0.5) ? [] : drawChanges(tree, palette, random);
  return { tree, options, changes };
}

function signed(random: Random, size: number): number {
  return random.chance(0.5) ? size : -size;
}

function limitsOf(isLeaf: boolean, palette: (random: Random) => number, random: Random): [number, number] {
  const one = signed(random, palette(random));
  const other = signed(random, palette(random));
  const between: [number, number] = [Math.min(one, other), Math.max(one, other)];
  const unlimited = random.chance(0.1) ? 0.3 : 0;
  const limits = isLeaf
    ? random.pick<[number, number]>([[0, Math.abs(one)], [0, Math.abs(one)], [-Math.abs(one), 0], between, [one, one]])
    : random.pick<[number, number]>([
        [Number.NEGATIVE_INFINITY, Math.abs(one)],
        [-Math.abs(one), Math.abs(other)],
        [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
        between,
        [-Math.abs(one), 0],
        [0, 0],
      ]);
  if (random.chance(unlimited)) limits[0] = Number.NEGATIVE_INFINITY;
  if (random.chance(unlimited)) limits[1] = Number.POSITIVE_INFINITY;
  return limits;
}

function drawNumbers(parent: readonly number[], palette: (random: Random) => number, random: Random): TreeArrays {
  const isLeaf = parent.map((_, v) => !parent.includes(v));
  const limits = isLeaf.map((leaf) => limitsOf(leaf, palette, random));
  const drawWeight = random.pick(weightPalettes);
  const shiftChance = random.pick([0, 0, 0.3, 1]);
  return {
    parent,
    lower: limits.map(([lower]) => lower),
    upper: limits.map(([, upper]) => upper),
    shift: isLeaf.map((leaf) => (leaf && random.chance(shiftChance) ? signed(random, palette(random)) : 0)),
    weight: isLeaf.map((leaf) => (leaf ? drawWeight(random) : 1)),
  };
}

function drawOptions(tree: TreeArrays, palette: (random: Random) => number, random: Random): BalanceOptions {
  const options: BalanceOptions = {};
  if (random.chance(0.25)) options.maximise = "export";
  if (random.chance(0.25)) options.fairness = "siblings";
  if (random.chance(0.1) && tree.parent.length > 1) options.target = signed(random, palette(random));
  return options;
}

function withWishes(tree: TreeArrays, palette: (random: Random) => number, random: Random): TreeArrays {
  if (random.chance(0.6)) return tree;
  const parent = Array.from(tree.parent);
  const isLeaf = parent.map((_, v) => !parent.includes(v));
  const request = isLeaf.map((leaf, v) => {
    if (!leaf || random.chance(0.2)) return Number.NaN;
    const wanted = Math.min(Math.max(signed(random, palette(random)), tree.lower[v]), tree.upper[v]);
    return Number.isFinite(wanted) ? wanted : Number.NaN;
  });
  const priorities = random.pick([[0], [0, 1]]);
  return { ...tree, request, priority: isLeaf.map((leaf) => (leaf ? random.pick(priorities) : 0)) };
}

function drawChanges(tree: TreeArrays, palette: (random: Random) => number, random: Random): Change[] {
  const parent = Array.from(tree.parent);
  return Array.from({ length: random.integer(1, 4) }, () => {
    const node = random.integer(0, parent.length - 1);
    const [lower, upper] = limitsOf(!parent.includes(node), palette, random);
    const request = tree.request?.[node] ?? Number.NaN;
    // A request stays within its limits.
    return { node, lower: Math.min(lower, request || 0), upper: Math.max(upper, request || 0) };
  });
}
