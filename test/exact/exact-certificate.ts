import type { Fairness } from "../../src/model/options.js";
import type { ExactOptimal } from "./exact-balance.js";
import type { ExactTree } from "./exact-tree.js";
import { comparePrices, leafSegments, type Price, rootPrice, type Segment } from "./price-tiers.js";
import type { Rational } from "./rational.js";
import { sumsBelow } from "./split-siblings.js";

/**
 * Proves or refutes an exact answer without solving anything: every limit kept, the greatest flow at the root, and nobody
 * with whom a trade would make it more even.
 *
 * @returns what is wrong, in words; empty for the balanced allocation
 */
export function refute(answer: ExactOptimal, fairness: Fairness): string[] {
  const { tree, flow } = answer.posed;
  const faults = brokenLimits(tree, flow);
  const { rise, fall } = headroom(tree, flow);
  const atRoot = rootPrice(tree);
  if (comparePrices(rise[tree.root] ?? atRoot, atRoot) < 0) faults.push("a leaf could rise past the root");
  if (comparePrices(fall[tree.root] ?? atRoot, atRoot) > 0) faults.push("a leaf could fall past the root");
  faults.push(...(fairness === "leaves" ? leafTrades(tree, rise, fall) : siblingTrades(answer)));
  return faults;
}

function brokenLimits(tree: ExactTree, flow: readonly Rational[]): string[] {
  const faults: string[] = [];
  for (const v of tree.topDown) {
    const below = tree.children[v].map((child) => flow[child]);
    if (below.length > 0 && !below.reduce((a, b) => a.add(b)).equals(flow[v])) faults.push(`node ${v} is not its sum`);
    if (tree.lower[v]?.compare(flow[v]) === 1) faults.push(`node ${v} is below its lower limit`);
    if (tree.upper[v]?.compare(flow[v]) === -1) faults.push(`node ${v} is above its upper limit`);
  }
  return faults;
}

interface Headroom {
  /** Least price of a leaf below that can rise with no limit in between at its upper bound; null where none can. */
  readonly rise: readonly (Price | null)[];
  /** Greatest price of a leaf below that can fall with no limit in between at its lower bound; null where none can. */
  readonly fall: readonly (Price | null)[];
}

function headroom(tree: ExactTree, flow: readonly Rational[]): Headroom {
  const rise: (Price | null)[] = tree.parent.map(() => null);
  const fall: (Price | null)[] = tree.parent.map(() => null);
  const segments = leafSegments(tree);
  for (const v of tree.topDown.toReversed()) {
    const below = tree.children[v];
    const isFull = tree.upper[v] !== null && flow[v].equals(tree.upper[v]);
    const isEmpty = tree.lower[v] !== null && flow[v].equals(tree.lower[v]);
    const priceOn = ({ tier, origin }: Segment): Price => ({
      tier,
      level: flow[v].subtract(origin).divide(tree.weight[v]),
    });
    const riseHere = () =>
      segments[v].find(({ to }) => to === null || flow[v].lessThan(to)) ?? segments[v][segments[v].length - 1];
    const fallHere = () =>
      segments[v].findLast(({ from }) => from === null || from.lessThan(flow[v])) ?? segments[v][0];
    if (!isFull) rise[v] = below.length === 0 ? priceOn(riseHere()) : extreme(rise, below, -1);
    if (!isEmpty) fall[v] = below.length === 0 ? priceOn(fallHere()) : extreme(fall, below, 1);
  }
  return { rise, fall };
}

/** Two leaves that meet at a node with nothing in their way there can trade; none may gain who is above the other. */
function leafTrades(tree: ExactTree, rise: readonly (Price | null)[], fall: readonly (Price | null)[]): string[] {
  const faults: string[] = [];
  for (const v of tree.topDown) {
    const least = extreme(rise, tree.children[v], -1);
    const greatest = extreme(fall, tree.children[v], 1);
    if (least && greatest && comparePrices(greatest, least) > 0) faults.push(`leaves below node ${v} could trade`);
  }
  return faults;
}

/** The same among the children of one node, each as its share of the leaves below it. */
function siblingTrades({ posed: { tree, capacity, flow } }: ExactOptimal): string[] {
  const { shiftBelow, weightBelow } = sumsBelow(tree);
  const level = flow.map((x, v) => x.subtract(shiftBelow[v]).divide(weightBelow[v]));
  const price = level.map((own) => ({ tier: 0, level: own }));
  const rise = price.map((own, v) => (capacity.greatest[v]?.equals(flow[v]) ? null : own));
  const fall = price.map((own, v) => (capacity.least[v]?.equals(flow[v]) ? null : own));
  return leafTrades(tree, rise, fall).map((fault) => fault.replace("leaves below", "children of"));
}

/** The least (`sense` -1) or greatest (1) of the prices of some nodes, null where all are. */
function extreme(prices: readonly (Price | null)[], nodes: readonly number[], sense: 1 | -1): Price | null {
  let best: Price | null = null;
  for (const v of nodes) {
    const price = prices[v];
    if (price && (best === null || comparePrices(price, best) === sense)) best = price;
  }
  return best;
}
