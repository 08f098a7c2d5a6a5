import type { Guarantees } from "../model/options.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { Topology } from "../tree/topology.js";

/** The two parts of a leaf with a guarantee, as nodes below it. */
export interface GuaranteedLeaf {
  readonly leaf: number;
  /** What is guaranteed: it moves between the leaf's limit and the end of its guarantee. */
  readonly part: number;
  /** What is beyond. */
  readonly rest: number;
  /** Whether it is import that is guaranteed. */
  readonly isImport: boolean;
  /** As given, in the posed problem's terms. */
  readonly guarantee: number;
  /** The dispatch where the guarantee ends: one short of the leaf's limit counts as that limit. */
  readonly end: number;
}

/**
 * Leaves with guarantees move in two ways, the guaranteed part before the rest: here each has two leaves below it, one for
 * each. Its own limits thereby hold both. Nodes keep their indices, and the parts stand behind them.
 */
export class LeafParts {
  readonly topology: Topology;
  readonly guaranteed: readonly GuaranteedLeaf[];
  /** Where the guarantee is a base: the level of the rest counts from its end. */
  readonly isBase: boolean;
  readonly #given: Topology;
  readonly #priority: Float64Array | undefined;
  readonly #indexOfLeaf: ReadonlyMap<number, number>;

  /** @param hasRequest whether a leaf has a request of its own; otherwise it wants its upper limit */
  constructor(problem: PosedProblem, guarantees: Guarantees, hasRequest: (leaf: number) => boolean) {
    const { topology, guarantee, priority } = problem;
    this.#given = topology;
    this.#priority = priority;
    this.isBase = guarantees === "base";
    // Export that is as little as the limits allow is no wish, and nothing of it can be cut.
    const isPart = (leaf: number, own: number) => own > 0 || (own < 0 && hasRequest(leaf));
    const leaves = Array.from(topology.leaves).filter((leaf) => isPart(leaf, guarantee?.[leaf] ?? 0));
    this.#indexOfLeaf = new Map(leaves.map((leaf, k) => [leaf, k]));
    this.guaranteed = leaves.map((leaf, k) => {
      const own = guarantee?.[leaf] ?? 0;
      return {
        leaf,
        part: topology.nodeCount + 2 * k,
        rest: topology.nodeCount + 2 * k + 1,
        isImport: own > 0,
        guarantee: own,
        end: guaranteeEnd(problem, leaf),
      };
    });
    this.topology = leaves.length === 0 ? topology : withPartsBelow(topology, leaves);
  }

  /** A leaf's two parts; `undefined` where nothing of it is guaranteed. */
  of(leaf: number): GuaranteedLeaf | undefined {
    const k = this.#indexOfLeaf.get(leaf);
    return k === undefined ? undefined : this.guaranteed[k];
  }

  /** The leaf of a part; any other node itself. */
  owner(node: number): number {
    const behind = node - this.#given.nodeCount;
    return behind < 0 ? node : this.guaranteed[behind >> 1].leaf;
  }

  /** Whether a node is the part of a leaf that is guaranteed. */
  isGuaranteed(node: number): boolean {
    const behind = node - this.#given.nodeCount;
    return behind >= 0 && (behind & 1) === 0;
  }

  /** Length of `topology.nodeCount`: ranks of the leaves' priorities, those of guaranteed parts above all others. */
  priorities(): Float64Array | undefined {
    const { topology } = this;
    if (this.guaranteed.length === 0) return this.#priority;
    const priorityOf = (node: number) => this.#priority?.[this.owner(node)] ?? 0;
    const lowestFirst = Float64Array.from(new Set(Array.from(topology.leaves, priorityOf))).sort();
    const rankOf = new Map(Array.from(lowestFirst, (value, rank) => [value, rank]));
    return Float64Array.from({ length: topology.nodeCount }, (_, v) => {
      const rank = rankOf.get(priorityOf(v)) ?? 0;
      return this.isGuaranteed(v) ? lowestFirst.length + rank : rank;
    });
  }
}

/** Up to which dispatch a leaf's is guaranteed, a guarantee within its limit counting as that limit; 0 for none. */
export function guaranteeEnd({ lower, upper, guarantee }: PosedProblem, leaf: number): number {
  const own = guarantee?.[leaf] ?? 0;
  if (own === 0) return 0;
  return own > 0 ? Math.max(own, lower[leaf]) : Math.min(own, upper[leaf]);
}

function withPartsBelow(given: Topology, leaves: readonly number[]): Topology {
  const { nodeCount, parent } = given;
  const longer = new Int32Array(nodeCount + 2 * leaves.length);
  longer.set(parent);
  leaves.forEach((leaf, k) => {
    longer.fill(leaf, nodeCount + 2 * k, nodeCount + 2 * k + 2);
  });
  return new Topology(longer);
}
