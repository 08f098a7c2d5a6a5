import { FlatTree } from "../../src/tree/flat-tree.js";

export type Random = () => number;

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)];
}

/**
 * A small tree with a balanced allocation: limits are laid around flows that exist, some tight, some infinite, and the root
 * is always limited. Half of the trees have limits in quarters, so that ties are common.
 */
export function randomTree(random: Random, scale: number): FlatTree {
  const nodeCount = 1 + Math.floor(random() * 16);
  const parent = Array.from({ length: nodeCount }, (_, v) =>
    v === 0 ? -1 : Math.max(0, v - 1 - Math.floor(random() * 5)),
  );
  const isInner = parent.map((_, v) => parent.includes(v));
  const inQuarters = random() < 0.5;
  const size = () => (inQuarters ? Math.floor(random() * 12) / 4 : random() * 3);
  const gap = () => pick(random, [0, size(), size(), Number.POSITIVE_INFINITY]);

  const shift = parent.map((_, v) => (isInner[v] || random() < 0.6 ? 0 : (size() - 1) * scale));
  const weight = parent.map((_, v) => (isInner[v] ? 1 : pick(random, [1, 1, 0.5, 2, 3])));
  const flow = parent.map((_, v) => (isInner[v] ? 0 : size() - 1));
  for (let v = nodeCount - 1; v > 0; v--) flow[parent[v]] += flow[v] + shift[v] / scale;
  const lower = flow.map((value) => (value - gap()) * scale);
  const upper = flow.map((value) => (value + gap()) * scale);
  upper[0] = (flow[0] + size()) * scale;
  return new FlatTree({ parent, lower, upper, shift, weight });
}
