import { atExit } from "../files/at-exit.js";
import type { WriteOptions } from "../files/output-path.js";
import { allocationsAsCsv, allocationsAsParquet } from "../series/allocation-writers.js";
import type { BlockWriter, WrittenBlock } from "../series/block-writer.js";
import type { Extent } from "../series/checkpoint.js";
import { isParquet } from "../series/parquet-packages.js";
import { RunFiles } from "../series/run-files.js";
import { StepError } from "../series/run-profiles.js";
import { StepSummary } from "../series/step-summary.js";
import { inChunks } from "../text/chunks.js";
import { identityOfRun, type RunInputs, type RunOutputs } from "./identity-of-run.js";
import type { RunTeller } from "./run-teller.js";
import { type SeriesRun, type SeriesRunOptions, solvedBlocks, sumUp } from "./series-run.js";
import type { SavedTotals } from "./series-totals.js";

/** What a run must not write over, and what it is made from. */
export interface RunPlace {
  readonly inputs: RunInputs;
  readonly writing: WriteOptions;
}

/** What a checkpoint has of a run's sums. */
interface SavedSums {
  readonly totals: SavedTotals;
  readonly leaves: Readonly<Record<string, string>>;
}

/**
 * Writes what a run comes to into files, from the beginning or from where it was interrupted.
 * @returns whether they are whole. If not, it has been told why, and how to go on
 */
export async function runToFiles(
  run: SeriesRun,
  outputs: RunOutputs,
  options: SeriesRunOptions,
  { inputs, writing }: RunPlace,
  teller: RunTeller,
): Promise<boolean> {
  const paths = [outputs.allocations, outputs.steps, outputs.leaves].filter((path) => path !== undefined);
  const identity = await identityOfRun(run, inputs, options, outputs);
  const indexed = paths.filter((path) => path === outputs.allocations && isParquet(path));
  const { resume: isResumed = false } = options;
  const files = await RunFiles.open(paths, identity, { isResumed, writing, indexed });
  const { stepCount } = run.table;
  if (isResumed) await teller.remark(resumedText(files.resumed, stepCount, paths[0]));
  if (files.replaced && files.replaced.steps > 0) await teller.remark(replacedText(files.replaced, stepCount));
  const kept = () => ({ steps: files.stepsKept, stepCount });
  const forgetSignals = atExit((signal) => {
    if (signal) teller.stopped(kept());
  });
  try {
    await writeAll(files, run, outputs, options, teller);
    return true;
  } catch (error) {
    const isKept = await files.stop(!(error instanceof StepError));
    await teller.failed(error, isKept ? kept() : undefined);
    return false;
  } finally {
    forgetSignals();
  }
}

async function writeAll(
  files: RunFiles,
  run: SeriesRun,
  outputs: RunOutputs,
  options: SeriesRunOptions,
  teller: RunTeller,
): Promise<void> {
  const { resumed } = files;
  if (resumed && resumed.blocks > 0) {
    const { totals, leaves } = JSON.parse(resumed.sums) as SavedSums;
    run.totals.restore(totals);
    run.leaves.restore(leaves);
  }
  await teller.started(run);
  if (!resumed?.isWhole) await writeBlocks(files, run, outputs, options, teller);
  await files.finish();
}

async function writeBlocks(
  files: RunFiles,
  run: SeriesRun,
  outputs: RunOutputs,
  options: SeriesRunOptions,
  teller: RunTeller,
): Promise<void> {
  const blocksDone = files.resumed?.blocks ?? 0;
  const writers = await writersOf(files, run, outputs, options);
  const wanted = {
    dispatch: outputs.allocations !== undefined || outputs.steps !== undefined,
    curtailment: outputs.allocations !== undefined && !options.wide,
    binding: outputs.steps !== undefined,
  };
  const sums = () => JSON.stringify({ totals: run.totals, leaves: run.leaves });
  let stepsLeft = run.table.stepCount - (files.resumed?.steps ?? 0);
  // Those that some writer keeps back are not written, and not summed up.
  let held: WrittenBlock[] = [];
  for await (const block of solvedBlocks(run, options, wanted, blocksDone)) {
    stepsLeft -= block.times.length;
    for (const [path, writer] of writers) await appendBlock(files, path, writer, block, stepsLeft === 0);
    held.push(block);
    if (Array.from(writers.values()).some(({ isHolding }) => isHolding)) continue;
    const steps = held.reduce((sum, { times }) => sum + times.length, 0);
    for (const written of held) sumUp(run, written);
    await files.endBlocks(held.length, steps, sums);
    held = [];
    await teller.advanced(run);
  }
  for (const [path, writer] of writers) if (writer.end) await files.append(path, writer.end());
  if (outputs.leaves !== undefined) await files.append(outputs.leaves, inChunks(run.leaves.lines(run.table.hours)));
}

async function appendBlock(
  files: RunFiles,
  path: string,
  writer: BlockWriter<WrittenBlock>,
  block: WrittenBlock,
  isLast: boolean,
): Promise<void> {
  await files.append(path, writer.of(block, isLast));
  const index = writer.takeIndex?.();
  if (index) await files.appendIndex(path, [index]);
}

/** Who writes what, by the path where it goes. */
async function writersOf(
  files: RunFiles,
  { grid: { tree }, table: { timeKind } }: SeriesRun,
  { allocations, steps }: RunOutputs,
  options: SeriesRunOptions,
): Promise<Map<string, BlockWriter<WrittenBlock>>> {
  const isBegun = files.resumed !== undefined && files.resumed.blocks > 0;
  const writers = new Map<string, BlockWriter<WrittenBlock>>();
  if (isParquet(allocations)) {
    const path = allocations as string;
    const begun = isBegun ? { length: files.lengthOf(path), index: await files.indexOf(path) } : undefined;
    writers.set(path, await allocationsAsParquet(tree, timeKind, options, begun));
  } else if (allocations !== undefined) writers.set(allocations, allocationsAsCsv(tree, options, isBegun));
  if (steps !== undefined) writers.set(steps, new StepSummary(tree, isBegun));
  return writers;
}

function resumedText(resumed: Extent | undefined, stepCount: number, first: string): string {
  if (resumed === undefined) return `nothing to resume at ${first}: it begins with the first step`;
  if (resumed.steps === 0) return "resumed: no block was done, and it begins with the first step";
  return `resumed: ${resumed.steps} of ${stepCount} steps are there`;
}

function replacedText({ steps }: Extent, stepCount: number): string {
  return `begun anew; ${steps} of ${stepCount} steps of an interrupted run are dropped, which --resume would have kept`;
}
