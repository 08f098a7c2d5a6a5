import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";
import type { AtLimit } from "../tree/at-limit.js";
import type { AuditedFlows } from "./audited-flows.js";
import type { CarryingRange } from "./carrying-range.js";
import { aboveRequest, belowRequest, MoverPrices, MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import type { LimitChoice } from "./price.js";

/** What the structure is read off. */
export interface Balanced {
  readonly problem: PosedProblem;
  /** The limits as they bind, those that rounding made contradictory widened. */
  readonly limits: CarryingRange;
  readonly audited: AuditedFlows;
  /** How far flows may be from those of the balanced allocation. */
  readonly tolerance: number;
  readonly atLimit: AtLimit;
  /** Whether a leaf has a request of its own; otherwise it wants its upper limit, wherever that is moved. */
  readonly hasRequest: (leaf: number) => boolean;
}

/**
 * Prices, who holds whom, and who would move first, read off a balanced allocation in one pass up the tree and one down.
 * All in the posed problem's terms; arrays have an entry a node.
 *
 * At a kink the prices that fit an allocation are not unique, and a limit's price step is one thing when the limit is
 * raised and another when it is lowered. So nothing here is a derivative of a price; it is who moves first in either
 * direction, inside and outside, which are exact one-sided answers. Among the prices that fit, each node's is the one
 * nearest to its parent's.
 */
export class PriceStructure {
  readonly problem: PosedProblem;
  readonly prices: MoverPrices;
  readonly isAtUpper: Uint8Array;
  readonly isAtLower: Uint8Array;
  /** Of leaves: 1 where the dispatch is just the request. */
  readonly isAtRequest: Uint8Array;
  /** Below the node: who takes one more unit of its flow, and who gives one. A leaf does so itself. */
  readonly insideRise: MovingLeaves;
  readonly insideFall: MovingLeaves;
  /** Everywhere else: who takes a unit that the node gives up, and who gives up one that the node takes. */
  readonly outsideRise: MovingLeaves;
  readonly outsideFall: MovingLeaves;
  /** A mover whose price is that below the node; at a leaf that its own limit or request holds, the leaf. */
  readonly priceMover: Int32Array;
  /** The nearest node, from here up, whose limit (a leaf's request) parts the price below it from that above; -1 for none. */
  readonly holder: Int32Array;
  /** Of leaves: 1 where neither a limit nor a group but the request holds it. */
  readonly restsAtRequest: Uint8Array;

  constructor(balanced: Balanced) {
    const { nodeCount } = balanced.problem.topology;
    this.problem = balanced.problem;
    this.prices = moverPrices(balanced);
    this.isAtUpper = new Uint8Array(nodeCount);
    this.isAtLower = new Uint8Array(nodeCount);
    this.isAtRequest = new Uint8Array(nodeCount);
    this.insideRise = new MovingLeaves(nodeCount, "rise", this.prices);
    this.insideFall = new MovingLeaves(nodeCount, "fall", this.prices);
    this.outsideRise = new MovingLeaves(nodeCount, "rise", this.prices);
    this.outsideFall = new MovingLeaves(nodeCount, "fall", this.prices);
    this.priceMover = new Int32Array(nodeCount);
    this.holder = new Int32Array(nodeCount);
    this.restsAtRequest = new Uint8Array(nodeCount);
    this.#placeNodes(balanced);
    this.#lookInside();
    this.#lookOutside();
    this.#handPricesDown();
  }

  /** A mover whose price is that above the node. */
  moverAbove(node: number): number {
    const parent = this.problem.topology.parent[node];
    return parent < 0 ? ROOT_FLOW : this.priceMover[parent];
  }

  /** What of a node parts the prices, where it does: both limits where they are one. */
  holdingLimit(holder: number): LimitChoice {
    const { lower, upper } = this.problem;
    if (lower[holder] === upper[holder]) return "both";
    if (this.restsAtRequest[holder]) return "request";
    return this.isHoldingDown(holder) ? "upper" : "lower";
  }

  /** Whether the node that holds keeps the price below it down; otherwise it keeps it up. */
  isHoldingDown(holder: number): boolean {
    return !this.prices.isBelow(this.moverAbove(holder), this.priceMover[holder]);
  }

  /** Where every node stands in its limits, and the two ways in which each leaf could move. */
  #placeNodes({ limits, audited, tolerance, atLimit, hasRequest }: Balanced): void {
    const { topology, weight, request } = this.problem;
    const { lower, upper } = limits;
    for (let v = 0; v < topology.nodeCount; v++) {
      const isLeaf = topology.isLeaf(v);
      const limited = isLeaf ? audited.dispatch[v] : audited.flow[v];
      const slack = tolerance + audited.rounding[v];
      const isAt = (bound: number) => atLimit.isAt(v, limited, bound);
      if (limited + slack >= upper[v] || isAt(upper[v])) this.isAtUpper[v] = 1;
      if (limited - slack <= lower[v] || isAt(lower[v])) this.isAtLower[v] = 1;
      if (!isLeaf) continue;
      const wanted = request?.[v] ?? upper[v];
      const isBelow = limited + slack < wanted && !isAt(wanted);
      const isAbove = limited - slack > wanted && !isAt(wanted);
      if (!isBelow && !isAbove) this.isAtRequest[v] = 1;
      // A leaf that wants its upper limit would want more if that were raised.
      this.insideRise.set(v, isBelow || !hasRequest(v) ? belowRequest(v) : aboveRequest(v), weight[v]);
      this.insideFall.set(v, isAbove ? aboveRequest(v) : belowRequest(v), weight[v]);
    }
  }

  #lookInside(): void {
    const { bottomUp, parent } = this.problem.topology;
    for (const v of bottomUp) {
      const p = parent[v];
      if (p < 0) continue;
      if (!this.isAtUpper[v]) this.insideRise.join(p, this.insideRise, v);
      if (!this.isAtLower[v]) this.insideFall.join(p, this.insideFall, v);
    }
  }

  #lookOutside(): void {
    const { topDown, root } = this.problem.topology;
    this.outsideRise.set(root, ROOT_FLOW, 0);
    this.outsideFall.set(root, ROOT_FLOW, 0);
    for (const v of topDown) {
      // What moves outside comes through the node, in the direction opposite to its own move.
      this.#joinSiblings(v, this.outsideRise, this.insideRise, this.isAtLower, this.isAtUpper);
      this.#joinSiblings(v, this.outsideFall, this.insideFall, this.isAtUpper, this.isAtLower);
    }
  }

  /** For each child: its siblings, those before it and those after it, and what is outside the node. */
  #joinSiblings(
    node: number,
    outside: MovingLeaves,
    inside: MovingLeaves,
    isNodeShut: Uint8Array,
    isChildShut: Uint8Array,
  ): void {
    const { childStart, childNodes, nodeCount } = this.problem.topology;
    const sum = nodeCount;
    outside.clear(sum);
    if (!isNodeShut[node]) outside.join(sum, outside, node);
    for (let c = childStart[node]; c < childStart[node + 1]; c++) {
      const child = childNodes[c];
      outside.join(child, outside, sum);
      if (!isChildShut[child]) outside.join(sum, inside, child);
    }
    outside.clear(sum);
    for (let c = childStart[node + 1] - 1; c >= childStart[node]; c--) {
      const child = childNodes[c];
      outside.join(child, outside, sum);
      if (!isChildShut[child]) outside.join(sum, inside, child);
    }
  }

  #handPricesDown(): void {
    const { topDown, parent } = this.problem.topology;
    const { prices, insideRise, insideFall, isAtUpper, isAtLower } = this;
    for (const v of topDown) {
      const p = parent[v];
      const above = this.moverAbove(v);
      const riser = insideRise.mover[v];
      const faller = insideFall.mover[v];
      if (isAtUpper[v] && riser !== NOBODY && prices.isBelow(riser, above)) {
        this.priceMover[v] = riser;
        this.holder[v] = v;
      } else if (isAtLower[v] && faller !== NOBODY && prices.isBelow(above, faller)) {
        this.priceMover[v] = faller;
        this.holder[v] = v;
      } else if (this.#leafHoldsItself(v, above)) {
        this.priceMover[v] = faller;
        this.holder[v] = v;
      } else {
        this.priceMover[v] = above;
        this.holder[v] = p < 0 ? -1 : this.holder[p];
      }
    }
  }

  /** Whether it is a leaf without a choice, or one that rests at its request, between the prices of less and of more. */
  #leafHoldsItself(v: number, above: number): boolean {
    if (!this.problem.topology.isLeaf(v)) return false;
    const isResting =
      this.isAtRequest[v] === 1 &&
      this.prices.isBelow(this.insideFall.mover[v], above) &&
      this.prices.isBelow(above, aboveRequest(v));
    if (isResting) this.restsAtRequest[v] = 1;
    return isResting || (this.isAtUpper[v] === 1 && this.isAtLower[v] === 1);
  }
}

function moverPrices({ problem, audited, tolerance }: Balanced): MoverPrices {
  const { topology, weight } = problem;
  const { nodeCount } = topology;
  const level = new Float64Array(nodeCount);
  const slack = new Float64Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) {
    if (!topology.isLeaf(v)) continue;
    level[v] = audited.dispatch[v] / weight[v];
    slack[v] = (tolerance + audited.rounding[v]) / weight[v];
  }
  return new MoverPrices(priceTiers(problem), level, slack);
}
