import { InputError } from "../model/input-error.js";
import { GREATEST_NUMBER, isWithinRange, LEAST_WEIGHT } from "../model/number-range.js";

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
  /**
   * The part of a leaf's request, between 0 and it, that is served before all that is not guaranteed; 0 where none is, and at
   * inner nodes. Default: all 0.
   */
  readonly guarantee?: ArrayLike<number> | undefined;
  /** The least dispatch at which a leaf can run: less than that it is off; NaN where it has none. Its lower limit is 0. Default: none. */
  readonly minimum?: ArrayLike<number> | undefined;
  /** A leaf's dispatch is a whole multiple of it; NaN where there is none. Default: none. */
  readonly step?: ArrayLike<number> | undefined;
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
export const numberFields = [
  "lower",
  "upper",
  "shift",
  "weight",
  "request",
  "guarantee",
  "minimum",
  "step",
  "priority",
  "connected",
] as const;
export type NumberField = (typeof numberFields)[number];

/** What stands in those arrays that a tree has only where somebody gave a number. */
export const absentNumber = {
  request: Number.NaN,
  guarantee: 0,
  minimum: Number.NaN,
  step: Number.NaN,
  priority: 0,
  connected: Number.NaN,
} as const;
export type OptionalField = keyof typeof absentNumber;
export const optionalFields = [
  "request",
  "guarantee",
  "minimum",
  "step",
  "priority",
  "connected",
] as const satisfies readonly OptionalField[];

/** What is wrong with one node's numbers, and in which field. */
export interface NumberFault<Field extends NumberField = NumberField> {
  readonly field: Field;
  readonly problem: string;
}

/** Says that a value is no number: a string, `null`, an object. */
export function typeFault<Field extends NumberField>(field: Field, value: unknown): NumberFault<Field> | undefined {
  if (typeof value === "number") return undefined;
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return { field, problem: `is ${shown}; it must be a number` };
}

export function faultError(id: string, fault: NumberFault, value: unknown): InputError {
  return new InputError(`${fault.field} ${fault.problem}`, { id, field: fault.field, value });
}

/** What a node has in those arrays that a tree has only where somebody gave a number. */
export type Wishes = Readonly<Record<OptionalField, number>>;

export function wishesAt(
  arrays: { readonly [field in OptionalField]?: ArrayLike<number> | undefined },
  node: number,
): Wishes {
  return {
    request: arrays.request?.[node] ?? absentNumber.request,
    guarantee: arrays.guarantee?.[node] ?? absentNumber.guarantee,
    minimum: arrays.minimum?.[node] ?? absentNumber.minimum,
    step: arrays.step?.[node] ?? absentNumber.step,
    priority: arrays.priority?.[node] ?? absentNumber.priority,
    connected: arrays.connected?.[node] ?? absentNumber.connected,
  };
}

/** Says which request, guarantee, priority and order of connection a node may have. */
export function wishFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  { request, guarantee, minimum, step, priority, connected }: Wishes,
): NumberFault<OptionalField> | undefined {
  if (!Number.isFinite(priority)) return { field: "priority", problem: `is ${priority}; it must be finite` };
  if (!isWithinRange(priority)) return { field: "priority", problem: `is ${priority}; ${WITHIN}` };
  if (Math.abs(connected) === Number.POSITIVE_INFINITY) {
    return { field: "connected", problem: `is ${connected}; it must be finite` };
  }
  if (Math.abs(connected) > GREATEST_NUMBER) return { field: "connected", problem: `is ${connected}; ${WITHIN}` };
  if (!isLeaf) {
    const onlyLeaf = "on a node with children; only a leaf has one";
    if (!Number.isNaN(request)) return { field: "request", problem: `is ${request} ${onlyLeaf}` };
    if (guarantee !== 0) return { field: "guarantee", problem: `is ${guarantee} ${onlyLeaf}` };
    if (!Number.isNaN(minimum)) return { field: "minimum", problem: `is ${minimum} ${onlyLeaf}` };
    if (!Number.isNaN(step)) return { field: "step", problem: `is ${step} ${onlyLeaf}` };
    if (priority !== 0) return { field: "priority", problem: `is ${priority} ${onlyLeaf}` };
    if (!Number.isNaN(connected)) return { field: "connected", problem: `is ${connected} ${onlyLeaf}` };
    return undefined;
  }
  return (
    requestFault(lower, upper, request) ??
    guaranteeFault(lower, upper, request, guarantee) ??
    minimumFault(lower, minimum) ??
    sizeFault("step", step)
  );
}

function requestFault(lower: number, upper: number, request: number): NumberFault<"request"> | undefined {
  if (Number.isNaN(request)) return undefined;
  if (!Number.isFinite(request)) {
    return { field: "request", problem: `is ${request}; leave it out to ask for as much as the limits allow` };
  }
  if (!isWithinRange(request)) {
    const problem = `is ${request}; ${WITHIN}, or be left out to ask for as much as the limits allow`;
    return { field: "request", problem };
  }
  if (request < lower) return { field: "request", problem: `${request} is below lower ${lower}` };
  if (request > upper) return { field: "request", problem: `${request} is above upper ${upper}` };
  return undefined;
}

