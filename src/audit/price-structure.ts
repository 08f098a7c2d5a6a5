import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";
import type { AtLimit } from "../tree/at-limit.js";
import type { Topology } from "../tree/topology.js";
import type { AuditedFlows } from "./audited-flows.js";
import type { CarryingRange } from "./carrying-range.js";
import type { GuaranteedLeaf, LeafParts } from "./leaf-parts.js";
import { aboveRequest, belowRequest, MoverPrices, MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import type { LimitChoice } from "./price.js";

/** What the structure is read off. */
export interface Balanced {
  readonly problem: PosedProblem;
  /** Its leaves with guarantees, in their parts. */
  readonly parts: LeafParts;
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
 * All in the posed problem's terms; arrays have an entry a node, the parts of leaves with guarantees behind all others.
 *
 * At a kink the prices that fit an allocation are not unique, and a limit's price step is one thing when the limit is
 * raised and another when it is lowered. So nothing here is a derivative of a price; it is who moves first in either
 * direction, inside and outside, which are exact one-sided answers. Among the prices that fit, each node's is the one
 * nearest to its parent's.
 */
export class PriceStructure {
  readonly problem: PosedProblem;
  readonly parts: LeafParts;
  /** The tree, and below each leaf with a guarantee its two parts. */
  readonly topology: Topology;
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
  /** Of leaves: 1 where neither a limit nor a group but the guarantee holds it. */
  readonly restsAtGuarantee: Uint8Array;

  constructor(balanced: Balanced) {
    const { topology } = balanced.parts;
    const { nodeCount } = topology;
    this.problem = balanced.problem;
    this.parts = balanced.parts;
    this.topology = topology;
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
    this.restsAtGuarantee = new Uint8Array(nodeCount);
    this.#placeNodes(balanced);
    this.#lookInside();
    this.#lookOutside();
    this.#handPricesDown();
    for (const leaf of this.parts.guaranteed) this.#joinParts(leaf);
  }

  /** A mover whose price is that above the node. */
  moverAbove(node: number): number {
    const parent = this.topology.parent[node];
    return parent < 0 ? ROOT_FLOW : this.priceMover[parent];
  }

  /** What of a node parts the prices, where it does: both limits where they are one. */
  holdingLimit(holder: number): LimitChoice {
    const { lower, upper } = this.problem;
    if (lower[holder] === upper[holder]) return "both";
    if (this.restsAtRequest[holder]) return "request";
    if (this.restsAtGuarantee[holder]) return "guarantee";
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
      const guaranteed = this.parts.of(v);
      const mover = guaranteed?.rest ?? v;
      // A leaf that wants its upper limit would want more if that were raised.
      this.insideRise.set(mover, isBelow || !hasRequest(v) ? belowRequest(mover) : aboveRequest(mover), weight[v]);
      this.insideFall.set(mover, isAbove ? aboveRequest(mover) : belowRequest(mover), weight[v]);
      if (guaranteed) this.#placeParts(guaranteed, limited, slack, isAt);
    }
  }

  /** The guaranteed part moves as far as the guarantee goes, the rest from there. */
  #placeParts(
    { leaf, part, rest, isImport, guarantee, end }: GuaranteedLeaf,
    dispatch: number,
    slack: number,
    isAt: (bound: number) => boolean,
  ): void {
    const isShort = (bound: number) => !isAt(bound) && (isImport ? dispatch + slack < bound : dispatch - slack > bound);
    const isBeyond = (bound: number) =>
      !isAt(bound) && (isImport ? dispatch - slack > bound : dispatch + slack < bound);
    const [partShut, restShut] = isImport ? [this.isAtUpper, this.isAtLower] : [this.isAtLower, this.isAtUpper];
    if (!isShort(end)) partShut[part] = 1;
    // Below a limit that is as good as a guarantee, were it to give way, nothing would be guaranteed but what is.
    if (!isBeyond(guarantee)) restShut[rest] = 1;
    this.isAtRequest[rest] = this.isAtRequest[leaf];
    const mover = isImport ? belowRequest(part) : aboveRequest(part);
    this.insideRise.set(part, mover, this.problem.weight[leaf]);
    this.insideFall.set(part, mover, this.problem.weight[leaf]);
  }

  #lookInside(): void {
    const { bottomUp, parent } = this.topology;
    for (const v of bottomUp) {
      const p = parent[v];
      if (p < 0) continue;
      if (!this.isAtUpper[v]) this.insideRise.join(p, this.insideRise, v);
      if (!this.isAtLower[v]) this.insideFall.join(p, this.insideFall, v);
    }
  }

  #lookOutside(): void {
    const { topDown, root } = this.topology;
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
    const { childStart, childNodes, nodeCount } = this.topology;
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
    const { topDown, parent } = this.topology;
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

  /** Of a leaf with a guarantee: what holds its parts, as what holds the leaf. */
  #joinParts({ leaf, part, rest }: GuaranteedLeaf): void {
    if (this.holder[leaf] === leaf) return;
    if (this.isAtUpper[leaf] && this.isAtLower[leaf]) {
      this.holder[leaf] = leaf;
      this.priceMover[leaf] = this.insideFall.mover[leaf];
    } else if (this.holder[part] === part && this.holder[rest] === rest) {
      this.holder[leaf] = leaf;
      this.priceMover[leaf] = this.priceMover[rest];
      this.restsAtRequest[leaf] = this.restsAtRequest[rest];
      this.restsAtGuarantee[leaf] = 1 - this.restsAtRequest[rest];
    }
  }

  /** Whether it is a leaf without a choice, or one that rests at its request, between the prices of less and of more. */
  #leafHoldsItself(v: number, above: number): boolean {
    if (!this.topology.isLeaf(v)) return false;
    const isResting =
      this.isAtRequest[v] === 1 &&
      this.prices.isBelow(this.insideFall.mover[v], above) &&
      this.prices.isBelow(above, aboveRequest(v));
    if (isResting) this.restsAtRequest[v] = 1;
    return isResting || (this.isAtUpper[v] === 1 && this.isAtLower[v] === 1);
  }
}

function moverPrices({ problem, parts, audited, tolerance }: Balanced): MoverPrices {
  const { topology, weight } = problem;
  const { nodeCount } = parts.topology;
  const below = new Float64Array(nodeCount);
  const slack = new Float64Array(nodeCount);
  for (const v of topology.leaves) {
    below[v] = audited.dispatch[v] / weight[v];
    slack[v] = (tolerance + audited.rounding[v]) / weight[v];
  }
  const above = parts.isBase ? below.slice() : below;
  for (const { leaf, part, rest, isImport, end } of parts.guaranteed) {
    const dispatch = audited.dispatch[leaf];
    const [within, beyond] = isImport
      ? [Math.min(dispatch, end), Math.max(dispatch, end)]
      : [Math.max(dispatch, end), Math.min(dispatch, end)];
    for (const level of [below, above]) {
      level[part] = within / weight[leaf];
      level[rest] = beyond / weight[leaf];
    }
    if (parts.isBase) (isImport ? below : above)[rest] = (beyond - end) / weight[leaf];
    slack[part] = slack[leaf];
    slack[rest] = slack[leaf];
  }
  const tiers = priceTiers({ ...problem, topology: parts.topology, priority: parts.priorities() });
  return new MoverPrices(tiers, { below, above }, slack);
}
