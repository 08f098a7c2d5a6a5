import type { LimitSide } from "../tree/outcome.js";
import { type MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import type { PriceStructure } from "./price-structure.js";

/** One of a node's limits; or both of them moved together, as a target is. */
export type LimitChoice = LimitSide | "both";

/** Which way a limit's value is moved. */
export type Direction = "raised" | "lowered";

/**
 * Why nothing follows from moving a limit a little.
 * - `"headroom"`: the limit does not bind.
 * - `"inside"`: nobody below can move that way; each is at a limit.
 * - `"outside"`: nobody elsewhere can make up for it; another limit is in the way.
 * - `"levels"`: those who would give have no more than those who would take.
 * - `"crossing"`: it would cross the node's other limit.
 */
export type Hindrance = "headroom" | "inside" | "outside" | "levels" | "crossing";

/** What follows from moving one limit by a little, per unit of the move; in the posed problem's terms. */
export interface PosedMove {
  /** False where the limits could then no longer all be kept. */
  readonly isPossible: boolean;
  /** Of the flow through the node: 1, -1, or 0 where nothing follows. */
  readonly flowChange: -1 | 0 | 1;
  readonly hindrance: Hindrance | undefined;
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
export function moveLimit(
  structure: PriceStructure,
  node: number,
  limit: LimitChoice,
  direction: Direction,
): PosedMove {
  const { insideRise, insideFall, outsideRise, outsideFall, levels } = structure;
  const isAtUpper = structure.isAtUpper[node] === 1;
  const isAtLower = structure.isAtLower[node] === 1;
  const isRising = direction === "raised";
  const inside = isRising ? insideRise : insideFall;
  const outside = isRising ? outsideFall : outsideRise;
  const still = (hindrance: Hindrance, isPossible: boolean) =>
    ({ isPossible, flowChange: 0, hindrance, inside, outside }) as const;
  const side = limit === "both" ? leadingSide(isRising, isAtUpper, isAtLower) : limit;
  const binds = side === "upper" ? isAtUpper : isAtLower;
  if (!binds) return still("headroom", true);

  const givesWay = isRising === (side === "upper");
  if (!givesWay && isAtUpper && isAtLower && limit !== "both") return still("crossing", false);
  if (inside.leaf[node] === NOBODY) return still("inside", givesWay);
  if (outside.leaf[node] === NOBODY) return still("outside", givesWay);
  if (givesWay) {
    const [taker, giver] = isRising ? [inside, outside] : [outside, inside];
    if (!levels.isBelow(taker.leaf[node], giver.leaf[node])) return still("levels", true);
  }
  return { isPossible: true, flowChange: isRising ? 1 : -1, hindrance: undefined, inside, outside };
}

/** Of two limits that move together, the one that decides: it pushes, or if it is not there yet the other gives way. */
function leadingSide(isRising: boolean, isAtUpper: boolean, isAtLower: boolean): LimitSide {
  if (isRising) return isAtLower ? "lower" : "upper";
  return isAtUpper ? "upper" : "lower";
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
