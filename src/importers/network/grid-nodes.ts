import type { OpenNetwork } from "./busbars.js";
import { type Bundle, bundleKw } from "./merge-parallels.js";
import type { Appliance, Branch, Network, Rating, SeriesElement } from "./network.js";
import { NONE } from "./spanning-tree.js";

/** One node of the tree to be. */
export interface GridNode {
  readonly id: string;
  readonly name: string | undefined;
  readonly kind: string;
  /** Index of the node above; -1 at the root. */
  readonly parent: number;
  readonly lower: number;
  readonly upper: number;
  /** NaN where there is none. */
  readonly request: number;
  readonly ratingSource: string;
  readonly phases: number;
  /** The bus at its lower end; -1 at the root. */
  readonly bus: number;
  readonly profile: string | undefined;
}

const rootId = "source";

/** The nodes of the tree, parents first, and where each busbar's node is. */
export class GridNodes {
  readonly nodes: GridNode[] = [];
  /** Index of the node at which a busbar's appliances hang. */
  readonly nodeOfBusbar = new Map<number, number>();
  /** Bundles with nothing to feed below them. */
  readonly leadingNowhere: Bundle[] = [];

  constructor(network: Network, { busbarOf, bundles, tree }: OpenNetwork) {
    const appliances = appliancesByBusbar(network, busbarOf);
    const feeds = new Uint8Array(tree.above.length);
    for (const busbar of appliances.keys()) feeds[busbar] = 1;
    for (const bus of [...tree.order].reverse()) if (feeds[bus]) feeds[tree.above[bus]] = 1;

    this.#add({ id: rootId, name: network.name, kind: "source", parent: -1 });
    for (const bus of tree.order) {
      const above = tree.bundleAbove[bus] === NONE ? undefined : bundles[tree.bundleAbove[bus]];
      if (!feeds[bus]) {
        if (above) this.leadingNowhere.push(above);
        continue;
      }
      const parent = above ? this.nodeOfBusbar.get(tree.above[bus])! : 0;
      const node = above ? this.#addBundle(above, parent, bus) : 0;
      this.nodeOfBusbar.set(bus, node);
      for (const appliance of appliances.get(bus) ?? []) this.#addAppliance(appliance, node);
    }
  }

  #add(node: Partial<GridNode> & Pick<GridNode, "id" | "name" | "kind" | "parent">): number {
    this.nodes.push({
      lower: Number.NEGATIVE_INFINITY,
      upper: Number.POSITIVE_INFINITY,
      request: Number.NaN,
      ratingSource: "",
      phases: 3,
      bus: -1,
      profile: undefined,
      ...node,
    });
    return this.nodes.length - 1;
  }

  /** A node for the bundle; what stands in series with its only branch gets one of its own above it. */
  #addBundle(bundle: Bundle, parent: number, bus: number): number {
    const { branches } = bundle;
    const [first] = branches;
    if (branches.length > 1) return this.#addRated(first, mergedRating(bundle), parent, bus, mergedName(branches));
    let above = parent;
    for (const element of first.series ?? []) {
      above = this.#addRated({ ...element, phases: first.phases }, element.rating, above, bus, undefined);
    }
    return this.#addRated(first, first.rating, above, bus, first.name);
  }

  #addRated(
    { id, kind, phases }: Pick<Branch, "phases"> & Pick<SeriesElement, "id" | "kind">,
    { kw, source }: Rating,
    parent: number,
    bus: number,
    name: string | undefined,
  ): number {
    return this.#add({ id, name, kind, parent, lower: -kw, upper: kw, ratingSource: source, phases, bus });
  }

  #addAppliance({ source, ...appliance }: Appliance, parent: number): void {
    this.#add({ ...appliance, profile: appliance.profile, parent, ratingSource: source });
  }
}

function appliancesByBusbar(network: Network, busbarOf: (bus: number) => number): Map<number, Appliance[]> {
  const byBusbar = new Map<number, Appliance[]>();
  for (const appliance of network.appliances) {
    const busbar = busbarOf(appliance.bus);
    const others = byBusbar.get(busbar);
    if (others) others.push(appliance);
    else byBusbar.set(busbar, [appliance]);
  }
  return byBusbar;
}

function mergedRating(bundle: Bundle): Rating {
  const sources = new Set(bundle.branches.map(({ rating }) => rating.source));
  return { kw: bundleKw(bundle), source: [...sources].join(" + ") };
}

function mergedName(branches: readonly Branch[]): string {
  return branches.map(({ id, name }) => name ?? id).join("+");
}
