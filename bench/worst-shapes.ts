import type { FlatTree } from "../src/tree/flat-tree.js";
import type { Case, Extent } from "./cases.js";
import { YardstickRandom } from "./yardstick-random.js";
import { type DrawnNumbers, type Tightness, yardstickTree } from "./yardstick-shapes.js";

/**
 * How the levels at which leaves meet their limits lie: as the yardstick draws them; rising or falling from the deepest
 * leaf to the shallowest; the same at all leaves; limits and weights of every scale from 1e-9 to 1e9.
 */
const keys = ["drawn", "rising", "falling", "tied", "mixed scales"] as const;
type Keys = (typeof keys)[number];

const tightnesses = ["tight", "loose", "ints"] as const satisfies readonly Tightness[];

/** A tree that may be hard. */
interface HardTree {
  readonly shape: string;
  readonly tightness: Tightness;
  readonly keys: Keys;
  readonly seed: number;
}

/** The worst that earlier searches and guesses have found, on trees of so many nodes. */
export function knownWorstCases(nodes: number, extent: Extent): Case[] {
  const chain = `chain:${nodes / 2}`;
  const caterpillar = `cat:${nodes / 10}x9`;
  const known: readonly (readonly [shape: string, Tightness, Keys])[] = [
    [chain, "ints", "drawn"],
    [chain, "tight", "rising"],
    [chain, "tight", "falling"],
    [chain, "tight", "tied"],
    [chain, "tight", "mixed scales"],
    [caterpillar, "ints", "drawn"],
    [`rrt:${nodes}`, "ints", "drawn"],
    [`rrt:${nodes}`, "tight", "tied"],
    [`rrt:${nodes}`, "tight", "mixed scales"],
  ];
  const chosen = extent === "full" ? known : known.filter(([shape]) => shape === chain);
  return chosen.map(([shape, tightness, keys]) => hardCase({ shape, tightness, keys, seed: 42 }));
}

/** Drawn at random, one for each number: shape (how deep, how many leaves a node), limits and keys. */
export function randomHardCase(number: number, nodes: number): Case {
  const random = new YardstickRandom(1000 + number);
  const pick = <T>(values: readonly T[]) => values[random.below(values.length)];
  const leaves = Math.ceil(10 ** random.between(0, 2.5));
  const few = Math.ceil(10 ** random.between(0.3, 4));
  const shape = pick([
    `chain:${nodes / 2}`,
    `cat:${Math.ceil(nodes / (leaves + 1))}x${leaves}`,
    `rrt:${nodes}`,
    `recent:${nodes}x${few}`,
    `binary:${Math.floor(Math.log2(nodes)) - 1}`,
    `g2:${Math.ceil(nodes / leaves)}x${leaves}`,
  ]);
  return hardCase({ shape, tightness: pick(tightnesses), keys: pick(keys), seed: number });
}

function hardCase(hard: HardTree): Case {
  return {
    name: `worst ${hard.shape} ${hard.tightness} ${hard.keys}${hard.seed === 42 ? "" : `, seed ${hard.seed}`}`,
    family: hard.shape,
    sections: new Set(["worst"]),
    load: async () => hardTree(hard),
  };
}

function hardTree({ shape, tightness, keys, seed }: HardTree): FlatTree {
  const random = new YardstickRandom(seed);
  return yardstickTree(shape, tightness, seed, (leaves, numbers) => redraw(keys, leaves, numbers, random));
}

/** The leaves come as the yardstick lists them: on a chain, the deepest first. */
function redraw(keys: Keys, leaves: Int32Array, numbers: DrawnNumbers, random: YardstickRandom): void {
  if (keys === "drawn") return;
  const scale = () => 10 ** random.between(-9, 9);
  leaves.forEach((leaf, k) => {
    const rank = keys === "rising" ? k / leaves.length : 1 - k / leaves.length;
    const isSorted = keys === "rising" || keys === "falling";
    const [lower, upper, weight] =
      keys === "mixed scales" ? [-scale(), scale(), scale()] : isSorted ? [2 * rank - 1, 2 * rank, 1] : [0, 1, 1];
    numbers.lower[leaf] = lower;
    numbers.upper[leaf] = upper;
    numbers.weight[leaf] = weight;
    numbers.shift[leaf] = 0;
  });
}
