import { FlatTree } from "../src/tree/flat-tree.js";
import { Topology } from "../src/tree/topology.js";
import { type YardstickOrder, yardstickOrder } from "./yardstick-order.js";
import { YardstickRandom } from "./yardstick-random.js";

/**
 * How limits are drawn: `tight` random fractions of what a node can carry, `loose` trims of under half a leaf, both at
 * 70 % of the nodes; `ints` small integers with ties, zero ranges and infinities.
 */
export type Tightness = "tight" | "loose" | "ints";

export interface DrawnNumbers {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
  readonly weight: Float64Array;
}

/**
 * A seeded tree in the native yardstick's own notation ("chain:1000"): the same shape and, drawn in the same order, the
 * same numbers. The root is held at a total halfway between the least and the greatest it can carry.
 * @param redraw has the last word on the leaves' numbers, before limits are drawn above them
 */
export function yardstickTree(
  shape: string,
  tightness: Tightness,
  seed = 42,
  redraw: (leaves: Int32Array, numbers: DrawnNumbers) => void = () => {},
): FlatTree {
  const random = new YardstickRandom(seed);
  const topology = new Topology(parents(shape, random));
  const { nodeCount } = topology;
  const numbers = {
    lower: new Float64Array(nodeCount),
    upper: new Float64Array(nodeCount),
    shift: new Float64Array(nodeCount),
    weight: new Float64Array(nodeCount).fill(1),
  };
  const order = yardstickOrder(topology);
  drawLeaves(order, numbers, random, tightness);
  redraw(order.leaves, numbers);
  drawLimits(topology, order, numbers, random, tightness);
  return new FlatTree({ parent: topology.parent, ...numbers });
}

/** The shape alone, without numbers. */
export function yardstickTopology(shape: string, seed = 42): Topology {
  return new Topology(parents(shape, new YardstickRandom(seed)));
}

function parents(shape: string, random: YardstickRandom): Int32Array {
  const [kind, sizes = ""] = shape.split(":");
  const [a = 0, b = 1, c = 1] = sizes.split("x").map(Number);
  switch (kind) {
    case "star":
      return levels([a]);
    case "g2":
      return levels([a, b]);
    case "g3":
      return levels([a, b, c]);
    case "g5":
      return levels([a, a, a, a, a]);
    case "binary":
      return levels(new Array(a).fill(2));
    case "chain":
      return caterpillar(a, 1);
    case "cat":
      return caterpillar(a, b);
    case "rrt":
      return randomRecursive(a, random);
    case "recent":
      return recentRecursive(a, b, random);
    default:
      throw new Error(`unknown shape ${shape}`);
  }
}

/** Every node of level i has `fanOuts[i]` children. */
function levels(fanOuts: readonly number[]): Int32Array {
  let width = 1;
  let nodeCount = 1;
  for (const fanOut of fanOuts) nodeCount += width *= fanOut;

  const parent = new Int32Array(nodeCount).fill(-1);
  let begin = 0;
  let end = 1;
  for (const fanOut of fanOuts) {
    for (let v = end; v < end + (end - begin) * fanOut; v++) parent[v] = begin + Math.floor((v - end) / fanOut);
    [begin, end] = [end, end + (end - begin) * fanOut];
  }
  return parent;
}

/** A chain of `spineLength` inner nodes with `leaves` each. */
function caterpillar(spineLength: number, leaves: number): Int32Array {
  const parent = new Int32Array(spineLength * (leaves + 1));
  let spine = -1;
  for (let v = 0; v < parent.length; v++) {
    // Spine nodes follow the leaves of the one above: 0, leaves + 1, 2 (leaves + 1), ...
    const isSpine = v % (leaves + 1) === 0;
    parent[v] = spine;
    if (isSpine) spine = v;
  }
  return parent;
}

function randomRecursive(nodeCount: number, random: YardstickRandom): Int32Array {
  const parent = new Int32Array(nodeCount).fill(-1);
  for (let v = 1; v < nodeCount; v++) parent[v] = random.below(v);
  return parent;
}

