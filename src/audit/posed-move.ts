import type { MovingLeaves } from "./moving-leaves.js";
import type { Direction, Hindrance } from "./price.js";
import type { PriceStructure } from "./price-structure.js";

/** What follows from moving one limit by a little, per unit of the move; in the posed problem's terms. */
export interface PosedMove {
  /** False where the limits could then no longer all be kept. */
  readonly isPossible: boolean;
  /** Of the flow through the node: 1, -1, or 0 where nothing follows; between them where a guarantee is a base. */
  readonly flowChange: number;
  readonly hindrance: Hindrance | undefined;
  readonly inside: MovingLeaves;
  /** At whose price those inside take or give. */
  readonly insideMover: number;
  readonly outside: MovingLeaves;
}

/** A limit that is about to be moved at a node: who would move inside, and who outside. */
export class MoveAt {
  readonly direction: Direction;
  readonly isRising: boolean;
  readonly inside: MovingLeaves;
  readonly outside: MovingLeaves;
  /** Who moves first outside. */
  readonly outsideMover: number;
  readonly #structure: PriceStructure;

  constructor(structure: PriceStructure, node: number, direction: Direction) {
    const { insideRise, insideFall, outsideRise, outsideFall } = structure;
    this.#structure = structure;
    this.direction = direction;
    this.isRising = direction === "raised";
    this.inside = this.isRising ? insideRise : insideFall;
    this.outside = this.isRising ? outsideFall : outsideRise;
    this.outsideMover = this.outside.mover[node];
  }

  /** Whether those outside would rather trade with somebody inside than not. */
  isWelcome(insideMover: number): boolean {
    const { prices } = this.#structure;
    return this.isRising
      ? prices.isBelow(insideMover, this.outsideMover)
      : prices.isBelow(this.outsideMover, insideMover);
  }

  /** Nothing follows. */
  still(hindrance: Hindrance, insideMover: number, isPossible = true): PosedMove {
    const { inside, outside } = this;
    return { isPossible, flowChange: 0, hindrance, inside, insideMover, outside };
  }

  /** @param share of each unit: all of it, but where a guarantee is a base */
  goes(insideMover: number, share = 1): PosedMove {
    const { inside, outside } = this;
    const flowChange = this.isRising ? share : -share;
    return { isPossible: true, flowChange, hindrance: undefined, inside, insideMover, outside };
  }
}
