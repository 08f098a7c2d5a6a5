import { stat } from "node:fs/promises";
import { textPieces } from "../files/text-pieces.js";
import { InputError } from "../model/input-error.js";
import { oneOf } from "../model/options.js";
import { excerpt } from "../model/printable.js";
import { cellNumber, isAbsent } from "../text/cell-number.js";
import { csvDelimiters, withoutApostrophe } from "../text/csv-cells.js";
import { csvRows } from "../text/csv-rows.js";
import { FaultList } from "../text/fault-list.js";
import { FormatError } from "../text/format-error.js";
import { isParquet } from "./parquet-packages.js";
import { parquetRows, type TableRow } from "./parquet-rows.js";
import { StepTimes, type TimeKind, timeNames } from "./step-times.js";

export const missingChoices = ["error", "hold", "zero"] as const;
/** What a number means that is not there: an error, the one before, or 0. */
export type Missing = (typeof missingChoices)[number];

/** A step as the table has it. */
export interface ProfileStep {
  readonly time: string;
  /** A number a column; filled anew for the next step. */
  readonly values: Float64Array;
}

/** A table of profiles in a CSV or Parquet file of any length: a row a step, its time first, then a number for each column. */
export class ProfileTable {
  readonly path: string;
  readonly columns: readonly string[];
  readonly stepCount: number;
  /** Length of a step in hours; `undefined` where steps are only numbered. */
  readonly hours: number | undefined;
  /** How its times are written. */
  readonly timeKind: TimeKind;
  readonly #missing: Missing;
  readonly #changed: string;

  private constructor(path: string, read: Checked, missing: Missing, changed: string) {
    this.path = path;
    this.columns = read.columns;
    this.stepCount = read.stepCount;
    this.hours = read.hours;
    this.timeKind = read.timeKind;
    this.#missing = missing;
    this.#changed = changed;
  }

  /**
   * Reads the file from one end to the other, and keeps nothing of it but the names.
   * @throws FormatError with all that is wrong, the first 20 of it: a file that cannot be read, no column of times, names that stand there
   * twice, cells that are no numbers, times that go back, stand there twice or are out of step, and what is missing where
   * that is an error
   */
  static async open(path: string, missing: Missing = "error"): Promise<ProfileTable> {
    oneOf("missing", missing, missingChoices);
    if (path === "-")
      throw new InputError("profiles cannot be standard input: they are read twice, first to check them");
    const changed = await fingerprint(path);
    const faults = new FaultList(path);
    const reader = new ProfileReader(path, missing, faults);
    let stepCount = 0;
    for await (const _ of reader.steps()) stepCount++;
    if (stepCount === 0) faults.add(new InputError("it has no steps; expected a header and a row for each"));
    faults.throwIfAny();
    return new ProfileTable(
      path,
      { columns: reader.columns, stepCount, hours: reader.hours, timeKind: reader.timeKind },
      missing,
      changed,
    );
  }

  /** The steps once more. @throws FormatError where the file is no longer what it was */
  async *steps(): AsyncGenerator<ProfileStep, void> {
    const faults = new FaultList(this.path);
    let steps = 0;
    for await (const step of new ProfileReader(this.path, this.#missing, faults).steps()) {
      if (!faults.isEmpty) break;
      steps++;
      yield step;
    }
    if (!faults.isEmpty || steps !== this.stepCount || (await fingerprint(this.path)) !== this.#changed) {
      throw new FormatError(new InputError("it has changed while it was read"), { source: this.path });
    }
  }
}

type Checked = Pick<ProfileTable, "columns" | "stepCount" | "hours" | "timeKind">;

/** What tells whether a file is the same; that it cannot be read is told by who reads it. */
async function fingerprint(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? "" : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
}

class ProfileReader {
  columns: readonly string[] = [];
  readonly #path: string;
  readonly #missing: Missing;
  readonly #faults: FaultList;
  #times = new StepTimes("");
  #delimiter = ",";
  #values = new Float64Array(0);

  constructor(path: string, missing: Missing, faults: FaultList) {
    this.#path = path;
    this.#missing = missing;
    this.#faults = faults;
  }

