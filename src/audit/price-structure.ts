import type { PosedProblem } from "../tree/posed-problem.js";
import type { AuditedFlows } from "./audited-flows.js";
import type { CarryingRange } from "./carrying-range.js";
import type { LimitChoice } from "./limit-move.js";
import { LeafLevels, MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";

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
  readonly levels: LeafLevels;
  readonly isAtUpper: Uint8Array;
  readonly isAtLower: Uint8Array;
  /** Below the node: who takes one more unit of its flow, and who gives one. A leaf does so itself. */
  readonly insideRise: MovingLeaves;
  readonly insideFall: MovingLeaves;
  /** Everywhere else: who takes a unit that the node gives up, and who gives up one that the node takes. */
  readonly outsideRise: MovingLeaves;
  readonly outsideFall: MovingLeaves;
  /** A leaf whose level is the price below the node, or `ROOT_FLOW`. */
  readonly priceLeaf: Int32Array;
  /** The nearest node, from here up, whose limit parts the price below it from the one above; -1 for none. */
  readonly holder: Int32Array;

  constructor(problem: PosedProblem, limits: CarryingRange, audited: AuditedFlows, tolerance: number) {
    const { nodeCount } = problem.topology;
    this.problem = problem;
    this.levels = leafLevels(problem, audited, tolerance);
    this.isAtUpper = new Uint8Array(nodeCount);
    this.isAtLower = new Uint8Array(nodeCount);
    this.insideRise = new MovingLeaves(nodeCount, "rise", this.levels);
    this.insideFall = new MovingLeaves(nodeCount, "fall", this.levels);
    this.outsideRise = new MovingLeaves(nodeCount, "rise", this.levels);
    this.outsideFall = new MovingLeaves(nodeCount, "fall", this.levels);
    this.priceLeaf = new Int32Array(nodeCount);
    this.holder = new Int32Array(nodeCount);
    this.#findBinding(limits, audited, tolerance);
    this.#lookInside();
    this.#lookOutside();
    this.#handPricesDown();
  }

  /** Price below the node; of a leaf its own level, where its limits hold it, else that of its group. */
  price(node: number): number {
    return this.levels.of(this.priceLeaf[node]);
  }

  /** Price above the node. */
  priceAbove(node: number): number {
    const parent = this.problem.topology.parent[node];
    return parent < 0 ? Number.POSITIVE_INFINITY : this.price(parent);
  }

  /** Which of a node's limits parts the prices, where one does: both where they are one. */
  holdingLimit(holder: number): LimitChoice {
    const { lower, upper } = this.problem;
    if (lower[holder] === upper[holder]) return "both";
    return this.isCutting(holder) ? "upper" : "lower";
  }

  /** Whether the node that holds keeps the price below it down; otherwise it keeps it up. */
  isCutting(holder: number): boolean {
    const parent = this.problem.topology.parent[holder];
    const above = parent < 0 ? ROOT_FLOW : this.priceLeaf[parent];
    return !this.levels.isBelow(above, this.priceLeaf[holder]);
  }

  #findBinding({ lower, upper }: CarryingRange, { flow, dispatch, rounding }: AuditedFlows, tolerance: number): void {
    const { topology } = this.problem;
    for (let v = 0; v < topology.nodeCount; v++) {
      const limited = topology.isLeaf(v) ? dispatch[v] : flow[v];
      const slack = tolerance + rounding[v];
      if (limited + slack >= upper[v]) this.isAtUpper[v] = 1;
      if (limited - slack <= lower[v]) this.isAtLower[v] = 1;
    }
  }

  #lookInside(): void {
    const { topology, weight } = this.problem;
    const { topDown, parent, nodeCount } = topology;
    for (let k = nodeCount - 1; k >= 0; k--) {
      const v = topDown[k];
      if (topology.isLeaf(v)) {
        this.insideRise.setLeaf(v, v, weight[v]);
        this.insideFall.setLeaf(v, v, weight[v]);
      }
      const p = parent[v];
      if (p < 0) continue;
      if (!this.isAtUpper[v]) this.insideRise.join(p, this.insideRise, v);
      if (!this.isAtLower[v]) this.insideFall.join(p, this.insideFall, v);
    }
  }

  #lookOutside(): void {
    const { topDown, nodeCount, root } = this.problem.topology;
    this.outsideRise.setLeaf(root, ROOT_FLOW, 0);
    this.outsideFall.setLeaf(root, ROOT_FLOW, 0);
    for (let k = 0; k < nodeCount; k++) {
      const v = topDown[k];
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
    const { topology } = this.problem;
    const { topDown, parent, nodeCount } = topology;
    const { levels, insideRise, insideFall, isAtUpper, isAtLower } = this;
    for (let k = 0; k < nodeCount; k++) {
      const v = topDown[k];
      const p = parent[v];
      const above = p < 0 ? ROOT_FLOW : this.priceLeaf[p];
      const least = insideRise.leaf[v];
      const greatest = insideFall.leaf[v];
      if (isAtUpper[v] && least !== NOBODY && levels.isBelow(least, above)) {
        this.priceLeaf[v] = least;
        this.holder[v] = v;
      } else if (isAtLower[v] && greatest !== NOBODY && levels.isBelow(above, greatest)) {
        this.priceLeaf[v] = greatest;
        this.holder[v] = v;
      } else {
        const isPinned = isAtUpper[v] && isAtLower[v] && topology.isLeaf(v);
        this.priceLeaf[v] = above;
        this.holder[v] = isPinned ? v : p < 0 ? -1 : this.holder[p];
      }
    }
  }
}

function leafLevels({ topology, weight }: PosedProblem, { dispatch, rounding }: AuditedFlows, tolerance: number) {
  const { nodeCount } = topology;
  const level = new Float64Array(nodeCount);
  const slack = new Float64Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) {
    if (!topology.isLeaf(v)) continue;
    level[v] = dispatch[v] / weight[v];
    slack[v] = (tolerance + rounding[v]) / weight[v];
  }
  return new LeafLevels(level, slack);
}
