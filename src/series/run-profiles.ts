import type { SolverOptions } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import { withSource } from "../text/format-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import {
  BlockEncoder,
  type BlockOutputs,
  type EncodedBlock,
  type EncodingSetting,
  type TimedSteps,
} from "./encode-block.js";
import type { EventLimits } from "./event-limits.js";
import { ServedPast } from "./fair-over-time.js";
import { followedProfiles } from "./followed-profiles.js";
import { overThreads } from "./over-threads.js";
import { postedSteps } from "./posted-steps.js";
import { profileBlocks, stepsOfABlock, stepsOfBlock } from "./profile-blocks.js";
import type { ProfileTable } from "./profile-table.js";
import { type ThreadOptions, workerCount } from "./thread-pool.js";
import { WIDE_GROUP_ROWS } from "./wide-parquet.js";

/** Blocks for each thread that are read ahead, so that none waits for the next; of long ones, one. */
const AHEAD = 2;
const LONG_NUMBERS = 2 ** 22;

/** Nonsense in a step: whoever runs the same inputs again comes to it again. */
export class StepError extends InputError {}

/** How a table of profiles is run. */
export interface ProfileRun extends SolverOptions, ThreadOptions {
  /** What is written of each block. */
  readonly outputs: BlockOutputs;
  /** Limits of inner nodes that hold for a while. */
  readonly events?: EventLimits | undefined;
  /** Steps after which what was served counts half, where it counts at all (`fairOverTime`). */
  readonly halfLife?: number | undefined;
  /** The first block that is wanted. Default: that of the table. */
  readonly firstBlock?: number | undefined;
  /** The block behind the last that is wanted. Default: behind the last of the table. */
  readonly endBlock?: number | undefined;
}

/** How many steps each block of a run has; it depends on nothing but tree, table and what is wanted. */
export function stepsOfRunBlock(
  { leafCount }: FlatTree,
  { columns, limitFields }: ProfileTable,
  { outputs, halfLife }: Pick<ProfileRun, "outputs" | "halfLife">,
): number {
  const { allocations, steps } = outputs;
  if (allocations?.wide && allocations.isParquet) return WIDE_GROUP_ROWS;
  const hasRows = allocations !== undefined || steps !== undefined || halfLife !== undefined || limitFields.length > 0;
  return stepsOfABlock(leafCount, columns.length, !hasRows);
}

/**
 * Solves a tree for every step of a table of profiles (`followedProfiles` says who follows which column), block by block, and makes what is
 * written of each, on several threads; the same to the bit whatever their number. Leaves that follow no column keep the tree's numbers.
 * @param profiles the shape that each node follows, by name
 * @throws FormatError as `followedProfiles` and `ProfileTable.steps`; StepError for the first step that is nonsense; InputError as
 * `Solver` and `allocationWriter`; the signal's reason; an error that says which block was lost with a thread
 */
export async function* runProfiles(
  tree: FlatTree,
  profiles: readonly (string | undefined)[] | undefined,
  table: ProfileTable,
  run: ProfileRun,
): AsyncGenerator<EncodedBlock, void> {
  const { outputs, events, halfLife, firstBlock = 0, endBlock = Number.POSITIVE_INFINITY, ...others } = run;
  const { workers, signal, ...options } = others;
  const followed = withSource(table.path, () => followedProfiles(tree, profiles, table));
  const past = halfLife === undefined ? undefined : new ServedPast(tree, { ...options, halfLife });
  const blockSteps = stepsOfRunBlock(tree, table, run);
  async function* source(): AsyncGenerator<TimedSteps, void> {
    let position = 0;
    for await (const block of profileBlocks(table, followed, blockSteps)) {
      if (position >= endBlock) return;
      const { times } = block;
      // Which events have had a step is known of all steps.
      const limits = events?.at(times);
      const given = { ...stepsOfBlock(tree, followed, block), limits };
      // What was solved before is past, too.
      const steps = past?.lean(given) ?? given;
      if (position++ >= firstBlock) yield { times, steps };
    }
  }
  const threads = workerCount({ workers });
  signal?.throwIfAborted();
  yield* overThreads(source(), {
    threads,
    signal,
    ahead: blockSteps * table.columns.length > LONG_NUMBERS ? 1 : AHEAD,
    setting: (): EncodingSetting => ({ tree: tree.toBuffer({ shared: true }), options, outputs }),
    here: async () => {
      const encoder = await BlockEncoder.for(tree, { options, outputs });
      return (block) => encoder.encode(block).catch(asStepError);
    },
    there: (pool, { times, steps: given }) => {
      const { steps, transfer } = postedSteps(given);
      const what = `the steps from ${times[0]} on`;
      return pool.run<EncodedBlock>("encodeBlock", { times, steps }, transfer, what).catch(asStepError);
    },
  });
}

function asStepError(error: unknown): never {
  throw error instanceof InputError ? new StepError(error.message) : error;
}
