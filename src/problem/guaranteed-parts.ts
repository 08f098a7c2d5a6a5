import type { Guarantees } from "../model/options.js";
import { Topology } from "../tree/topology.js";
import type { PosedProblem } from "./posed-problem.js";

/**
 * A problem in which every leaf with a guarantee stands twice, side by side: as the part that is guaranteed, with a priority
 * above everybody's who is not, and as the rest. Guarantees are thereby priorities, and whoever solves or audits this
 * problem needs to know nothing of them.
 *
 * Where the guarantee is a base, the level of the rest counts from it; but only between it and the request. What such a leaf
 * can have beyond its request stands a third time, and its level counts from 0.
 *
 * Nodes keep their indices, and the parts stand behind them; none has an id.
 */
export class GuaranteedParts {
  /** What is to be solved; the problem that was given where no leaf has a guarantee. */
  readonly problem: PosedProblem;
  readonly given: PosedProblem;
  readonly #guarantees: Guarantees;
  /** The leaf of each guaranteed part, ascending. */
  readonly #leaves: readonly number[];
  /** The leaf of each part beyond a request, ascending; those parts stand behind the guaranteed ones. */
  readonly #passing: readonly number[];

  constructor(given: PosedProblem, guarantees: Guarantees) {
    this.given = given;
    this.#guarantees = guarantees;
    this.#leaves = guaranteedLeaves(given);
    this.#passing = guarantees === "base" ? this.#leaves.filter((leaf) => this.#mayPassRequest(leaf)) : [];
    const owners = [...this.#leaves, ...this.#passing];
    this.problem = owners.length === 0 ? given : this.#split(topologyWithParts(given.topology, owners));
  }

  /** The node that was given for a node of `problem`. */
  owner(node: number): number {
    const { nodeCount } = this.given.topology;
    const { length } = this.#leaves;
    const part = node - nodeCount;
    return part < 0 ? node : part < length ? this.#leaves[part] : this.#passing[part - length];
  }

  /**
   * Dispatches of the nodes that were given.
   * @param dispatch of the nodes of `problem`
   */
  mergeDispatch(dispatch: Float64Array): Float64Array {
    const { topology, lower, upper } = this.given;
    if (this.#leaves.length === 0) return dispatch;
    const merged = dispatch.slice(0, topology.nodeCount);
    this.#leaves.forEach((leaf, k) => {
      const end = this.#end(leaf);
      const part = dispatch[topology.nodeCount + k];
      const isOnTop = this.#guarantees === "base";
      const beyond = isOnTop ? dispatch[leaf] : dispatch[leaf] - end;
      // The rest begins where the guarantee ends: one of the two rests there, but for its last bits, and the other is the whole.
      if (Math.abs(part - end) >= Math.abs(beyond)) merged[leaf] = part;
      // A sum may round past a limit.
      else if (isOnTop) merged[leaf] = Math.min(upper[leaf], Math.max(lower[leaf], end + beyond));
    });
    this.#passing.forEach((leaf, k) => {
      const request = this.#request(leaf);
      const passed = dispatch[topology.nodeCount + this.#leaves.length + k];
      // Likewise: the rest ends where this part begins.
      const isPassed = Math.abs(passed - request) > Math.abs(dispatch[leaf] - (request - this.#end(leaf)));
      if (isPassed) merged[leaf] = passed;
    });
    return merged;
  }

  /**
   * Flows of the nodes of `problem`: what is within the guarantee is its part's, what is beyond it the rest's.
   * @param flow of the nodes that were given
   */
  splitFlows(flow: Float64Array): Float64Array {
    const { topology, shift } = this.given;
    if (this.#leaves.length === 0) return flow;
    const split = extended(flow, this.problem.topology.nodeCount, 0);
    this.#leaves.forEach((leaf, k) => {
      const end = this.#end(leaf);
      const dispatch = flow[leaf] - shift[leaf];
      const part = this.#isImport(leaf) ? Math.min(dispatch, end) : Math.max(dispatch, end);
      split[topology.nodeCount + k] = part;
      split[leaf] = flow[leaf] - part;
    });
    this.#passing.forEach((leaf, k) => {
      const request = this.#request(leaf);
      const dispatch = flow[leaf] - shift[leaf];
      const passed = (this.#isImport(leaf) ? Math.max(dispatch, request) : Math.min(dispatch, request)) - request;
      split[topology.nodeCount + this.#leaves.length + k] = passed;
      split[leaf] -= passed;
    });
    return split;
  }

