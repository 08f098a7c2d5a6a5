import { InputError } from "./input-error.js";
import { LeafNode } from "./leaf-node.js";
import { Range } from "./range.js";

export interface GridUserOptions {
  id?: string;
  /** Short for a dispatchable load of `[0, requestedNetImportKw]` with nothing fixed. Use it alone. */
  requestedNetImportKw?: number;
  /** Load less generation that cannot be moved; solar behind the meter is negative. Default 0. */
  fixedNetLoadKw?: number;
  /** Export that may be called on, ≤ 0. Default 0. */
  dispatchableGenerationKw?: number;
  /** Import that may be cut, ≥ 0. Default 0. */
  dispatchableLoadKw?: number;
  /** The user's weight, > 0. Default 1: every kW counts the same. */
  conversionFactor?: number;
}

/** A leaf of a power grid, in kW. Its fields may be changed between solves. */
export class GridUser extends LeafNode {
  fixedNetLoadKw: number;
  dispatchableGenerationKw: number;
  dispatchableLoadKw: number;

  /** @throws InputError when `requestedNetImportKw` comes with one of the fields that it is short for. */
  constructor(options: GridUserOptions) {
    super(options);
    const { requestedNetImportKw } = options;
    if (requestedNetImportKw !== undefined) {
      for (const field of ["fixedNetLoadKw", "dispatchableGenerationKw", "dispatchableLoadKw"] as const) {
        if (options[field] !== undefined) {
          throw new InputError(
            `requestedNetImportKw ${requestedNetImportKw} stands for a whole load; do not give ${field} ${options[field]} as well`,
            { id: options.id, field, value: options[field] },
          );
        }
      }
    }
    this.fixedNetLoadKw = options.fixedNetLoadKw ?? 0;
    this.dispatchableGenerationKw = options.dispatchableGenerationKw ?? 0;
    this.dispatchableLoadKw = requestedNetImportKw ?? options.dispatchableLoadKw ?? 0;
  }

  /** The greatest import asked for: fixed and dispatchable load together. */
  get requestedNetImportKw(): number {
    return this.fixedNetLoadKw + this.dispatchableLoadKw;
  }

  /** Asks for `[0, kw]`, with nothing fixed and nothing exported. */
  set requestedNetImportKw(kw: number) {
    this.fixedNetLoadKw = 0;
    this.dispatchableGenerationKw = 0;
    this.dispatchableLoadKw = kw;
  }

  /** @throws InputError where the generation is not ≤ 0 or the load is not ≥ 0. */
  override get limits(): Range {
    if (!(this.dispatchableGenerationKw <= 0)) {
      throw new InputError(
        `dispatchableGenerationKw is ${this.dispatchableGenerationKw}; it is export, so it must be 0 or less`,
        { id: this.id, field: "dispatchableGenerationKw", value: this.dispatchableGenerationKw },
      );
    }
    if (!(this.dispatchableLoadKw >= 0)) {
      throw new InputError(`dispatchableLoadKw is ${this.dispatchableLoadKw}; it is import, so it must be 0 or more`, {
        id: this.id,
        field: "dispatchableLoadKw",
        value: this.dispatchableLoadKw,
      });
    }
    return new Range(this.dispatchableGenerationKw, this.dispatchableLoadKw);
  }

  override get shiftConstant(): number {
    return this.fixedNetLoadKw;
  }
}
