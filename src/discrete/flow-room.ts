import { ROUNDING } from "../problem/outcome.js";
import type { Topology } from "../tree/topology.js";
import { LeastFlows } from "./least-flows.js";

/** Limits of every node: of the dispatch at leaves, of the flow at inner nodes. Arrays have length `nodeCount`. */
export interface NodeLimits {
  readonly topology: Topology;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly shift: Float64Array;
}

/** Between what the limits of leaves may come to lie. Arrays have length `nodeCount`; inner nodes' entries are not read. */
export interface LimitRanges {
  readonly lower: readonly [from: Float64Array, to: Float64Array];
  readonly upper: readonly [from: Float64Array, to: Float64Array];
}

/** A limit that leaves no room for a change: what is left at its node, and what the limit is. */
export interface Blocked {
  readonly node: number;
  readonly limit: number;
  readonly left: number;
}

/**
 * What every subtree carries at least and at most, kept up to date while leaves' limits change one after the other: whether
 * some flow keeps every limit can be asked before each change.
 */
export class FlowRoom {
  /** Where limits contradict each other from the beginning, or after a change that had to be made. */
  isBroken: boolean;
  /** What stands for infinity, and can be taken off again: a limit further out counts as this. */
  readonly reach: number;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** Absent where no limit can stand in the way. */
  readonly #least: LeastFlows | undefined;
  /** The greatest flows, of the mirrored tree: their negatives. */
  readonly #greatest: LeastFlows | undefined;

  /** @param limits leaves' limits as they are to begin with; kept, and not written to */
  constructor(limits: NodeLimits, ranges: LimitRanges) {
    const { topology, lower, upper, shift } = limits;
    this.#lower = lower;
    this.#upper = upper;
    this.reach = outOfReach(limits);
    const hasUpper = isAnyFinite(topology, upper);
    const hasLower = isAnyFinite(topology, lower);
    if (hasUpper || hasLower) {
      const slack = slackOf(limits, this.reach);
      const flows = (dispatch: Float64Array) => flowsOf(topology, dispatch, shift, this.reach);
      const mirrored = (dispatch: Float64Array) => flows(dispatch).map(negative);
      const { lower: lowers, upper: uppers } = ranges;
      if (hasUpper) {
        const leaves = { now: flows(lower), from: flows(lowers[0]), to: flows(lowers[1]) };
        this.#least = new LeastFlows({ topology, floor: lower, ceiling: upper, slack, ...leaves });
      }
      if (hasLower) {
        const leaves = { now: mirrored(upper), from: mirrored(uppers[1]), to: mirrored(uppers[0]) };
        const [floor, ceiling] = [upper.map(negative), lower.map(negative)];
        this.#greatest = new LeastFlows({ topology, floor, ceiling, slack, ...leaves });
      }
    }
    this.isBroken = this.#least?.isBroken === true || this.#greatest?.isBroken === true;
  }

  /**
   * What stops a leaf's lower limit from rising by so much, or its upper one from falling.
   * @param lower by how much the lower limit rises (or falls)
   * @param upper by how much the upper limit rises (or falls)
   * @returns undefined where nothing does
   */
  blocked(leaf: number, lower: number, upper: number): Blocked | undefined {
    const above = lower > 0 && this.#least ? this.#least.blockedAt(leaf, lower) : -1;
    if (above >= 0 && this.#least) {
      const limit = this.#upper[above];
      return { node: above, limit, left: limit - this.#least.leastAtFound };
    }
    const below = upper < 0 && this.#greatest ? this.#greatest.blockedAt(leaf, -upper) : -1;
    if (below >= 0 && this.#greatest) {
      const limit = this.#lower[below];
      return { node: below, limit, left: -this.#greatest.leastAtFound - limit };
    }
    return undefined;
  }

  /** Whether nothing stops such a change. */
  fits(leaf: number, lower: number, upper: number): boolean {
    if (lower > 0 && this.#least && this.#least.blockedAt(leaf, lower) >= 0) return false;
    return !(upper < 0 && this.#greatest && this.#greatest.blockedAt(leaf, -upper) >= 0);
  }

  /** Makes a change; where it is blocked, no flow keeps every limit any more. */
  change(leaf: number, lower: number, upper: number): void {
    if (!this.fits(leaf, lower, upper)) this.isBroken = true;
    this.make(leaf, lower, upper);
  }

  /** Makes a change that is known not to be blocked. */
  make(leaf: number, lower: number, upper: number): void {
    if (lower !== 0) this.#least?.change(leaf, lower);
    if (upper !== 0) this.#greatest?.change(leaf, -upper);
  }
}

function isAnyFinite(topology: Topology, limits: Float64Array): boolean {
  for (let v = 0; v < limits.length; v++) if (!topology.isLeaf(v) && Number.isFinite(limits[v])) return true;
  return false;
}

const negative = (value: number) => -value;

/** Four times as much as all finite numbers come to. */
function outOfReach({ lower, upper, shift }: NodeLimits): number {
  let sum = 1;
  for (const values of [lower, upper, shift]) {
    for (let v = 0; v < values.length; v++) if (Number.isFinite(values[v])) sum += Math.abs(values[v]);
  }
  return 4 * sum;
}

/** Flows of leaves with such a dispatch. */
function flowsOf(topology: Topology, dispatch: Float64Array, shift: Float64Array, out: number): Float64Array {
  const flow = new Float64Array(dispatch.length);
  for (let v = 0; v < flow.length; v++) {
    if (topology.isLeaf(v)) flow[v] = shift[v] + Math.max(-out, Math.min(out, dispatch[v]));
  }
  return flow;
}

/** Limits written in decimals miss each other by an ulp now and then: relative to the greatest number that takes part. */
function slackOf({ topology, lower, upper, shift }: NodeLimits, out: number): Float64Array {
  const { nodeCount, topDown, parent } = topology;
  const least = new Float64Array(nodeCount);
  const greatest = new Float64Array(nodeCount);
  const slack = new Float64Array(nodeCount);
  const magnitude = (value: number) => (Math.abs(value) < out / 2 ? Math.abs(value) : 0);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      least[v] = shift[v] + Math.max(-out, lower[v]);
      greatest[v] = shift[v] + Math.min(out, upper[v]);
    } else {
      const most = Math.max(magnitude(lower[v]), magnitude(upper[v]), magnitude(least[v]), magnitude(greatest[v]));
      slack[v] = ROUNDING * most;
      least[v] = Math.max(lower[v], least[v]);
      greatest[v] = Math.min(upper[v], greatest[v]);
    }
    const p = parent[v];
    if (p < 0) continue;
    least[p] += least[v];
    greatest[p] += greatest[v];
  }
  return slack;
}