function guaranteeFault(
  lower: number,
  upper: number,
  request: number,
  guarantee: number,
): NumberFault<"guarantee"> | undefined {
  if (guarantee === 0) return undefined;
  if (!Number.isFinite(guarantee)) return { field: "guarantee", problem: `is ${guarantee}; it must be finite` };
  if (!isWithinRange(guarantee)) return { field: "guarantee", problem: `is ${guarantee}; ${WITHIN}` };
  const [end, name] = Number.isNaN(request)
    ? guarantee > 0
      ? [upper, "upper"]
      : [lower, "lower"]
    : [request, "request"];
  if (guarantee > 0 ? guarantee <= end : guarantee >= end) return undefined;
  return { field: "guarantee", problem: `${guarantee} is not between 0 and ${name} ${end}` };
}

function minimumFault(lower: number, minimum: number): NumberFault<"minimum"> | undefined {
  const fault = sizeFault("minimum", minimum);
  if (fault || Number.isNaN(minimum) || lower === 0) return fault;
  return { field: "minimum", problem: `is ${minimum}, but lower is ${lower}; who is off has 0, so lower must be 0` };
}

function sizeFault<Field extends "minimum" | "step">(field: Field, value: number): NumberFault<Field> | undefined {
  if (Number.isNaN(value) || (value > 0 && value <= GREATEST_NUMBER)) return undefined;
  return { field, problem: `is ${value}; it must be greater than 0 and at most ${GREATEST_NUMBER}` };
}

const WITHIN = `it must lie within ±${GREATEST_NUMBER}`;

/** The one place that says which limits, shift and weight a node may have. */
export function numberFault(
  isLeaf: boolean,
  lower: number,
  upper: number,
  shift: number,
  weight: number,
): NumberFault<Exclude<NumberField, OptionalField>> | undefined {
  // Comparisons that NaN fails: the sound node passes these tests and nothing else runs.
  const isSoundLower = (lower >= -GREATEST_NUMBER && lower <= GREATEST_NUMBER) || lower === Number.NEGATIVE_INFINITY;
  const isSoundUpper = (upper >= -GREATEST_NUMBER && upper <= GREATEST_NUMBER) || upper === Number.POSITIVE_INFINITY;
  if (lower <= upper && isSoundLower && isSoundUpper) {
    if (isLeaf) {
      if (isWithinRange(shift) && weight >= LEAST_WEIGHT && weight <= GREATEST_NUMBER) return undefined;
    } else if (shift === 0 && (weight === 1 || weight === 0)) return undefined;
  }

  if (Number.isNaN(lower)) return { field: "lower", problem: "is NaN" };
  if (Number.isNaN(upper)) return { field: "upper", problem: "is NaN" };
  if (lower === Number.POSITIVE_INFINITY) return { field: "lower", problem: "is Infinity; unlimited is -Infinity" };
  if (upper === Number.NEGATIVE_INFINITY) return { field: "upper", problem: "is -Infinity; unlimited is Infinity" };
  if (!isSoundLower) return { field: "lower", problem: `is ${lower}; ${WITHIN}, unlimited is ${UNLIMITED.lower}` };
  if (!isSoundUpper) return { field: "upper", problem: `is ${upper}; ${WITHIN}, unlimited is ${UNLIMITED.upper}` };
  if (lower > upper) return { field: "lower", problem: `${lower} is above upper ${upper}` };
  return isLeaf ? leafFault(shift, weight) : innerFault(shift, weight);
}

/** How unlimited is written: in JavaScript, in JSON, in CSV. */
const UNLIMITED = {
  lower: "-Infinity (null in JSON, -inf in CSV)",
  upper: "Infinity (null in JSON, inf in CSV)",
} as const;

function leafFault(shift: number, weight: number): NumberFault<"shift" | "weight"> {
  if (!Number.isFinite(shift)) return { field: "shift", problem: `is ${shift}; it must be finite` };
  if (!isWithinRange(shift)) return { field: "shift", problem: `is ${shift}; ${WITHIN}` };
  if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
    return { field: "weight", problem: `is ${weight}; it must be finite and greater than 0` };
  }
  return { field: "weight", problem: `is ${weight}; it must lie between ${LEAST_WEIGHT} and ${GREATEST_NUMBER}` };
}

function innerFault(shift: number, weight: number): NumberFault<"shift" | "weight"> {
  if (shift !== 0) return { field: "shift", problem: `is ${shift} on a node with children; only a leaf has one` };
  return { field: "weight", problem: `is ${weight} on a node with children; only a leaf has one` };
}
