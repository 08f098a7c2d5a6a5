import type { Fairness } from "../../src/model/options.js";
import type { FlatTree } from "../../src/tree/flat-tree.js";

/**
 * The balanced flows of a small feasible tree, from the definition by prices, every price found by bisection: slow, and with
 * nothing in common with any engine.
 */
export function bisectedBalance(tree: FlatTree, fairness: Fairness): Float64Array {
  const flow = new Float64Array(tree.nodeCount);
  if (fairness === "leaves") placeLeaves(tree, flow);
  else placeSiblings(tree, flow);
  for (let v = tree.nodeCount - 1; v >= 0; v--) {
    if (!tree.isLeaf(v)) flow[v] = childrenOf(tree, v).reduce((sum, child) => sum + flow[child], 0);
  }
  return flow;
}

/** The same with the greatest export, from the mirrored tree. */
export function bisectedExport(tree: FlatTree, fairness: Fairness): Float64Array {
  return bisectedBalance(mirrored(tree), fairness).map((value) => 0 - value);
}

export function mirrored(tree: FlatTree): FlatTree {
  const negated = (value: number) => 0 - value;
  return tree.withNumbers({
    lower: tree.upper.map(negated),
    upper: tree.lower.map(negated),
    shift: tree.shift.map(negated),
  });
}

export function childrenOf({ topology }: FlatTree, node: number): number[] {
  return [...topology.childNodes.subarray(topology.childStart[node], topology.childStart[node + 1])];
}

function clamp(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper);
}

/** Where the monotone `sum` reaches `wanted`, or an end of the axis where it never does. */
function bisect(sum: (price: number) => number, wanted: number, farthest: number): number {
  let low = -farthest;
  let high = farthest;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (sum(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/** Beyond this price, either way, whoever has a limit is at it, and whoever has none breaks one above. */
function farthestPrice({ lower, upper, shift, weight }: FlatTree): number {
  const sizes = [...lower, ...upper, ...shift].map(Math.abs).filter(Number.isFinite);
  return (2 * sizes.reduce((sum, size) => sum + size, 0)) / Math.min(...weight);
}

function placeLeaves(tree: FlatTree, flow: Float64Array): void {
  const { lower, upper, shift, weight } = tree;
  const farthest = farthestPrice(tree);
  const below = (v: number) => (price: number) =>
    childrenOf(tree, v).reduce((sum, child) => sum + answer(child, price), 0);
  const answer = (v: number, price: number): number =>
    tree.isLeaf(v)
      ? shift[v] + clamp(weight[v] * price, lower[v], upper[v])
      : clamp(below(v)(price), lower[v], upper[v]);
  const place = (v: number, price: number): void => {
    if (tree.isLeaf(v)) {
      flow[v] = answer(v, price);
      return;
    }
    const sum = below(v)(price);
    const wanted = clamp(sum, lower[v], upper[v]);
    const held = wanted === sum ? price : bisect(below(v), wanted, farthest);
    for (const child of childrenOf(tree, v)) place(child, held);
  };
  place(tree.root, farthest);
}

function placeSiblings(tree: FlatTree, flow: Float64Array): void {
  const { lower, upper, shift, weight } = tree;
  const total = (v: number, of: Float64Array): number =>
    tree.isLeaf(v) ? of[v] : childrenOf(tree, v).reduce((sum, child) => sum + total(child, of), 0);
  const carried = (v: number, limits: Float64Array): number => {
    if (tree.isLeaf(v)) return shift[v] + limits[v];
    const sum = childrenOf(tree, v).reduce((partial, child) => partial + carried(child, limits), 0);
    return clamp(sum, lower[v], upper[v]);
  };
  const farthest = farthestPrice(tree);
  const place = (v: number, wanted: number): void => {
    if (tree.isLeaf(v)) {
      flow[v] = shift[v] + clamp(wanted - shift[v], lower[v], upper[v]);
      return;
    }
    const curves = childrenOf(tree, v).map((child) => {
      const fixed = total(child, shift);
      const factor = total(child, weight);
      const least = carried(child, lower);
      const greatest = carried(child, upper);
      return (price: number) => clamp(fixed + factor * price, least, greatest);
    });
    const price = bisect((at) => curves.reduce((sum, curve) => sum + curve(at), 0), wanted, farthest);
    childrenOf(tree, v).forEach((child, at) => {
      place(child, curves[at](price));
    });
  };
  place(tree.root, carried(tree.root, upper));
}
