import type { Bound, ExactTree } from "./exact-tree.js";
import { Rational } from "./rational.js";

/**
 * Max-min fairness over the leaves by progressive filling (Bertsekas & Gallager, Data Networks, 6.5.2), generalised to
 * lower limits.
 *
 * All leaves that are not settled yet rise together. At a common level t each needs `shift + weight * t`, or its lower
 * limit if that is greater; a node needs the sum of its children, or its lower limit if that is greater; and t is within
 * reach as long as nobody needs more than the upper limit (the root: than the flow it is to have). At the greatest such
 * t the leaves that a limit stops are settled, and the others go on. No prices, no thresholds.
 *
 * @param rootFlow the flow that the root is to have, within what the tree can carry
 * @returns the flow of every node
 */
export function fillLeaves(tree: ExactTree, rootFlow: Rational): Rational[] {
  const limit = [...tree.upper];
  limit[tree.root] = rootFlow;
  const settled: Bound[] = tree.parent.map(() => null);
  const leaves = tree.topDown.filter((v) => tree.children[v].length === 0);
  while (leaves.some((leaf) => settled[leaf] === null)) {
    const level = greatestCommonLevel(tree, limit, settled);
    settleStopped(tree, limit, settled, level);
  }
  const flow = settled.map((own) => own ?? Rational.zero);
  for (const v of tree.topDown.toReversed()) {
    if (v !== tree.root) flow[tree.parent[v]] = flow[tree.parent[v]].add(flow[v]);
  }
  return flow;
}

/** What each node needs at a level, and how fast that grows just below the level and just above it. */
interface Need {
  readonly flow: readonly Rational[];
  readonly slopeBelow: readonly Rational[];
  readonly slopeAbove: readonly Rational[];
}

function needAt(tree: ExactTree, settled: readonly Bound[], level: Rational): Need {
  const { shift, weight, lower } = tree;
  const flow = tree.parent.map(() => Rational.zero);
  const slopeBelow = [...flow];
  const slopeAbove = [...flow];
  for (let k = flow.length - 1; k >= 0; k--) {
    const v = tree.topDown[k];
    const fixed = settled[v];
    if (tree.children[v].length === 0 && fixed === null) {
      flow[v] = shift[v].add(weight[v].multiply(level));
      slopeBelow[v] = weight[v];
      slopeAbove[v] = weight[v];
    }
    if (fixed !== null) flow[v] = fixed;
    else if (lower[v] !== null) {
      const against = flow[v].compare(lower[v]);
      if (against <= 0) slopeBelow[v] = Rational.zero;
      if (against < 0) {
        slopeAbove[v] = Rational.zero;
        flow[v] = lower[v];
      }
    }
    if (v === tree.root) break;
    const p = tree.parent[v];
    flow[p] = flow[p].add(flow[v]);
    slopeBelow[p] = slopeBelow[p].add(slopeBelow[v]);
    slopeAbove[p] = slopeAbove[p].add(slopeAbove[v]);
  }
  return { flow, slopeBelow, slopeAbove };
}

/**
 * What a node needs is convex in the level, so Newton's steps from above stop exactly at the greatest level that fits,
 * after at most as many steps as there are pieces.
 */
function greatestCommonLevel(tree: ExactTree, limit: readonly Bound[], settled: readonly Bound[]): Rational {
  let level = levelOutOfReach(tree, limit, settled);
  for (;;) {
    const need = needAt(tree, settled, level);
    let next = level;
    for (const v of tree.topDown) {
      const bound = limit[v];
      if (bound === null || !bound.lessThan(need.flow[v])) continue;
      const crossing = level.subtract(need.flow[v].subtract(bound).divide(need.slopeBelow[v]));
      if (crossing.lessThan(next)) next = crossing;
    }
    if (next === level) return level;
    level = next;
  }
}

/** Some level that breaks a limit; there is one, because the root's flow is limited and some leaf still rises. */
function levelOutOfReach(tree: ExactTree, limit: readonly Bound[], settled: readonly Bound[]): Rational {
  for (let level = Rational.integer(1n); ; level = level.multiply(SIXTY_FOUR)) {
    const { flow } = needAt(tree, settled, level);
    if (limit.some((bound, v) => bound?.lessThan(flow[v]))) return level;
  }
}

/** Settles the leaves that cannot rise above the level, because that would raise a node that is at its limit. */
function settleStopped(tree: ExactTree, limit: readonly Bound[], settled: Bound[], level: Rational): void {
  const { flow, slopeAbove } = needAt(tree, settled, level);
  const isStopped = tree.parent.map(() => false);
  let count = 0;
  for (const v of tree.topDown) {
    // A node whose need does not grow shields what is above it from the leaves below it.
    if (slopeAbove[v].equals(Rational.zero)) continue;
    isStopped[v] = limit[v]?.equals(flow[v]) || (v !== tree.root && isStopped[tree.parent[v]]);
    if (!isStopped[v] || tree.children[v].length > 0) continue;
    settled[v] = flow[v];
    count++;
  }
  if (count === 0) throw new Error("no leaf is stopped at the greatest common level");
}

const SIXTY_FOUR = Rational.integer(64n);
