import type { FlatTree } from "../../src/tree/flat-tree.js";
import { type KernelOrder, kernelOrder } from "../../src/tree/kernel-order.js";

const SAMPLED_LEAVES = 65536;
const SAMPLE_STRIDE = 64;
const BLOCK = 8;
/** Stands for infinity, as a limit of a leaf and as a price: 0 · FAR is 0. */
const FAR = 1e200;

/**
 * Newton on slices in plain JavaScript on typed arrays, so that one can see what WebAssembly itself gains.
 *
 * To bring the slice of leaves under a node to a total, all clamps below are evaluated at a price in one streaming
 * pass, and the price goes to where sum and slope point, kept within a bracket. Nodes that then stand beyond a limit
 * become slices of their own, with that limit as their total. Linear on shallow trees, quadratic on deep ones. Not
 * compensated.
 */
export class NewtonJavaScript {
  readonly #tree: FlatTree;
  readonly #order: KernelOrder;
  // Of the leaves, in the kernel's order, as limits of the flow.
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  readonly #shift: Float64Array;
  readonly #weight: Float64Array;
  readonly #flow: Float64Array;
  // Of the inner nodes; sum and slope are those of the children at the last price.
  readonly #innerLower: Float64Array;
  readonly #innerUpper: Float64Array;
  readonly #sum: Float64Array;
  readonly #slope: Float64Array;
  readonly #price: Float64Array;

  constructor(tree: FlatTree) {
    const order = kernelOrder(tree.topology);
    const { leafNode, innerNode } = order;
    this.#tree = tree;
    this.#order = order;
    this.#shift = Float64Array.from(leafNode, (v) => tree.shift[v]);
    this.#lower = Float64Array.from(leafNode, (v) => Math.max(-FAR, tree.shift[v] + tree.lower[v]));
    this.#upper = Float64Array.from(leafNode, (v) => Math.min(FAR, tree.shift[v] + tree.upper[v]));
    this.#weight = Float64Array.from(leafNode, (v) => tree.weight[v]);
    this.#flow = new Float64Array(leafNode.length);
    this.#innerLower = Float64Array.from(innerNode, (v) => tree.lower[v]);
    this.#innerUpper = Float64Array.from(innerNode, (v) => tree.upper[v]);
    this.#sum = new Float64Array(innerNode.length);
    this.#slope = new Float64Array(innerNode.length);
    this.#price = new Float64Array(innerNode.length);
  }

