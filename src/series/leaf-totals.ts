import type { LeafSums } from "../engine/step-answers.js";
import { CsvCells, type CsvStyle } from "../text/csv-cells.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { bitsOfNumbers, numbersOfBits } from "./number-bits.js";

const measures = ["requested", "served", "curtailed"] as const;

/** What every leaf of a tree requested, was served and was cut over a series, block by block. */
export class LeafTotals {
  readonly #tree: FlatTree;
  readonly #sums: Record<(typeof measures)[number] | "stepsCut", Float64Array>;

  constructor(tree: FlatTree) {
    const zeros = () => new Float64Array(tree.leafCount);
    this.#tree = tree;
    this.#sums = { requested: zeros(), served: zeros(), curtailed: zeros(), stepsCut: zeros() };
  }

  add(sums: LeafSums): void {
    for (const name of [...measures, "stepsCut"] as const) {
      const total = this.#sums[name];
      const block = sums[name];
      for (let j = 0; j < total.length; j++) total[j] += block[j];
    }
  }

  /** All sums, to the bit; `restore` takes them back. */
  toJSON(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sums]) => [name, bitsOfNumbers(sums)]));
  }

  /** Goes on from the sums of another, of the same tree. */
  restore(sums: Readonly<Record<string, string>>): void {
    for (const [name, total] of Object.entries(this.#sums)) total.set(numbersOfBits(sums[name]));
  }

  /** How many leaves were cut at any step. */
  get cutLeaves(): number {
    return this.#sums.stepsCut.reduce((count, steps) => count + (steps > 0 ? 1 : 0), 0);
  }

  /** The share of what it requested that a leaf was served, the least first; NaN for who requested nothing. */
  share(j: number): number {
    return this.#sums.requested[j] > 0 ? this.#sums.served[j] / this.#sums.requested[j] : Number.NaN;
  }

  /** The leaf that was served the least share; `undefined` where nobody requested anything. */
  get leastServed(): { readonly id: string; readonly share: number } | undefined {
    let least = -1;
    for (let j = 0; j < this.#tree.leafCount; j++) if (least < 0 || this.share(j) < this.share(least)) least = j;
    const share = least < 0 ? Number.NaN : this.share(least);
    return Number.isNaN(share) ? undefined : { id: this.#tree.id(this.#tree.leaves[least]), share };
  }

  /** Jain's index of the shares served: 1 where all are alike, one by the number of leaves where one has everything. */
  get fairnessIndex(): number {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (let j = 0; j < this.#tree.leafCount; j++) {
      const share = this.share(j);
      if (Number.isNaN(share)) continue;
      count++;
      sum += share;
      squares += share * share;
    }
    return squares > 0 ? (sum * sum) / (count * squares) : 1;
  }

  /**
   * As CSV, a line a leaf.
   * @param hours the length of a step; where it is not known, sums over the steps stand for energies, and steps for hours
   */
  *lines(hours: number | undefined, style: CsvStyle = {}): Generator<string, void> {
    const cells = new CsvCells(style);
    const unit = hours === undefined ? "sum" : "energy";
    const names = measures.map((name) => `${name}_${unit}`);
    const header = [
      "id",
      ...names,
      hours === undefined ? "steps_cut" : "hours_cut",
      "served_share",
      "share_of_curtailed",
    ];
    yield `${header.join(cells.delimiter)}\n`;
    const factor = hours ?? 1;
    const curtailed = this.#sums.curtailed.reduce((a, b) => a + b, 0);
    for (const [j, v] of this.#tree.leaves.entries()) {
      const share = this.share(j);
      const line = [
        cells.text(this.#tree.id(v)),
        ...[...measures, "stepsCut" as const].map((name) => cells.number(this.#sums[name][j] * factor)),
        Number.isNaN(share) ? "" : cells.number(share),
        cells.number(curtailed > 0 ? this.#sums.curtailed[j] / curtailed : 0),
      ];
      yield `${line.join(cells.delimiter)}\n`;
    }
  }
}
