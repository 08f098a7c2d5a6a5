import type { LeafSteps } from "../engine/leaf-steps.js";
import type { LeafSums, StepSums } from "../engine/step-answers.js";
import { zippedBytes } from "../files/zipped.js";
import { InputError } from "../model/input-error.js";
import { FlatTree } from "../tree/flat-tree.js";
import { type AllocationForm, allocationWriter } from "./allocation-writers.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";
import { type BlockSetting, BlockSolver } from "./solve-block.js";
import { requestsOf } from "./step-requests.js";
import { StepSummary } from "./step-summary.js";

/** What a run writes of its blocks, beside their sums. */
export interface BlockOutputs {
  readonly allocations?: (AllocationForm & { readonly isZipped: boolean }) | undefined;
  /** A line a step. */
  readonly steps?: { readonly isZipped: boolean } | undefined;
}

/** What all blocks of a run have in common. */
export interface EncodingSetting extends Omit<BlockSetting, "wanted"> {
  readonly outputs: BlockOutputs;
}

/** Steps of a table, and when they are. */
export interface TimedSteps {
  readonly times: readonly string[];
  readonly steps: LeafSteps;
}

/** Bytes that are appended to an output. */
export interface EncodedRows {
  readonly bytes: Uint8Array;
  /** What the end of the file has to say of them (`placedIndex`), where it says anything. */
  readonly index: Uint8Array;
}

/** All that a run has of a block: what goes into its files, and what is summed up. Plain data, which may be sent anywhere. */
export interface EncodedBlock {
  readonly times: readonly string[];
  /** As `solveSteps` has them. */
  readonly status: Uint8Array;
  readonly sums: StepSums;
  readonly leafSums: LeafSums;
  readonly allocations: EncodedRows | undefined;
  readonly steps: EncodedRows | undefined;
}

/** Solves blocks, and makes of each what is written of it; depends on nothing but the block, so that it may be done anywhere. */
export class BlockEncoder {
  readonly #tree: FlatTree;
  readonly #setting: Omit<EncodingSetting, "tree">;
  readonly #solver: BlockSolver;
  readonly #allocations: BlockWriter<WrittenBlock> | undefined;
  readonly #steps: BlockWriter<WrittenBlock> | undefined;

  private constructor(
    tree: FlatTree,
    setting: Omit<EncodingSetting, "tree">,
    allocations: BlockWriter<WrittenBlock> | undefined,
  ) {
    const { outputs, options } = setting;
    this.#tree = tree;
    this.#setting = setting;
    this.#solver = new BlockSolver(tree, options, {
      dispatch: outputs.allocations !== undefined || outputs.steps !== undefined,
      curtailment: outputs.allocations !== undefined && !outputs.allocations.wide,
      binding: outputs.steps !== undefined,
      sums: true,
      leafSums: true,
    });
    this.#allocations = allocations;
    this.#steps = outputs.steps && new StepSummary(tree);
  }

  /** @throws InputError as the constructor of `Solver`, and as `allocationWriter` */
  static async for(tree: FlatTree, setting: Omit<EncodingSetting, "tree">): Promise<BlockEncoder> {
    const { allocations } = setting.outputs;
    return new BlockEncoder(tree, setting, allocations && (await allocationWriter(tree, allocations)));
  }

  static of({ tree, ...setting }: EncodingSetting): Promise<BlockEncoder> {
    return BlockEncoder.for(FlatTree.fromBuffer(tree), setting);
  }

  /** @throws InputError as `Solver.solveSteps`, and for the first step that is nonsense */
  async encode({ times, steps }: TimedSteps): Promise<EncodedBlock> {
    const solved = this.#solver.solve(steps);
    const [fault] = solved.faults;
    if (fault) throw new InputError(`at ${times[fault.step]}: ${fault.error.message}`);
    const { outputs, options } = this.#setting;
    const request = requestsOf(this.#tree, steps, options);
    // What was asked for is there, though the types cannot know.
    const block = { ...solved, times, request } as unknown as WrittenBlock;
    const encoded = (writer: BlockWriter<WrittenBlock> | undefined, isZipped = false) =>
      writer && encodedRows(writer, block, isZipped);
    return {
      times,
      status: block.status,
      sums: block.sums,
      leafSums: block.leafSums,
      allocations: await encoded(this.#allocations, outputs.allocations?.isZipped),
      steps: await encoded(this.#steps, outputs.steps?.isZipped),
    };
  }
}

async function encodedRows(
  writer: BlockWriter<WrittenBlock>,
  block: WrittenBlock,
  isZipped: boolean,
): Promise<EncodedRows> {
  const written = await writer.of(block);
  if ("bytes" in written) return written;
  const bytes = bytesOf(written);
  return { bytes: isZipped ? zippedBytes(bytes) : bytes, index: new Uint8Array() };
}

/** Of UTF-8, for a unit of a text. */
const MOST_BYTES_OF_UNIT = 3;

function bytesOf(texts: Iterable<string>): Uint8Array {
  let bytes = Buffer.alloc(0);
  let length = 0;
  for (const text of texts) {
    const most = length + text.length * MOST_BYTES_OF_UNIT;
    if (most > bytes.length) {
      const longer = Buffer.allocUnsafeSlow(2 * most);
      bytes.copy(longer, 0, 0, length);
      bytes = longer;
    }
    length += bytes.write(text, length);
  }
  return bytes.subarray(0, length);
}
