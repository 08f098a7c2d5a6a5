import { InputError } from "./input-error.js";
import { nearestName, unknownName } from "./nearest-name.js";

/** The names of all options of a kind: the compiler sees that none is missing. */
export function namesOf<Options>(names: Readonly<Record<keyof Options, true>>): readonly string[] {
  return Object.keys(names);
}

/**
 * Refuses what is no object of options, and names that none of them has.
 * @param what kind of thing the names are for: an option, a field
 * @throws InputError with the nearest known name
 */
export function checkNames(what: string, given: object, known: readonly string[]): void {
  if (given === null || typeof given !== "object") {
    throw new InputError(`expected an object with ${what}s, got ${JSON.stringify(given)}`, { value: given });
  }
  for (const name in given) if (!known.includes(name)) throw unknown(what, given, name, known);
}

/**
 * The same for the options of a class that others extend: they may have names of their own, unless one looks like a slip.
 * @throws InputError with the nearest known name
 */
export function checkNamesOf(isExtended: boolean, given: object, known: readonly string[]): void {
  if (!isExtended) checkNames("option", given, known);
  else {
    for (const name in given) {
      if (!known.includes(name) && nearestName(name, known)) throw unknown("option", given, name, known);
    }
  }
}

function unknown(what: string, given: object, name: string, known: readonly string[]): InputError {
  const { id } = given as { readonly id?: unknown };
  const value: unknown = Reflect.get(given, name);
  return new InputError(unknownName(what, name, known), {
    id: typeof id === "string" ? id : undefined,
    field: name,
    value,
  });
}

/**
 * An option that is a number, or its default where it is not given.
 * @throws InputError for anything else: `null` is not "not given"
 */
export function numberOr<Default>(
  field: string,
  value: number | undefined,
  otherwise: Default,
  id?: string,
): number | Default {
  if (value === undefined) return otherwise;
  if (typeof value === "number") return value;
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  throw new InputError(`${field} is ${shown}; it must be a number`, { id, field, value });
}
