import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { cellNumber, isAbsent } from "../text/cell-number.js";
import type { FaultList } from "../text/fault-list.js";
import type { StepTimes } from "./step-times.js";

export const missingChoices = ["error", "hold", "zero"] as const;
/** What a number means that is not there: an error, the one before, or 0. */
export type Missing = (typeof missingChoices)[number];

/** A step as the table has it. */
export interface ProfileStep {
  readonly time: string;
  /** A number a column; filled anew for the next step. */
  readonly values: Float64Array;
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
      if (this.missing === "zero") this.values.fill(0);
      yield { time: between, values: this.values };
    }
  }

  /** Reads the number of a column. */
  protected readCell(cell: string, k: number, place: RowPlace): void {
    const field = this.columns[k];
    if (isAbsent(cell)) {
      this.makeUp(k, `${excerpt(field)} is empty`, place);
      return;
    }
    const value = cellNumber(cell, { isComma: () => false, commaDelimits: this.#commaDelimits });
    if (typeof value === "number" && Number.isFinite(value)) this.values[k] = value;
    else {
      const problem = typeof value === "number" ? `is ${value}; it must be finite` : value;
      this.tell(`${excerpt(field)} ${problem}`, place, { field, value: cell });
    }
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
