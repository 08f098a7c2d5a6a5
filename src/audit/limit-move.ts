import type { LimitSide } from "../tree/outcome.js";
import { type MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import type { PriceStructure } from "./price-structure.js";

/** Which way a limit's value is moved. */
export type Direction = "raised" | "lowered";

/** What follows from moving one limit by a little, per unit of the move; in the posed problem's terms. */
export interface PosedMove {
  /** False where the limits could then no longer all be kept. */
  readonly isPossible: boolean;
  /** Of the flow through the node: 1, -1, or 0 where nothing follows. */
  readonly flowChange: -1 | 0 | 1;
  readonly inside: MovingLeaves;
  readonly outside: MovingLeaves;
}

/**
 * Moves one limit by a little, all others staying, and says who moves. An exact one-sided derivative of the balanced
 * allocation: raising a limit at a kink may give nothing while lowering it costs.
 *
 * A limit that gives way is used only if those inside and those outside gain by a trade; one that closes in pushes the flow
 * whether that is welcome or not.
 */
export function moveLimit(structure: PriceStructure, node: number, side: LimitSide, direction: Direction): PosedMove {
  const { isAtUpper, isAtLower, insideRise, insideFall, outsideRise, outsideFall, levels } = structure;
  const isRising = direction === "raised";
  const inside = isRising ? insideRise : insideFall;
  const outside = isRising ? outsideFall : outsideRise;
  const still = { isPossible: true, flowChange: 0, inside, outside } as const;
  const binds = side === "upper" ? isAtUpper[node] === 1 : isAtLower[node] === 1;
  if (!binds) return still;

  const moved = { ...still, flowChange: isRising ? 1 : -1 } as const;
  const canMove = inside.leaf[node] !== NOBODY && outside.leaf[node] !== NOBODY;
  const givesWay = isRising === (side === "upper");
  if (givesWay) {
    if (!canMove) return still;
    const [taker, giver] = isRising ? [inside.leaf[node], outside.leaf[node]] : [outside.leaf[node], inside.leaf[node]];
    return levels.isBelow(taker, giver) ? moved : still;
  }
  const isCrossed = isAtUpper[node] === 1 && isAtLower[node] === 1;
  return canMove && !isCrossed ? moved : { ...still, isPossible: false };
}

/** Change of the root's flow, per unit of a move. */
export function rootFlowChange({ flowChange, outside }: PosedMove, node: number): -1 | 0 | 1 {
  return outside.leaf[node] === ROOT_FLOW ? flowChange : 0;
}

/** Change of one leaf's flow below the node, per unit of a move. */
export function leafChange(structure: PriceStructure, move: PosedMove, node: number, leaf: number): number {
  const { flowChange, inside } = move;
  if (flowChange === 0 || !isInGroup(structure, inside.leaf[node], flowChange > 0, node, leaf)) return 0;
  return (flowChange * structure.problem.weight[leaf]) / inside.weight[node];
}

/** Whether a leaf below `node` is one of those who move first: no limit on its way there is in the way, and levels tie. */
function isInGroup(structure: PriceStructure, member: number, isRising: boolean, node: number, leaf: number): boolean {
  const { levels, problem } = structure;
  const isShut = isRising ? structure.isAtUpper : structure.isAtLower;
  for (let v = leaf; v !== node; v = problem.topology.parent[v]) if (isShut[v]) return false;
  return !levels.isBelow(member, leaf) && !levels.isBelow(leaf, member);
}

/** The leaves that move inside and outside, each with the change of its flow per unit of the move. */
export function* leavesThatMove(
  structure: PriceStructure,
  { flowChange, inside, outside }: PosedMove,
  node: number,
): Generator<{ leaf: number; change: number }> {
  if (flowChange === 0) return;
  yield* membersBelow(structure, node, inside.leaf[node], flowChange, inside.weight[node]);
  if (outside.leaf[node] === ROOT_FLOW) return;
  const { parent, childStart, childNodes } = structure.problem.topology;
  const isShutAbove = flowChange > 0 ? structure.isAtUpper : structure.isAtLower;
  const isShutBeside = flowChange > 0 ? structure.isAtLower : structure.isAtUpper;
  for (let v = node; parent[v] >= 0; v = parent[v]) {
    const p = parent[v];
    if (v !== node && isShutAbove[v]) return;
    for (let c = childStart[p]; c < childStart[p + 1]; c++) {
      const sibling = childNodes[c];
      if (sibling === v || isShutBeside[sibling]) continue;
      yield* membersBelow(structure, sibling, outside.leaf[node], -flowChange, outside.weight[node]);
    }
  }
}

/** The leaves below a node that can move in a direction and whose level is that of `member`. */
function* membersBelow(
  structure: PriceStructure,
  node: number,
  member: number,
  direction: number,
  totalWeight: number,
): Generator<{ leaf: number; change: number }> {
  const { levels, problem } = structure;
  const { topology, weight } = problem;
  const isShut = direction > 0 ? structure.isAtUpper : structure.isAtLower;
  const first = direction > 0 ? structure.insideRise : structure.insideFall;
  const pending = [node];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    const best = first.leaf[v];
    if (best === NOBODY || levels.isBelow(best, member) || levels.isBelow(member, best)) continue;
    if (topology.isLeaf(v)) {
      yield { leaf: v, change: (direction * weight[v]) / totalWeight };
      continue;
    }
    for (let c = topology.childStart[v + 1] - 1; c >= topology.childStart[v]; c--) {
      const child = topology.childNodes[c];
      if (!isShut[child]) pending.push(child);
    }
  }
}
