import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { type Instant, instantOf, instantText } from "./instant.js";

const MILLISECONDS_OF_MINUTE = 60_000;
const wholeNumber = /^\d+$/;

/** What the steps of a plan are. */
export interface PlanStepsOptions {
  /** When the first step begins: RFC 3339 with its zone, or the number of a step. */
  readonly from: string;
  /** How many steps. */
  readonly steps: number;
  /** Length of a step in minutes. */
  readonly stepMinutes: number;
}

/** The steps of a plan in the caller's time: instants, or numbers of steps. */
export class PlanSteps {
  readonly count: number;
  /** Length of a step in hours. */
  readonly hours: number;
  readonly #first: Instant | number;
  readonly #length: number;

  /** @throws InputError for a time that is none, no step at all, and a step that has no length in whole milliseconds */
  constructor({ from, steps, stepMinutes }: PlanStepsOptions) {
    const first = wholeNumber.test(from) ? Number(from) : instantOf(from);
    if (first === undefined) {
      const problem = `from is "${excerpt(from)}"; it must be RFC 3339 (2030-01-31T00:15:00Z), or the number of a step`;
      throw new InputError(problem, { field: "from", value: from });
    }
    if (!(Number.isInteger(steps) && steps >= 1)) {
      throw new InputError(`steps is ${steps}; it must be a whole number, 1 or more`, { field: "steps", value: steps });
    }
    const length = Math.round(stepMinutes * MILLISECONDS_OF_MINUTE);
    if (!(length >= 1 && Math.abs(length - stepMinutes * MILLISECONDS_OF_MINUTE) < 1e-6)) {
      const problem = `stepMinutes is ${stepMinutes}; it must be above 0, and whole milliseconds`;
      throw new InputError(problem, { field: "stepMinutes", value: stepMinutes });
    }
    this.count = steps;
    this.hours = stepMinutes / 60;
    this.#first = first;
    this.#length = length;
  }

  /** How its times are written. */
  get kind(): "date" | "number" {
    return typeof this.#first === "number" ? "number" : "date";
  }

  /** When a step begins, written as `from` was; `count` is the end of the last. */
  time(step: number): string {
    const first = this.#first;
    if (typeof first === "number") return String(first + step);
    return instantText({ ...first, milliseconds: first.milliseconds + step * this.#length });
  }

  /** When each step begins. */
  times(): string[] {
    return Array.from({ length: this.count }, (_, step) => this.time(step));
  }

  /** How many steps after the first one's begin a time is: whole at the beginnings of steps. @throws InputError for what is none */
  position(text: string, field: string): number {
    const first = this.#first;
    if (typeof first === "number") {
      if (wholeNumber.test(text)) return Number(text) - first;
      const expected = `the number of a step, as the plan begins with step ${first}`;
      throw new InputError(`${field} is "${excerpt(text)}"; it must be ${expected}`, { field, value: text });
    }
    const found = instantOf(text);
    if (found) return (found.milliseconds - first.milliseconds) / this.#length;
    const expected = "RFC 3339 with its zone (2030-01-31T00:15:00Z)";
    throw new InputError(`${field} is "${excerpt(text)}"; it must be ${expected}`, { field, value: text });
  }
}
