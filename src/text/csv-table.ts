import { CsvError, parse } from "csv-parse/sync";
import { InputError, type InputErrorDetails } from "../model/input-error.js";
import { withoutApostrophe } from "./csv-cells.js";
import { FormatError } from "./format-error.js";

const dialect = {
  bom: true,
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
};

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infinity = /^([+-]?)inf(inity)?$/i;

/** A CSV text with a header line, every row as long as the header; cells are trimmed. */
export class CsvTable {
  /** The rows below the header. */
  readonly rows: readonly string[][];
  readonly #header: readonly string[];
  readonly #text: string;
  readonly #source: string;
  readonly #idColumn: number;

  /** @throws FormatError for broken quoting, no header, no column `id`, a row that is longer or shorter than the header, an empty id */
  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
    const records = this.#parse();
    if (records.length === 0)
      throw new FormatError(new InputError("it is empty; expected CSV with a header"), { source });
    this.#header = records[0];
    this.rows = records.slice(1);
    this.#idColumn = this.requiredColumn("id");
    for (let row = 0; row < this.rows.length; row++) {
      const cells = this.rows[row];
      if (cells.length !== this.#header.length) {
        this.fail(row, `expected ${this.#header.length} cells as in the header, got ${cells.length}`);
      }
      if (cells[this.#idColumn] === "") this.fail(row, "the id is empty", { field: "id", value: "" });
    }
  }

  /**
   * Position of the column that goes by one of `names`, or -1.
   * @throws FormatError where two columns do
   */
  column(...names: string[]): number {
    const found: number[] = [];
    this.#header.forEach((name, at) => {
      if (names.includes(name)) found.push(at);
    });
    if (found.length > 1) {
      const [first, second] = found.map((at) => `"${this.#header[at]}"`);
      const problem = `columns ${first} and ${second} say the same thing; keep one`;
      throw new FormatError(new InputError(problem, { field: names[0] }), {
        source: this.#source,
        line: this.#line(0),
      });
    }
    return found.length === 0 ? -1 : found[0];
  }

  /** @throws FormatError where there is no such column, or two */
  requiredColumn(name: string): number {
    const at = this.column(name);
    if (at < 0) {
      const problem = `no column "${name}"; the columns are ${this.#header.map((found) => `"${found}"`).join(", ")}`;
      throw new FormatError(new InputError(problem, { field: name }), { source: this.#source, line: this.#line(0) });
    }
    return at;
  }

  /** The texts in all cells of a column. */
  cells(column: number): string[] {
    return this.rows.map((row) => withoutApostrophe(row[column]));
  }

  /**
   * The number in a cell, `absent` where the cell is empty or the column is -1.
   * @throws FormatError for what is neither a number nor inf
   */
  number(row: number, column: number, absent: number): number {
    if (column < 0) return absent;
    const cell = this.rows[row][column];
    if (cell === "") return absent;
    if (decimal.test(cell)) {
      const value = Number(cell);
      if (Number.isFinite(value)) return value;
    }
    const sign = infinity.exec(cell)?.[1];
    if (sign === undefined) {
      const field = this.#header[column];
      this.fail(row, `${field} is "${cell}"; it must be a number, inf or -inf`, { field, value: cell });
    }
    return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  /** Line on which a row begins. */
  line(row: number): number {
    return this.#line(row + 1);
  }

  /** @throws FormatError with the row's line and id */
  fail(row: number, problem: string, details: Omit<InputErrorDetails, "id"> = {}): never {
    const id = this.rows[row][this.#idColumn] || undefined;
    this.failWith(row, new InputError(problem, { ...details, id }));
  }

  /** @throws FormatError with the row's line */
  failWith(row: number, fault: InputError): never {
    throw new FormatError(fault, { source: this.#source, line: this.line(row) });
  }

  #parse(): string[][] {
    try {
      return parse(this.#text, dialect);
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      throw new FormatError(new InputError(quotingProblem(error)), {
        source: this.#source,
        line: this.#line(error.records as number),
      });
    }
  }

  // Lines are counted only once something is wrong: keeping them by the row would cost every reading a third more.
  #line(record: number): number {
    const bytes = Buffer.from(this.#text);
    const before = record === 0 ? undefined : parse(bytes, { ...dialect, info: true, to: record }).at(-1);
    const end = before === undefined ? 0 : (before as unknown as { info: { bytes: number } }).info.bytes;
    const blankLines = /^\s*[\r\n]/.exec(bytes.toString("utf8", end))?.[0] ?? "";
    return (bytes.toString("utf8", 0, end) + blankLines).split(/\r\n|\n|\r/).length;
  }
}

function quotingProblem(error: CsvError): string {
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "a quote is opened in this row and never closed";
    case "INVALID_OPENING_QUOTE":
      return 'a quote stands inside a cell; write the cell in quotes, and the quote twice: "a ""b"""';
    case "CSV_INVALID_CLOSING_QUOTE":
      return "something stands between a closing quote and the next comma";
    default:
      return error.message;
  }
}
