import { InputError, type InputErrorDetails } from "../model/input-error.js";
import { nearestName, unknownName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import { cellNumber, type DecimalSign, hasDecimalComma, isAbsent } from "./cell-number.js";
import { csvDelimiters, withoutApostrophe } from "./csv-cells.js";
import { csvRows } from "./csv-rows.js";
import type { FaultList } from "./fault-list.js";
import type { GridField } from "./grid-fields.js";

/** The columns that a kind of table may have. */
export type Columns<Field extends string> = Readonly<Record<Field, GridField>>;

/** What a table is of, for messages. */
export interface TableSubject {
  /** Such as `grid`: what has such columns. */
  readonly table: string;
  /** What a row is. */
  readonly row: "node" | "session" | "event" | "job";
  /** What to say of a column's name that is a known one in a unit that nobody converts; `undefined` for any other. */
  readonly unitFault: (name: string) => string | undefined;
}

/** A limit, shift or request in a unit that nobody converts. */
const otherUnit =
  /^((?:lower|upper|shift|request)(?:[\s_-]*limit)?)[\s_-]*\(?(?:[kmg]?(?:va|a)|[mg]?w|amps?|amperes?)\)?$/i;

const gridSubject: TableSubject = {
  table: "grid",
  row: "node",
  unitFault: (name) => {
    const bare = otherUnit.exec(name)?.[1].toLowerCase();
    return bare && `units are not converted: with all numbers in one unit, name it "${bare}"`;
  },
};

/**
 * A CSV text with a header line, from whatever spreadsheet: cells between commas, semicolons, tabs or bars, names of columns
 * in any case, with blanks or underscores, numbers with points or commas. Empty rows are left out.
 */
export class CsvTable<Field extends string> {
  /** The rows below the header that are as long as it, each with an id where there are ids. */
  readonly rows: readonly string[][];
  /** Whether every row is there. */
  readonly isComplete: boolean;
  readonly #lines: readonly number[];
  readonly #header: readonly string[];
  readonly #headerLine: number;
  readonly #places: Readonly<Record<string, number>>;
  readonly #columns: Columns<Field>;
  readonly #faults: FaultList;
  readonly #subject: TableSubject;
  readonly #sign: DecimalSign;
  #dashes = 0;

  /**
   * @param columns what it may have; `id`, which names rows in messages, is one
   * @throws FormatError for no header, or one without the columns in `required` or with one twice. Broken quoting, rows longer
   * or shorter than the header, and empty ids go to `faults`
   */
  constructor(
    text: string,
    columns: Columns<Field>,
    required: readonly NoInfer<Field>[],
    faults: FaultList,
    subject: TableSubject = gridSubject,
  ) {
    this.#columns = columns;
    this.#subject = subject;
    this.#faults = faults;
    const { body, delimiter, linesBefore } = opened(text, columns);
    const all = csvRows(body, delimiter);
    const header = all.next().value;
    if (!header) faults.add(new InputError("it is empty; expected CSV with a header"));
    else if (header.problem !== undefined) {
      faults.add(new InputError(header.problem), { line: header.line + linesBefore });
    }
    faults.throwIfAny();
    this.#header = header?.cells ?? [];
    this.#headerLine = (header?.line ?? 1) + linesBefore;
    this.#places = this.#placesOfColumns(required);
    const rows: string[][] = [];
    const lines: number[] = [];
    this.isComplete = true;
    for (const { cells, line, problem } of all) {
      const fault = problem === undefined ? this.#rowFault(cells) : new InputError(problem);
      if (fault === undefined) {
        rows.push(cells);
        lines.push(line + linesBefore);
      } else {
        this.isComplete = false;
        faults.add(fault, { line: line + linesBefore });
      }
    }
    this.rows = rows;
    this.#lines = lines;
    let isComma: boolean | undefined;
    this.#sign = {
      isComma: () => {
        isComma ??= this.#hasDecimalComma();
        return isComma;
      },
      commaDelimits: delimiter === ",",
    };
  }

  /** What was read and has no meaning, for people: columns that no such table has, cells that hold a dash. */
  get notes(): string[] {
    const known = new Set(Object.values(this.#places));
    const foreign = this.#header.flatMap((name, at) => {
      if (known.has(at) || (name === "" && this.rows.every((row) => row[at] === ""))) return [];
      return [name === "" ? `column ${at + 1} (without a name)` : `"${excerpt(name)}"`];
    });
    const notes =
      foreign.length === 0 ? [] : [`ignored, since no ${this.#subject.table} has such columns: ${foreign.join(", ")}`];
    if (this.#dashes === 1) notes.push("a cell with nothing but a dash was read as an empty one");
    if (this.#dashes > 1) notes.push(`${this.#dashes} cells with nothing but a dash were read as empty ones`);
    return notes;
  }

  /** The names of the columns that are read, as they are written. */
  get columnNames(): string[] {
    return Object.values(this.#places).map((at) => this.#header[at]);
  }

  /**
   * Tells names that are no column's, but nearly; to be called for tables in which nothing may be misspelt.
   * @param mayHaveOthers whether names that are like none are let be, as they are unless it is said
   */
  checkNames({ mayHaveOthers = true } = {}): void {
    const names = Object.values<GridField>(this.#columns).flatMap((column) => column.names);
    const known = new Set(Object.values(this.#places));
    this.#header.forEach((name, at) => {
      if (known.has(at) || name === "") return;
      const unitFault = this.#subject.unitFault(name);
      const problem =
        unitFault !== undefined
          ? `unknown column "${excerpt(name)}"; ${unitFault}`
          : (!mayHaveOthers || nearestName(name.replace(/[\s_-]*kw$/i, ""), names)) &&
            unknownName("column", name, names);
      if (problem) this.#faults.add(new InputError(problem, { field: name }), { line: this.#headerLine });
    });
  }

  has(field: Field): boolean {
    return this.#places[field] !== undefined;
  }

  /** The texts in all cells of a column. */
  texts(field: Field): string[] {
    const at = this.#places[field];
    return this.rows.map((row) => withoutApostrophe(row[at]));
  }

  /** The numbers in all cells of a column; NaN where the cell is empty, in which case it is a fault where `mayBeEmpty` denies it. */
  numbers(field: Field, mayBeEmpty: (row: number) => boolean): Float64Array {
    const at = this.#places[field];
    const values = new Float64Array(this.rows.length).fill(Number.NaN);
    if (at === undefined) return values;
    const name = excerpt(this.#header[at]);
    for (let row = 0; row < values.length; row++) {
      const cell = this.rows[row][at];
      if (isAbsent(cell)) {
        if (cell !== "") this.#dashes++;
        if (!mayBeEmpty(row)) this.fault(row, `${name} is empty`, { field: name, value: cell });
        continue;
      }
      const value = cellNumber(cell, this.#sign);
      if (typeof value === "number") values[row] = value;
      else this.fault(row, `${name} ${value}`, { field: name, value: cell });
    }
    return values;
  }

  /** Line on which a row begins. */
  line(row: number): number {
    return this.#lines[row];
  }

  /** Tells a fault with the row's line and id. */
  fault(row: number, problem: string, details: Omit<InputErrorDetails, "id"> = {}): void {
    const id = withoutApostrophe(this.rows[row][this.#places.id] ?? "");
    this.#faults.add(this.#rowError(id, problem, details), { line: this.line(row) });
  }

  #placesOfColumns(required: readonly Field[]): Record<string, number> {
    const fieldOfName = new Map<string, string>();
    for (const [field, { names }] of Object.entries<GridField>(this.#columns)) {
      for (const name of names) fieldOfName.set(bareName(name), field);
    }
    const places: Record<string, number> = {};
    const line = this.#headerLine;
    this.#header.forEach((name, at) => {
      const field = fieldOfName.get(bareName(name));
      if (field === undefined) return;
      if (places[field] === undefined) {
        places[field] = at;
        return;
      }
      const [first, second] = [this.#header[places[field]], name].map((given) => `"${excerpt(given)}"`);
      this.#faults.add(new InputError(`columns ${first} and ${second} say the same thing; keep one`, { field }), {
        line,
      });
    });
    const found = excerpt(this.#header.map((name) => `"${name}"`).join(", "));
    for (const field of required) {
      if (places[field] !== undefined) continue;
      const meant = nearestName(field, this.#header);
      const hint = meant === undefined ? "" : ` (is it "${excerpt(meant)}"?)`;
      this.#faults.add(new InputError(`no column "${field}"${hint}; the columns are ${found}`, { field }), { line });
    }
    this.#faults.throwIfAny();
    return places;
  }

  #rowFault(cells: readonly string[]): InputError | undefined {
    const { length } = this.#header;
    const id = withoutApostrophe(cells[this.#places.id] ?? "");
    if (cells.length < length || cells.slice(length).some((cell) => cell !== "")) {
      return this.#rowError(id, `expected ${length} cells as in the header, got ${cells.length}`, {});
    }
    if (id !== "" || this.#places.id === undefined) return undefined;
    return new InputError("the id is empty", { field: "id", value: "" });
  }

  #rowError(id: string, problem: string, details: Omit<InputErrorDetails, "id">): InputError {
    if (this.#subject.row === "node") return new InputError(problem, { ...details, id: id || undefined });
    return new InputError(id === "" ? problem : `${this.#subject.row} "${excerpt(id)}": ${problem}`, details);
  }

  #hasDecimalComma(): boolean {
    const at = Object.entries<GridField>(this.#columns).flatMap(([field, { holds }]) =>
      holds === "text" || this.#places[field] === undefined ? [] : [this.#places[field]],
    );
    return this.rows.some((row) => at.some((column) => hasDecimalComma(row[column])));
  }
}

/** Names are the same whatever their case, blanks, underscores and hyphens. */
function bareName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

interface Opened {
  readonly body: string;
  readonly delimiter: string;
  readonly linesBefore: number;
}

/** The text behind its byte-order mark and its line `sep=;`, and what stands between its cells. */
function opened(text: string, columns: Columns<string>): Opened {
  const [mark, separator] = /^\uFEFF?(?:"?sep=([,;\t|])"?[ ;,]*(?:\r\n|\n|\r))?/i.exec(text) ?? [""];
  const body = mark === "" ? text : text.slice(mark.length);
  if (separator !== undefined) return { body, delimiter: separator, linesBefore: 1 };
  const names = new Set(Object.values(columns).flatMap((column) => column.names.map(bareName)));
  const known = csvDelimiters.map((candidate) => {
    const header = csvRows(body, candidate).next().value;
    return header ? header.cells.filter((name) => names.has(bareName(name))).length : 0;
  });
  return { body, delimiter: csvDelimiters[known.indexOf(Math.max(...known))], linesBefore: 0 };
}
