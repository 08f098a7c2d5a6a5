import type { Fairness } from "../../src/model/options.js";
import type { PosedProblem } from "../../src/problem/posed-problem.js";

/**
 * The dispatch by nothing but bisection on every price, in integers: slow, and for small trees only. Numbers are in units
 * of 2^-180, in which every double above 1e-30 or so is whole; what is smaller loses digits that do not matter.
 */
export function dispatchByBisection(problem: PosedProblem, fairness: Fairness): Float64Array {
  const tree = new FixedPointTree(problem);
  const dispatch =
    fairness === "leaves"
      ? tree.priced(problem.topology.root, HIGHEST_PRICE)
      : tree.split(problem.topology.root, tree.greatest[problem.topology.root]);
  const result = new Float64Array(problem.topology.nodeCount).fill(Number.NaN);
  for (const [v, value] of dispatch) result[v] = fromFixed(value);
  return result;
}

const FRACTION_BITS = 180n;
const UNIT = 2n ** FRACTION_BITS;
const HIGHEST_PRICE = 2n ** 90n * UNIT;
const BEYOND_ALL = 2n ** 300n * UNIT;

class FixedPointTree {
  readonly greatest: bigint[] = [];
  readonly #least: bigint[] = [];
  readonly #lower: bigint[];
  readonly #upper: bigint[];
  readonly #shift: bigint[];
  readonly #weight: bigint[];
  readonly #children: number[][];

  constructor({ topology, lower, upper, shift, weight }: PosedProblem) {
    const { nodeCount, topDown, childStart, childNodes } = topology;
    this.#lower = Array.from(lower, toFixed);
    this.#upper = Array.from(upper, toFixed);
    this.#shift = Array.from(shift, toFixed);
    this.#weight = Array.from(weight, toFixed);
    this.#children = Array.from({ length: nodeCount }, (_, v) => [
      ...childNodes.slice(childStart[v], childStart[v + 1]),
    ]);
    for (const v of [...topDown].reverse()) {
      const children = this.#children[v];
      const isLeaf = children.length === 0;
      if (!isLeaf) {
        this.#shift[v] = total(children.map((child) => this.#shift[child]));
        this.#weight[v] = total(children.map((child) => this.#weight[child]));
      }
      const bound = (below: bigint[]) =>
        isLeaf ? this.#shift[v] : clamp(total(children.map((child) => below[child])), this.#lower[v], this.#upper[v]);
      this.#least[v] = bound(this.#least) + (isLeaf ? this.#lower[v] : 0n);
      this.greatest[v] = bound(this.greatest) + (isLeaf ? this.#upper[v] : 0n);
    }
  }

  /** Fairness among leaves: every leaf's dispatch below v, at the price that v is offered. */
  priced(v: number, offered: bigint): [number, bigint][] {
    const children = this.#children[v];
    if (children.length === 0) return [[v, this.#flowAt(v, offered) - this.#shift[v]]];
    const below = (price: bigint) => total(children.map((child) => this.#flowAt(child, price)));
    let price = offered;
    if (below(offered) < this.#lower[v]) price = leastPrice((p) => below(p) >= this.#lower[v]);
    else if (below(offered) > this.#upper[v]) price = leastPrice((p) => below(p) >= this.#upper[v]);
    return children.flatMap((child) => this.priced(child, price));
  }

  /** Fairness among siblings: every leaf's dispatch below v, when v's flow is given. */
  split(v: number, flow: bigint): [number, bigint][] {
    const children = this.#children[v];
    if (children.length === 0) return [[v, flow - this.#shift[v]]];
    const share = (child: number, price: bigint) =>
      clamp(this.#shift[child] + times(this.#weight[child], price), this.#least[child], this.greatest[child]);
    const price = leastPrice((p) => total(children.map((child) => share(child, p))) >= flow);
    return children.flatMap((child) => this.split(child, share(child, price)));
  }

  #flowAt(v: number, price: bigint): bigint {
    const children = this.#children[v];
    if (children.length > 0) {
      return clamp(total(children.map((child) => this.#flowAt(child, price))), this.#lower[v], this.#upper[v]);
    }
    return this.#shift[v] + clamp(times(this.#weight[v], price), this.#lower[v], this.#upper[v]);
  }
}

function leastPrice(isEnough: (price: bigint) => boolean): bigint {
  let below = -HIGHEST_PRICE;
  let enough = HIGHEST_PRICE;
  while (enough - below > 1n) {
    const middle = (below + enough) >> 1n;
    if (isEnough(middle)) enough = middle;
    else below = middle;
  }
  return enough;
}

function total(values: bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function clamp(value: bigint, lower: bigint, upper: bigint): bigint {
  if (value > upper) return upper;
  return value < lower ? lower : value;
}

function times(weight: bigint, price: bigint): bigint {
  return (weight * price) >> FRACTION_BITS;
}

function toFixed(value: number): bigint {
  if (!Number.isFinite(value)) return value > 0 ? BEYOND_ALL : -BEYOND_ALL;
  return BigInt(Math.trunc(value * 2 ** Number(FRACTION_BITS)));
}

function fromFixed(value: bigint): number {
  return Number(value) / 2 ** Number(FRACTION_BITS);
}
