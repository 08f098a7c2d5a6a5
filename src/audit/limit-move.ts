import type { LimitSide } from "../problem/outcome.js";
import { aboveRequest, belowRequest, type MovingLeaves, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import type { Direction, Hindrance, LimitChoice } from "./price.js";
import type { PriceStructure } from "./price-structure.js";

/** What follows from moving one limit by a little, per unit of the move; in the posed problem's terms. */
export interface PosedMove {
  /** False where the limits could then no longer all be kept. */
  readonly isPossible: boolean;
  /** Of the flow through the node: 1, -1, or 0 where nothing follows. */
  readonly flowChange: -1 | 0 | 1;
  readonly hindrance: Hindrance | undefined;
  readonly inside: MovingLeaves;
  /** At whose price those inside take or give. */
  readonly insideMover: number;
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
  if (limit === "request") return moveRequest(structure, node, direction);
  const { insideRise, insideFall, outsideRise, outsideFall, prices } = structure;
  const isAtUpper = structure.isAtUpper[node] === 1;
  const isAtLower = structure.isAtLower[node] === 1;
  const isRising = direction === "raised";
  const inside = isRising ? insideRise : insideFall;
  const outside = isRising ? outsideFall : outsideRise;
  const insideMover = inside.mover[node];
  const still = (hindrance: Hindrance, isPossible: boolean) =>
    ({ isPossible, flowChange: 0, hindrance, inside, insideMover, outside }) as const;
  const side = limit === "both" ? leadingSide(isRising, isAtUpper, isAtLower) : limit;
  const binds = side === "upper" ? isAtUpper : isAtLower;
  if (!binds) return still("headroom", true);

  const givesWay = isRising === (side === "upper");
  if (!givesWay && isAtUpper && isAtLower && limit !== "both") return still("crossing", false);
  if (insideMover === NOBODY) return still("inside", givesWay);
  if (outside.mover[node] === NOBODY) return still("outside", givesWay);
  if (givesWay) {
    const [taker, giver] = isRising ? [inside, outside] : [outside, inside];
    if (!prices.isBelow(taker.mover[node], giver.mover[node])) return still("levels", true);
  }
  return { isPossible: true, flowChange: isRising ? 1 : -1, hindrance: undefined, inside, insideMover, outside };
}

/** A leaf that rests at its request goes with it, where its price stands on either side of that of the others. */
function moveRequest(structure: PriceStructure, leaf: number, direction: Direction): PosedMove {
  const { insideRise, insideFall, outsideRise, outsideFall, prices, isAtRequest } = structure;
  const isRising = direction === "raised";
  const inside = isRising ? insideRise : insideFall;
  const outside = isRising ? outsideFall : outsideRise;
  const insideMover = isRising ? belowRequest(leaf) : aboveRequest(leaf);
  const still = (hindrance: Hindrance, isPossible: boolean) =>
    ({ isPossible, flowChange: 0, hindrance, inside, insideMover, outside }) as const;
  const { lower, upper, request = upper } = structure.problem;
  if (isRising ? request[leaf] >= upper[leaf] : request[leaf] <= lower[leaf]) return still("crossing", false);
  if (!isAtRequest[leaf]) return still("headroom", true);
  const other = outside.mover[leaf];
  if (other === NOBODY) return still("outside", true);
  const isWelcome = isRising ? prices.isBelow(insideMover, other) : prices.isBelow(other, insideMover);
  if (!isWelcome) return still("levels", true);
  return { isPossible: true, flowChange: isRising ? 1 : -1, hindrance: undefined, inside, insideMover, outside };
}

/** Of two limits that move together, the one that decides: it pushes, or if it is not there yet the other gives way. */
function leadingSide(isRising: boolean, isAtUpper: boolean, isAtLower: boolean): LimitSide {
  if (isRising) return isAtLower ? "lower" : "upper";
  return isAtUpper ? "upper" : "lower";
}

/** Change of the root's flow, per unit of a move. */
export function rootFlowChange({ flowChange, outside }: PosedMove, node: number): -1 | 0 | 1 {
  return outside.mover[node] === ROOT_FLOW ? flowChange : 0;
}

/** Change of one leaf's flow below the node, per unit of a move. */
export function leafChange(structure: PriceStructure, move: PosedMove, node: number, leaf: number): number {
  const { flowChange, inside } = move;
  if (flowChange === 0) return 0;
  if (leaf !== node && !isInGroup(structure, inside.mover[node], flowChange > 0, node, leaf)) return 0;
  return (flowChange * structure.problem.weight[leaf]) / inside.weight[node];
}

/** Whether a leaf below `node` is one of those who move first: no limit on its way there is in the way, and prices tie. */
function isInGroup(structure: PriceStructure, member: number, isRising: boolean, node: number, leaf: number): boolean {
  const { prices, problem } = structure;
  const isShut = isRising ? structure.isAtUpper : structure.isAtLower;
  for (let v = leaf; v !== node; v = problem.topology.parent[v]) if (isShut[v]) return false;
  return prices.ties(member, (isRising ? structure.insideRise : structure.insideFall).mover[leaf]);
}

/** The leaves that move inside and outside, each with the change of its flow per unit of the move. */
export function* leavesThatMove(
  structure: PriceStructure,
  { flowChange, inside, outside }: PosedMove,
  node: number,
): Generator<{ leaf: number; change: number }> {
  if (flowChange === 0) return;
  yield* membersBelow(structure, node, inside.mover[node], flowChange, inside.weight[node]);
  if (outside.mover[node] === ROOT_FLOW) return;
  const { parent, childStart, childNodes } = structure.problem.topology;
  const isShutAbove = flowChange > 0 ? structure.isAtUpper : structure.isAtLower;
  const isShutBeside = flowChange > 0 ? structure.isAtLower : structure.isAtUpper;
  for (let v = node; parent[v] >= 0; v = parent[v]) {
    const p = parent[v];
    if (v !== node && isShutAbove[v]) return;
    for (let c = childStart[p]; c < childStart[p + 1]; c++) {
      const sibling = childNodes[c];
      if (sibling === v || isShutBeside[sibling]) continue;
      yield* membersBelow(structure, sibling, outside.mover[node], -flowChange, outside.weight[node]);
    }
  }
}

/** The leaves below a node that can move in a direction and whose price is that of `member`. */
function* membersBelow(
  structure: PriceStructure,
  node: number,
  member: number,
  direction: number,
  totalWeight: number,
): Generator<{ leaf: number; change: number }> {
  const { prices, problem } = structure;
  const { topology, weight } = problem;
  const isShut = direction > 0 ? structure.isAtUpper : structure.isAtLower;
  const first = direction > 0 ? structure.insideRise : structure.insideFall;
  const pending = [node];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    const best = first.mover[v];
    if (best === NOBODY || !prices.ties(best, member)) continue;
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
