import { InputError } from "../model/input-error.js";
import { inChunks } from "../text/chunks.js";
import { CsvCells, type CsvStyle } from "../text/csv-cells.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";

/** What is written of a solved block. */
export type DispatchedBlock = Pick<WrittenBlock, "times" | "dispatch">;

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

  /** @throws InputError as `wideColumns` */
  constructor(tree: FlatTree, style: CsvStyle = {}) {
    this.#columns = wideColumns(tree);
    this.#cells = new CsvCells(style);
  }

  get beginning(): string {
    return `${this.#columns.map((name) => this.#cells.text(name)).join(this.#cells.delimiter)}\n`;
  }

  of(block: DispatchedBlock): Iterable<string> {
    return inChunks(this.#pieces(block));
  }

  /** Cell by cell, since a row may be long. */
  *#pieces({ times, dispatch }: DispatchedBlock): Generator<string, void> {
    const { delimiter } = this.#cells;
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
}