  solve(): void {
    const { innerBegin, innerCount } = this.#order;
    const sum = this.#sum;
    const price = this.#price;
    const root = innerCount - 1;
    const pendingNode = [root];
    const pendingTotal = [this.#innerUpper[root]];
    const pendingGuess = [0];
    while (pendingNode.length > 0) {
      const node = pendingNode.pop()!;
      const total = pendingTotal.pop()!;
      const at = this.#findPrice(node, total, pendingGuess.pop()!);
      price[node] = at;
      for (let v = node - 1; v >= innerBegin[node]; ) {
        const limit = sum[v] < this.#innerLower[v] ? this.#innerLower[v] : this.#innerUpper[v];
        if (sum[v] < this.#innerLower[v] || sum[v] > limit) {
          pendingNode.push(v);
          pendingTotal.push(limit);
          pendingGuess.push(Math.abs(at) < FAR ? at : 0);
          v = innerBegin[v] - 1;
        } else price[v--] = at;
      }
    }
    this.#writeFlows();
  }

  /** Flows in the tree's order; 0 at inner nodes. */
  flows(): Float64Array {
    const flows = new Float64Array(this.#tree.nodeCount);
    const { leafNode } = this.#order;
    for (let k = 0; k < leafNode.length; k++) flows[leafNode[k]] = this.#flow[k];
    return flows;
  }

  /** The price at which the children of a node add up to a total; the sums below it are then those at that price. */
  #findPrice(node: number, total: number, guess: number): number {
    const { ownBegin, innerBegin } = this.#order;
    const leafCount = ownBegin[node + 1] - ownBegin[innerBegin[node]];
    let price = guess;
    if (leafCount >= SAMPLED_LEAVES) price = this.#iterate(node, total, price, SAMPLE_STRIDE, 12);
    price = this.#iterate(node, total, price, 1, 100);
    return price;
  }

  #iterate(node: number, total: number, guess: number, stride: number, most: number): number {
    const { MAX_VALUE, NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
    const enough = 1e-13 * (1 + Math.abs(total));
    let price = guess;
    let low = NEGATIVE_INFINITY;
    let high = POSITIVE_INFINITY;
    let lowSum = 0;
    let highSum = 0;
    let step = 1;
    for (let pass = 1; ; pass++) {
      this.#evaluate(node, price, stride);
      const sum = this.#sum[node];
      const slope = this.#slope[node];
      const missing = total - sum;
      if (Math.abs(missing) <= enough || pass === most) return price;
      if (missing > 0) [low, lowSum] = [price, sum];
      else [high, highSum] = [price, sum];

      let next = slope > 0 ? price + missing / slope : missing * MAX_VALUE;
      const isSound = next > low && next < high && Math.abs(next - price) < 1e3 * step;
      if (!isSound && low > NEGATIVE_INFINITY && high < POSITIVE_INFINITY) {
        const secant = highSum > lowSum ? (total - lowSum) / (highSum - lowSum) : 0.5;
        next = low + (high - low) * Math.min(0.9, Math.max(0.1, secant));
      } else if (!isSound) {
        // A total at or beyond all that the slice can carry has no finite price.
        if (step > 1e15) next = missing > 0 ? FAR : -FAR;
        else {
          step *= 8;
          next = missing > 0 ? price + step : price - step;
        }
      }
      if (next === price || next === low || next === high) return price;
      price = next;
    }
  }

  /** Sums and slopes of every node of the slice at a price; of 1 block in `stride` where a node has many own leaves. */
  #evaluate(node: number, price: number, stride: number): void {
    const { innerBegin, ownBegin, parent } = this.#order;
    const sum = this.#sum;
    const slope = this.#slope;
    const lower = this.#innerLower;
    const upper = this.#innerUpper;
    const first = innerBegin[node];
    sum.fill(0, first, node + 1);
    slope.fill(0, first, node + 1);
    for (let v = first; v <= node; v++) {
      this.#addLeaves(v, ownBegin[v], ownBegin[v + 1], price, stride);
      if (v === node) break;
      const p = parent[v];
      if (sum[v] <= lower[v]) sum[p] += lower[v];
      else if (sum[v] >= upper[v]) sum[p] += upper[v];
      else {
        sum[p] += sum[v];
        slope[p] += slope[v];
      }
    }
  }

  #addLeaves(v: number, begin: number, end: number, price: number, stride: number): void {
    const lower = this.#lower;
    const upper = this.#upper;
    const shift = this.#shift;
    const weight = this.#weight;
    const isSampled = stride > 1 && end - begin >= 4 * BLOCK * stride;
    const span = isSampled ? BLOCK : end - begin;
    const advance = isSampled ? BLOCK * stride : end - begin;
    let seen = 0;
    let sum = 0;
    let slope = 0;
    for (let from = begin; from + span <= end && from < end; from += advance) {
      for (let k = from; k < from + span; k++) {
        // Arithmetic on the outcomes of comparisons, of which V8 makes no branches; Math.min and Math.max take three
        // times as long.
        const wanted = shift[k] + weight[k] * price;
        const isLow = +(wanted <= lower[k]);
        const isHigh = (1 - isLow) * +(wanted >= upper[k]);
        const isFree = 1 - isLow - isHigh;
        sum += isLow * lower[k] + isHigh * upper[k] + isFree * wanted;
        slope += isFree * weight[k];
      }
      seen += span;
    }
    const scale = isSampled ? (end - begin) / seen : 1;
    this.#sum[v] += sum * scale;
    this.#slope[v] += slope * scale;
  }

  #writeFlows(): void {
    const { innerCount, ownBegin } = this.#order;
    const lower = this.#lower;
    const upper = this.#upper;
    const shift = this.#shift;
    const weight = this.#weight;
    const flow = this.#flow;
    for (let v = 0; v < innerCount; v++) {
      const price = this.#price[v];
      const end = ownBegin[v + 1];
      for (let k = ownBegin[v]; k < end; k++) {
        const wanted = shift[k] + weight[k] * price;
        const isLow = +(wanted <= lower[k]);
        const isHigh = (1 - isLow) * +(wanted >= upper[k]);
        flow[k] = isLow * lower[k] + isHigh * upper[k] + (1 - isLow - isHigh) * wanted;
      }
    }
  }
}