/** Each node below one of the last few before it: the fewer, the deeper. (Not one of the yardstick's.) */
function recentRecursive(nodeCount: number, few: number, random: YardstickRandom): Int32Array {
  const parent = new Int32Array(nodeCount).fill(-1);
  for (let v = 1; v < nodeCount; v++) parent[v] = v - 1 - random.below(Math.min(v, few));
  return parent;
}

function drawLeaves(order: YardstickOrder, numbers: DrawnNumbers, random: YardstickRandom, tightness: Tightness): void {
  for (const leaf of order.leaves) {
    let lower = random.between(-1, 0.5);
    let upper = lower + random.between(0, 3);
    let shift = random.between(-1, 1);
    let weight = random.between(0.5, 2);
    if (tightness === "ints") {
      lower = random.below(5) - 2;
      upper = lower + random.below(4);
      shift = random.below(5) - 2;
      weight = 1 + random.below(2);
      if (random.next() < 0.1) lower = Number.NEGATIVE_INFINITY;
      if (random.next() < 0.1) upper = Number.POSITIVE_INFINITY;
    }
    // The yardstick's limits are on the leaf's flow, ours on its dispatch.
    numbers.lower[leaf] = lower - shift;
    numbers.upper[leaf] = upper - shift;
    numbers.shift[leaf] = shift;
    numbers.weight[leaf] = weight;
  }
}

/** The inner nodes' limits, from the leaves up, each drawn within what the subtree can carry. */
function drawLimits(
  topology: Topology,
  order: YardstickOrder,
  { lower, upper, shift }: DrawnNumbers,
  random: YardstickRandom,
  tightness: Tightness,
): void {
  const { nodeCount, leafCount, root, parent } = topology;
  const leavesBelow = new Int32Array(nodeCount);
  const least = new Float64Array(nodeCount);
  const greatest = new Float64Array(nodeCount);
  let nextLeaf = 0;
  for (let k = 0; k < order.inners.length; k++) {
    const v = order.inners[k];
    for (; nextLeaf < order.leafEnd[k]; nextLeaf++) {
      const leaf = order.leaves[nextLeaf];
      least[v] += lower[leaf] + shift[leaf];
      greatest[v] += upper[leaf] + shift[leaf];
      leavesBelow[v]++;
    }
    [lower[v], upper[v]] = limits(least[v], greatest[v], leavesBelow[v], random, tightness);
    least[v] = Math.max(least[v], lower[v]);
    greatest[v] = Math.min(greatest[v], upper[v]);
    if (v === root) break;
    least[parent[v]] += least[v];
    greatest[parent[v]] += greatest[v];
    leavesBelow[parent[v]] += leavesBelow[v];
  }
  const low = Math.max(least[root], -6 * leafCount);
  const high = Math.min(greatest[root], 6 * leafCount);
  const middle = low + 0.5 * (high - low);
  const total = within(tightness === "ints" ? Math.floor(middle * 2) / 2 : middle, least[root], greatest[root]);
  lower[root] = total;
  upper[root] = total;
}

function limits(
  least: number,
  greatest: number,
  leafCount: number,
  random: YardstickRandom,
  tightness: Tightness,
): [number, number] {
  const probability = 0.7;
  const range = greatest - least;
  let lower = Number.NEGATIVE_INFINITY;
  let upper = Number.POSITIVE_INFINITY;
  if (tightness === "tight") {
    if (random.next() < probability) lower = least + range * random.between(0, 0.3);
    if (random.next() < probability) upper = greatest - range * random.between(0, 0.3);
  } else if (tightness === "loose") {
    if (random.next() < probability) lower = least + random.between(0, 0.5) * Math.min(1.5, range);
    if (random.next() < probability) upper = greatest - random.between(0, 0.5) * Math.min(1.5, range);
  } else {
    const low = Math.max(least, -6 * leafCount);
    const high = Math.min(greatest, 6 * leafCount);
    if (low <= high) {
      const one = within(Math.floor(low + (high - low + 1) * random.next()), low, high);
      const two = within(Math.floor(low + (high - low + 1) * random.next()), low, high);
      if (random.next() < probability) lower = Math.min(one, two);
      if (random.next() < probability) upper = Math.max(one, two);
    }
  }
  return [lower, upper];
}

function within(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
