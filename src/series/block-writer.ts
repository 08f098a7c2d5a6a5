import type { Pieces } from "../files/part-file.js";
import type { SolvedProfiles } from "./run-profiles.js";

/** A solved block with all that is written of it. */
export type WrittenBlock = SolvedProfiles<{
  dispatch: true;
  curtailment: true;
  binding: true;
  sums: true;
  leafSums: true;
}>;

/** Makes a file of solved blocks, one block after the other. Another writer may go on where one has ended: the bytes are the same. */
export interface BlockWriter<Block> {
  /**
   * What a block comes to; what stands in front of the first is part of it.
   * @param isLast whether no other follows
   */
  of(block: Block, isLast: boolean): Pieces;
  /** Whether it keeps blocks back, to write them with the next ones. None after the last. */
  readonly isHolding?: boolean;
  /** What stands behind the last, where anything does. */
  end?(): Pieces;
  /** Of what it has written since it was last asked, what `end` needs to know; who goes on is given it. */
  takeIndex?(): Uint8Array;
}
