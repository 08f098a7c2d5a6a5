/**
 * One running sum a node, each carried as an unevaluated pair `high + low` (Knuth's two-sum), so that a sum over a million
 * leaves, through any depth, is good to the last bit.
 */
export class NodeSums {
  readonly #high: Float64Array;
  readonly #low: Float64Array;

  constructor(nodeCount: number) {
    this.#high = new Float64Array(nodeCount);
    this.#low = new Float64Array(nodeCount);
  }

  add(node: number, term: number): void {
    this.#add(node, term, 0);
  }

  /** Adds the whole sum of `other`, its low part included. */
  addSum(node: number, other: number): void {
    this.#add(node, this.#high[other], this.#low[other]);
  }

  set(node: number, value: number): void {
    this.#high[node] = value;
    this.#low[node] = 0;
  }

  /** Takes over the node's sum among others. */
  copy(others: NodeSums, node: number): void {
    this.#high[node] = others.#high[node];
    this.#low[node] = others.#low[node];
  }

  /** By how much the sum is over a bound, infinite where either is. */
  over(node: number, bound: number): number {
    const high = this.#high[node];
    const difference = high - bound;
    if (!Number.isFinite(difference)) return difference;
    const boundSeen = difference - high;
    const lost = high - (difference - boundSeen) + (-bound - boundSeen);
    return difference + (lost + this.#low[node]);
  }

  /** The sum, rounded once. */
  value(node: number): number {
    return this.#high[node] + this.#low[node];
  }

  /** A copy: every node's sum, rounded once. */
  values(): Float64Array {
    return this.#high.map((high, node) => high + this.#low[node]);
  }

  #add(node: number, term: number, termLow: number): void {
    const high = this.#high[node];
    const sum = high + term;
    const termSeen = sum - high;
    const lost = high - (sum - termSeen) + (term - termSeen);
    this.#high[node] = sum;
    // Infinity less Infinity is NaN, but an infinite sum has lost nothing.
    this.#low[node] = Number.isFinite(sum) ? this.#low[node] + (lost + termLow) : 0;
  }
}
