import { InputError } from "../../model/input-error.js";
import { FormatError } from "../../text/format-error.js";
import type { ReportNotes } from "../import-report.js";
import { cleanCode } from "./clean-code.js";
import { Expression, places, type Subscript } from "./expression.js";
import { columnNames } from "./functions.js";
import { Matrices, type Matrix, StatementError } from "./matrix.js";

/** Fields without which a case means something else. */
const vital = /(^|\.)(bus|branch|gen|baseMVA)$/;
const block = /(?:if|for|while|switch|try|function|parfor)\b/y;
const blockWord = /\b(?:if|for|while|switch|try|end|endif|endfor|endwhile)\b/g;

/** Runs the statements of a case: matrices and what is done to them. */
export class Program {
  readonly variables = new Map<string, Matrix>();
  /** Texts that fields are set to, lists of them too. */
  readonly texts = new Map<string, readonly string[]>();
  /** What the first function is called. */
  name: string | undefined;
  readonly #matrices = new Matrices();
  readonly #code: string;
  /** Where lines end; sought when the first is asked for. */
  #lineEnds: number[] | undefined;
  #at = 0;

  /** @throws FormatError for a matrix of buses or branches that is not understood */
  constructor(
    readonly text: string,
    readonly source: string,
    readonly notes: ReportNotes,
  ) {
    this.#code = cleanCode(text);
    while (this.#skipToStatement()) this.#statement();
  }

  /** Moves to the next statement; false at the end. */
  #skipToStatement(): boolean {
    while (/[\s;,]/.test(this.#code[this.#at] ?? "")) this.#at++;
    return this.#at < this.#code.length;
  }

  #statement(): void {
    const begin = this.#at;
    let target = "";
    try {
      if (this.#header() || this.#columnNames() || this.#word()) return;
      block.lastIndex = begin;
      if (block.test(this.#code)) {
        this.#skipBlock();
        throw new StatementError("branches and loops are not read");
      }
      const expression = new Expression(this.#code, begin, this.variables, this.#matrices);
      target = expression.name();
      this.#assign(target, expression);
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      const line = this.lineOf(begin);
      if (vital.test(target))
        throw new FormatError(new InputError(`${target}: ${error.message}`), { source: this.source, line });
      this.notes.misunderstand(this.source, line, error.message);
      if (this.#at === begin) this.#skipStatement();
    }
  }

  /** The line, from 1, that a place in the code is in. */
  lineOf(place: number): number {
    this.#lineEnds ??= Array.from(this.text.matchAll(/\n/g), ({ index }) => index);
    const ends = this.#lineEnds;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < place) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** `function mpc = case9`: the name. */
  #header(): boolean {
    if (this.name !== undefined || !this.#code.startsWith("function", this.#at)) return false;
    const lineEnd = this.#code.indexOf("\n", this.#at);
    const line = this.#code.slice(this.#at, lineEnd < 0 ? undefined : lineEnd);
    this.name = /^function\b(?:[^=]*=)?\s*(\w*)/.exec(line)?.[1] ?? "";
    this.#at += line.length;
    return true;
  }

  /** `[PQ, PV, ...] = idx_bus;` and `define_constants;` */
  #columnNames(): boolean {
    const named = /\[([\w\s,~]*)\]\s*=\s*(idx_\w+)|define_constants/y;
    named.lastIndex = this.#at;
    const found = named.exec(this.#code);
    if (found === null) return false;
    const [whole, list, name] = found;
    const known = name === undefined ? Object.values(columnNames).flat() : columnNames[name];
    if (known === undefined) throw new StatementError(`"${name}" is not read`);
    const wanted = list?.split(/[\s,]+/).filter((word) => word !== "") ?? known.map(([column]) => column);
    wanted.forEach((variable, at) => {
      if (known[at]) this.variables.set(variable, this.#matrices.number(known[at][1]));
    });
    this.#at += whole.length;
    return true;
  }

  /** Words that do nothing here. */
  #word(): boolean {
    const word = /(?:end|return|endfunction)\b/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#code)?.[0].length ?? 0;
    this.#at += found;
    return found > 0;
  }

  #assign(target: string, expression: Expression): void {
    if (target === "")
      throw new StatementError(`"${this.#code.slice(this.#at, this.#at + 20).trim()}" is not understood`);
    const subscripts = expression.code[expression.at] === "(" ? expression.subscripts() : undefined;
    expression.skipBlanks();
    if (expression.code[expression.at] !== "=" || expression.code[expression.at + 1] === "=") {
      throw new StatementError(`"${target}" is not read`);
    }
    expression.at++;
    expression.skipBlanks();
    if (/['"{]/.test(expression.code[expression.at] ?? "")) {
      this.texts.set(target, this.#quoted(expression.at));
      return;
    }
    const value = expression.value();
    expression.skipBlanks();
    if (!/[;,\n]/.test(expression.code[expression.at] ?? ";")) {
      throw new StatementError(
        `"${expression.code.slice(expression.at, expression.at + 20).trim()}" is not understood`,
      );
    }
    if (subscripts === undefined) this.variables.set(target, value);
    else this.variables.set(target, this.#changed(target, subscripts, value));
    this.#at = expression.at;
  }

  /** A text in quotes, or those in braces; moves behind it. */
  #quoted(begin: number): string[] {
    this.#skipStatement();
    const texts = this.#code.slice(begin, this.#at).matchAll(/'((?:[^'\n]|'')*)'|"([^"\n]*)"/g);
    return Array.from(texts, ([, single, double]) => single?.replaceAll("''", "'") ?? double);
  }

  #changed(target: string, [first, second]: readonly Subscript[], value: Matrix): Matrix {
    const before = this.variables.get(target);
    if (before === undefined) throw new StatementError(`nobody has said what "${target}" is`);
    if (second === undefined) throw new StatementError("a single subscript is not read");
    const rows = places(first, before.rows);
    const columns = places(second, before.columns);
    const isNumber = value.data.length === 1;
    if (!isNumber && (value.rows !== rows.length || value.columns !== columns.length)) {
      throw new StatementError(`${value.rows} × ${value.columns} do not fill ${rows.length} × ${columns.length}`);
    }
    const { places: rowPlaces } = before;
    const after = { ...this.#matrices.make(before.rows, before.columns, before.data.slice()), places: rowPlaces };
    rows.forEach((row, r) => {
      columns.forEach((column, c) => {
        after.data[row * before.columns + column] = value.data[isNumber ? 0 : r * columns.length + c];
      });
    });
    return after;
  }

  /** Moves behind a statement that is not read: to where it ends outside of brackets and texts. */
  #skipStatement(): void {
    let depth = 0;
    for (; this.#at < this.#code.length; this.#at++) {
      const character = this.#code[this.#at];
      if (character === "'" && !/[\w)\]}']/.test(this.#code[this.#at - 1] ?? " ")) {
        const end = this.#code.indexOf("'", this.#at + 1);
        const lineEnd = this.#code.indexOf("\n", this.#at + 1);
        if (end > 0 && (end < lineEnd || lineEnd < 0)) this.#at = end;
      } else if ("([{".includes(character)) depth++;
      else if (")]}".includes(character)) depth--;
      else if (depth <= 0 && (character === ";" || character === "\n")) return;
    }
  }

  /** Moves behind the `end` of a block. */
  #skipBlock(): void {
    let depth = 0;
    blockWord.lastIndex = this.#at;
    for (let found = blockWord.exec(this.#code); found !== null; found = blockWord.exec(this.#code)) {
      depth += found[0].startsWith("end") ? -1 : 1;
      if (depth > 0) continue;
      this.#at = blockWord.lastIndex;
      return;
    }
    this.#at = this.#code.length;
  }
}
