/** One row of CSV, not quite RFC 4180: blanks around cells are dropped, those in quotes kept; lines end in CRLF, LF or CR. */
export interface CsvRow {
  readonly cells: string[];
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** What is wrong with its quotes; the cells are then those before. */
  readonly problem?: string | undefined;
}

/**
 * The rows that have anything in them. Lines without a quote, which is nearly all, are split at the delimiters, and this is
 * why it is here: no reader of CSV that was measured is both as fast and keeps quoted blanks, lines and faults apart.
 */
export function* csvRows(text: string, delimiter: string): Generator<CsvRow, void> {
  const ends = new LineEnds(text);
  let line = 1;
  let quote = text.indexOf('"');
  for (let at = 0; at < text.length; ) {
    let end = ends.from(at);
    if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
    const row = quote >= 0 && quote < end ? quotedRow(text, at, delimiter) : undefined;
    const cells = row?.cells ?? splitCells(text.slice(at, end), delimiter);
    if (row?.problem !== undefined || cells.some((cell) => cell !== "")) yield { cells, line, problem: row?.problem };
    if (row !== undefined) {
      for (end = ends.from(at); end < row.end; end = ends.from(ends.behind(end))) line++;
    }
    at = ends.behind(end);
    line++;
  }
}

function splitCells(line: string, delimiter: string): string[] {
  const cells = line.split(delimiter);
  for (let k = 0; k < cells.length; k++) cells[k] = cells[k].trim();
  return cells;
}

/** Where lines end, asked for in ascending order. */
class LineEnds {
  readonly #text: string;
  #feed = -1;
  #return = -1;

  constructor(text: string) {
    this.#text = text;
  }

  from(at: number): number {
    if (this.#feed < at) this.#feed = this.#next("\n", at);
    if (this.#return < at) this.#return = this.#next("\r", at);
    return Math.min(this.#feed, this.#return);
  }

  behind(end: number): number {
    return this.#text.startsWith("\r\n", end) ? end + 2 : end + 1;
  }

  #next(character: string, at: number): number {
    const found = this.#text.indexOf(character, at);
    return found < 0 ? this.#text.length : found;
  }
}

interface QuotedRow {
  readonly cells: string[];
  /** Index of the row's line end, or somewhere on the line of the fault. */
  readonly end: number;
  readonly problem?: string;
}

function quotedRow(text: string, start: number, delimiter: string): QuotedRow {
  const cells: string[] = [];
  const isBlank = (at: number) => text[at] !== delimiter && (text[at] === " " || text[at] === "\t");
  const isEnd = (at: number) => at >= text.length || text[at] === "\n" || text[at] === "\r";
  for (let at = start; ; at++) {
    while (isBlank(at)) at++;
    const begin = at;
    if (text[at] === '"') {
      const cell = quotedCell(text, at);
      if (cell === undefined) {
        return { cells, end: text.length, problem: "a quote is opened in this row and never closed" };
      }
      cells.push(cell.value);
      at = cell.end;
      while (isBlank(at)) at++;
      if (!isEnd(at) && text[at] !== delimiter) {
        return { cells, end: at, problem: "something stands between a closing quote and the next delimiter" };
      }
    } else {
      while (!isEnd(at) && text[at] !== delimiter) at++;
      cells.push(text.slice(begin, at).trim());
      if (cells[cells.length - 1].includes('"')) {
        const problem = 'a quote stands inside a cell; write the cell in quotes, and the quote twice: "a ""b"""';
        return { cells, end: at, problem };
      }
    }
    if (isEnd(at)) return { cells, end: at };
  }
}

/** `undefined` where the quote is never closed. */
function quotedCell(text: string, opening: number): { value: string; end: number } | undefined {
  let value = "";
  for (let at = opening + 1; ; at++) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 1;
  }
}
