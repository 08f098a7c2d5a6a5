import { InputError } from "../model/input-error.js";

/** The numbers of a tree, one entry a node, in the caller's order. */
export interface TreeNumbers {
  /** Least flow of an inner node, least dispatch of a leaf; -Infinity where unlimited. */
  readonly lower: ArrayLike<number>;
  /** Greatest flow of an inner node, greatest dispatch of a leaf; +Infinity where unlimited. */
  readonly upper: ArrayLike<number>;
  /** Shift constant of a leaf; 0 at inner nodes. Default: all 0. */
  readonly shift?: ArrayLike<number> | undefined;
  /** Conversion factor of a leaf, > 0; 1 (or 0) at inner nodes. Default: all 1. */
  readonly weight?: ArrayLike<number> | undefined;
  /**
   * The dispatch that a leaf wants, within its limits; NaN where none is given (at inner nodes always), which asks for as
   * much as the limits allow. Default: none given.
   */
  readonly request?: ArrayLike<number> | undefined;
  /** The higher is served first and cut last; 0 at inner nodes. Default: all 0. */
  readonly priority?: ArrayLike<number> | undefined;
  /** Order of connection of a leaf, for the rule last in, first out; NaN where none is given. Default: none given. */
  readonly connected?: ArrayLike<number> | undefined;
}

/** A tree as parallel arrays of one length, one entry a node, in any order. */
export interface TreeArrays extends TreeNumbers {
  /** Index of the parent, -1 for the one root. */
  readonly parent: ArrayLike<number>;
  /** Unique ids; without one a node goes by its position ("1.2.1"). */
  readonly ids?: readonly (string | undefined)[] | undefined;
}

/** Names of the arrays that hold numbers. */
export const numberFields = ["lower", "upper", "shift", "weight", "request", "priority", "connected"] as const;
export type NumberField = (typeof numberFields)[number];

/** What stands in those arrays that a tree has only where somebody gave a number. */
export const absentNumber = { request: Number.NaN, priority: 0, connected: Number.NaN } as const;
export type OptionalField = keyof typeof absentNumber;
export const optionalFields = ["request", "priority", "connected"] as const satisfies readonly OptionalField[];

/** What is wrong with one node's numbers, and in which field. */
export interface NumberFault<Field extends NumberField = NumberField> {
  readonly field: Field;
  readonly problem: string;
}

export function faultError(id: string, fault: NumberFault, value: number): InputError {
  return new InputError(`${fault.field} ${fault.problem}`, { id, field: fault.field, value });
}

/** Says which request, priority and order of connection a node may have. */
export function wishFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  { request, priority, connected }: Readonly<Record<OptionalField, number>>,
): NumberFault<OptionalField> | undefined {
  if (!Number.isFinite(priority)) return { field: "priority", problem: `is ${priority}; it must be finite` };
  if (Math.abs(connected) === Number.POSITIVE_INFINITY) {
    return { field: "connected", problem: `is ${connected}; it must be finite` };
  }
  if (!isLeaf) {
    const onlyLeaf = "on a node with children; only a leaf has one";
    if (!Number.isNaN(request)) return { field: "request", problem: `is ${request} ${onlyLeaf}` };
    if (priority !== 0) return { field: "priority", problem: `is ${priority} ${onlyLeaf}` };
    if (!Number.isNaN(connected)) return { field: "connected", problem: `is ${connected} ${onlyLeaf}` };
    return undefined;
  }
  if (Number.isNaN(request)) return undefined;
  if (!Number.isFinite(request)) {
    return { field: "request", problem: `is ${request}; leave it out to ask for as much as the limits allow` };
  }
  if (request < lower) return { field: "request", problem: `${request} is below lower ${lower}` };
  if (request > upper) return { field: "request", problem: `${request} is above upper ${upper}` };
  return undefined;
}

/** The one place that says which limits, shift and weight a node may have. */
export function numberFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  shift: number,
  weight: number,
): NumberFault<Exclude<NumberField, OptionalField>> | undefined {
  // Comparisons that NaN fails: the sound node passes these four tests and nothing else runs.
  const soundLimits = lower <= upper && lower < Number.POSITIVE_INFINITY && upper > Number.NEGATIVE_INFINITY;
  if (isLeaf) {
    if (soundLimits && Math.abs(shift) < Number.POSITIVE_INFINITY && weight > 0 && weight < Number.POSITIVE_INFINITY) {
      return undefined;
    }
  } else if (soundLimits && shift === 0 && (weight === 1 || weight === 0)) return undefined;

  if (Number.isNaN(lower)) return { field: "lower", problem: "is NaN" };
  if (Number.isNaN(upper)) return { field: "upper", problem: "is NaN" };
  if (lower === Number.POSITIVE_INFINITY) return { field: "lower", problem: "is Infinity; unlimited is -Infinity" };
  if (upper === Number.NEGATIVE_INFINITY) return { field: "upper", problem: "is -Infinity; unlimited is Infinity" };
  if (lower > upper) return { field: "lower", problem: `${lower} is above upper ${upper}` };
  if (isLeaf) {
    if (!Number.isFinite(shift)) return { field: "shift", problem: `is ${shift}; it must be finite` };
    return { field: "weight", problem: `is ${weight}; it must be finite and greater than 0` };
  }
  if (shift !== 0) return { field: "shift", problem: `is ${shift} on a node with children; only a leaf has one` };
  return { field: "weight", problem: `is ${weight} on a node with children; only a leaf has one` };
}
