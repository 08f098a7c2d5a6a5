import { GridUser, type GridUserOptions } from "../model/grid-user.js";
import { InputError } from "../model/input-error.js";
import { unknownName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import { absentNumber, type NumberField } from "../tree/node-numbers.js";
import { infiniteNumber } from "./cell-number.js";
import { type GridUserField, gridUserFields, numberColumns, textColumns } from "./grid-fields.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Every name that a node may have; `$comment` is for people. */
export const nodeFields = [
  ...Object.keys(textColumns),
  "children",
  ...Object.values(numberColumns).flatMap(({ names }) => names),
  ...Object.keys(gridUserFields),
  "$comment",
];
const isNodeField: ReadonlySet<string> = new Set(nodeFields);
const userFields = Object.keys(gridUserFields) as GridUserField[];

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Hears what is wrong with an input. */
export type Report = (fault: InputError) => void;

/** One node of a JSON grid: reads its fields, and reports which node they belong to where they are wrong. */
export class JsonNode {
  /** None where it is not an object. */
  readonly fields: JsonObject;
  /** The node's id, given or positional. */
  readonly #id: () => string;
  readonly #report: Report;

  constructor(value: unknown, id: () => string, report: Report) {
    this.#id = id;
    this.#report = report;
    this.fields = isJsonObject(value) ? value : {};
    if (!isJsonObject(value)) report(new InputError(`it is ${kindOf(value)}; expected an object`, { id: id(), value }));
  }

  /** Reports fields that no node has, the nearest one beside them. */
  checkNames(): void {
    for (const name in this.fields) {
      if (isNodeField.has(name)) continue;
      const problem = unknownName("field", name, nodeFields);
      this.#report(new InputError(problem, { id: this.#id(), field: name, value: this.fields[name] }));
    }
  }

  /** A string, `undefined` where it is absent or null. */
  text(field: string): string | undefined {
    const value = this.fields[field] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    this.fault(field, `is ${told(value)}; it must be a string`, value);
    return undefined;
  }

  /** The numbers of the node, with the defaults of a leaf or of an inner node. */
  numbers(isLeaf: boolean): Record<NumberField, number> {
    const weight = this.#number("weight") ?? 1;
    const connected = this.#number("connected") ?? absentNumber.connected;
    const shared = {
      weight,
      connected,
      guarantee: this.#number("guarantee") ?? absentNumber.guarantee,
      minimum: this.#number("minimum") ?? absentNumber.minimum,
      step: this.#number("step") ?? absentNumber.step,
    };
    const priority = this.#number("priority");
    const userField = userFields.find((field) => field in this.fields);
    const user = userField && this.#gridUser(userField, isLeaf, priority);
    if (user !== undefined) return { ...user, ...shared };
    return {
      lower: this.#limit("lower", Number.NEGATIVE_INFINITY) ?? (isLeaf ? 0 : Number.NEGATIVE_INFINITY),
      upper: this.#limit("upper", Number.POSITIVE_INFINITY) ?? Number.POSITIVE_INFINITY,
      shift: this.#number("shift") ?? 0,
      ...shared,
      request: this.#number("request") ?? absentNumber.request,
      priority: priority ?? absentNumber.priority,
    };
  }

  /** The number `flow` of a result, NaN where it is absent or null. */
  flow(): number {
    return ("flow" in this.fields ? this.#limitNamed("flow", Number.NaN) : undefined) ?? Number.NaN;
  }

  /** Reports what is wrong with a field, with the node's id. */
  fault(field: string, problem: string, value: unknown): void {
    this.#report(new InputError(`${field} ${problem}`, { id: this.#id(), field, value }));
  }

  /** `undefined` where the node cannot be one. */
  #gridUser(
    given: GridUserField,
    isLeaf: boolean,
    priority: number | undefined,
  ): Omit<Record<NumberField, number>, "weight" | "guarantee" | "minimum" | "step" | "connected"> | undefined {
    if (!isLeaf) {
      this.fault(given, "stands on a node with children; only a leaf has one", this.fields[given]);
      return undefined;
    }
    const names = (["lower", "upper", "shift", "request"] as const).map((field) => this.#nameOf(field));
    for (const name of names) if (name !== undefined) this.#faultTwice(given, name);
    const options: GridUserOptions = {};
    for (const field of userFields) {
      const value = field in this.fields ? this.#numberNamed(field) : undefined;
      if (value !== undefined) options[field] = value;
    }
    if (priority !== undefined) options.priority = priority;
    return this.#numbersOf(options);
  }

  #numbersOf(
    options: GridUserOptions,
  ): Omit<Record<NumberField, number>, "weight" | "guarantee" | "minimum" | "step" | "connected"> | undefined {
    try {
      const user = new GridUser(options);
      const { lower, upper } = user.limits;
      const request = user.request ?? absentNumber.request;
      return { lower, upper, shift: user.shiftConstant, request, priority: user.priority };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#report(new InputError(error.message, { id: this.#id(), field: error.field, value: error.value }));
      return undefined;
    }
  }

  /** `undefined` where the limit is absent; null is unlimited, and so is "inf" or "-inf". */
  #limit(field: NumberField, unlimited: number): number | undefined {
    const name = this.#nameOf(field);
    return name === undefined ? undefined : this.#limitNamed(name, unlimited);
  }

  #limitNamed(name: string, unlimited: number): number | undefined {
    const value = this.fields[name];
    if (value === null) return unlimited;
    return (typeof value === "string" ? infiniteNumber(value) : undefined) ?? this.#numberNamed(name);
  }

  #number(field: NumberField): number | undefined {
    const name = this.#nameOf(field);
    return name === undefined ? undefined : this.#numberNamed(name);
  }

  #numberNamed(name: string): number | undefined {
    const value = this.fields[name];
    if (typeof value !== "number") this.fault(name, `is ${told(value)}; it must be a number`, value);
    else if (!Number.isFinite(value)) this.fault(name, 'is too large for a double; unlimited is null or "inf"', value);
    else return value + 0;
    return undefined;
  }

  /** The name under which the node gives the field. */
  #nameOf(field: NumberField): string | undefined {
    let found: string | undefined;
    for (const name of numberColumns[field].names) {
      if (!(name in this.fields)) continue;
      if (found !== undefined) this.#faultTwice(found, name);
      found = name;
    }
    return found;
  }

  #faultTwice(first: string, second: string): void {
    this.fault(second, `and ${first} say the same thing; keep one`, this.fields[second]);
  }
}

function told(value: unknown): string {
  return typeof value === "object" && value !== null ? kindOf(value) : excerpt(JSON.stringify(value));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value === null ? "null" : `a ${typeof value}`;
}
