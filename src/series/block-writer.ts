import type { StepSolutions } from "../engine/step-answers.js";
import type { ParquetRows } from "./parquet-file.js";

/** A solved block of a table of profiles, with all that is written of it. */
export interface WrittenBlock
  extends StepSolutions<{ dispatch: true; curtailment: true; binding: true; sums: true; leafSums: true }> {
  /** Length `stepCount`: as the table has them. */
  readonly times: readonly string[];
  /** Every leaf's request at a step of the block, leaves in the order of `tree.leaves`. */
  readonly request: (step: number, leaf: number) => number;
}

/** Makes a file of solved blocks, each of them by itself: their bytes one behind the other are the file, whoever has made them. */
export interface BlockWriter<Block> {
  /** What stands in front of all blocks. */
  readonly beginning: string | Uint8Array;
  /** What a block comes to. */
  of(block: Block): Iterable<string> | Promise<ParquetRows>;
  /**
   * What stands behind the last, where anything does.
   * @param index what `placedIndex` has made of all blocks, one behind the other
   * @param length bytes of the file so far
   */
  end?(index: Uint8Array, length: number): Promise<Uint8Array>;
}
