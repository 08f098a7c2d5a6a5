import type { LimitSide } from "../problem/outcome.js";
import { moveBase, moveGuarantee } from "./guarantee-move.js";
import { aboveRequest, belowRequest, NOBODY, ROOT_FLOW } from "./moving-leaves.js";
import { MoveAt, type PosedMove } from "./posed-move.js";
import type { Direction, LimitChoice } from "./price.js";
import type { PriceStructure } from "./price-structure.js";

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
  if (limit === "guarantee") return moveGuarantee(structure, node, direction);
  if (limit === "request") return moveRequest(structure, node, direction);
  const move = moveBetween(structure, node, limit, direction);
  const mover = baseMover(structure, node, limit, move, direction === "raised");
  return mover === NOBODY ? move : moveBase(structure, node, mover, direction);
}

function moveBetween(
  structure: PriceStructure,
  node: number,
  limit: LimitSide | "both",
  direction: Direction,
): PosedMove {
  const move = new MoveAt(structure, node, direction);
  const isAtUpper = structure.isAtUpper[node] === 1;
  const isAtLower = structure.isAtLower[node] === 1;
  const insideMover = move.inside.mover[node];
  const side = limit === "both" ? leadingSide(move.isRising, isAtUpper, isAtLower) : limit;
  const binds = side === "upper" ? isAtUpper : isAtLower;
  if (!binds) return move.still("headroom", insideMover);

  const givesWay = move.isRising === (side === "upper");
  if (!givesWay && isAtUpper && isAtLower && limit !== "both") return move.still("crossing", insideMover, false);
  if (insideMover === NOBODY) return move.still("inside", insideMover, givesWay);
  if (move.outsideMover === NOBODY) return move.still("outside", insideMover, givesWay);
  return givesWay && !move.isWelcome(insideMover) ? move.still("levels", insideMover) : move.goes(insideMover);
}

/** Who moves where a limit is what a leaf's level counts from, and nothing else follows from moving it; else NOBODY. */
function baseMover(
  { parts, problem, insideRise, insideFall, isAtUpper, isAtLower }: PriceStructure,
  node: number,
  limit: LimitSide | "both",
  { hindrance }: PosedMove,
  isRising: boolean,
): number {
  const guaranteed = parts.isBase ? parts.of(node) : undefined;
  if (guaranteed === undefined || (hindrance !== "headroom" && hindrance !== "levels")) return NOBODY;
  const { isImport, guarantee, rest } = guaranteed;
  if (limit === (isImport ? "upper" : "lower")) return NOBODY;
  const within = isImport ? problem.lower[node] - guarantee : guarantee - problem.upper[node];
  if (within < 0 || (within === 0 && isRising !== isImport)) return NOBODY;
  const isHeld = limit !== "both" && (isImport ? isRising && isAtUpper[node] : !isRising && isAtLower[node]);
  return isHeld ? NOBODY : (isRising ? insideRise : insideFall).mover[rest];
}

/** A leaf that rests at its request goes with it, where its price stands on either side of that of the others. */
function moveRequest(structure: PriceStructure, leaf: number, direction: Direction): PosedMove {
  const move = new MoveAt(structure, leaf, direction);
  const { lower, upper, request = upper } = structure.problem;
  const mover = structure.parts.of(leaf)?.rest ?? leaf;
  const insideMover = move.isRising ? belowRequest(mover) : aboveRequest(mover);
  if (move.isRising ? request[leaf] >= upper[leaf] : request[leaf] <= lower[leaf]) {
    return move.still("crossing", insideMover, false);
  }
  if (!structure.isAtRequest[leaf]) return move.still("headroom", insideMover);
  if (move.outsideMover === NOBODY) return move.still("outside", insideMover);
  return move.isWelcome(insideMover) ? move.goes(insideMover) : move.still("levels", insideMover);
}

/** Of two limits that move together, the one that decides: it pushes, or if it is not there yet the other gives way. */
function leadingSide(isRising: boolean, isAtUpper: boolean, isAtLower: boolean): LimitSide {
  if (isRising) return isAtLower ? "lower" : "upper";
  return isAtUpper ? "upper" : "lower";
}

/** Change of the root's flow, per unit of a move. */
export function rootFlowChange({ flowChange, outside }: PosedMove, node: number): number {
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
  const { parent, childStart, childNodes } = structure.topology;
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
  const { prices, topology, parts } = structure;
  const { weight } = structure.problem;
  const isShut = direction > 0 ? structure.isAtUpper : structure.isAtLower;
  const first = direction > 0 ? structure.insideRise : structure.insideFall;
  const pending = [node];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    const best = first.mover[v];
    if (best === NOBODY || !prices.ties(best, member)) continue;
    if (topology.isLeaf(v)) {
      const leaf = parts.owner(v);
      yield { leaf, change: (direction * weight[leaf]) / totalWeight };
      continue;
    }
    for (let c = topology.childStart[v + 1] - 1; c >= topology.childStart[v]; c--) {
      const child = topology.childNodes[c];
      if (!isShut[child]) pending.push(child);
    }
  }
}
