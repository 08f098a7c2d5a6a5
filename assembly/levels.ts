/* Fair levels over the leaves: which method. */
import { forgetBlocks } from "./blocks";
import { solveByBrackets } from "./brackets";
import { bringBack, leaveOut } from "./contract";
import { firstInnerBelow, innerCount, leafCount, ownLeafBegin } from "./memory";
import { solveByNewton } from "./newton";

/**
 * Newton's method evaluates every leaf again for each limit above it that holds, the brackets do not mind depth. Measured
 * on tight trees of half a million to a million leaves, in ns a leaf, Newton / brackets: 1 node above a leaf 6 / 19, 2
 * nodes 5 / 11, 5 nodes 10 / 16; 14 nodes (random recursive) 316 / 100, 20 nodes (binary) 602 / 80.
 */
const SHALLOW: i64 = 8;

/**
 * It begins anew for each node that a limit holds, which few leaves do not make up for. The same, on two to five levels
 * with so many leaves for each inner node: 100 leaves 8 / 12, 30 leaves 14 / 14, 15 leaves 10 / 16, 9 leaves 18 / 16, 5
 * leaves 40 / 21. With small integers, 15 leaves 31 / 19, 9 leaves 64 / 25.
 */
let leavesPerInnerNode: i32 = 12;

/**
 * Trees of fewer leaves are always solved by brackets: there both take microseconds, and the brackets' prices are
 * correctly rounded quotients.
 */
let newtonFromLeaves: i32 = 512;

/** For tests and tuning. */
export function setNewtonFrom(leaves: i32, perInnerNode: i32): void {
  newtonFromLeaves = leaves;
  leavesPerInnerNode = perInnerNode;
}

/** Whether the tree that was last solved is shallow: SHALLOW. */
export let isShallow: bool = false;

export function solveLevels(): void {
  forgetBlocks();
  const isLessThanAll = leaveOut();
  isShallow = hasFewAbove();
  const isWide = leafCount >= newtonFromLeaves && leafCount / innerCount >= leavesPerInnerNode;
  const byNewton = isShallow && isWide && solveByNewton();
  if (!byNewton) solveByBrackets();
  if (isLessThanAll) bringBack();
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
