import { InputError } from "../model/input-error.js";
import { oneOf } from "../model/options.js";
import { exactNumber } from "./number-text.js";

export const csvDelimiters = [",", ";", "\t", "|"] as const;

/** How CSV is written; what reads it finds this out by itself. */
export interface CsvStyle {
  /** Between the cells. Default a comma, or a semicolon where that is the decimal sign. */
  readonly delimiter?: (typeof csvDelimiters)[number] | undefined;
  /** Whether `1.5` is written `1,5`, as spreadsheets in many countries have it. Default false. */
  readonly decimalComma?: boolean | undefined;
}

/** Makes the cells of a CSV text in one style. */
export class CsvCells {
  readonly delimiter: string;
  readonly #decimalComma: boolean;

  /** @throws InputError for a delimiter that is none, and a comma for both purposes */
  constructor({ delimiter, decimalComma = false }: CsvStyle = {}) {
    this.delimiter = oneOf("delimiter", delimiter ?? (decimalComma ? ";" : ","), csvDelimiters);
    this.#decimalComma = decimalComma;
    if (decimalComma && delimiter === ",") {
      throw new InputError("a comma cannot be the delimiter and the decimal sign; take a semicolon", {
        field: "delimiter",
        value: delimiter,
      });
    }
  }

  /** The shortest decimal that reads back to the same double; never `1,250`, which would be 1250 to some. */
  number(value: number): string {
    const text = exactNumber(value);
    if (!this.#decimalComma) return text;
    return /\.\d{3}$/.test(text) ? `${text.replace(".", ",")}0` : text.replace(".", ",");
  }

  /**
   * Quoted where it must be (RFC 4180), blanks at either end too, since readers trim cells that are not. What a spreadsheet would run
   * as a formula gets an apostrophe in front (`withoutApostrophe` takes it away).
   */
  text(text: string): string {
    const cell = isFormula(text) ? `'${text}` : text;
    const mustBeQuoted = /["\r\n]|^\s|\s$/.test(cell) || cell.includes(this.delimiter);
    return mustBeQuoted ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
}

/** What `CsvCells.text` was given, from the cell that it made. */
export function withoutApostrophe(cell: string): string {
  return cell.startsWith("'") && formulaBehindApostrophes.test(cell) ? cell.slice(1) : cell;
}

const formulaBehindApostrophes = /^'*\s*[=+@-]/;

function isFormula(text: string): boolean {
  return formulaBehindApostrophes.test(text) && !/^-[\d.,]+(e[+-]?\d+)?$/i.test(text);
}
