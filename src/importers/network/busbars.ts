import { type Bundle, mergeParallels } from "./merge-parallels.js";
import { Meshes } from "./meshes.js";
import type { Network } from "./network.js";
import { NONE, type SpanningTree, spanningTree } from "./spanning-tree.js";

/** A network in which every loop is alone: what it is after meshed buses have been taken for busbars. */
export interface OpenNetwork {
  /** Number of the busbar that a bus belongs to: that of one of its buses. */
  readonly busbarOf: (bus: number) => number;
  readonly bundles: readonly Bundle[];
  readonly tree: SpanningTree;
}

/**
 * Takes buses that more than one loop runs through for one busbar, until every loop is alone. Only what joins two voltages
 * stays between them: a transformer limits what is below it, whichever way the mesh above feeds it. Where transformers
 * alone make the mesh, they go too.
 */
export function openNetwork(network: Network): OpenNetwork {
  const busCount = network.busNames.length;
  const busbars = new Busbars(busCount);
  const busbarOf = (bus: number) => busbars.find(bus);
  for (;;) {
    const bundles = mergeParallels(network.branches, busbarOf, busCount);
    const tree = spanningTree(bundles, network.sources.map(busbarOf), busCount);
    const meshed = meshedBundles(bundles, tree);
    if (meshed.length === 0) return { busbarOf, bundles, tree };
    const level = meshed.filter(({ branches }) => branches.some(({ transforms }) => !transforms));
    for (const { from, to } of level.length > 0 ? level : meshed) busbars.join(from, to);
  }
}

function meshedBundles(bundles: readonly Bundle[], tree: SpanningTree): Bundle[] {
  const meshes = new Meshes(bundles, tree);
  const inTree = tree.order.filter((bus) => tree.bundleAbove[bus] !== NONE && meshes.isMeshed(bus));
  return [
    ...inTree.map((bus) => bundles[tree.bundleAbove[bus]]),
    ...tree.closing.map((bundle) => bundles[bundle]).filter((bundle) => meshes.closesInMesh(bundle)),
  ];
}

class Busbars {
  readonly #above: Int32Array;

  constructor(busCount: number) {
    this.#above = Int32Array.from({ length: busCount }, (_, bus) => bus);
  }

  find(bus: number): number {
    const above = this.#above;
    let found = bus;
    while (above[found] !== found) {
      above[found] = above[above[found]];
      found = above[found];
    }
    return found;
  }

  join(a: number, b: number): void {
    this.#above[this.find(b)] = this.find(a);
  }
}
