import { deepestFirst } from "../tree/depths.js";
import type { Topology } from "../tree/topology.js";
import { type LimitSide, ROUNDING } from "./outcome.js";
import { negated, type PosedProblem } from "./posed-problem.js";

/** A limit that contradicted what lies below it, and how far it was widened. */
export interface RelaxedLimit {
  readonly id: string;
  /** Index of the node, in the caller's order. */
  readonly node: number;
  readonly limit: LimitSide;
  /** The limit as given; the target, where one takes the place of the root's limits. */
  readonly from: number;
  /** The least upper limit, or the greatest lower one, that the subtree can keep. */
  readonly to: number;
}

/** A relaxed limit in the terms of the posed problem. */
export type PosedRelaxation = Omit<RelaxedLimit, "id">;

export interface RelaxedProblem {
  readonly problem: PosedProblem;
  /** The deepest first, in the caller's order among equals. */
  readonly relaxed: readonly PosedRelaxation[];
}

/**
 * The problem with those limits widened that contradict what lies below them, each by just what is missing, from the leaves
 * up: a limit further up is judged by what the widened ones below it can carry. Misses that are mere rounding are left to
 * the solvers, who absorb them. Linear in the number of nodes, no recursion.
 */
export function relaxLimits(problem: PosedProblem): RelaxedProblem {
  const { topology, shift } = problem;
  const { nodeCount, bottomUp, parent } = topology;
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const least = new SumsBelow(nodeCount);
  const greatest = new SumsBelow(nodeCount);
  const found: PosedRelaxation[] = [];
  const widen = (node: number, limit: LimitSide, limits: Float64Array, sums: SumsBelow) => {
    const from = limits[node];
    const to = sums.value(node);
    limits[node] = to;
    if (Math.abs(to - from) >= ROUNDING * Math.max(Math.abs(from), sums.size(node))) {
      found.push({ node, limit, from, to });
    }
  };

  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      least.add(v, lower[v]);
      least.add(v, shift[v]);
      greatest.add(v, upper[v]);
      greatest.add(v, shift[v]);
    } else {
      if (least.value(v) > upper[v]) widen(v, "upper", upper, least);
      if (greatest.value(v) < lower[v]) widen(v, "lower", lower, greatest);
      if (least.value(v) < lower[v]) least.set(v, lower[v]);
      if (greatest.value(v) > upper[v]) greatest.set(v, upper[v]);
    }
    if (parent[v] < 0) continue;
    least.addBelow(parent[v], v);
    greatest.addBelow(parent[v], v);
  }
  const order = deepestFirst(topology);
  const relaxed = found.sort((a, b) => order(a.node, b.node));
  return { problem: { ...problem, lower, upper }, relaxed };
}

/**
 * The same in the caller's terms. Ids are made when read: a positional id is as long as its node is deep, and a million of
 * those would not fit.
 */
export function toldRelaxation(
  { node, limit, from, to }: PosedRelaxation,
  topology: Topology,
  isMirrored: boolean,
): RelaxedLimit {
  const told: PosedRelaxation = isMirrored
    ? { node, limit: limit === "upper" ? "lower" : "upper", from: negated(from), to: negated(to) }
    : { node, limit, from, to };
  return {
    get id() {
      return topology.id(node);
    },
    ...told,
  };
}

/** A compensated sum (Neumaier) a node, and the greatest magnitude of what is finite in it. */
class SumsBelow {
  readonly #sum: Float64Array;
  readonly #lost: Float64Array;
  readonly #size: Float64Array;

  constructor(nodeCount: number) {
    this.#sum = new Float64Array(nodeCount);
    this.#lost = new Float64Array(nodeCount);
    this.#size = new Float64Array(nodeCount);
  }

  size(node: number): number {
    return this.#size[node];
  }

  value(node: number): number {
    return this.#sum[node] + this.#lost[node];
  }

  set(node: number, value: number): void {
    this.#sum[node] = value;
    this.#lost[node] = 0;
    this.#size[node] = Math.abs(value);
  }

  add(node: number, term: number): void {
    this.#add(node, term);
    if (Number.isFinite(term)) this.#size[node] = Math.max(this.#size[node], Math.abs(term));
  }

  /** Adds the whole sum of a child, what rounding has lost included. */
  addBelow(node: number, child: number): void {
    this.#add(node, this.#sum[child]);
    if (Number.isFinite(this.#sum[node])) this.#lost[node] += this.#lost[child];
    this.#size[node] = Math.max(this.#size[node], this.#size[child]);
  }

  #add(node: number, term: number): void {
    const before = this.#sum[node];
    const sum = before + term;
    this.#sum[node] = sum;
    // An infinite sum has lost nothing.
    if (!Number.isFinite(sum)) this.#lost[node] = 0;
    else this.#lost[node] += Math.abs(before) >= Math.abs(term) ? before - sum + term : term - sum + before;
  }
}
