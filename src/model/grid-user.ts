import { InputError } from "./input-error.js";
import { LeafNode, type LeafNodeOptions } from "./leaf-node.js";
import { checkNamesOf, namesOf, numberOr } from "./option-names.js";
import { Range } from "./range.js";

export interface GridUserOptions {
  /** Unique in the tree. Default: the position, such as `"1.2"` for the second child of the root. */
  id?: string;
  /** Short for a dispatchable load of `[0, requestedNetImportKw]` with nothing fixed. Use it alone. */
  requestedNetImportKw?: number;
  /** Load less generation that cannot be moved; solar behind the meter is negative. Default 0. */
  fixedNetLoadKw?: number;
  /** Export that may be called on, ≤ 0. Default 0. */
  dispatchableGenerationKw?: number;
  /** Import that may be cut, ≥ 0. Default 0. */
  dispatchableLoadKw?: number;
  /** Export that the user wants to make and that may be cut, such as solar power, ≤ 0. Default 0. */
  curtailableGenerationKw?: number;
  /** What a storage may give, ≤ 0; it asks for nothing. Default 0. */
  storageDischargeKw?: number;
  /** What a storage may take, ≥ 0; it asks for nothing. Default 0. */
  storageChargeKw?: number;
  /** The part of the request, between 0 and it, that is served before all that is not guaranteed. Default 0. */
  guaranteeKw?: number;
  /** The least import at which it can run, such as 1.4 (6 A); less is off. Default: none. */
  minimumKw?: number | undefined;
  /** Its dispatch is a whole multiple of this, such as 0.23 (1 A). Default: any. */
  stepKw?: number | undefined;
  /**
   * The higher is served first and cut last. Default 0, but -1 for a user with nothing but storage to move: it discharges
   * before a load is cut, and charges before solar power is.
   */
  priority?: number;
  /** When the user was connected, as a number that grows (a rank, a year); for the rule last in, first out. */
  connected?: number;
  /** The user's weight, > 0. Default 1: every kW counts the same. */
  conversionFactor?: number;
}

const exports = ["dispatchableGenerationKw", "curtailableGenerationKw", "storageDischargeKw"] as const;
const imports = ["dispatchableLoadKw", "storageChargeKw"] as const;
/** What `requestedNetImportKw` is short for, with nothing else to move. */
const longForm = ["fixedNetLoadKw", ...exports, ...imports] as const;

const known = namesOf<GridUserOptions>({
  id: true,
  requestedNetImportKw: true,
  fixedNetLoadKw: true,
  dispatchableGenerationKw: true,
  dispatchableLoadKw: true,
  curtailableGenerationKw: true,
  storageDischargeKw: true,
  storageChargeKw: true,
  guaranteeKw: true,
  minimumKw: true,
  stepKw: true,
  priority: true,
  connected: true,
  conversionFactor: true,
});

/** A leaf of a power grid, in kW. Its fields may be changed between solves. */
export class GridUser extends LeafNode {
  fixedNetLoadKw: number;
  dispatchableGenerationKw: number;
  dispatchableLoadKw: number;
  curtailableGenerationKw: number;
  storageDischargeKw: number;
  storageChargeKw: number;
  guaranteeKw: number;
  minimumKw: number | undefined;
  stepKw: number | undefined;
  #priority: number | undefined;

