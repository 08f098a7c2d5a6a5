import { InputError } from "./input-error.js";

/**
 * Who is compared with whom.
 * - `"leaves"`: every leaf with every other (max-min fairness over the whole tree).
 * - `"siblings"`: a node's children with each other, in proportion to the leaves below them.
 */
export type Fairness = "leaves" | "siblings";

/** Which flow at the root is made greatest: into the tree, or out of it. */
export type Maximise = "import" | "export";

/** What is asked of a tree. */
export interface BalanceOptions {
  /** Default `"leaves"`. */
  fairness?: Fairness | undefined;
  /** Flow wanted at the root; it takes the place of both of the root's limits. Default: the greatest possible. */
  target?: number | undefined;
  /** Default `"import"`. `"export"` solves the mirrored tree. */
  maximise?: Maximise | undefined;
}

/** The options with their defaults filled in. */
export interface CheckedOptions {
  readonly fairness: Fairness;
  readonly target: number | undefined;
  readonly maximise: Maximise;
}

/** @throws InputError for a name that is not one of the choices, or a target that is not a finite number. */
export function checkOptions(options: BalanceOptions): CheckedOptions {
  const target = options.target ?? undefined;
  if (target !== undefined && !Number.isFinite(target)) {
    throw new InputError(`target is ${target}; it must be a finite number`, { field: "target", value: target });
  }
  return {
    fairness: oneOf("fairness", options.fairness ?? "leaves", ["leaves", "siblings"]),
    target,
    maximise: oneOf("maximise", options.maximise ?? "import", ["import", "export"]),
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
