import type { PosedProblem } from "../problem/posed-problem.js";
import type { Bounds } from "./bounds.js";
import { CompensatedSum, CompensatedSums } from "./compensated-sum.js";

/**
 * From the root down, each node's flow split among its children in proportion to the conversion factors below each,
 * within what each can carry.
 *
 * Everything is reckoned without the shift constants: `S + clamp(C * price, m - S, M - S)` is `clamp(S + C * price, m, M)`,
 * and a leaf's limits enter as they were given. O(n log n) in the number of nodes, no recursion.
 *
 * @param bounds of a problem that is neither infeasible nor unbounded
 * @returns length `nodeCount`: each leaf's dispatch, NaN at inner nodes
 */
export function siblingLevels(problem: PosedProblem, bounds: Bounds): Float64Array {
  const { topology, lower, upper } = problem;
  const { nodeCount, topDown, root } = topology;
  const answers = priceAnswers(problem, bounds);
  const dispatch = new CompensatedSums(nodeCount);
  dispatch.set(root, answers.greatest.high[root], answers.greatest.low[root]);
  const split = new SiblingSplit(problem, answers, dispatch);
  const leafDispatch = new Float64Array(nodeCount).fill(Number.NaN);
  for (const v of topDown) {
    if (topology.isLeaf(v)) leafDispatch[v] = Math.max(lower[v], Math.min(dispatch.high[v], upper[v]));
    else split.among(v);
  }
  return leafDispatch;
}

/** How each subtree answers to a price: `clamp(weight * price, least, greatest)`. Arrays have length `nodeCount`. */
interface PriceAnswers {
  /** Sum of the conversion factors below. */
  readonly weight: Float64Array;
  /** Least dispatch that the subtree can carry in all, with everything that limits it below. */
  readonly least: CompensatedSums;
  readonly greatest: CompensatedSums;
  /** The price at which the answer leaves `least`. */
  readonly leastPrice: Float64Array;
  /** The price at which the answer reaches `greatest`. */
  readonly greatestPrice: Float64Array;
}

function priceAnswers({ topology, lower, upper, shift, weight }: PosedProblem, bounds: Bounds): PriceAnswers {
  const { nodeCount, bottomUp, parent, root } = topology;
  const shiftBelow = new CompensatedSums(nodeCount);
  const weightBelow = new CompensatedSums(nodeCount);
  const least = new CompensatedSums(nodeCount);
  const greatest = new CompensatedSums(nodeCount);
  const leastPrice = new Float64Array(nodeCount);
  const greatestPrice = new Float64Array(nodeCount);
  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      shiftBelow.set(v, shift[v]);
      weightBelow.set(v, weight[v]);
      least.set(v, lower[v]);
      greatest.set(v, upper[v]);
    } else {
      least.set(v, bounds.least.high[v], bounds.least.low[v]);
      least.add(v, -shiftBelow.high[v], -shiftBelow.low[v]);
      greatest.set(v, bounds.greatest.high[v], bounds.greatest.low[v]);
      greatest.add(v, -shiftBelow.high[v], -shiftBelow.low[v]);
    }
    leastPrice[v] = least.high[v] / weightBelow.high[v];
    greatestPrice[v] = greatest.high[v] / weightBelow.high[v];
    if (v === root) continue;
    shiftBelow.add(parent[v], shiftBelow.high[v], shiftBelow.low[v]);
    weightBelow.add(parent[v], weightBelow.high[v], weightBelow.low[v]);
  }
  return { weight: weightBelow.high, least, greatest, leastPrice, greatestPrice };
}

/** Where a child stands at the siblings' price. */
const AT_LEAST = -1;
const FREE = 0;
const AT_GREATEST = 1;

/** From one of the siblings' breakpoints to the next. */
interface PriceInterval {
  readonly from: number;
  readonly to: number;
}

/** Splits a node's dispatch among its children. */
class SiblingSplit {
  readonly #problem: PosedProblem;
  readonly #answers: PriceAnswers;
  readonly #dispatch: CompensatedSums;
  /** Length `nodeCount`. */
  readonly #standing: Int8Array;
  readonly #breakpoints: Float64Array;
  readonly #price = new CompensatedSum();
  readonly #freeWeight = new CompensatedSum();
  readonly #surplus = new CompensatedSum();
  readonly #answer = new CompensatedSum();

  /** @param dispatch length `nodeCount`: read at a node, written at its children */
  constructor(problem: PosedProblem, answers: PriceAnswers, dispatch: CompensatedSums) {
    this.#problem = problem;
    this.#answers = answers;
    this.#dispatch = dispatch;
    const { nodeCount, childStart } = problem.topology;
    this.#standing = new Int8Array(nodeCount);
    let mostChildren = 0;
    for (let v = 0; v < nodeCount; v++) mostChildren = Math.max(mostChildren, childStart[v + 1] - childStart[v]);
    this.#breakpoints = new Float64Array(2 * mostChildren);
  }

