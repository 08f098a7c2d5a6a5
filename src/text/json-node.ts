import { GridUser, type GridUserOptions } from "../model/grid-user.js";
import { InputError } from "../model/input-error.js";
import { unknownName } from "../model/nearest-name.js";
import { absentNumber, type NumberField } from "../tree/node-numbers.js";

export type JsonObject = Readonly<Record<string, unknown>>;

const aliases: Readonly<Record<NumberField, readonly string[]>> = {
  lower: ["lower", "lowerLimit", "lower_kw"],
  upper: ["upper", "upperLimit", "upper_kw"],
  shift: ["shift", "shiftConstant", "shift_kw"],
  weight: ["weight", "conversionFactor"],
  request: ["request", "request_kw"],
  priority: ["priority"],
  connected: ["connected"],
};

const gridUserFields = [
  "requestedNetImportKw",
  "fixedNetLoadKw",
  "dispatchableGenerationKw",
  "dispatchableLoadKw",
  "curtailableGenerationKw",
  "storageDischargeKw",
  "storageChargeKw",
] as const;

/** Every name that a node may have; `$comment` is for people. */
const nodeFields = [
  ...["id", "name", "kind", "parent", "children"],
  ...Object.values(aliases).flat(),
  ...gridUserFields,
  "$comment",
];
const isNodeField: ReadonlySet<string> = new Set(nodeFields);

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One node of a JSON grid: reads its fields, and says which node they belong to where they are wrong. */
export class JsonNode {
  readonly fields: JsonObject;
  /** The node's id, given or positional. */
  readonly #id: () => string;

  /** @throws InputError where `value` is not an object */
  constructor(value: unknown, id: () => string) {
    if (!isJsonObject(value)) {
      throw new InputError(`it is ${kindOf(value)}; expected an object`, { id: id(), value });
    }
    this.fields = value;
    this.#id = id;
  }

  /** @throws InputError for a field that no node has, the nearest one beside it */
  checkNames(): void {
    for (const name in this.fields) {
      if (isNodeField.has(name)) continue;
      const problem = unknownName("field", name, nodeFields);
      throw new InputError(problem, { id: this.#id(), field: name, value: this.fields[name] });
    }
  }

  /** Whether any number of a tree is given. */
  get hasNumbers(): boolean {
    return [...gridUserFields, ...Object.values(aliases).flat()].some((name) => name in this.fields);
  }

  /** A string, `undefined` where it is absent or null. */
  text(field: string): string | undefined {
    const value = this.fields[field] ?? undefined;
    if (value !== undefined && typeof value !== "string") {
      this.fail(field, `is ${told(value)}; it must be a string`, value);
    }
    return value as string | undefined;
  }

  /** The numbers of the node, with the defaults of a leaf or of an inner node. */
  numbers(isLeaf: boolean): Record<NumberField, number> {
    const weight = this.#number("weight") ?? 1;
    const connected = this.#number("connected") ?? absentNumber.connected;
    const gridUserField = gridUserFields.find((field) => field in this.fields);
    if (gridUserField !== undefined) return { ...this.#gridUserNumbers(gridUserField, isLeaf), weight, connected };
    return {
      lower: this.#limit("lower", Number.NEGATIVE_INFINITY) ?? (isLeaf ? 0 : Number.NEGATIVE_INFINITY),
      upper: this.#limit("upper", Number.POSITIVE_INFINITY) ?? Number.POSITIVE_INFINITY,
      shift: this.#number("shift") ?? 0,
      weight,
      request: this.#number("request") ?? absentNumber.request,
      priority: this.#number("priority") ?? absentNumber.priority,
      connected,
    };
  }

  /** @throws InputError with the node's id */
  fail(field: string, problem: string, value: unknown): never {
    throw new InputError(`${field} ${problem}`, { id: this.#id(), field, value });
  }

  #gridUserNumbers(given: string, isLeaf: boolean): Omit<Record<NumberField, number>, "weight" | "connected"> {
    if (!isLeaf) this.fail(given, "stands on a node with children; only a leaf has one", this.fields[given]);
    for (const field of ["lower", "upper", "shift", "request"] as const) {
      const name = this.#nameOf(field);
      if (name !== undefined) this.#failTwice(given, name);
    }
    const options: GridUserOptions = { id: this.#id() };
    for (const field of gridUserFields) if (field in this.fields) options[field] = this.#numberNamed(field);
    const priority = this.#number("priority");
    if (priority !== undefined) options.priority = priority;
    const user = new GridUser(options);
    return {
      lower: user.limits.lower,
      upper: user.limits.upper,
      shift: user.shiftConstant,
      request: user.request ?? absentNumber.request,
      priority: user.priority,
    };
  }

  /** `undefined` where the limit is absent; null is unlimited. */
  #limit(field: NumberField, unlimited: number): number | undefined {
    const name = this.#nameOf(field);
    if (name === undefined) return undefined;
    return this.fields[name] === null ? unlimited : this.#numberNamed(name);
  }

  #number(field: NumberField): number | undefined {
    const name = this.#nameOf(field);
    return name === undefined ? undefined : this.#numberNamed(name);
  }

  #numberNamed(name: string): number {
    const value = this.fields[name];
    if (typeof value !== "number") this.fail(name, `is ${told(value)}; it must be a number`, value);
    if (!Number.isFinite(value)) this.fail(name, "is too large for a double; unlimited is null", value);
    return value;
  }

  /** The name under which the node gives the field. */
  #nameOf(field: NumberField): string | undefined {
    let found: string | undefined;
    for (const name of aliases[field]) {
      if (!(name in this.fields)) continue;
      if (found !== undefined) this.#failTwice(found, name);
      found = name;
    }
    return found;
  }

  #failTwice(first: string, second: string): never {
    this.fail(second, `and ${first} say the same thing; keep one`, this.fields[second]);
  }
}

function told(value: unknown): string {
  return typeof value === "object" && value !== null ? kindOf(value) : JSON.stringify(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return value === null ? "null" : `a ${typeof value}`;
}
