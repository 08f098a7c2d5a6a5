/* Fair levels over the leaves: which method. */
import { solveByBrackets } from "./brackets";
import { firstInnerBelow, innerCount, leafCount, ownLeafBegin } from "./memory";
import { solveByNewton } from "./newton";

/**
 * Newton's method evaluates every leaf again for each limit above it that holds, the brackets do not mind depth. Measured
 * on tight trees of half a million to a million leaves, in ns a leaf, Newton / brackets: 1 node above a leaf 5 / 24, 2
 * nodes 5 / 24, 5 nodes 12 / 25; 14 nodes (random recursive) 316 / 128, 20 nodes (binary) 602 / 116.
 */
const SHALLOW: i64 = 8;

/**
 * Trees of fewer leaves are always solved by brackets: there both take microseconds, and the brackets' prices are
 * correctly rounded quotients.
 */
let newtonFromLeaves: i32 = 512;

/** For tests and tuning. */
export function setNewtonFromLeaves(leaves: i32): void {
  newtonFromLeaves = leaves;
}

/** Whether the tree that was last solved is shallow: SHALLOW. */
export let isShallow: bool = false;

export function solveLevels(): void {
  isShallow = hasFewAbove();
  const byNewton = leafCount >= newtonFromLeaves && isShallow && solveByNewton();
  if (!byNewton) solveByBrackets();
}

/** Whether the leaves have at most SHALLOW nodes above them, on average. */
function hasFewAbove(): bool {
  const most = SHALLOW * <i64>leafCount;
  let above: i64 = 0;
  for (let v = innerCount - 1; v >= 0 && above <= most; v--) {
    above += ownLeafBegin(v + 1) - ownLeafBegin(firstInnerBelow(v));
  }
  return above <= most;
}