  among(v: number): void {
    const { childStart, childNodes } = this.#problem.topology;
    const children = childNodes.subarray(childStart[v], childStart[v + 1]);
    const interval = this.#bracket(v, children);
    this.#standWithin(interval, children);
    // Breakpoints are rounded, so at a tie a child may stand an ulp on the wrong side; the exact price tells.
    for (let round = 0; round < 4; round++) {
      if (!this.#solvePrice(v, interval, children)) break;
      if (!this.#standAtPrice(children)) break;
    }
    for (const child of children) {
      const { high, low } = this.#answerOf(child);
      this.#dispatch.set(child, high, low);
    }
  }

  /** The two neighbouring breakpoints between which the children's sum reaches v's dispatch: a bisection. */
  #bracket(v: number, children: Int32Array): PriceInterval {
    const sorted = this.#sortedBreakpoints(children);
    let reached = sorted.length;
    for (let below = -1; reached - below > 1; ) {
      const middle = (below + reached) >> 1;
      if (this.#sumReaches(v, children, sorted[middle])) reached = middle;
      else below = middle;
    }
    return {
      from: reached === 0 ? Number.NEGATIVE_INFINITY : sorted[reached - 1],
      to: reached === sorted.length ? Number.POSITIVE_INFINITY : sorted[reached],
    };
  }

  #sortedBreakpoints(children: Int32Array): Float64Array {
    const { leastPrice, greatestPrice } = this.#answers;
    let count = 0;
    for (const child of children) {
      if (Number.isFinite(leastPrice[child])) this.#breakpoints[count++] = leastPrice[child];
      if (Number.isFinite(greatestPrice[child])) this.#breakpoints[count++] = greatestPrice[child];
    }
    return this.#breakpoints.subarray(0, count).sort();
  }

  #sumReaches(v: number, children: Int32Array, price: number): boolean {
    const surplus = this.#surplus.set(-this.#dispatch.high[v], -this.#dispatch.low[v]);
    this.#price.set(price);
    this.#standAtPrice(children);
    for (const child of children) {
      const { high, low } = this.#answerOf(child);
      surplus.add(high, low);
    }
    return surplus.high >= 0;
  }

  #standWithin({ from, to }: PriceInterval, children: Int32Array): void {
    const { leastPrice, greatestPrice } = this.#answers;
    for (const child of children) {
      if (leastPrice[child] >= to) this.#standing[child] = AT_LEAST;
      else if (greatestPrice[child] <= from) this.#standing[child] = AT_GREATEST;
      else this.#standing[child] = FREE;
    }
  }

  /** Finds the price at which the free children carry what the others leave of v's dispatch; false if none is free. */
  #solvePrice(v: number, { from, to }: PriceInterval, children: Int32Array): boolean {
    const { weight, least, greatest } = this.#answers;
    const left = this.#price.set(this.#dispatch.high[v], this.#dispatch.low[v]);
    const freeWeight = this.#freeWeight.set(0);
    for (const child of children) {
      if (this.#standing[child] === AT_LEAST) left.add(-least.high[child], -least.low[child]);
      else if (this.#standing[child] === AT_GREATEST) left.add(-greatest.high[child], -greatest.low[child]);
      else freeWeight.add(weight[child]);
    }
    if (freeWeight.high === 0) return false;
    const price = left.divide(freeWeight);
    // An ulp of a heavy sibling is a long way for a light one; the interval says where the price can be.
    if (price.minus(from) < 0) price.set(from);
    if (price.minus(to) > 0) price.set(to);
    return true;
  }

  /** Lets every child stand where the price puts it; true if one has moved. */
  #standAtPrice(children: Int32Array): boolean {
    let hasMoved = false;
    for (const child of children) {
      const standing = this.#standingAtPrice(child);
      if (standing !== this.#standing[child]) hasMoved = true;
      this.#standing[child] = standing;
    }
    return hasMoved;
  }

  #standingAtPrice(child: number): number {
    const { weight, least, greatest } = this.#answers;
    const answer = this.#answer.setProduct(weight[child], this.#price.high, this.#price.low);
    if (answer.add(-least.high[child], -least.low[child]).high <= 0) return AT_LEAST;
    answer.setProduct(weight[child], this.#price.high, this.#price.low);
    return answer.add(-greatest.high[child], -greatest.low[child]).high >= 0 ? AT_GREATEST : FREE;
  }

  /** What the child carries where it stands; good until the next call. */
  #answerOf(child: number): CompensatedSum {
    const { weight, least, greatest } = this.#answers;
    if (this.#standing[child] === AT_LEAST) return this.#answer.set(least.high[child], least.low[child]);
    if (this.#standing[child] === AT_GREATEST) return this.#answer.set(greatest.high[child], greatest.low[child]);
    return this.#answer.setProduct(weight[child], this.#price.high, this.#price.low);
  }
}
