import type { Capacity } from "./exact-capacity.js";
import type { Bound, ExactTree } from "./exact-tree.js";
import { Rational } from "./rational.js";

/**
 * Fairness among siblings: from the root down, `X(child) = clamp(S + C * level, m, M)` with one level for the children of
 * a node, such that they add up to the node's flow.
 *
 * @returns the flow of every node
 */
export function splitSiblings(tree: ExactTree, capacity: Capacity, rootFlow: Rational): Rational[] {
  const { shiftBelow, weightBelow } = sumsBelow(tree);
  const flow = tree.parent.map(() => Rational.zero);
  flow[tree.root] = rootFlow;
  for (const v of tree.topDown) {
    const shares = tree.children[v].map((child) => ({
      shift: shiftBelow[child],
      weight: weightBelow[child],
      least: capacity.least[child],
      greatest: capacity.greatest[child],
    }));
    if (shares.length === 0) continue;
    const level = commonLevel(shares, flow[v]);
    for (const [k, child] of tree.children[v].entries()) flow[child] = shareAt(shares[k], level);
  }
  return flow;
}

/** Shift constants and weights of the leaves below each node, added up. */
export function sumsBelow(tree: ExactTree): { shiftBelow: Rational[]; weightBelow: Rational[] } {
  const shiftBelow = [...tree.shift];
  const weightBelow = tree.weight.map((weight, v) => (tree.children[v].length > 0 ? Rational.zero : weight));
  for (const v of tree.topDown.toReversed()) {
    if (v === tree.root) break;
    const p = tree.parent[v];
    shiftBelow[p] = shiftBelow[p].add(shiftBelow[v]);
    weightBelow[p] = weightBelow[p].add(weightBelow[v]);
  }
  return { shiftBelow, weightBelow };
}

interface Share {
  readonly shift: Rational;
  readonly weight: Rational;
  readonly least: Bound;
  readonly greatest: Bound;
}

function shareAt(share: Share, level: Rational): Rational {
  const flow = share.shift.add(share.weight.multiply(level));
  if (share.least?.compare(flow) === 1) return share.least;
  if (share.greatest?.compare(flow) === -1) return share.greatest;
  return flow;
}

/** The level at which the shares add up to `total`, which is within what they can carry. */
function commonLevel(shares: readonly Share[], total: Rational): Rational {
  const at = (level: Rational) => shares.map((share) => shareAt(share, level)).reduce((a, b) => a.add(b));
  const breakpoints = shares
    .flatMap((share) => [share.least, share.greatest].map((bound) => bound && levelOf(share, bound)))
    .filter((breakpoint) => breakpoint !== null)
    .sort((a, b) => a.compare(b));

  // The first breakpoint at or above the level sought.
  let low = 0;
  let high = breakpoints.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(breakpoints[middle]).lessThan(total)) low = middle + 1;
    else high = middle;
  }
  const after = breakpoints[low];
  const before = breakpoints[low - 1];
  if (after && at(after).equals(total)) return after;
  // Strictly between two breakpoints the sum is a straight line; two points on it give the level.
  const left = before ?? (after ?? Rational.zero).subtract(ONE);
  const right = after ?? left.add(ONE);
  const atLeft = at(left);
  const slope = at(right).subtract(atLeft).divide(right.subtract(left));
  return left.add(total.subtract(atLeft).divide(slope));
}

function levelOf(share: Share, flow: Rational): Rational {
  return flow.subtract(share.shift).divide(share.weight);
}

const ONE = Rational.integer(1n);
