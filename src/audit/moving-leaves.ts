import { exportTier, type PriceTiers } from "../problem/price-tiers.js";

/** No leaf could move. */
export const NOBODY = -1;
/** The flow at the root itself would change: nobody else pays for it, or takes it up. */
export const ROOT_FLOW = -2;

/** A leaf that moves between its lower limit and its request, where its import is cut. */
export function belowRequest(leaf: number): number {
  return 2 * leaf;
}

/** A leaf that moves between its request and its upper limit, where its export is cut. */
export function aboveRequest(leaf: number): number {
  return 2 * leaf + 1;
}

export function isAboveRequest(mover: number): boolean {
  return (mover & 1) === 1;
}

export function leafOf(mover: number): number {
  return mover >> 1;
}

/**
 * The prices of all that could move. A mover is a leaf on one side of its request (`belowRequest`, `aboveRequest`), or
 * `ROOT_FLOW`, whose price stands between those who lack import and those who lack export.
 */
export class MoverPrices {
  readonly #tiers: PriceTiers;
  readonly #levelBelow: Float64Array;
  readonly #levelAbove: Float64Array;
  readonly #slack: Float64Array;

  /**
   * @param level of each leaf below its request and above it: dispatch by weight, or what is beyond its guarantee by weight;
   * each of length `nodeCount`
   * @param slack length `nodeCount`, how far each leaf's level may be from the exact one
   */
  constructor(tiers: PriceTiers, level: { below: Float64Array; above: Float64Array }, slack: Float64Array) {
    this.#tiers = tiers;
    this.#levelBelow = level.below;
    this.#levelAbove = level.above;
    this.#slack = slack;
  }

  /** Prices are compared by it first. */
  tier(mover: number): number {
    if (mover === ROOT_FLOW) return this.#tiers.priorityCount - 0.5;
    const importTier = this.#tiers.importTier?.[leafOf(mover)] ?? 0;
    return isAboveRequest(mover) ? exportTier(this.#tiers, importTier) : importTier;
  }

  /** Then by it; +Infinity at the root. */
  level(mover: number): number {
    if (mover === ROOT_FLOW) return Number.POSITIVE_INFINITY;
    return (isAboveRequest(mover) ? this.#levelAbove : this.#levelBelow)[leafOf(mover)];
  }

  /** Whether the first price is the lesser one; not where they tie. */
  isBelow(first: number, second: number): boolean {
    const tiers = this.tier(first) - this.tier(second);
    if (tiers !== 0) return tiers < 0;
    if (first === ROOT_FLOW) return false;
    const [one, other] = [leafOf(first), leafOf(second)];
    return this.level(first) + this.#slack[one] < this.level(second) - this.#slack[other];
  }

  ties(first: number, second: number): boolean {
    return !this.isBelow(first, second) && !this.isBelow(second, first);
  }

  /** Of two that tie, the one whose level is known best. */
  sharper(first: number, second: number): number {
    if (first === ROOT_FLOW) return first;
    return this.#slack[leafOf(second)] < this.#slack[leafOf(first)] ? second : first;
  }

  /** By how much the first price is above the second, in levels; infinite between tiers. */
  difference(first: number, second: number): number {
    const tiers = this.tier(first) - this.tier(second);
    if (tiers !== 0) return tiers * Number.POSITIVE_INFINITY;
    return this.level(first) - this.level(second);
  }
}

/**
 * For every node, a group of leaves that would move first and together: those of the least price among all that could
 * rise, or those of the greatest among all that could fall. They share what moves by their weights.
 */
export class MovingLeaves {
  /** Length `nodeCount`: one mover of the group, to tell its price; `NOBODY`; or `ROOT_FLOW`. */
  readonly mover: Int32Array;
  /** Length `nodeCount`: the sum of the weights of the group. */
  readonly weight: Float64Array;
  /** Length `nodeCount`: how many leaves are in it. */
  readonly count: Int32Array;
  readonly #prices: MoverPrices;
  readonly #isRising: boolean;

  constructor(nodeCount: number, move: "rise" | "fall", prices: MoverPrices) {
    // One more group than nodes: a place to add up in.
    this.mover = new Int32Array(nodeCount + 1).fill(NOBODY);
    this.weight = new Float64Array(nodeCount + 1);
    this.count = new Int32Array(nodeCount + 1);
    this.#prices = prices;
    this.#isRising = move === "rise";
  }

  clear(node: number): void {
    this.mover[node] = NOBODY;
    this.weight[node] = 0;
    this.count[node] = 0;
  }

  set(node: number, mover: number, weight: number): void {
    this.mover[node] = mover;
    this.weight[node] = weight;
    this.count[node] = mover === ROOT_FLOW ? 0 : 1;
  }

  /** Of this group and another, whoever moves first; both where they tie. */
  join(node: number, groups: MovingLeaves, other: number): void {
    const mine = this.mover[node];
    const theirs = groups.mover[other];
    if (theirs === NOBODY) return;
    const order = mine === NOBODY ? 1 : this.#order(mine, theirs);
    if (order < 0) return;
    if (order > 0) {
      this.mover[node] = theirs;
      this.weight[node] = groups.weight[other];
      this.count[node] = groups.count[other];
      return;
    }
    this.mover[node] = this.#prices.sharper(mine, theirs);
    this.weight[node] += groups.weight[other];
    this.count[node] += groups.count[other];
  }

  /** Below 0 where the first moves before the second, 0 where they tie. */
  #order(first: number, second: number): number {
    if (this.#prices.ties(first, second)) return 0;
    return this.#prices.isBelow(first, second) === this.#isRising ? -1 : 1;
  }
}
