/** What a statement cannot mean; the message says why. */
export class StatementError extends Error {}

/** Numbers in rows, one row after the other. A number is a matrix of one. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Where in the code each row begins, for one that is written out row by row. */
  readonly places?: readonly number[] | undefined;
}

// Small files can ask for endless work (zeros(1e9), a = [a a], again and again); this ends it.
const GREATEST_WORK = 3e8;
const GREATEST_SIZE = 2e7;

/** Makes matrices, and counts what that costs. */
export class Matrices {
  #work = 0;

  /** @throws StatementError where it would take too long */
  make(rows: number, columns: number, data?: Float64Array): Matrix {
    if (!(rows >= 0 && columns >= 0 && Number.isInteger(rows * columns))) {
      throw new StatementError(`there is no matrix of ${rows} × ${columns}`);
    }
    if (rows * columns > GREATEST_SIZE) throw new StatementError(`a matrix of ${rows} × ${columns} is too large`);
    this.#work += rows * columns + 1;
    if (this.#work > GREATEST_WORK) throw new StatementError("it takes too many steps");
    return { rows, columns, data: data ?? new Float64Array(rows * columns) };
  }

  number(value: number): Matrix {
    return this.make(1, 1, Float64Array.of(value));
  }

  map(matrix: Matrix, change: (value: number) => number): Matrix {
    return this.make(matrix.rows, matrix.columns, matrix.data.map(change));
  }

  /** Element by element; a single number goes with every element. */
  zip(a: Matrix, b: Matrix, combine: (a: number, b: number) => number): Matrix {
    if (isNumber(b)) return this.map(a, (value) => combine(value, b.data[0]));
    if (isNumber(a)) return this.map(b, (value) => combine(a.data[0], value));
    if (a.rows !== b.rows || a.columns !== b.columns) {
      throw new StatementError(`${a.rows} × ${a.columns} does not go with ${b.rows} × ${b.columns}`);
    }
    return this.make(
      a.rows,
      a.columns,
      a.data.map((value, at) => combine(value, b.data[at])),
    );
  }

  transposed({ rows, columns, data }: Matrix): Matrix {
    const turned = this.make(columns, rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) turned.data[column * rows + row] = data[row * columns + column];
    }
    return turned;
  }

  range(first: number, step: number, last: number): Matrix {
    const count = Math.max(Math.floor((last - first) / step + 1e-10) + 1, 0);
    const made = this.make(1, Number.isFinite(count) ? count : 0);
    for (let at = 0; at < made.columns; at++) made.data[at] = first + at * step;
    return made;
  }

  /** Rows of parts side by side, below one another. */
  joined(rows: readonly (readonly Part[])[]): Matrix {
    const filled = rows.filter((row) => row.length > 0);
    const widths = filled.map((row) => row.reduce<number>((sum, part) => sum + columnsOf(part), 0));
    const height = filled.reduce((sum, row) => sum + rowsOf(row[0]), 0);
    const width = widths[0] ?? 0;
    const strange = widths.findIndex((columns) => columns !== width);
    if (strange >= 0) throw new StatementError(`row ${strange + 1} has ${widths[strange]} columns, the first ${width}`);
    const made = this.make(height, width);
    let top = 0;
    for (const row of filled) {
      let left = 0;
      for (const part of row) {
        if (typeof part === "number") {
          made.data[top * width + left++] = part;
          continue;
        }
        const { columns, data } = part;
        if (part.rows !== rowsOf(row[0])) throw new StatementError("parts of different height stand side by side");
        for (let row = 0; row < part.rows; row++) {
          made.data.set(data.subarray(row * columns, (row + 1) * columns), (top + row) * width + left);
        }
        left += columns;
      }
      top += rowsOf(row[0]);
    }
    return made;
  }
}

/** What stands in a matrix: numbers and other matrices. */
export type Part = Matrix | number;

function rowsOf(part: Part): number {
  return typeof part === "number" ? 1 : part.rows;
}

function columnsOf(part: Part): number {
  return typeof part === "number" ? 1 : part.columns;
}

export function isNumber({ rows, columns }: Matrix): boolean {
  return rows === 1 && columns === 1;
}
