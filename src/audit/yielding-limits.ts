import type { LimitSide } from "../problem/outcome.js";
import type { PosedProblem } from "../problem/posed-problem.js";
import { moveBase, moveEnd, moveGuarantee } from "./guarantee-move.js";
import type { GuaranteedLeaf } from "./leaf-parts.js";
import { moveLimit } from "./limit-move.js";
import { NOBODY } from "./moving-leaves.js";
import { MoveAt, type PosedMove } from "./posed-move.js";
import type { Direction, LimitChoice } from "./price.js";
import type { PriceStructure } from "./price-structure.js";

/** A limit of a leaf that may give way: it has become a guarantee above a limit of 0. */
interface YieldingLimit {
  readonly guaranteed: GuaranteedLeaf;
  readonly side: LimitSide;
  /** As given. */
  readonly bound: number;
  /** The leaf's own guarantee, as given. */
  readonly guarantee: number;
}

/** Limits of leaves that give way where they cannot all be kept; all in the posed problem's terms. */
export class YieldingLimits {
  readonly #given: PosedProblem;
  readonly #structure: PriceStructure;
  readonly #dispatch: Float64Array;
  readonly #hasRequest: (leaf: number) => boolean;

  /**
   * @param given the problem before limits of leaves became guarantees
   * @param hasRequest whether a leaf has a request of its own; otherwise it wants its upper limit
   */
  constructor(
    given: PosedProblem,
    structure: PriceStructure,
    dispatch: Float64Array,
    hasRequest: (leaf: number) => boolean,
  ) {
    this.#given = given;
    this.#structure = structure;
    this.#dispatch = dispatch;
    this.#hasRequest = hasRequest;
  }

  /** The limit of a leaf that gave way; `undefined` where none did. */
  gaveWay(leaf: number): { readonly side: LimitSide; readonly bound: number } | undefined {
    const yielding = this.#at(leaf);
    if (yielding === undefined) return undefined;
    const { guaranteed, side, bound } = yielding;
    const isShort = (side === "lower" ? this.#structure.isAtUpper : this.#structure.isAtLower)[guaranteed.part] === 0;
    const dispatch = this.#dispatch[leaf];
    return isShort && (side === "lower" ? dispatch < bound : dispatch > bound) ? { side, bound } : undefined;
  }

  /** The leaf's limit on a side: as given, or as far as it gave way. */
  limit(leaf: number, side: LimitSide): number {
    return this.gaveWay(leaf)?.side === side ? this.#dispatch[leaf] : this.#given[side][leaf];
  }

  /** Whether a leaf is at a limit that may give way, or past it; `undefined` where that limit is not one. */
  isAt(leaf: number, side: LimitSide): boolean | undefined {
    const yielding = this.#at(leaf);
    if (yielding === undefined || yielding.side !== side) return undefined;
    const { guaranteed, bound } = yielding;
    const isBeyond = (side === "lower" ? this.#structure.isAtLower : this.#structure.isAtUpper)[guaranteed.rest] === 0;
    const dispatch = this.#dispatch[leaf];
    return !isBeyond && (guaranteed.end === bound || (side === "lower" ? dispatch <= bound : dispatch >= bound));
  }

  /** What follows from moving such a limit, or what it stands in the way of; `undefined` where it plays no part. */
  move(leaf: number, limit: LimitChoice, direction: Direction): PosedMove | undefined {
    const yielding = this.#at(leaf);
    if (yielding === undefined) return undefined;
    const { guaranteed, side, bound, guarantee } = yielding;
    const move = new MoveAt(this.#structure, leaf, direction);
    const isGrowing = move.isRising === guaranteed.isImport;
    const { request = this.#given.upper } = this.#given;
    const isOwn = Math.abs(guarantee) > Math.abs(bound) || (guarantee === bound && isGrowing);
    switch (limit) {
      case "guarantee":
        return isOwn ? moveGuarantee(this.#structure, leaf, direction) : move.still("headroom", NOBODY);
      case "request":
        return request[leaf] === bound && !isGrowing ? move.still("crossing", NOBODY, false) : undefined;
      case "both":
        return this.#moveBoth(yielding, move, isGrowing);
      default:
        // Growing, it closes in on the other; so does the other where what grows is not this one.
        if (isGrowing === (limit === side) && this.#given.lower[leaf] === this.#given.upper[leaf]) {
          return move.still("crossing", NOBODY, false);
        }
        return limit === side ? this.#moveSide(yielding, move, isGrowing) : undefined;
    }
  }

  /** Where the limit is less than the leaf's own guarantee it plays no part. */
  #moveSide({ guaranteed, bound, guarantee }: YieldingLimit, move: MoveAt, isGrowing: boolean): PosedMove {
    const { leaf } = guaranteed;
    const isEnd = Math.abs(bound) > Math.abs(guarantee) || (guarantee === bound && isGrowing);
    // A leaf without a request wants its upper limit: that goes with it, and less of it is guaranteed.
    const isWish = !guaranteed.isImport && !this.#hasRequest(leaf);
    if (isWish && !isGrowing) return moveLimit(this.#structure, leaf, "request", move.direction);
    if (!isEnd) return move.still("headroom", NOBODY);
    return moveEnd(this.#structure, guaranteed, move.direction);
  }

  /** At the other limit that one decides, which does not give way. */
  #moveBoth(yielding: YieldingLimit, move: MoveAt, isGrowing: boolean): PosedMove {
    const structure = this.#structure;
    const { guaranteed, side, bound, guarantee } = yielding;
    const { leaf } = guaranteed;
    const { lower, upper } = this.#given;
    const isFixed = lower[leaf] === upper[leaf];
    const other = side === "lower" ? "upper" : "lower";
    const isAtOther = (side === "lower" ? structure.isAtUpper : structure.isAtLower)[leaf] === 1;
    if (!isAtOther || (isFixed && isGrowing)) return this.#moveSide(yielding, move, isGrowing);
    const moved = moveLimit(structure, leaf, other, move.direction);
    const isEnd = Math.abs(bound) >= Math.abs(guarantee);
    const isFree = moved.hindrance === "levels" && structure.parts.isBase && isEnd;
    return isFree ? moveBase(structure, leaf, moved.insideMover, move.direction) : moved;
  }

  #at(leaf: number): YieldingLimit | undefined {
    const { problem, parts } = this.#structure;
    const { lower, upper, guarantee } = this.#given;
    const guaranteed = problem.topology.isLeaf(leaf) ? parts.of(leaf) : undefined;
    if (guaranteed === undefined) return undefined;
    const own = guarantee?.[leaf] ?? 0;
    if (lower[leaf] > problem.lower[leaf]) return { guaranteed, side: "lower", bound: lower[leaf], guarantee: own };
    if (upper[leaf] < problem.upper[leaf]) return { guaranteed, side: "upper", bound: upper[leaf], guarantee: own };
    return undefined;
  }
}
