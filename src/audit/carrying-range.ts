import { type LimitSide, ROUNDING } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** A limit that misses what is below it by more than rounding. */
export interface Fault {
  readonly node: number;
  readonly limit: LimitSide;
  /** A miss below it would be rounding in the numbers that take part. */
  readonly rounding: number;
}

/** What every node can carry, given everything below it. Arrays have length `nodeCount`. */
export interface CarryingRange {
  /** Least flow that the node can carry. */
  readonly least: Float64Array;
  /** Greatest flow that the node can carry. */
  readonly greatest: Float64Array;
  /** The limits, those that contradict what is below by a rounding error widened by just that much. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Where limits contradict each other by more than rounding: no flows keep them all. From the leaves up. */
  readonly faults: readonly Fault[];
}

/**
 * Flows that keep every limit exist exactly where, from the leaves up, no node's limits miss the interval of what its
 * children can carry together. A limit at fault counts further up as widened by what it misses, so that no node is blamed
 * for another's fault.
 */
export function carryingRange(problem: PosedProblem): CarryingRange {
  const { topology, shift } = problem;
  const { nodeCount, parent, bottomUp } = topology;
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const least = new SizedSums(nodeCount);
  const greatest = new SizedSums(nodeCount);
  const faults: Fault[] = [];
  /** What is below, as far as it passes a limit, is all that the node can carry. */
  const miss = (node: number, limit: LimitSide, limits: Float64Array, below: SizedSums, other: SizedSums) => {
    const bound = limits[node];
    other.setTo(below, node, Math.abs(bound));
    const rounding = ROUNDING * other.size[node];
    if (Math.abs(below.over(node, bound)) >= rounding) faults.push({ node, limit, rounding });
    else limits[node] = below.value(node);
  };

  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      least.add(v, shift[v]);
      least.add(v, lower[v]);
      greatest.add(v, shift[v]);
      greatest.add(v, upper[v]);
    } else if (least.over(v, upper[v]) > 0) miss(v, "upper", upper, least, greatest);
    else if (greatest.over(v, lower[v]) < 0) miss(v, "lower", lower, greatest, least);
    else {
      if (least.over(v, lower[v]) < 0) least.set(v, lower[v]);
      if (greatest.over(v, upper[v]) > 0) greatest.set(v, upper[v]);
    }
    const p = parent[v];
    if (p < 0) continue;
    least.addSum(p, v);
    greatest.addSum(p, v);
  }
  return { least: least.values(), greatest: greatest.values(), lower, upper, faults };
}

/** Sums that know the greatest magnitude of the finite numbers they are made of. */
class SizedSums extends NodeSums {
  readonly size: Float64Array;

  constructor(nodeCount: number) {
    super(nodeCount);
    this.size = new Float64Array(nodeCount);
  }

  override add(node: number, term: number): void {
    super.add(node, term);
    this.#grow(node, Math.abs(term));
  }

  override addSum(node: number, other: number): void {
    super.addSum(node, other);
    this.#grow(node, this.size[other]);
  }

  override set(node: number, value: number): void {
    super.set(node, value);
    this.size[node] = Math.abs(value);
  }

  /** The node's sum among others, made of a number of that size too. */
  setTo(others: SizedSums, node: number, size: number): void {
    super.copy(others, node);
    this.size[node] = others.size[node];
    this.#grow(node, size);
  }

  #grow(node: number, size: number): void {
    if (size > this.size[node] && size < Number.POSITIVE_INFINITY) this.size[node] = size;
  }
}
