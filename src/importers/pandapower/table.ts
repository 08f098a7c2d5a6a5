import { excerpt } from "../../model/printable.js";
import type { ReportNotes } from "../import-report.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** One row of a table: its index and its cells by column. */
export class Row {
  constructor(
    readonly table: string,
    readonly index: number,
    readonly cells: readonly unknown[],
    readonly columns: ReadonlyMap<string, number>,
    readonly notes: ReportNotes,
    readonly source: string,
  ) {}

  /** What the element goes by: its table and its index. */
  get id(): string {
    return `${this.table}.${this.index}`;
  }

  /** `undefined` for a column that is not there, null and NaN; with a complaint for what is no number. */
  number(column: string): number | undefined {
    const value = this.#cell(column);
    if (value === undefined || value === null) return undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    if (typeof value === "number" || value === "NaN" || value === "") return undefined;
    const said = typeof value === "object" ? "no single value" : `"${excerpt(String(value))}"`;
    this.notes.misunderstand(this.source, undefined, `${this.id}: ${column} is ${said}; it must be a number`);
    return undefined;
  }

  /** `absent` where the cell says nothing, and, with a complaint, for what is neither yes nor no. */
  flag(column: string, absent: boolean): boolean {
    const value = this.#cell(column);
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    if (value === undefined || value === null || value === "") return absent;
    if (typeof value === "string" && /^\s*(true|1)\s*$/i.test(value)) return true;
    if (typeof value === "string" && /^\s*(false|0)\s*$/i.test(value)) return false;
    const said = typeof value === "object" ? "no single value" : `"${excerpt(String(value))}"`;
    this.notes.misunderstand(this.source, undefined, `${this.id}: ${column} is ${said}; it must be true or false`);
    return absent;
  }

  text(column: string): string | undefined {
    const value = this.#cell(column);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  #cell(column: string): unknown {
    const at = this.columns.get(column);
    return at === undefined ? undefined : this.cells[at];
  }
}

/** The tables of a grid, whatever way pandas has written them. */
export class Tables {
  readonly #asked = new Set<string>();

  constructor(
    readonly net: JsonObject,
    readonly notes: ReportNotes,
    readonly source: string,
  ) {}

  /** The rows of a table; none where it is not there. */
  rows(table: string): Row[] {
    this.#asked.add(table);
    const frame = frameOf(this.net[table]);
    if (frame === undefined) {
      if (this.net[table] !== undefined) {
        this.notes.misunderstand(this.source, undefined, `the table "${table}" is written in a way that is not read`);
      }
      return [];
    }
    const columns = new Map(frame.columns.map((column, at) => [String(column), at]));
    return frame.data.flatMap((cells, at) => {
      const index = Number(frame.index[at]);
      if (Array.isArray(cells) && Number.isInteger(index)) {
        return [new Row(table, index, cells, columns, this.notes, this.source)];
      }
      this.notes.misunderstand(this.source, undefined, `row ${at + 1} of the table "${table}" is not a row`);
      return [];
    });
  }

  /** Tells of tables that nobody has asked for, and whose rows are at buses; results are none of them. */
  tellUnread(): void {
    for (const table of Object.keys(this.net)) {
      if (this.#asked.has(table) || /^(res)?_/.test(table)) continue;
      const { columns, data } = frameOf(this.net[table]) ?? { columns: [], data: [] };
      if (data.length === 0 || !columns.some((column) => /(^|_)bus(_|$)/.test(String(column)))) continue;
      const problem = `the table "${excerpt(table)}" is not known; rows left out: ${data.length}`;
      this.notes.misunderstand(this.source, undefined, problem);
    }
  }
}

/** A table as pandas splits it. */
interface Frame {
  readonly columns: readonly unknown[];
  readonly index: readonly unknown[];
  readonly data: readonly unknown[];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What JSON inside of a text holds; `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The frame inside of what stands for a table: as text or as it is, split, by columns, by rows or a list of rows. */
function frameOf(value: unknown): Frame | undefined {
  const inner = isObject(value) && "_object" in value ? value._object : value;
  const table = typeof inner === "string" ? parsed(inner) : inner;
  if (Array.isArray(table)) return frameOfRows(table.map((row, at) => [at, row]));
  if (!isObject(table)) return undefined;
  const { columns, index, data } = table;
  if (Array.isArray(columns) && Array.isArray(index) && Array.isArray(data)) return { columns, index, data };
  const orient = isObject(value) ? value.orient : undefined;
  return orient === "index" ? frameOfRows(Object.entries(table)) : frameOfColumns(table);
}

function frameOfRows(rows: readonly (readonly [unknown, unknown])[]): Frame | undefined {
  if (!rows.every(([, row]) => isObject(row))) return undefined;
  const columns = [...new Set(rows.flatMap(([, row]) => Object.keys(row as JsonObject)))];
  return {
    columns,
    index: rows.map(([index]) => index),
    data: rows.map(([, row]) => columns.map((column) => (row as JsonObject)[column])),
  };
}

function frameOfColumns(table: JsonObject): Frame | undefined {
  const columns = Object.keys(table);
  if (!columns.every((column) => isObject(table[column]))) return undefined;
  const index = [...new Set(columns.flatMap((column) => Object.keys(table[column] as JsonObject)))];
  return { columns, index, data: index.map((row) => columns.map((column) => (table[column] as JsonObject)[row])) };
}
