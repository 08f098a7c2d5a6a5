import { type Contradiction, type LimitSide, ROUNDING } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";
import { deepestFirst } from "../tree/depths.js";
import { CompensatedSums } from "./compensated-sum.js";

/** What each subtree can carry. All arrays have length `nodeCount`, in the caller's order. */
export interface Bounds {
  /** Least flow through each node that the limits at and below it allow; may be -Infinity. */
  readonly least: CompensatedSums;
  /** Greatest such flow; may be +Infinity. */
  readonly greatest: CompensatedSums;
  /** The lower limits, with those that the subtree cannot keep widened by just what they miss. */
  readonly lower: Float64Array;
  /** The upper limits, likewise. */
  readonly upper: Float64Array;
  /** The deepest node whose limits miss by more than rounding, the first in the caller's order among equals. */
  readonly contradiction: Contradiction | undefined;
}

/**
 * Least and greatest flow of every subtree, from the leaves up. A limit that contradicts what lies below is taken as
 * widened further up, so that no node is blamed for another's fault.
 */
export function computeBounds(problem: PosedProblem): Bounds {
  const { topology, shift } = problem;
  const { nodeCount, bottomUp, parent } = topology;
  const least = new CompensatedSums(nodeCount);
  const greatest = new CompensatedSums(nodeCount);
  const lower = problem.lower.slice();
  const upper = problem.upper.slice();
  const fault = new DeepestFault(problem);
  // The greatest magnitude of the numbers that each of those flows is made of.
  const leastSize = new Float64Array(nodeCount);
  const greatestSize = new Float64Array(nodeCount);

  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      least.add(v, lower[v]);
      least.add(v, shift[v]);
      greatest.add(v, upper[v]);
      greatest.add(v, shift[v]);
      leastSize[v] = Math.max(finiteSize(lower[v]), Math.abs(shift[v]));
      greatestSize[v] = Math.max(finiteSize(upper[v]), Math.abs(shift[v]));
    } else {
      const excess = least.minus(v, upper[v]);
      const shortfall = -greatest.minus(v, lower[v]);
      if (excess > 0) {
        greatestSize[v] = Math.max(leastSize[v], Math.abs(upper[v]));
        fault.note(v, "upper", least.high[v], excess, greatestSize[v]);
        upper[v] = least.high[v];
        greatest.set(v, least.high[v], least.low[v]);
      } else if (shortfall > 0) {
        leastSize[v] = Math.max(greatestSize[v], Math.abs(lower[v]));
        fault.note(v, "lower", greatest.high[v], shortfall, leastSize[v]);
        lower[v] = greatest.high[v];
        least.set(v, greatest.high[v], greatest.low[v]);
      } else {
        if (greatest.minus(v, upper[v]) > 0) {
          greatest.set(v, upper[v]);
          greatestSize[v] = Math.abs(upper[v]);
        }
        if (least.minus(v, lower[v]) < 0) {
          least.set(v, lower[v]);
          leastSize[v] = Math.abs(lower[v]);
        }
      }
    }
    const p = parent[v];
    if (p < 0) continue;
    least.add(p, least.high[v], least.low[v]);
    greatest.add(p, greatest.high[v], greatest.low[v]);
    leastSize[p] = Math.max(leastSize[p], leastSize[v]);
    greatestSize[p] = Math.max(greatestSize[p], greatestSize[v]);
  }
  return { least, greatest, lower, upper, contradiction: fault.contradiction };
}

/**
 * The first leaf, in the caller's order, with an infinite request and nothing to end it; -1 if none. Nothing ends it where
 * no finite upper limit stands between it and the root, nor where none stands between it and a node below which a leaf of
 * lower priority may export without limit: the one would have all that the other can give.
 */
export function firstUnboundedLeaf(problem: PosedProblem): number {
  const { topology, upper, request = upper } = problem;
  const { nodeCount, topDown, parent, root } = topology;
  const { importTier } = priceTiers(problem);
  const endlessTier = lastEndlessTier(problem, importTier);
  // The last tier in which something pays for a node's flow without end; the root's own comes from outside, after all.
  for (const v of topDown) {
    if (upper[v] < Number.POSITIVE_INFINITY) continue;
    endlessTier[v] = v === root ? Number.POSITIVE_INFINITY : Math.max(endlessTier[v], endlessTier[parent[v]]);
  }
  for (let v = 0; v < nodeCount; v++) {
    if (!topology.isLeaf(v) || request[v] < Number.POSITIVE_INFINITY) continue;
    if ((importTier?.[v] ?? 0) < endlessTier[v]) return v;
  }
  return -1;
}

/** Length `nodeCount`: the last tier of a leaf below each node that may export through it without limit; -1 if none. */
function lastEndlessTier({ topology, lower }: PosedProblem, importTier: Uint32Array | undefined): Float64Array {
  const { nodeCount, bottomUp, parent, root } = topology;
  const endlessTier = new Float64Array(nodeCount).fill(-1);
  for (const v of bottomUp) {
    if (v === root || lower[v] > Number.NEGATIVE_INFINITY) continue;
    const own = topology.isLeaf(v) ? (importTier?.[v] ?? 0) : endlessTier[v];
    endlessTier[parent[v]] = Math.max(endlessTier[parent[v]], own);
  }
  return endlessTier;
}

/** Keeps the fault to be reported among all that are noted, in any order. */
class DeepestFault {
  contradiction: Contradiction | undefined;
  readonly #problem: PosedProblem;
  readonly #order: (node: number, other: number) => number;

  constructor(problem: PosedProblem) {
    this.#problem = problem;
    this.#order = deepestFirst(problem.topology);
  }

  /** @param size the greatest magnitude that takes part in the miss */
  note(node: number, limit: LimitSide, reachable: number, miss: number, size: number): void {
    if (miss < ROUNDING * size) return;
    const deepest = this.contradiction?.node;
    if (deepest !== undefined && this.#order(node, deepest) > 0) return;
    const id = this.#problem.topology.id(node);
    this.contradiction = { node, id, limit, bound: this.#problem[limit][node], reachable, miss };
  }
}

/** The magnitude of a limit; 0 of none. */
function finiteSize(limit: number): number {
  return Number.isFinite(limit) ? Math.abs(limit) : 0;
}