  /** @throws InputError for an option that there is not or is no number, and when `requestedNetImportKw` comes with one of the fields that it is short for. */
  constructor(options: GridUserOptions) {
    checkNamesOf(new.target !== GridUser, options, known);
    const { id, priority, connected, conversionFactor } = options;
    super({ id, conversionFactor, connected } as LeafNodeOptions);
    const requestedNetImportKw = numberOr("requestedNetImportKw", options.requestedNetImportKw, undefined, id);
    if (requestedNetImportKw !== undefined) {
      for (const field of longForm) {
        if (options[field] !== undefined) {
          throw new InputError(
            `requestedNetImportKw ${requestedNetImportKw} stands for a whole load; do not give ${field} ${options[field]} as well`,
            { id: options.id, field, value: options[field] },
          );
        }
      }
    }
    this.fixedNetLoadKw = numberOr("fixedNetLoadKw", options.fixedNetLoadKw, 0, id);
    this.dispatchableGenerationKw = numberOr("dispatchableGenerationKw", options.dispatchableGenerationKw, 0, id);
    this.dispatchableLoadKw = requestedNetImportKw ?? numberOr("dispatchableLoadKw", options.dispatchableLoadKw, 0, id);
    this.curtailableGenerationKw = numberOr("curtailableGenerationKw", options.curtailableGenerationKw, 0, id);
    this.storageDischargeKw = numberOr("storageDischargeKw", options.storageDischargeKw, 0, id);
    this.storageChargeKw = numberOr("storageChargeKw", options.storageChargeKw, 0, id);
    this.guaranteeKw = numberOr("guaranteeKw", options.guaranteeKw, 0, id);
    this.minimumKw = numberOr("minimumKw", options.minimumKw, undefined, id);
    this.stepKw = numberOr("stepKw", options.stepKw, undefined, id);
    this.#priority = numberOr("priority", priority, undefined, id);
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
    this.curtailableGenerationKw = 0;
    this.storageDischargeKw = 0;
    this.storageChargeKw = 0;
  }

  /** @throws InputError where what is export is not ≤ 0, or what is import not ≥ 0. */
  override get limits(): Range {
    for (const field of exports) {
      const value = this[field];
      if (value <= 0) continue;
      throw new InputError(`${field} is ${value}; it is export, so it must be 0 or less`, {
        id: this.id,
        field,
        value,
      });
    }
    for (const field of imports) {
      const value = this[field];
      if (value >= 0) continue;
      throw new InputError(`${field} is ${value}; it is import, so it must be 0 or more`, {
        id: this.id,
        field,
        value,
      });
    }
    return new Range(
      this.dispatchableGenerationKw + this.curtailableGenerationKw + this.storageDischargeKw,
      this.dispatchableLoadKw + this.storageChargeKw,
    );
  }

  /** The lower end of `limits`; it follows from the fields above. */
  override get lowerLimit(): number {
    return super.lowerLimit;
  }

  /** @internal */
  override set lowerLimit(value: number) {
    super.lowerLimit = value;
  }

  /** The upper end of `limits`; it follows from the fields above. */
  override get upperLimit(): number {
    return super.upperLimit;
  }

  /** @internal */
  override set upperLimit(value: number) {
    super.upperLimit = value;
  }

  /** All load and all curtailable generation; `undefined`, which says the same, for a user with load alone. */
  override get request(): number | undefined {
    const { curtailableGenerationKw, storageDischargeKw, storageChargeKw } = this;
    if (curtailableGenerationKw === 0 && storageDischargeKw === 0 && storageChargeKw === 0) return undefined;
    return this.dispatchableLoadKw + curtailableGenerationKw;
  }

  override get guarantee(): number {
    return this.guaranteeKw;
  }

  override set guarantee(kw: number) {
    this.guaranteeKw = kw;
  }

  override get minimum(): number | undefined {
    return this.minimumKw;
  }

  override set minimum(kw: number | undefined) {
    this.minimumKw = kw;
  }

  override get step(): number | undefined {
    return this.stepKw;
  }

  override set step(kw: number | undefined) {
    this.stepKw = kw;
  }

  override get priority(): number {
    if (this.#priority !== undefined) return this.#priority;
    const hasStorage = this.storageDischargeKw !== 0 || this.storageChargeKw !== 0;
    const hasOthers =
      this.dispatchableGenerationKw !== 0 || this.curtailableGenerationKw !== 0 || this.dispatchableLoadKw !== 0;
    return hasStorage && !hasOthers ? -1 : 0;
  }

  override set priority(value: number) {
    this.#priority = value;
  }

  override get shiftConstant(): number {
    return this.fixedNetLoadKw;
  }
}
