import { isThere } from "../files/is-there.js";
import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import type { AllocatedStep } from "../report/allocated-step.js";
import { cellNumber, isAbsent } from "../text/cell-number.js";
import { withoutApostrophe } from "../text/csv-cells.js";
import { FormatError } from "../text/format-error.js";
import { tableRows } from "./table-rows.js";

const columns = ["time", "id", "request", "dispatch", "curtailment"] as const;
const numbers = ["request", "dispatch", "curtailment"] as const;

/** Reads what `cnab run` has written in long form, CSV or Parquet, one step after the other. */
export class AllocationReader {
  /** Of the leaves, in the order in which they are first met. */
  readonly ids: string[] = [];
  readonly #path: string;
  readonly #indexOf = new Map<string, number>();

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @throws FormatError with the line, for a file that cannot be read, that a run has not finished, that has other columns, or a cell that is no number, and for a leaf that
   * stands twice at a time
   */
  async *steps(): AsyncGenerator<AllocatedStep, void> {
    await this.#refuseUnfinished();
    const step = new OpenStep();
    let delimiter = "";
    let isFirst = true;
    const rows = tableRows(this.#path, (found) => {
      delimiter = found;
    });
    for await (const { line, cells, problem } of rows) {
      if (problem !== undefined) throw this.#fault(problem, line);
      if (isFirst) this.#checkHeader(cells);
      else {
        if (cells.length !== columns.length) {
          throw this.#fault(`expected ${columns.length} cells as in the header, got ${cells.length}`, line);
        }
        if (step.count > 0 && cells[0] !== step.time) {
          yield step;
          step.clear();
        }
        step.time = cells[0];
        this.#take(step, cells, line, delimiter === ",");
      }
      isFirst = false;
    }
    if (step.count > 0) yield step;
  }

  /** What a run has not finished stands under another name until it is whole. */
  async #refuseUnfinished(): Promise<void> {
    const isPart = this.#path.endsWith(".part");
    if (!isPart && ((await isThere(this.#path)) || !(await isThere(`${this.#path}.part`)))) return;
    const problem = "the run that writes it is not finished: its command with --resume goes on with it";
    throw new FormatError(new InputError(problem), { source: this.#path });
  }

  #checkHeader(cells: readonly string[]): void {
    if (columns.every((name, at) => cells[at]?.toLowerCase() === name) && cells.length === columns.length) return;
    const found = cells
      .map((cell) => excerpt(cell))
      .slice(0, 6)
      .join(",");
    // Nothing says what was requested.
    const isWide = cells[0]?.toLowerCase() === "time" && !cells.includes("id") && !cells.includes("status");
    const advice = isWide ? "; what --wide writes has no requests" : "";
    const problem = `its columns are ${found}${cells.length > 6 ? ",…" : ""}; expected the allocations of cnab run -o, ${columns.join(",")}${advice}`;
    throw this.#fault(problem, 1);
  }

  #take(step: OpenStep, [, id, ...cells]: readonly string[], line: number, commaDelimits: boolean): void {
    const leaf = this.#leafCalled(withoutApostrophe(id));
    if (step.has(leaf)) throw this.#fault(`"${excerpt(id)}" stands there twice at ${excerpt(step.time)}`, line);
    const row = step.begin(leaf);
    numbers.forEach((name, at) => {
      const cell = cells[at];
      if (isAbsent(cell)) step[name][row] = Number.NaN;
      else {
        const value = cellNumber(cell, { isComma: () => false, commaDelimits });
        if (typeof value !== "number") throw this.#fault(`${name} ${value}`, line);
        step[name][row] = value;
      }
    });
  }

  #leafCalled(id: string): number {
    const known = this.#indexOf.get(id);
    if (known !== undefined) return known;
    const leaf = this.ids.push(id) - 1;
    this.#indexOf.set(id, leaf);
    return leaf;
  }

  #fault(problem: string, line: number): FormatError {
    return new FormatError(new InputError(problem), { source: this.#path, line });
  }
}

/** A step while its rows come. */
class OpenStep implements AllocatedStep {
  time = "";
  count = 0;
  leaf = new Int32Array(64);
  request = new Float64Array(64);
  dispatch = new Float64Array(64);
  curtailment = new Float64Array(64);
  /** The step in which each leaf had its last row. */
  readonly #lastStep: number[] = [];
  #step = 1;

  has(leaf: number): boolean {
    return this.#lastStep[leaf] === this.#step;
  }

  /** @returns the row of a leaf */
  begin(leaf: number): number {
    if (this.count === this.leaf.length) this.#grow();
    this.#lastStep[leaf] = this.#step;
    this.leaf[this.count] = leaf;
    return this.count++;
  }

  clear(): void {
    this.count = 0;
    this.#step++;
  }

  #grow(): void {
    const leaf = new Int32Array(2 * this.count);
    leaf.set(this.leaf);
    this.leaf = leaf;
    for (const name of numbers) {
      const longer = new Float64Array(2 * this.count);
      longer.set(this[name]);
      this[name] = longer;
    }
  }
}