  get hours(): number | undefined {
    return this.#times.hours;
  }

  get timeKind(): TimeKind {
    return this.#times.kind ?? "number";
  }

  async *steps(): AsyncGenerator<ProfileStep, void> {
    let isFirst = true;
    for await (const { line, cells, problem } of isParquet(this.#path) ? parquetRows(this.#path) : this.#csvRows()) {
      if (problem !== undefined) this.#faults.add(new InputError(problem), { line });
      else if (isFirst) this.#readHeader(cells, { line });
      else yield* this.#stepsOf(cells, { line });
      isFirst = false;
      // Without columns nothing else can be told.
      if (this.columns.length === 0) this.#faults.throwIfAny();
    }
  }

  async *#csvRows(): AsyncGenerator<TableRow, void> {
    let line = 0;
    for await (const piece of textPieces(this.#path)) {
      if (line === 0) this.#delimiter = delimiterOf(piece);
      for (const row of csvRows(line === 0 ? piece.replace(/^\uFEFF/, "") : piece, this.#delimiter)) {
        yield { line: line + row.line, cells: row.cells, problem: row.problem };
      }
      for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) line++;
    }
  }

  #readHeader(cells: readonly string[], place: { line: number }): void {
    const [first, ...columns] = cells.map(withoutApostrophe);
    const name = first.toLowerCase();
    if (!timeNames.some((known) => known === name)) {
      const problem = `the first column is "${excerpt(first)}"; expected the times of the steps: ${timeNames.join(", ")}`;
      this.#faults.add(new InputError(problem, { field: first }), place);
      return;
    }
    const twice = columns.find((column, at) => columns.indexOf(column) !== at);
    if (twice !== undefined) {
      this.#faults.add(new InputError(`there are two columns "${excerpt(twice)}"`, { field: twice }), place);
    }
    if (columns.length === 0) this.#faults.add(new InputError("there is no column behind the times"), place);
    this.columns = columns;
    this.#times = new StepTimes(name);
    this.#values = new Float64Array(columns.length).fill(Number.NaN);
  }

  *#stepsOf(cells: readonly string[], place: { line: number }): Generator<ProfileStep, void> {
    const expected = this.columns.length + 1;
    if (cells.length !== expected) {
      this.#faults.add(new InputError(`expected ${expected} cells as in the header, got ${cells.length}`), place);
      return;
    }
    let skipped: string[] = [];
    try {
      skipped = this.#times.next(cells[0]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#faults.add(error, place);
    }
    if (skipped.length > 0 && this.#missing === "error") {
      const problem = `${skipped.length} steps are missing before ${excerpt(cells[0])}, the first of them ${skipped[0]}`;
      this.#faults.add(new InputError(problem), place);
    }
    for (const time of skipped) {
      if (this.#missing === "zero") this.#values.fill(0);
      yield { time, values: this.#values };
    }
    for (let k = 0; k < this.columns.length; k++) this.#readCell(cells[k + 1], k, place);
    yield { time: cells[0], values: this.#values };
  }

  #readCell(cell: string, k: number, place: { line: number }): void {
    const column = this.columns[k];
    if (isAbsent(cell)) {
      if (this.#missing === "zero") this.#values[k] = 0;
      // What is held at the first step is nothing yet.
      if (this.#missing === "error" || Number.isNaN(this.#values[k])) {
        this.#faults.add(new InputError(`${excerpt(column)} is empty`, { field: column, value: cell }), place);
      }
      return;
    }
    const value = cellNumber(cell, { isComma: () => false, commaDelimits: this.#delimiter === "," });
    if (typeof value === "number" && Number.isFinite(value)) this.#values[k] = value;
    else {
      const problem = typeof value === "number" ? `is ${value}; it must be finite` : value;
      this.#faults.add(new InputError(`${excerpt(column)} ${problem}`, { field: column, value: cell }), place);
    }
  }
}

/** The one that makes most cells of the first line. */
function delimiterOf(text: string): string {
  const [header] = text.split(/\r\n|\n|\r/, 1);
  const counts = csvDelimiters.map((candidate) => header.split(candidate).length);
  return csvDelimiters[counts.indexOf(Math.max(...counts))];
}
