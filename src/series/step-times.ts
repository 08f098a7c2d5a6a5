import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { instantOf } from "../text/instant.js";

/** Names of the first column of a table of steps. */
export const timeNames = ["time", "timestamp", "datetime", "minute", "minutes", "step"] as const;

const MINUTES_OF_HOUR = 60;
const MILLISECONDS_OF_HOUR = 3.6e6;
const plainNumber = /^\d+(?:\.\d+)?$/;

/** How times are written: RFC 3339, or numbers (of minutes, of steps). */
export type TimeKind = "date" | "number";

/** A time as a number that grows with it; NaN for what is no time of that kind. */
export function timeValue(text: string, kind: TimeKind): number {
  if (kind === "date") return instantOf(text)?.milliseconds ?? Number.NaN;
  return plainNumber.test(text) ? Number(text) : Number.NaN;
}

/** The times of steps as they are read: RFC 3339, minutes or numbers, each as far from the one before. */
export class StepTimes {
  readonly #column: string;
  #kind: TimeKind | undefined;
  #last: number | undefined;
  #interval: number | undefined;

  /** @param column name of their column */
  constructor(column: string) {
    this.#column = column;
  }

  /** `undefined` before the first time. */
  get kind(): TimeKind | undefined {
    return this.#kind;
  }

  /** Length of a step in hours; `undefined` where steps are only numbered, or there is but one. */
  get hours(): number | undefined {
    if (this.#interval === undefined) return undefined;
    if (this.#kind === "date") return this.#interval / MILLISECONDS_OF_HOUR;
    return this.#column.startsWith("minute") ? this.#interval / MINUTES_OF_HOUR : undefined;
  }

  /**
   * Takes the next time.
   * @returns the times that are missing before it, written as it is
   * @throws InputError for what is no time, one that is not after the last, and one that is out of step
   */
  next(text: string): string[] {
    const time = this.#read(text);
    const last = this.#last;
    this.#last = time;
    if (last === undefined) return [];
    const since = time - last;
    if (since === 0) throw this.#fault(text, "stands there twice");
    if (since < 0) throw this.#fault(text, "is before the one above it");
    this.#interval ??= since;
    const steps = since / this.#interval;
    if (!Number.isInteger(steps)) throw this.#fault(text, "is not a whole number of steps after the one above it");
    return Array.from({ length: steps - 1 }, (_, k) => this.#written(last + (k + 1) * (this.#interval as number)));
  }

  #read(text: string): number {
    this.#kind ??= plainNumber.test(text) ? "number" : "date";
    const time = timeValue(text, this.#kind);
    if (Number.isNaN(time))
      throw this.#fault(text, "is no time; expected RFC 3339 (2030-01-31T00:15:00Z), minutes or a step");
    return time;
  }

  #written(time: number): string {
    return this.#kind === "date" ? new Date(time).toISOString() : String(time);
  }

  #fault(text: string, problem: string): InputError {
    return new InputError(`${this.#column} ${excerpt(text)} ${problem}`, { field: this.#column, value: text });
  }
}
