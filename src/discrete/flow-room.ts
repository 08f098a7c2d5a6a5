import { ROUNDING } from "../problem/outcome.js";
import type { Topology } from "../tree/topology.js";

/** Limits of every node: of the dispatch at leaves, of the flow at inner nodes. Arrays have length `nodeCount`. */
export interface NodeLimits {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
}

/** A limit that leaves no room for a change: what is left at its node, and what the limit is. */
export interface Blocked {
  readonly node: number;
  readonly limit: number;
  readonly left: number;
}

/**
 * What every subtree carries at least and at most, kept up to date while leaves' limits change one after the other: whether
 * some flow keeps every limit can be asked before each change. A change costs a step for each node above it that can stop it
 * or take it up; nodes that never can are passed over.
 */
export class FlowRoom {
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** Sums of what the children carry at least, and at most. */
  readonly #least: Sums;
  readonly #greatest: Sums;
  /** The nearest node above that matters, -1 for none. */
  readonly #next: Int32Array;
  /** Where limits contradict each other from the beginning, or after a change that had to be made. */
  isBroken = false;

  /**
   * @param limits leaves' limits as they are to begin with
   * @param widest the least lower and the greatest upper limit that each leaf may come to have, and the greatest lower and the
   * least upper one
   */
  constructor(limits: NodeLimits, widest: { readonly highest: Float64Array; readonly lowest: Float64Array }) {
    const { topology, lower, upper, shift } = limits;
    const { nodeCount, bottomUp, parent } = topology;
    this.#lower = lower;
    this.#upper = upper;
    const out = outOfReach(limits);
    this.#least = new Sums(nodeCount);
    this.#greatest = new Sums(nodeCount);
    // The same sums with every leaf's least flow as high, and its greatest as low, as it may come to be.
    const highest = new Sums(nodeCount);
    const lowest = new Sums(nodeCount);
    this.#next = new Int32Array(nodeCount).fill(-1);
    const matters = new Uint8Array(nodeCount);
    for (const v of bottomUp) {
      if (topology.isLeaf(v)) {
        this.#least.set(v, shift[v] + Math.max(lower[v], -out));
        this.#greatest.set(v, shift[v] + Math.min(upper[v], out));
        highest.set(v, shift[v] + Math.max(widest.highest[v], -out));
        lowest.set(v, shift[v] + Math.min(widest.lowest[v], out));
      } else {
        const isQuiet =
          this.#least.value(v) >= lower[v] &&
          this.#greatest.value(v) <= upper[v] &&
          highest.value(v) <= upper[v] &&
          lowest.value(v) >= lower[v];
        matters[v] = isQuiet ? 0 : 1;
        if (this.#leastOf(v) > upper[v] + this.#slack(v) || this.#greatestOf(v) < lower[v] - this.#slack(v)) {
          this.isBroken = true;
        }
      }
      const p = parent[v];
      if (p < 0) continue;
      this.#least.add(p, topology.isLeaf(v) ? this.#least.value(v) : this.#leastOf(v));
      this.#greatest.add(p, topology.isLeaf(v) ? this.#greatest.value(v) : this.#greatestOf(v));
      highest.add(p, topology.isLeaf(v) ? highest.value(v) : Math.max(lower[v], highest.value(v)));
      lowest.add(p, topology.isLeaf(v) ? lowest.value(v) : Math.min(upper[v], lowest.value(v)));
    }
    for (const v of topology.topDown) {
      const p = parent[v];
      if (p >= 0) this.#next[v] = matters[p] === 1 ? p : this.#next[p];
    }
  }

  /**
   * What stops a leaf's least flow from rising by so much, or its greatest from falling.
   * @param least by how much the least flow rises (or falls)
   * @param greatest by how much the greatest flow rises (or falls)
   * @returns undefined where nothing does
   */
  blocked(leaf: number, least: number, greatest: number): Blocked | undefined {
    for (let v = this.#next[leaf], by = least; v >= 0 && by !== 0; v = this.#next[v]) {
      const before = this.#leastOf(v);
      const after = Math.max(this.#lower[v], this.#least.value(v) + by);
      if (by > 0 && after > this.#upper[v] + this.#slack(v)) {
        return { node: v, limit: this.#upper[v], left: this.#upper[v] - before };
      }
      by = after - before;
    }
    for (let v = this.#next[leaf], by = greatest; v >= 0 && by !== 0; v = this.#next[v]) {
      const before = this.#greatestOf(v);
      const after = Math.min(this.#upper[v], this.#greatest.value(v) + by);
      if (by < 0 && after < this.#lower[v] - this.#slack(v)) {
        return { node: v, limit: this.#lower[v], left: before - this.#lower[v] };
      }
      by = after - before;
    }
    return undefined;
  }

  /** Makes a change; where it is blocked, no flow keeps every limit any more. */
  change(leaf: number, least: number, greatest: number): void {
    if (this.blocked(leaf, least, greatest)) this.isBroken = true;
    for (let v = this.#next[leaf], by = least; v >= 0 && by !== 0; v = this.#next[v]) {
      const before = this.#leastOf(v);
      this.#least.add(v, by);
      by = this.#leastOf(v) - before;
    }
    for (let v = this.#next[leaf], by = greatest; v >= 0 && by !== 0; v = this.#next[v]) {
      const before = this.#greatestOf(v);
      this.#greatest.add(v, by);
      by = this.#greatestOf(v) - before;
    }
  }

  #leastOf(v: number): number {
    return Math.max(this.#lower[v], this.#least.value(v));
  }

  #greatestOf(v: number): number {
    return Math.min(this.#upper[v], this.#greatest.value(v));
  }

  /** Limits written in decimals miss each other by an ulp now and then. */
  #slack(v: number): number {
    const lower = Math.abs(this.#lower[v]);
    const upper = Math.abs(this.#upper[v]);
    let most = Math.max(Math.abs(this.#least.value(v)), Math.abs(this.#greatest.value(v)));
    if (lower < Number.POSITIVE_INFINITY && lower > most) most = lower;
    if (upper < Number.POSITIVE_INFINITY && upper > most) most = upper;
    return ROUNDING * most;
  }
}

/** More than any flow can come to that keeps the finite limits: it stands for infinity, and can be taken off again. */
function outOfReach({ lower, upper, shift }: NodeLimits): number {
  let sum = 1;
  for (const values of [lower, upper, shift])
    for (const value of values) if (Number.isFinite(value)) sum += Math.abs(value);
  return sum;
}

/** A running sum a node, what rounding takes carried along (Neumaier). */
class Sums {
  readonly #sum: Float64Array;
  readonly #lost: Float64Array;

  constructor(nodeCount: number) {
    this.#sum = new Float64Array(nodeCount);
    this.#lost = new Float64Array(nodeCount);
  }

  set(node: number, value: number): void {
    this.#sum[node] = value;
    this.#lost[node] = 0;
  }

  add(node: number, term: number): void {
    const before = this.#sum[node];
    const sum = before + term;
    this.#sum[node] = sum;
    this.#lost[node] += Math.abs(before) >= Math.abs(term) ? before - sum + term : term - sum + before;
  }

  value(node: number): number {
    return this.#sum[node] + this.#lost[node];
  }
}
