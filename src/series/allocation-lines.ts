import { inChunks } from "../text/chunks.js";
import { CsvCells, type CsvStyle } from "../text/csv-cells.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";

/** Less than that, relative to what was requested or given, is rounding. */
const ROUNDING = 1e-9;

/** What is written of a solved block. */
export type AllocatedBlock = Pick<WrittenBlock, "times" | "dispatch" | "curtailment" | "request">;

/** Writes solved blocks as CSV in long form: `time,id,request,dispatch,curtailment`, a line for each leaf at each step. */
export class AllocationLines implements BlockWriter<AllocatedBlock> {
  readonly #cells: CsvCells;
  readonly #ids: readonly string[];
  readonly #isCurtailedOnly: boolean;

  /** @param only `"curtailed"`: none but the leaves whose dispatch is not their request, and those without an answer */
  constructor(tree: FlatTree, only: "curtailed" | undefined, style: CsvStyle = {}) {
    this.#cells = new CsvCells(style);
    this.#ids = Array.from(tree.leaves, (v) => this.#cells.text(tree.id(v)));
    this.#isCurtailedOnly = only === "curtailed";
  }

  /** The header. */
  get beginning(): string {
    return `${["time", "id", "request", "dispatch", "curtailment"].join(this.#cells.delimiter)}\n`;
  }

  of(block: AllocatedBlock): Iterable<string> {
    return inChunks(this.#lines(block));
  }

  *#lines(block: AllocatedBlock): Generator<string, void> {
    const { times, dispatch, curtailment, request } = block;
    const { delimiter } = this.#cells;
    const leafCount = this.#ids.length;
    for (const [step, time] of times.entries()) {
      const timeCell = this.#cells.text(time);
      for (let j = 0; j < leafCount; j++) {
        const at = step * leafCount + j;
        const asked = request(step, j);
        if (this.#isCurtailedOnly && !isCurtailed(asked, dispatch[at], curtailment[at])) continue;
        const askedCell = this.#number(asked);
        // Most have what they ask for, and to write a number down takes longer than all the rest.
        const givenCell = dispatch[at] === asked ? askedCell : this.#number(dispatch[at]);
        const cutCell = curtailment[at] === 0 ? "0" : this.#number(curtailment[at]);
        yield timeCell +
          delimiter +
          this.#ids[j] +
          delimiter +
          askedCell +
          delimiter +
          givenCell +
          delimiter +
          cutCell +
          "\n";
      }
    }
  }

  /** Empty where there is no answer. */
  #number(value: number): string {
    return Number.isNaN(value) ? "" : this.#cells.number(value);
  }
}

/** Whether a leaf's dispatch is not its request, or there is no answer. */
export function isCurtailed(asked: number, given: number, curtailment: number): boolean {
  return !(Math.abs(curtailment) <= ROUNDING * Math.max(Math.abs(asked), Math.abs(given)));
}
