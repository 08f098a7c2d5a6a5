import type { Bound, ExactTree } from "./exact-tree.js";
import { Rational } from "./rational.js";

/** Compared tier first. */
export interface Price {
  readonly tier: number;
  readonly level: Rational;
}

export function comparePrices(left: Price, right: Price): -1 | 0 | 1 {
  if (left.tier !== right.tier) return left.tier < right.tier ? -1 : 1;
  return left.level.compare(right.level);
}

/** The tiers of every leaf: the import tiers from the highest priority down, then the export tiers back up. */
export function leafTiers(tree: ExactTree): { importTier: number; exportTier: number }[] {
  const priorities = prioritiesDownwards(tree);
  return tree.priority.map((priority) => {
    const importTier = priorities.indexOf(priority);
    return { importTier, exportTier: 2 * priorities.length - 1 - importTier };
  });
}

/** Between the import tiers and the export tiers. */
export function rootPrice(tree: ExactTree): Price {
  return { tier: prioritiesDownwards(tree).length - 0.5, level: Rational.zero };
}

function prioritiesDownwards({ priority, children }: ExactTree): number[] {
  const ofLeaves = priority.filter((_, v) => children[v].length === 0);
  return [...new Set(ofLeaves)].sort((a, b) => b - a);
}

/**
 * The balanced allocation with requests and priorities, found as the problem is put: thresholds from the leaves up, each
 * from the sum of its children at every breakpoint below, and prices from the root down. Nothing is shared with the solvers,
 * and the certificate proves the answer.
 *
 * @returns the flow of every node, for a tree that is neither contradictory nor unbounded
 */
export function priceTiers(tree: ExactTree): Rational[] {
  return new Tiers(tree).flows();
}

interface Threshold {
  readonly atLower: Price | null;
  readonly atUpper: Price | null;
}

class Tiers {
  readonly #tree: ExactTree;
  readonly #tiers: { importTier: number; exportTier: number }[];
  /** Stands in for every infinity: no flow in an answer comes near it. */
  readonly #outOfReach: Rational;
  readonly #breakpoints: Price[][];

  constructor(tree: ExactTree) {
    this.#tree = tree;
    this.#tiers = leafTiers(tree);
    const finite = [...tree.lower, ...tree.upper, ...tree.request, ...tree.shift].filter((value) => value !== null);
    const total = finite.map((value) => value.abs()).reduce((a, b) => a.add(b), Rational.integer(1n));
    this.#outOfReach = total.multiply(Rational.integer(1024n));
    this.#breakpoints = tree.parent.map(() => []);
  }

  flows(): Rational[] {
    const tree = this.#tree;
    const thresholds: Threshold[] = [];
    for (const v of tree.topDown.toReversed()) thresholds[v] = this.#addNode(v);
    const price: Price[] = [];
    const flow = tree.parent.map(() => Rational.zero);
    for (const v of tree.topDown) {
      const outer = v === tree.root ? rootPrice(tree) : price[tree.parent[v]];
      const { atLower, atUpper } = thresholds[v];
      price[v] = outer;
      if (atUpper && comparePrices(price[v], atUpper) > 0) price[v] = atUpper;
      if (atLower && comparePrices(price[v], atLower) < 0) price[v] = atLower;
      if (tree.children[v].length > 0) continue;
      const own = this.#flowAt(v, price[v]);
      for (let above = v; above >= 0; above = tree.parent[above]) flow[above] = flow[above].add(own);
    }
    return flow;
  }

  /** Gathers a node's breakpoints, its children's being known. */
  #addNode(v: number): Threshold {
    const tree = this.#tree;
    if (tree.children[v].length === 0) {
      const { importTier, exportTier } = this.#tiers[v];
      const [lower, request, upper] = this.#range(v);
      const level = (flow: Rational) => flow.subtract(tree.shift[v]).divide(tree.weight[v]);
      this.#breakpoints[v] = [
        { tier: importTier, level: level(lower) },
        { tier: importTier, level: level(request) },
        { tier: exportTier, level: level(request) },
        { tier: exportTier, level: level(upper) },
      ];
      return { atLower: null, atUpper: null };
    }
    const sorted = tree.children[v].flatMap((child) => this.#breakpoints[child]).sort(comparePrices);
    const atLower = this.#priceAt(v, tree.lower[v], sorted);
    const atUpper = this.#priceAt(v, tree.upper[v], sorted);
    this.#breakpoints[v] = [...sorted, ...[atLower, atUpper].filter((price) => price !== null)];
    return { atLower, atUpper };
  }

  /** The least price at which what is below `v` adds up to the limit; null where that is at no price or at the lowest. */
  #priceAt(v: number, limit: Bound, sorted: readonly Price[]): Price | null {
    if (limit === null) return null;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sumBelow(v, sorted[middle]).lessThan(limit)) low = middle + 1;
      else high = middle;
    }
    if (low === sorted.length) return null;
    const to = sorted[low];
    const atTo = this.#sumBelow(v, to);
    if (low === 0) return limit.lessThan(atTo) ? null : to;
    if (atTo.equals(limit)) return to;
    // The sum changes between the two, so they lie in one tier, and it changes along a straight line.
    const from = sorted[low - 1];
    const atFrom = this.#sumBelow(v, from);
    const share = limit.subtract(atFrom).divide(atTo.subtract(atFrom));
    return { tier: to.tier, level: from.level.add(to.level.subtract(from.level).multiply(share)) };
  }

  #sumBelow(v: number, price: Price): Rational {
    return this.#tree.children[v].reduce((sum, child) => sum.add(this.#flowAt(child, price)), Rational.zero);
  }

  #flowAt(v: number, price: Price): Rational {
    const { children, lower, upper, shift, weight } = this.#tree;
    if (children[v].length > 0) return clamp(this.#sumBelow(v, price), lower[v], upper[v]);
    const { importTier, exportTier } = this.#tiers[v];
    const [least, request, greatest] = this.#range(v);
    const moved = () => shift[v].add(weight[v].multiply(price.level));
    if (price.tier < importTier) return least;
    if (price.tier === importTier) return clamp(moved(), least, request);
    if (price.tier < exportTier) return request;
    if (price.tier === exportTier) return clamp(moved(), request, greatest);
    return greatest;
  }

  #range(v: number): [Rational, Rational, Rational] {
    const { lower, upper, request } = this.#tree;
    const out = this.#outOfReach;
    return [lower[v] ?? out.negate(), request[v] ?? out, upper[v] ?? out];
  }
}

function clamp(flow: Rational, lower: Bound, upper: Bound): Rational {
  if (lower?.compare(flow) === 1) return lower;
  if (upper?.compare(flow) === -1) return upper;
  return flow;
}
