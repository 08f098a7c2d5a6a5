import { call, isFunction } from "./functions.js";
import { isNumber, type Matrices, type Matrix, type Part, StatementError } from "./matrix.js";

const GREATEST_DEPTH = 100;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?/y;
/** A number that is an element of a matrix by itself: nothing that goes on with it stands behind it. */
const elementPattern = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?=[ \t]*[,;\]\n]|[ \t]+[-+]?[\d.])/y;
const namePattern = /[A-Za-z]\w*(?:\.[A-Za-z]\w*)*/y;
const binaryPattern = /\.[*/^]|[-+*/^:]/y;

const operations: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  ".*": (a, b) => a * b,
  "./": (a, b) => a / b,
};

/** Which elements a subscript means, from 0; all of them where it is `:`. */
export type Subscript = Matrix | "all";

/** Reads and evaluates expressions, as far as cases are written with them. */
export class Expression {
  #depth = 0;
  /** Inside of a matrix blanks stand between elements. */
  #blanksSeparate = false;

  constructor(
    readonly code: string,
    public at: number,
    readonly variables: ReadonlyMap<string, Matrix>,
    readonly matrices: Matrices,
  ) {}

  /** @throws StatementError for what is not an expression, or not understood */
  value(): Matrix {
    return this.#nested(() => this.#range());
  }

