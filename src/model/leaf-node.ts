import { InputError } from "./input-error.js";
import { checkNamesOf, namesOf, numberOr } from "./option-names.js";
import { Range } from "./range.js";
import { TreeNode } from "./tree-node.js";

export interface LeafNodeOptions {
  /** Unique in the tree. Default: the position, such as `"1.2"` for the second child of the root. */
  id?: string;
  /** Least dispatch; default 0. */
  lowerLimit?: number;
  /** Greatest dispatch; default +Infinity. */
  upperLimit?: number;
  /** The part of the flow that may not be moved; default 0. */
  shiftConstant?: number;
  /** Units of flow per unit of allocation, and the leaf's weight; > 0, default 1. */
  conversionFactor?: number;
  /** The dispatch that the leaf wants, within its limits; default: as much as they allow. */
  request?: number | undefined;
  /**
   * The part of the request, between 0 and it, that is served before all that is not guaranteed; default 0: none.
   */
  guarantee?: number;
  /** The least dispatch at which it can run: it has that or more, or it is off and has 0. Default: none. */
  minimum?: number | undefined;
  /** Its dispatch is a whole multiple of this. Default: any. */
  step?: number | undefined;
  /** The higher is served first and cut last; default 0. */
  priority?: number;
  /** When it was connected, as a number that grows (a rank, a year); for the rule last in, first out. */
  connected?: number | undefined;
}

const known = namesOf<LeafNodeOptions>({
  id: true,
  lowerLimit: true,
  upperLimit: true,
  shiftConstant: true,
  conversionFactor: true,
  request: true,
  guarantee: true,
  minimum: true,
  step: true,
  priority: true,
  connected: true,
});

/**
 * A leaf: someone who wants flow. `flow = shiftConstant + dispatch`, with the dispatch within `limits`.
 *
 * To fit it to a field of your own, extend it, keep your own fields, and override the getters `limits`,
 * `shiftConstant`, `conversionFactor`, `request`, `guarantee`, `minimum`, `step` and `priority`; they are read at every solve.
 */
export class LeafNode extends TreeNode {
  #limits: Range;
  #shiftConstant: number;
  #conversionFactor: number;
  #request: number | undefined;
  #guarantee: number;
  #minimum: number | undefined;
  #step: number | undefined;
  #priority: number;

  /** When it was connected, as a number that grows (a rank, a year); for the rule last in, first out. */
  connected: number | undefined;

  /** The request less the dispatch: above 0 where import is cut, below 0 where export is. NaN until solved. */
  curtailment = Number.NaN;

  /** @throws InputError for an option that there is not, and for one that must be a number and is none */
  constructor(options: LeafNodeOptions = {}) {
    checkNamesOf(new.target !== LeafNode, options, known);
    const { id, lowerLimit, upperLimit, shiftConstant, conversionFactor } = options;
    const { request, guarantee, minimum, step, priority, connected } = options;
    super(id);
    this.#limits = new Range(
      numberOr("lowerLimit", lowerLimit, 0, id),
      numberOr("upperLimit", upperLimit, Number.POSITIVE_INFINITY, id),
    );
    this.#shiftConstant = numberOr("shiftConstant", shiftConstant, 0, id);
    this.#conversionFactor = numberOr("conversionFactor", conversionFactor, 1, id);
    this.#request = numberOr("request", request, undefined, id);
    this.#guarantee = numberOr("guarantee", guarantee, 0, id);
    this.#priority = numberOr("priority", priority, 0, id);
    this.connected = numberOr("connected", connected, undefined, id);
    this.#minimum = numberOr("minimum", minimum, undefined, id);
    this.#step = numberOr("step", step, undefined, id);
  }

  /** The range of the dispatch: the part of the flow that may be moved. */
  get limits(): Range {
    return this.#limits;
  }

  set limits(range: Range) {
    this.#limits = range;
  }

  /** Least dispatch: the lower end of `limits`. Setting it throws an InputError where a subclass only computes `limits`. */
  get lowerLimit(): number {
    return this.limits.lower;
  }

  set lowerLimit(value: number) {
    this.#setLimits("lowerLimit", new Range(value, this.limits.upper));
  }

  /** Greatest dispatch: the upper end of `limits`. Setting it throws an InputError where a subclass only computes `limits`. */
  get upperLimit(): number {
    return this.limits.upper;
  }

  set upperLimit(value: number) {
    this.#setLimits("upperLimit", new Range(this.limits.lower, value));
  }

  #setLimits(field: string, range: Range): void {
    if (Reflect.set(this, "limits", range)) return;
    const problem = `${field} cannot be set: limits are what ${this.constructor.name} makes of its own fields; set those`;
    throw new InputError(problem, { id: this.id, field });
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

  /** The dispatch that the leaf wants, within its limits; `undefined` for as much as they allow. */
  get request(): number | undefined {
    return this.#request;
  }

  set request(value: number | undefined) {
    this.#request = value;
  }

  /** The part of the request, between 0 and it, that is served before all that is not guaranteed. */
  get guarantee(): number {
    return this.#guarantee;
  }

  set guarantee(value: number) {
    this.#guarantee = value;
  }

  /** The least dispatch at which it can run: it has that or more, or it is off and has 0. Its lower limit must be 0. */
  get minimum(): number | undefined {
    return this.#minimum;
  }

  set minimum(value: number | undefined) {
    this.#minimum = value;
  }

  /** Its dispatch is a whole multiple of this. */
  get step(): number | undefined {
    return this.#step;
  }

  set step(value: number | undefined) {
    this.#step = value;
  }

  /** The higher is served first and cut last. */
  get priority(): number {
    return this.#priority;
  }

  set priority(value: number) {
    this.#priority = value;
  }
}
