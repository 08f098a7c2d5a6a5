import { Range } from "./range.js";
import { TreeNode } from "./tree-node.js";

export interface LeafNodeOptions {
  id?: string;
  /** Least dispatch; default 0. */
  lowerLimit?: number;
  /** Greatest dispatch; default +Infinity. */
  upperLimit?: number;
  /** The part of the flow that may not be moved; default 0. */
  shiftConstant?: number;
  /** Units of flow per unit of allocation, and the leaf's weight; > 0, default 1. */
  conversionFactor?: number;
}

/**
 * A leaf: someone who wants flow. `flow = shiftConstant + dispatch`, with the dispatch within `limits`.
 *
 * To fit it to a field of your own, extend it, keep your own fields, and override the getters `limits`,
 * `shiftConstant` and `conversionFactor`; they are read at every solve.
 */
export class LeafNode extends TreeNode {
  #limits: Range;
  #shiftConstant: number;
  #conversionFactor: number;

  constructor(options: LeafNodeOptions = {}) {
    super(options.id);
    this.#limits = new Range(options.lowerLimit ?? 0, options.upperLimit ?? Number.POSITIVE_INFINITY);
    this.#shiftConstant = options.shiftConstant ?? 0;
    this.#conversionFactor = options.conversionFactor ?? 1;
  }

  /** The range of the dispatch: the part of the flow that may be moved. */
  get limits(): Range {
    return this.#limits;
  }

  set limits(range: Range) {
    this.#limits = range;
  }

  /** Least dispatch: the lower end of `limits`. */
  get lowerLimit(): number {
    return this.limits.lower;
  }

  set lowerLimit(value: number) {
    this.limits = new Range(value, this.limits.upper);
  }

  /** Greatest dispatch: the upper end of `limits`. */
  get upperLimit(): number {
    return this.limits.upper;
  }

  set upperLimit(value: number) {
    this.limits = new Range(this.limits.lower, value);
  }

  /** The part of the flow that may not be moved. */
  get shiftConstant(): number {
    return this.#shiftConstant;
  }

  set shiftConstant(value: number) {
    this.#shiftConstant = value;
  }

  /** Units of flow per unit of allocation, > 0; also the leaf's weight: twice the factor, twice the share. */
  get conversionFactor(): number {
    return this.#conversionFactor;
  }

  set conversionFactor(value: number) {
    this.#conversionFactor = value;
  }
}