  #isImport(leaf: number): boolean {
    return (this.given.guarantee as Float64Array)[leaf] > 0;
  }

  #request(leaf: number): number {
    const { request, upper } = this.given;
    return (request ?? upper)[leaf];
  }

  /** Whether more import than is requested may be called on where import is guaranteed, or more export. */
  #mayPassRequest(leaf: number): boolean {
    const { lower, upper } = this.given;
    const request = this.#request(leaf);
    return this.#isImport(leaf) ? request < upper[leaf] : request > lower[leaf];
  }

  /** Where the guaranteed part of a leaf's range ends; a guarantee beyond a limit counts as that limit. */
  #end(leaf: number): number {
    const { lower, upper, guarantee } = this.given;
    const own = (guarantee as Float64Array)[leaf];
    return own > 0 ? Math.max(own, lower[leaf]) : Math.min(own, upper[leaf]);
  }

  #split(topology: Topology): PosedProblem {
    const { given } = this;
    const first = given.topology.nodeCount;
    const count = topology.nodeCount;
    const lower = extended(given.lower, count, 0);
    const upper = extended(given.upper, count, 0);
    const shift = extended(given.shift, count, 0);
    const weight = extended(given.weight, count, 1);
    for (let v = first; v < count; v++) weight[v] = given.weight[this.owner(v)];
    const request = extended(given.request ?? given.upper, count, 0);
    this.#leaves.forEach((leaf, k) => {
      const part = first + k;
      const end = this.#end(leaf);
      const [rest, guaranteed] = this.#isImport(leaf) ? [lower, upper] : [upper, lower];
      lower[part] = lower[leaf];
      upper[part] = upper[leaf];
      guaranteed[part] = end;
      request[part] = end;
      rest[leaf] = end;
      if (this.#guarantees === "floor") {
        shift[leaf] -= end;
        return;
      }
      lower[leaf] -= end;
      upper[leaf] -= end;
      request[leaf] -= end;
    });
    this.#passing.forEach((leaf, k) => {
      const part = first + this.#leaves.length + k;
      const wanted = this.#request(leaf);
      lower[part] = upper[part] = request[part] = wanted;
      const [rest, passing] = this.#isImport(leaf) ? [upper, given.upper] : [lower, given.lower];
      (this.#isImport(leaf) ? upper : lower)[part] = passing[leaf];
      rest[leaf] = request[leaf];
      shift[part] = -wanted;
    });
    return { topology, lower, upper, shift, weight, request, priority: this.#priorities(count) };
  }

  /** Ranks: those of the guaranteed parts, in the order of their leaves' priorities, above all others. */
  #priorities(count: number): Float64Array {
    const { topology, priority } = this.given;
    const { nodeCount } = topology;
    const behind = nodeCount + this.#leaves.length;
    const ranks = new Float64Array(count);
    if (priority === undefined) return ranks.fill(1, nodeCount, behind);
    const different = new Set<number>();
    for (const leaf of topology.leaves) different.add(priority[leaf]);
    const lowestFirst = Float64Array.from(different).sort();
    const rankOf = new Map(Array.from(lowestFirst, (value, rank) => [value, rank]));
    for (let v = 0; v < count; v++) {
      const rank = rankOf.get(priority[this.owner(v)]) ?? 0;
      ranks[v] = v >= nodeCount && v < behind ? lowestFirst.length + rank : rank;
    }
    return ranks;
  }
}

/** Of every tree's topology the last that was made, so that solving again with other numbers finds all that hangs on it. */
const made = new WeakMap<Topology, { readonly leaves: readonly number[]; readonly topology: Topology }>();

function topologyWithParts(given: Topology, leaves: readonly number[]): Topology {
  const last = made.get(given);
  if (last && last.leaves.length === leaves.length && leaves.every((leaf, k) => leaf === last.leaves[k])) {
    return last.topology;
  }
  const parent = new Int32Array(given.nodeCount + leaves.length);
  parent.set(given.parent);
  leaves.forEach((leaf, k) => {
    parent[given.nodeCount + k] = given.parent[leaf];
  });
  const topology = new Topology(parent);
  made.set(given, { leaves, topology });
  return topology;
}

/** Those to whom the guarantee makes a difference: a tree that is one leaf shares with nobody. */
function guaranteedLeaves({ topology, guarantee }: PosedProblem): number[] {
  if (guarantee === undefined || topology.isLeaf(topology.root)) return [];
  const leaves: number[] = [];
  for (const leaf of topology.leaves) if (guarantee[leaf] !== 0) leaves.push(leaf);
  return leaves;
}

function extended(values: Float64Array, length: number, other: number): Float64Array {
  const longer = new Float64Array(length).fill(other);
  longer.set(values);
  return longer;
}
