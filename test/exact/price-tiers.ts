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

/** A stretch of a leaf's range, as flows, on which it moves in one tier; `null` is the infinity of its side. */
export interface Segment {
  readonly tier: number;
  readonly from: Bound;
  readonly to: Bound;
  /** Flow at level 0. */
  readonly origin: Rational;
}

/**
 * In which tiers every leaf moves, upwards. Guaranteed import, the highest priority first; the rest of import; then the
 * export, the lowest priority first; last the export that is guaranteed.
 */
export function leafSegments(tree: ExactTree): Segment[][] {
  const priorities = prioritiesDownwards(tree);
  const count = priorities.length;
  return tree.priority.map((priority, v) => {
    const k = priorities.indexOf(priority);
    const [lower, request, upper] = [tree.lower[v], tree.request[v], tree.upper[v]];
    const origin = tree.shift[v];
    const end = guaranteeEnd(tree, v);
    const onTop = tree.isBase && end !== null ? end : origin;
    const isImport = tree.guarantee[v].compare(Rational.zero) > 0;
    const below = { guaranteed: k, rest: count + k };
    const above = { rest: 3 * count - 1 - k, guaranteed: 4 * count - 1 - k };
    const segments: Segment[] =
      end !== null && isImport
        ? [
            { tier: below.guaranteed, from: lower, to: end, origin },
            { tier: below.rest, from: end, to: request, origin: onTop },
          ]
        : [{ tier: below.rest, from: lower, to: request, origin }];
    // Nothing is above an infinite request.
    if (request === null) return segments;
    if (end === null || isImport) return [...segments, { tier: above.rest, from: request, to: upper, origin }];
    return [
      ...segments,
      { tier: above.rest, from: request, to: end, origin: onTop },
      { tier: above.guaranteed, from: end, to: upper, origin },
    ];
  });
}

/** Where the guaranteed part ends, as a flow; null where there is none. */
function guaranteeEnd({ guarantee, lower, upper, request, shift }: ExactTree, v: number): Rational | null {
  const zero = shift[v];
  const wanted = request[v];
  const given = shift[v].add(guarantee[v]);
  if (guarantee[v].compare(Rational.zero) > 0) {
    const within = wanted?.lessThan(given) ? wanted : given;
    if (!zero.lessThan(within)) return null;
    return lower[v] !== null && within.lessThan(lower[v]) ? lower[v] : within;
  }
  if (guarantee[v].compare(Rational.zero) === 0 || wanted === null) return null;
  const within = given.lessThan(wanted) ? wanted : given;
  if (!within.lessThan(zero)) return null;
  return upper[v]?.lessThan(within) ? upper[v] : within;
}

/** Between the import tiers and the export tiers. */
export function rootPrice(tree: ExactTree): Price {
  return { tier: 2 * prioritiesDownwards(tree).length - 0.5, level: Rational.zero };
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

interface FiniteSegment extends Segment {
  readonly from: Rational;
  readonly to: Rational;
}

interface Threshold {
  readonly atLower: Price | null;
  readonly atUpper: Price | null;
}

class Tiers {
  readonly #tree: ExactTree;
  readonly #segments: readonly (readonly FiniteSegment[])[];
  /** Stands in for every infinity: no flow in an answer comes near it. */
  readonly #outOfReach: Rational;
  readonly #breakpoints: Price[][];

  constructor(tree: ExactTree) {
    this.#tree = tree;
    const finite = [...tree.lower, ...tree.upper, ...tree.request, ...tree.shift].filter((value) => value !== null);
    const total = finite.map((value) => value.abs()).reduce((a, b) => a.add(b), Rational.integer(1n));
    this.#outOfReach = total.multiply(Rational.integer(1024n));
    const out = this.#outOfReach;
    this.#segments = leafSegments(tree).map((segments) =>
      segments.map(({ from, to, ...rest }) => ({ ...rest, from: from ?? out.negate(), to: to ?? out })),
    );
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
      this.#breakpoints[v] = this.#segments[v].flatMap(({ tier, from, to, origin }) =>
        [from, to].map((flow) => ({ tier, level: flow.subtract(origin).divide(tree.weight[v]) })),
      );
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
    const { children, lower, upper, weight } = this.#tree;
    if (children[v].length > 0) return clamp(this.#sumBelow(v, price), lower[v], upper[v]);
    const segments = this.#segments[v];
    let flow = segments[0].from;
    for (const { tier, from, to, origin } of segments) {
      if (price.tier > tier) flow = to;
      else if (price.tier === tier) flow = clamp(origin.add(weight[v].multiply(price.level)), from, to);
    }
    return flow;
  }
}

function clamp(flow: Rational, lower: Bound, upper: Bound): Rational {
  if (lower?.compare(flow) === 1) return lower;
  if (upper?.compare(flow) === -1) return upper;
  return flow;
}
