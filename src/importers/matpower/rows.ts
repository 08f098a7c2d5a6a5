import type { ReportNotes } from "../import-report.js";
import type { Matrix } from "./matrix.js";

/** A case's matrix, by row and column. */
export class Rows {
  constructor(
    readonly matrix: Matrix,
    readonly name: string,
    readonly notes: ReportNotes,
    readonly source: string,
    readonly lineOf: (place: number) => number,
  ) {}

  get count(): number {
    return this.matrix.rows;
  }

  /** @param column from 1; `undefined` where there is none, or, with a complaint, no finite number */
  number(row: number, column: number): number | undefined {
    if (column > this.matrix.columns) return undefined;
    const value = this.matrix.data[row * this.matrix.columns + column - 1];
    if (Number.isFinite(value)) return value;
    // Unlimited is not a mistake.
    if (value !== Number.POSITIVE_INFINITY) this.#complain(row, column, value, "it must be a number");
    return undefined;
  }

  /** A number of a bus; complains where it is none. */
  integer(row: number, column: number): number | undefined {
    const value = this.number(row, column);
    if (value !== undefined && Number.isInteger(value)) return value;
    if (value !== undefined) this.#complain(row, column, value, "it must be a whole number");
    return undefined;
  }

  /** Whether every row has that number in a column. */
  isAlways(column: number, value: number): boolean {
    for (let row = 0; row < this.count; row++) if (this.number(row, column) !== value) return false;
    return true;
  }

  #complain(row: number, column: number, value: number, problem: string): void {
    const place = `row ${row + 1}, column ${column} of ${this.name}`;
    const begin = this.matrix.places?.[row];
    const line = begin === undefined ? undefined : this.lineOf(begin);
    this.notes.misunderstand(this.source, line, `${place} is ${value}; ${problem}`);
  }
}
