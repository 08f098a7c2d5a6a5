import type { Bundle } from "./merge-parallels.js";

/** No bus, no bundle. */
export const NONE = -1;

/** The breadth-first tree from all sources at once. Buses are numbered from 0; the last number is where all sources hang. */
export interface SpanningTree {
  /** Number of the bus above all sources. */
  readonly top: number;
  /** Reached buses without `top`, each after the one above it. */
  readonly order: readonly number[];
  /** The bus above each bus; `NONE` for `top` and for those that are not reached. */
  readonly above: Int32Array;
  /** The bundle to the bus above; `NONE` where there is none: sources, `top`, and those that are not reached. */
  readonly bundleAbove: Int32Array;
  readonly depth: Int32Array;
  /** Bundles between reached buses that are not in the tree, each of which closes a loop. */
  readonly closing: readonly number[];
}

/** Where a bus's bundles lie, in the order of the bundles. */
function bundlesByBus(bundles: readonly Bundle[], busCount: number): { start: Int32Array; list: Int32Array } {
  const start = new Int32Array(busCount + 1);
  for (const { from, to } of bundles) {
    start[from + 1]++;
    start[to + 1]++;
  }
  for (let bus = 0; bus < busCount; bus++) start[bus + 1] += start[bus];
  const next = start.slice(0, busCount);
  const list = new Int32Array(2 * bundles.length);
  bundles.forEach(({ from, to }, bundle) => {
    list[next[from]++] = bundle;
    list[next[to]++] = bundle;
  });
  return { start, list };
}

/** @param sources bus numbers; several are one network's feeds */
export function spanningTree(bundles: readonly Bundle[], sources: readonly number[], busCount: number): SpanningTree {
  const top = busCount;
  const above = new Int32Array(busCount + 1).fill(NONE);
  const bundleAbove = new Int32Array(busCount + 1).fill(NONE);
  const depth = new Int32Array(busCount + 1);
  const order: number[] = [];
  const reach = (bus: number, from: number, bundle: number) => {
    if (above[bus] !== NONE) return;
    above[bus] = from;
    bundleAbove[bus] = bundle;
    depth[bus] = depth[from] + 1;
    order.push(bus);
  };
  for (const source of sources) reach(source, top, NONE);

  const { start, list } = bundlesByBus(bundles, busCount);
  for (let next = 0; next < order.length; next++) {
    const bus = order[next];
    for (let at = start[bus]; at < start[bus + 1]; at++) {
      const { from, to } = bundles[list[at]];
      reach(from === bus ? to : from, bus, list[at]);
    }
  }
  const closing: number[] = [];
  bundles.forEach(({ from, to }, bundle) => {
    if (above[from] !== NONE && bundleAbove[from] !== bundle && bundleAbove[to] !== bundle) closing.push(bundle);
  });
  return { top, order, above, bundleAbove, depth, closing };
}
