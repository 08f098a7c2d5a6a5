import { InputError } from "./input-error.js";
import { GREATEST_NUMBER, isWithinRange } from "./number-range.js";
import { checkNames, namesOf } from "./option-names.js";

/**
 * Who is compared with whom.
 * - `"leaves"`: every leaf with every other (max-min fairness over the whole tree).
 * - `"siblings"`: a node's children with each other, in proportion to the leaves below them.
 */
export type Fairness = "leaves" | "siblings";

/** Which flow at the root is made greatest: into the tree, or out of it. */
export type Maximise = "import" | "export";

/**
 * What becomes of limits that contradict each other.
 * - `"report"`: the outcome is `"infeasible"`.
 * - `"curtail"`: lower limits of leaves give way, evenly, and upper ones below 0 likewise; limits of inner nodes hold.
 * - `"relax"`: those at fault are widened by just what is missing, inner nodes' too: what would have to be built.
 */
export type WhenInfeasible = "report" | "curtail" | "relax";

/**
 * What a guarantee does to the share above it.
 * - `"floor"`: `dispatch / weight` is made even, so that who has a guarantee gets more than the even share only where that is less.
 * - `"base"`: `(dispatch - guarantee) / weight` is made even above the guarantee, which comes on top.
 */
export type Guarantees = "floor" | "base";

/** The rules that have a name: settings of weights and priorities. */
export const namedRules = ["equal", "proportional", "last-in-first-out"] as const;
/**
 * - `"equal"`: every weight is 1, so that levels are dispatches;
 * - `"proportional"`: the weight is what is asked for (the magnitude of the request), so that levels are fractions of it;
 * - `"last-in-first-out"`: who was connected first has priority over all that came later, within what priorities are given.
 */
export type Rule = (typeof namedRules)[number];

/** What is asked of a tree. */
export interface BalanceOptions {
  /**
   * Who is compared with whom: every leaf with every other, or among siblings in proportion to the leaves below each. Default
   * `"leaves"`.
   */
  fairness?: Fairness | undefined;
  /** Flow wanted at the root; it takes the place of both of the root's limits. Default: the greatest possible. */
  target?: number | undefined;
  /**
   * The greatest flow into the tree, or out of it, with everything mirrored. Changes nothing for leaves that have a request.
   * Default `"import"`.
   */
  maximise?: Maximise | undefined;
  /** Takes the place of the tree's weights (`"equal"`, `"proportional"`) or refines its priorities. Default: neither. */
  rule?: Rule | undefined;
  /**
   * What becomes of limits that contradict each other: the outcome is `"infeasible"`; or lower limits of leaves give way; or
   * limits are widened by just what is missing, which says what would have to be built. Default `"report"`.
   */
  whenInfeasible?: WhenInfeasible | undefined;
  /**
   * What a guarantee does to the share above it: it is a floor under the even share, or the base on which the even share comes.
   * Default `"floor"`.
   */
  guarantees?: Guarantees | undefined;
}

/** The options with their defaults filled in. */
export interface CheckedOptions {
  readonly fairness: Fairness;
  readonly target: number | undefined;
  readonly maximise: Maximise;
  readonly rule: Rule | undefined;
  readonly whenInfeasible: WhenInfeasible;
  readonly guarantees: Guarantees;
}

/** The names of what is asked of a tree. */
export const balanceOptionNames = namesOf<BalanceOptions>({
  fairness: true,
  target: true,
  maximise: true,
  rule: true,
  whenInfeasible: true,
  guarantees: true,
});

/**
 * @param known the names that the options may have
 * @throws InputError for a name that is not one of them, a value that is not one of the choices, or a target that is not a
 * finite number within ±1e30
 */
export function checkOptions(options: BalanceOptions, known = balanceOptionNames): CheckedOptions {
  checkNames("option", options, known);
  const { target } = options;
  if (target !== undefined && !Number.isFinite(target)) {
    throw new InputError(`target is ${target}; it must be a finite number`, { field: "target", value: target });
  }
  if (target !== undefined && !isWithinRange(target)) {
    const problem = `target is ${target}; it must lie within ±${GREATEST_NUMBER}`;
    throw new InputError(problem, { field: "target", value: target });
  }
  return {
    fairness: oneOf("fairness", options.fairness ?? "leaves", ["leaves", "siblings"]),
    target,
    maximise: oneOf("maximise", options.maximise ?? "import", ["import", "export"]),
    rule: options.rule && oneOf("rule", options.rule, namedRules),
    whenInfeasible: oneOf("whenInfeasible", options.whenInfeasible ?? "report", ["report", "curtail", "relax"]),
    guarantees: oneOf("guarantees", options.guarantees ?? "floor", ["floor", "base"]),
  };
}

/** @throws InputError unless `value` is one of `choices`. */
export function oneOf<T extends string>(field: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value)) {
    const expected = choices.map((choice) => `"${choice}"`).join(" or ");
    throw new InputError(`${field} is ${JSON.stringify(value)}; it must be ${expected}`, { field, value });
  }
  return value;
}
