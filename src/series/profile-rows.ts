import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { cellNumber, isAbsent } from "../text/cell-number.js";
import type { FaultList } from "../text/fault-list.js";
import type { StepTimes } from "./step-times.js";

export const missingChoices = ["error", "hold", "zero"] as const;
/** What a number means that is not there: an error, the one before, or 0. */
export type Missing = (typeof missingChoices)[number];

/** Numbers of a leaf that a table in long form may have beside its request. */
export const limitFields = ["lower", "upper", "shift"] as const;
export type LimitField = (typeof limitFields)[number];
/** Those that there are, of each some array. */
export type OfLimits<Value> = { readonly [field in LimitField]?: Value };

/** A step as the table has it; the arrays are filled anew for the next one. */
export interface ProfileStep {
  readonly time: string;
  /** A number a column. */
  readonly values: Float64Array;
  /** A number a column, NaN where the row says nothing. */
  readonly limits: OfLimits<Float64Array>;
}

/** How rows are read. */
export interface RowReading {
  readonly times: StepTimes;
  readonly missing: Missing;
  readonly faults: FaultList;
  /** A comma stands between cells, and in none. */
  readonly commaDelimits: boolean;
}

/** Where in the file something stands. */
export interface RowPlace {
  readonly line: number;
}

/** Rows of a table of profiles as they come, made into steps. */
export abstract class ProfileRows {
  abstract readonly columns: readonly string[];
  /** The numbers of the step that is read, one a column; NaN as long as there is none. */
  protected abstract readonly values: Float64Array;
  /** The same of the limits, where the table has any. */
  protected readonly limits: OfLimits<Float64Array> = {};
  readonly times: StepTimes;
  protected readonly missing: Missing;
  readonly #faults: FaultList;
  readonly #commaDelimits: boolean;

  constructor({ times, missing, faults, commaDelimits }: RowReading) {
    this.times = times;
    this.missing = missing;
    this.#faults = faults;
    this.#commaDelimits = commaDelimits;
  }

  /** Takes a row. @returns the steps that are whole by it */
  abstract take(cells: readonly string[], place: RowPlace): Generator<ProfileStep, void>;

  /** @returns the steps that are whole as no row follows */
  abstract end(): Generator<ProfileStep, void>;

  protected tell(problem: string, place: RowPlace, about: { field?: string; value?: unknown } = {}): void {
    this.#faults.add(new InputError(problem, about), place);
  }

  /** Goes on to a time. @returns the steps that are missing before it, as they are made up for */
  protected *skipTo(time: string, place: RowPlace): Generator<ProfileStep, void> {
    let skipped: string[] = [];
    try {
      skipped = this.times.next(time);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#faults.add(error, place);
    }
    if (skipped.length > 0 && this.missing === "error") {
      this.tell(`${skipped.length} steps are missing before ${excerpt(time)}, the first of them ${skipped[0]}`, place);
    }
    for (const between of skipped) {
      if (this.missing === "zero") {
        this.values.fill(0);
        for (const limits of Object.values(this.limits)) limits.fill(Number.NaN);
      }
      yield { time: between, values: this.values, limits: this.limits };
    }
  }

  /** Reads the number of a column. */
  protected readCell(cell: string, k: number, place: RowPlace): void {
    const field = this.columns[k];
    if (isAbsent(cell)) {
      this.makeUp(k, `${excerpt(field)} is empty`, place);
      return;
    }
    this.values[k] = this.numberIn(cell, { name: field, mayBeInfinite: false }, place);
  }

  /** @returns the number in a cell that has one; NaN where it has not, which is told */
  protected numberIn(
    cell: string,
    { name, mayBeInfinite }: { readonly name: string; readonly mayBeInfinite: boolean },
    place: RowPlace,
  ): number {
    const value = cellNumber(cell, { isComma: () => false, commaDelimits: this.#commaDelimits });
    if (typeof value === "number" && (mayBeInfinite || Number.isFinite(value))) return value;
    const problem = typeof value === "number" ? `is ${value}; it must be finite` : value;
    this.tell(`${excerpt(name)} ${problem}`, place, { field: name, value: cell });
    return Number.NaN;
  }

  /** Does what is to be done where the number of a column is missing. */
  protected makeUp(k: number, problem: string, place: RowPlace): void {
    if (this.missing === "zero") this.values[k] = 0;
    // What is held at the first step is nothing yet.
    if (this.missing === "error" || Number.isNaN(this.values[k])) {
      this.tell(problem, place, { field: this.columns[k] });
    }
  }
}
