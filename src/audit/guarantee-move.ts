import type { GuaranteedLeaf } from "./leaf-parts.js";
import { aboveRequest, belowRequest, isAboveRequest, NOBODY } from "./moving-leaves.js";
import { MoveAt, type PosedMove } from "./posed-move.js";
import type { Direction } from "./price.js";
import type { PriceStructure } from "./price-structure.js";

/** A guarantee moved by a little. It goes with its request where that would be passed, which cannot be. */
export function moveGuarantee(structure: PriceStructure, leaf: number, direction: Direction): PosedMove {
  const move = new MoveAt(structure, leaf, direction);
  const guaranteed = structure.parts.of(leaf);
  const { upper, request = upper } = structure.problem;
  if (guaranteed === undefined) return move.still("headroom", NOBODY);
  const { isImport, guarantee, end } = guaranteed;
  const isGrowing = move.isRising === isImport;
  const isAtRequest = isImport ? guarantee >= request[leaf] : guarantee <= request[leaf];
  if (isGrowing && isAtRequest) return move.still("crossing", NOBODY, false);
  // One within the limit counts as that limit, wherever it is moved.
  const { lower } = structure.problem;
  const isWithinLimit = guarantee !== end || (!isGrowing && end === (isImport ? lower : upper)[leaf]);
  if (isWithinLimit) return move.still("headroom", NOBODY);
  return moveEnd(structure, guaranteed, direction);
}

/**
 * The end of a guarantee moved by a little, wherever that is: it is at its end that a leaf goes with it; where it is a
 * base, beyond it the leaf's level is another.
 */
export function moveEnd(structure: PriceStructure, guaranteed: GuaranteedLeaf, direction: Direction): PosedMove {
  const { leaf, part, rest, isImport } = guaranteed;
  const move = new MoveAt(structure, leaf, direction);
  const isGrowing = move.isRising === isImport;
  const side = (node: number) => (isImport ? belowRequest(node) : aboveRequest(node));
  const isShort = !(isImport ? structure.isAtUpper : structure.isAtLower)[part];
  if (isShort) return move.still("headroom", side(part));
  const isBeyond = !(isImport ? structure.isAtLower : structure.isAtUpper)[rest];
  if (isBeyond) {
    const { insideRise, insideFall, isAtUpper, isAtLower } = structure;
    const mover = (move.isRising ? insideRise : insideFall).mover[rest];
    if (!structure.parts.isBase) return move.still("headroom", mover);
    const isHeld = (move.isRising ? isAtUpper : isAtLower)[leaf] === 1;
    return isHeld ? move.still("inside", mover) : moveBase(structure, leaf, mover, direction);
  }
  const mover = side(isGrowing ? part : rest);
  if (move.outsideMover === NOBODY) return move.still("outside", mover);
  if (move.isWelcome(mover)) return move.goes(mover);
  return isGrowing || !structure.parts.isBase
    ? move.still("levels", mover)
    : moveBase(structure, leaf, mover, direction);
}

/**
 * The base that a leaf's level counts from moved by a little: its level is then another, and it is made even again with those
 * of the same level.
 * @param mover the leaf, as it moves then
 */
export function moveBase(structure: PriceStructure, leaf: number, mover: number, direction: Direction): PosedMove {
  const move = new MoveAt(structure, leaf, direction);
  // On the other side of its request the leaf's level counts from 0.
  if (structure.parts.of(leaf)?.isImport === isAboveRequest(mover)) return move.still("headroom", mover);
  if (move.outsideMover === NOBODY) return move.still("outside", mover);
  if (!structure.prices.ties(mover, move.outsideMover)) return move.still("levels", mover);
  const others = move.outside.weight[leaf];
  return move.goes(mover, others / (others + structure.problem.weight[leaf]));
}
