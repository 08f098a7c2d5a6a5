import { InputError } from "../model/input-error.js";
import { checkNames, namesOf, numberOr } from "../model/option-names.js";
import { oneOf } from "../model/options.js";

const carsAs = ["profiles", "sessions"] as const;

/** What a generated feeder is to be like. */
export interface FeederOptions {
  /** How many users are connected: homes and businesses; a whole number, 1 to 2,000,000. */
  readonly users: number;
  /** A whole number, of which the lower 32 bits count: another one, another feeder. Default 1. */
  readonly seed?: number | undefined;
  /** The share of users with solar power, 0 to 1. Default 0.3. */
  readonly pv?: number | undefined;
  /** The share of users with an electric car, 0 to 1. Default 0.4. */
  readonly ev?: number | undefined;
  /** The share of users with a battery, 0 to 1; those with solar power come first. Default 0.1. */
  readonly storage?: number | undefined;
  /** How much more than the loads of its time a line or transformer was built for, 0 or more. Default 0.1. */
  readonly spare?: number | undefined;
  /** Whether cars charge when they come, by profiles; or request nothing of their own, since sessions say what they want. Default `"profiles"`. */
  readonly cars?: (typeof carsAs)[number] | undefined;
  /** The year of the profiles and sessions, 1970 to 9999. Default 2030. */
  readonly year?: number | undefined;
  /** How many days of it, from the first of January on. Default all. */
  readonly days?: number | undefined;
}

/** The same, checked and complete. */
export type CheckedFeederOptions = { readonly [Name in keyof FeederOptions]-?: NonNullable<FeederOptions[Name]> };

const known = namesOf<FeederOptions>({
  users: true,
  seed: true,
  pv: true,
  ev: true,
  storage: true,
  spare: true,
  cars: true,
  year: true,
  days: true,
});

const MOST_USERS = 2_000_000;

/** @throws InputError for a name that there is not, and a value that `FeederOptions` does not allow */
export function checkedFeederOptions(options: FeederOptions): CheckedFeederOptions {
  checkNames("option", options, known);
  const year = whole("year", options.year, 2030, 1970, 9999);
  const daysOfYear = (Date.UTC(year + 1, 0) - Date.UTC(year, 0)) / 86_400_000;
  return {
    users: whole("users", options.users, undefined, 1, MOST_USERS),
    seed: whole("seed", options.seed, 1, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    pv: within("pv", options.pv, 0.3, 1),
    ev: within("ev", options.ev, 0.4, 1),
    storage: within("storage", options.storage, 0.1, 1),
    spare: within("spare", options.spare, 0.1, 1e6),
    cars: oneOf("cars", options.cars ?? "profiles", carsAs),
    year,
    days: whole("days", options.days, daysOfYear, 1, daysOfYear),
  };
}

function within(field: string, value: number | undefined, otherwise: number, most: number): number {
  const given = numberOr(field, value, otherwise);
  if (given >= 0 && given <= most) return given;
  throw new InputError(`${field} is ${given}; it must be between 0 and ${most}`, { field, value: given });
}

function whole(
  field: string,
  value: number | undefined,
  otherwise: number | undefined,
  least: number,
  most: number,
): number {
  const given = numberOr(field, value, otherwise);
  if (given !== undefined && Number.isInteger(given) && given >= least && given <= most) return given;
  throw new InputError(`${field} is ${given}; it must be a whole number between ${least} and ${most}`, {
    field,
    value: given,
  });
}