  /** The subscripts in parentheses, the first of which has been found. */
  subscripts(): Subscript[] {
    return this.#within(false, () => {
      const found: Subscript[] = [];
      this.at++;
      for (;;) {
        this.skipBlanks();
        if (this.code[this.at] === ":" && /[\s,)]/.test(this.code[this.at + 1] ?? "")) {
          this.at++;
          found.push("all");
        } else found.push(this.value());
        this.skipBlanks();
        const character = this.code[this.at++];
        if (character === ")") return found;
        if (character !== ",") throw new StatementError("a parenthesis is not closed");
      }
    });
  }

  skipBlanks(): void {
    while (this.code[this.at] === " " || this.code[this.at] === "\t") this.at++;
  }

  /** The name at this place, dots and all; `""` where none is. */
  name(): string {
    return this.#match(namePattern);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.code)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  #nested<T>(read: () => T): T {
    this.#depth++;
    if (this.#depth > GREATEST_DEPTH) throw new StatementError("it is nested too deep");
    const value = read();
    this.#depth--;
    return value;
  }

  #within<T>(blanksSeparate: boolean, read: () => T): T {
    const before = this.#blanksSeparate;
    this.#blanksSeparate = blanksSeparate;
    const value = read();
    this.#blanksSeparate = before;
    return value;
  }

  /** The operator at this place, `""` for none; in a matrix `1 -2` is two elements and `1 - 2` is one. */
  #operator(wanted: string): string {
    const before = this.at;
    this.skipBlanks();
    const hasBlanks = this.at > before;
    const operator = this.#match(binaryPattern);
    const isSign = operator === "+" || operator === "-";
    const startsElement = this.#blanksSeparate && hasBlanks && isSign && !/\s/.test(this.code[this.at] ?? " ");
    if (operator !== "" && wanted.split(" ").includes(operator) && !startsElement) return operator;
    this.at = before;
    return "";
  }

  #range(): Matrix {
    const first = this.#sum();
    if (this.#operator(":") === "") return first;
    const second = this.#sum();
    if (this.#operator(":") === "") return this.matrices.range(first.data[0], 1, second.data[0]);
    return this.matrices.range(first.data[0], second.data[0], this.#sum().data[0]);
  }

  #sum(): Matrix {
    let value = this.#product();
    for (let operator = this.#operator("+ -"); operator !== ""; operator = this.#operator("+ -")) {
      value = this.matrices.zip(value, this.#product(), operations[operator]);
    }
    return value;
  }

  #product(): Matrix {
    let value = this.#signed();
    for (let operator = this.#operator("* / .* ./"); operator !== ""; operator = this.#operator("* / .* ./")) {
      const other = this.#signed();
      const isProductOfMatrices = operator.length === 1 && !isNumber(other) && !(operator === "*" && isNumber(value));
      if (isProductOfMatrices) throw new StatementError("products of matrices are not read");
      value = this.matrices.zip(value, other, operations[operator]);
    }
    return value;
  }

  #signed(): Matrix {
    this.skipBlanks();
    const sign = this.code[this.at];
    if (sign !== "-" && sign !== "+") return this.#power();
    this.at++;
    const value = this.#nested(() => this.#signed());
    return sign === "-" ? this.matrices.map(value, (number) => -number) : value;
  }

  #power(): Matrix {
    let value = this.#postfix();
    for (let operator = this.#operator("^ .^"); operator !== ""; operator = this.#operator("^ .^")) {
      this.skipBlanks();
      const sign = this.code[this.at] === "-" ? -1 : 1;
      if (sign < 0) this.at++;
      const exponent = this.#postfix();
      if (operator === "^" && !(isNumber(value) && isNumber(exponent))) {
        throw new StatementError("powers of matrices are not read");
      }
      value = this.matrices.zip(value, exponent, (base, power) => base ** (sign * power));
    }
    return value;
  }

  #postfix(): Matrix {
    let value = this.#primary();
    while (this.code[this.at] === "'") {
      this.at++;
      value = this.matrices.transposed(value);
    }
    return value;
  }

  #primary(): Matrix {
    this.skipBlanks();
    const character = this.code[this.at] ?? "";
    if (/[\d.]/.test(character)) {
      const number = this.#match(numberPattern);
      if (number !== "") return this.matrices.number(Number(number.replace(/[dD]/, "e")));
    }
    if (character === "(") return this.#parenthesis();
    if (character === "[") return this.#within(true, () => this.#matrix());
    const name = this.name();
    if (name === "") throw new StatementError(`"${this.code.slice(this.at, this.at + 20).trim()}" is not understood`);
    return this.#named(name);
  }

  #parenthesis(): Matrix {
    this.at++;
    const value = this.#within(false, () => this.value());
    this.skipBlanks();
    if (this.code[this.at] !== ")") throw new StatementError("a parenthesis is not closed");
    this.at++;
    return value;
  }

  #named(name: string): Matrix {
    const variable = this.variables.get(name);
    if (variable === undefined && !isFunction(name)) throw new StatementError(`nobody has said what "${name}" is`);
    const before = this.at;
    if (!this.#blanksSeparate) this.skipBlanks();
    if (this.code[this.at] !== "(") {
      this.at = before;
      return variable ?? call(name, [], this.matrices);
    }
    const subscripts = this.subscripts();
    if (variable) return element(variable, subscripts, this.matrices);
    return call(
      name,
      subscripts.filter((subscript) => subscript !== "all"),
      this.matrices,
    );
  }

  #matrix(): Matrix {
    this.at++;
    const rows: Part[][] = [[]];
    const places: number[] = [];
    for (;;) {
      this.skipBlanks();
      const character = this.code[this.at];
      if (character === undefined) throw new StatementError("a bracket is not closed");
      if (character === "]") break;
      if (character === ";" || character === "\n") rows.push([]);
      if (character === ";" || character === "\n" || character === ",") {
        this.at++;
        continue;
      }
      if (rows[rows.length - 1].length === 0) places.push(this.at);
      const number = this.#match(elementPattern);
      rows[rows.length - 1].push(number === "" ? this.value() : Number(number));
    }
    this.at++;
    const joined = this.matrices.joined(rows);
    // Rows made of matrices may stand for several.
    return places.length === joined.rows ? { ...joined, places } : joined;
  }
}

/** Places from 0 that a subscript means, out of `count`. */
export function places(subscript: Subscript, count: number): number[] {
  if (subscript === "all") return Array.from({ length: count }, (_, at) => at);
  return Array.from(subscript.data, (place) => {
    if (!(Number.isInteger(place) && place >= 1 && place <= count)) {
      throw new StatementError(`there is no element ${place} of ${count}`);
    }
    return place - 1;
  });
}

function element(of: Matrix, subscripts: readonly Subscript[], matrices: Matrices): Matrix {
  const [first, second] = subscripts;
  if (second === undefined) {
    const found = places(first, of.data.length);
    const isColumn = of.columns === 1 || first === "all";
    return matrices.make(
      isColumn ? found.length : 1,
      isColumn ? 1 : found.length,
      Float64Array.from(found, (at) => of.data[(at % of.rows) * of.columns + Math.floor(at / of.rows)]),
    );
  }
  const rows = places(first, of.rows);
  const columns = places(second, of.columns);
  const made = matrices.make(rows.length, columns.length);
  rows.forEach((row, r) => {
    columns.forEach((column, c) => {
      made.data[r * columns.length + c] = of.data[row * of.columns + column];
    });
  });
  return made;
}
