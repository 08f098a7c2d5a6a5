import type { Bundle } from "./merge-parallels.js";
import type { SpanningTree } from "./spanning-tree.js";

/**
 * Tells the loops that are alone from those that share elements with others.
 *
 * A bundle outside the spanning tree closes one loop through the tree. Loops that have a bundle in common belong together;
 * the classes are the graph's blocks (Tarjan 1972), found here with a union of tree bundles, each named for the bus below it.
 */
export class Meshes {
  /** Union-find over the tree's bundles. */
  readonly #group: Int32Array;
  /** The bus on top of each group. */
  readonly #topOf: Int32Array;
  /** Loops closed in each group. */
  readonly #loops: Int32Array;

  constructor(
    bundles: readonly Bundle[],
    readonly tree: SpanningTree,
  ) {
    const { above } = tree;
    this.#group = Int32Array.from(above, (_, bus) => bus);
    this.#topOf = above.slice();
    const groupOfLoop = tree.closing.map((bundle) => this.#close(bundles[bundle].from, bundles[bundle].to));
    this.#loops = new Int32Array(above.length);
    for (const group of groupOfLoop) this.#loops[this.#find(group)]++;
  }

  /** Whether the bundle above the bus has more than one loop running through its block. */
  isMeshed(bus: number): boolean {
    return this.#loops[this.#find(bus)] > 1;
  }

  /** Whether the loop that a bundle outside of the tree closes shares elements with others. */
  closesInMesh({ from, to }: Bundle): boolean {
    return this.isMeshed(this.tree.depth[from] >= this.tree.depth[to] ? from : to);
  }

  #find(bus: number): number {
    const group = this.#group;
    let root = bus;
    while (group[root] !== root) root = group[root];
    for (let v = bus; v !== root; ) [v, group[v]] = [group[v], root];
    return root;
  }

  /** Joins all tree bundles of the loop through `a` and `b`, and returns one of them. */
  #close(a: number, b: number): number {
    const { depth } = this.tree;
    let group = -1;
    let [low, other] = [a, b];
    while (low !== other) {
      if (depth[low] < depth[other]) [low, other] = [other, low];
      const found = this.#find(low);
      low = this.#topOf[found];
      group = group < 0 ? found : this.#join(group, found);
    }
    return group;
  }

  #join(first: number, second: number): number {
    const a = this.#find(first);
    const b = this.#find(second);
    if (a === b) return a;
    const { depth } = this.tree;
    const higher = depth[this.#topOf[a]] <= depth[this.#topOf[b]] ? a : b;
    const lower = higher === a ? b : a;
    this.#group[lower] = higher;
    return higher;
  }
}
