/** No leaf could move. */
export const NOBODY = -1;
/** The flow at the root itself would change: nobody else pays for it, or takes it up. */
export const ROOT_FLOW = -2;

/** The leaves' levels, and how far apart two of them must be to count as different. */
export class LeafLevels {
  readonly #level: Float64Array;
  readonly #slack: Float64Array;

  /**
   * @param level length `nodeCount`, dispatch by weight at each leaf
   * @param slack length `nodeCount`, how far each leaf's level may be from the exact one
   */
  constructor(level: Float64Array, slack: Float64Array) {
    this.#level = level;
    this.#slack = slack;
  }

  /** Of a leaf; of the flow at the root, which comes before every leaf, +Infinity. */
  of(leaf: number): number {
    return leaf === ROOT_FLOW ? Number.POSITIVE_INFINITY : this.#level[leaf];
  }

  /** Whether the first leaf's level is the lesser one; not where they tie. */
  isBelow(first: number, second: number): boolean {
    if (first === ROOT_FLOW) return false;
    if (second === ROOT_FLOW) return true;
    return this.#level[first] + this.#slack[first] < this.#level[second] - this.#slack[second];
  }

  /** Of leaves that tie, the one whose level is known best. */
  sharper(first: number, second: number): number {
    if (first === ROOT_FLOW || second === ROOT_FLOW) return first;
    return this.#slack[second] < this.#slack[first] ? second : first;
  }
}

/**
 * For every node, a group of leaves that would move first and together: those of the least level among all that could
 * rise, or those of the greatest among all that could fall. They share what moves by their weights.
 */
export class MovingLeaves {
  /** Length `nodeCount`: one leaf of the group, to tell its level; `NOBODY`; or `ROOT_FLOW`. */
  readonly leaf: Int32Array;
  /** Length `nodeCount`: the sum of the weights of the group. */
  readonly weight: Float64Array;
  /** Length `nodeCount`: how many leaves are in it. */
  readonly count: Int32Array;
  readonly #levels: LeafLevels;
  readonly #isRising: boolean;

  constructor(nodeCount: number, move: "rise" | "fall", levels: LeafLevels) {
    // One more group than nodes: a place to add up in.
    this.leaf = new Int32Array(nodeCount + 1).fill(NOBODY);
    this.weight = new Float64Array(nodeCount + 1);
    this.count = new Int32Array(nodeCount + 1);
    this.#levels = levels;
    this.#isRising = move === "rise";
  }

  clear(node: number): void {
    this.leaf[node] = NOBODY;
    this.weight[node] = 0;
    this.count[node] = 0;
  }

  setLeaf(node: number, leaf: number, weight: number): void {
    this.leaf[node] = leaf;
    this.weight[node] = weight;
    this.count[node] = leaf === ROOT_FLOW ? 0 : 1;
  }

  /** Of this group and another, whoever moves first; both where they tie. */
  join(node: number, groups: MovingLeaves, other: number): void {
    const mine = this.leaf[node];
    const theirs = groups.leaf[other];
    if (theirs === NOBODY) return;
    const order = mine === NOBODY ? 1 : this.#order(mine, theirs);
    if (order < 0) return;
    if (order > 0) {
      this.leaf[node] = theirs;
      this.weight[node] = groups.weight[other];
      this.count[node] = groups.count[other];
      return;
    }
    this.leaf[node] = this.#levels.sharper(mine, theirs);
    this.weight[node] += groups.weight[other];
    this.count[node] += groups.count[other];
  }

  /** Below 0 where the first leaf moves before the second, 0 where they tie. */
  #order(first: number, second: number): number {
    const isBelow = this.#levels.isBelow(first, second);
    if (!isBelow && !this.#levels.isBelow(second, first)) return 0;
    return isBelow === this.#isRising ? -1 : 1;
  }
}
