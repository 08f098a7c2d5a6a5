import { InputError } from "../model/input-error.js";
import { inChunks } from "../text/chunks.js";
import { CsvCells, type CsvStyle } from "../text/csv-cells.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter } from "./block-writer.js";
import type { SolvedProfiles } from "./run-profiles.js";

/** What is written of a solved block. */
export type DispatchedBlock = Pick<SolvedProfiles<{ dispatch: true }>, "times" | "dispatch">;

const TIME = "time";

/**
 * The names of the columns: of the times, then of the leaves.
 * @throws InputError for a leaf that is called like the column of times
 */
export function wideColumns(tree: FlatTree): string[] {
  const ids = Array.from(tree.leaves, (v) => tree.id(v));
  if (ids.includes(TIME)) {
    throw new InputError("a column of that name has the times already; the long form has room for both", { id: TIME });
  }
  return [TIME, ...ids];
}

/** Writes solved blocks as CSV, a row a step and a column a leaf, with its dispatch: `time,home1,home2`. */
export class WideLines implements BlockWriter<DispatchedBlock> {
  readonly #cells: CsvCells;
  readonly #columns: readonly string[];
  #isBegun: boolean;

  /**
   * @param isBegun whether the header is written, and some blocks
   * @throws InputError as `wideColumns`
   */
  constructor(tree: FlatTree, isBegun = false, style: CsvStyle = {}) {
    this.#columns = wideColumns(tree);
    this.#cells = new CsvCells(style);
    this.#isBegun = isBegun;
  }

  of(block: DispatchedBlock): Iterable<string> {
    return inChunks(this.#pieces(block));
  }

  /** Cell by cell, since a row may be long. */
  *#pieces({ times, dispatch }: DispatchedBlock): Generator<string, void> {
    const { delimiter } = this.#cells;
    if (!this.#isBegun) yield* this.#header();
    this.#isBegun = true;
    const leafCount = this.#columns.length - 1;
    for (const [step, time] of times.entries()) {
      yield this.#cells.text(time);
      for (let at = step * leafCount; at < (step + 1) * leafCount; at++) {
        // Empty where there is no answer.
        yield Number.isNaN(dispatch[at]) ? delimiter : delimiter + this.#cells.number(dispatch[at]);
      }
      yield "\n";
    }
  }

  *#header(): Generator<string, void> {
    for (const [k, name] of this.#columns.entries()) {
      yield (k === 0 ? "" : this.#cells.delimiter) + this.#cells.text(name);
    }
    yield "\n";
  }
}
