import type { Topology } from "./topology.js";

/** Results that were written with six digits or more still stand at their limits. */
const OF_BOUND = 1e-6;
/** What rounding may leave of flows that cancel out, relative to what was added up. */
const OF_MAGNITUDE = 1e-9;
/** Nearer than this, relative to all flow in the tree, no solver promises to be. */
const OF_ALL_FLOW = 1e-12;

/** What the notion needs to know of a tree; a `FlatTree` is one. */
export interface ShiftedTree {
  readonly topology: Topology;
  readonly shift: Float64Array;
}

/**
 * What it means that a node is at its limit, or a leaf has what it requests, wherever that is told: within rounding, and as
 * far as numbers in files are rounded.
 */
export class AtLimit {
  /** Sum of |shift| + |flow| of a leaf, or of all leaves below: what rounding is relative to. */
  readonly magnitude: Float64Array;
  readonly #allFlow: number;

  /** @param flow one a node; only those of leaves are looked at */
  constructor({ topology, shift }: ShiftedTree, flow: Float64Array) {
    const { nodeCount, bottomUp, parent } = topology;
    this.magnitude = new Float64Array(nodeCount);
    for (const v of bottomUp) {
      if (topology.isLeaf(v)) this.magnitude[v] = Math.abs(flow[v]) + Math.abs(shift[v]);
      if (parent[v] >= 0) this.magnitude[parent[v]] += this.magnitude[v];
    }
    this.#allFlow = this.magnitude[topology.root];
  }

  /**
   * Whether a node's flow, or a leaf's dispatch, is at a bound: one of its limits, or its request.
   * @param limited the flow, or the dispatch
   */
  isAt(node: number, limited: number, bound: number): boolean {
    if (limited === bound) return true;
    const slack = Math.max(
      OF_BOUND * Math.abs(bound),
      OF_MAGNITUDE * this.magnitude[node],
      OF_ALL_FLOW * this.#allFlow,
    );
    return Number.isFinite(bound) && Math.abs(limited - bound) <= slack;
  }
}
