import { atExit } from "../files/at-exit.js";
import type { WriteOptions } from "../files/output-path.js";
import { isZipped, zippedBytes, zippedPieces } from "../files/zipped.js";
import { allocationWriter } from "../series/allocation-writers.js";
import type { BlockWriter, WrittenBlock } from "../series/block-writer.js";
import type { Extent } from "../series/checkpoint.js";
import type { BlockOutputs, EncodedBlock, EncodedRows } from "../series/encode-block.js";
import { placedIndex } from "../series/parquet-file.js";
import { isParquet } from "../series/parquet-packages.js";
import { RunFiles } from "../series/run-files.js";
import { hashOfIdentity } from "../series/run-identity.js";
import { StepError } from "../series/run-profiles.js";
import { StepSummary } from "../series/step-summary.js";
import { inChunks } from "../text/chunks.js";
import { identityOfRun, type RunInputs } from "./identity-of-run.js";
import type { RunTeller } from "./run-teller.js";
import { blockOutputs, type RunOutputs, type SeriesRun, type SeriesRunOptions, sumUp } from "./series-run.js";
import type { SavedTotals } from "./series-totals.js";

/** What a run must not write over, what it is made from, and who solves it. */
export interface RunPlace {
  readonly inputs: RunInputs;
  readonly writing: WriteOptions;
  readonly blocks: BlockSource;
}

/** Solves the blocks of a run from one on; as `encodedBlocks`. @param hash of all that its answer follows from */
export type BlockSource = (outputs: BlockOutputs, firstBlock: number, hash: string) => AsyncIterable<EncodedBlock>;

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
  { inputs, writing, blocks }: RunPlace,
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
    const solved = (wanted: BlockOutputs, firstBlock: number) => blocks(wanted, firstBlock, hashOfIdentity(identity));
    await writeAll(files, run, blockOutputs(run, outputs, options), { outputs, solved, teller });
    return true;
  } catch (error) {
    const isKept = await files.stop(!(error instanceof StepError));
    await teller.failed(error, isKept ? kept() : undefined);
    return false;
  } finally {
    forgetSignals();
  }
}

/** What files are written from, and whom it is told to. */
interface Writing {
  readonly outputs: RunOutputs;
  readonly solved: (outputs: BlockOutputs, firstBlock: number) => AsyncIterable<EncodedBlock>;
  readonly teller: RunTeller;
}

async function writeAll(files: RunFiles, run: SeriesRun, wanted: BlockOutputs, writing: Writing): Promise<void> {
  const { resumed } = files;
  if (resumed && resumed.blocks > 0) {
    const { totals, leaves } = JSON.parse(resumed.sums) as SavedSums;
    run.totals.restore(totals);
    run.leaves.restore(leaves);
  }
  await writing.teller.started(run);
  if (!resumed?.isWhole) await writeBlocks(files, run, wanted, writing);
  await files.finish();
}

async function writeBlocks(
  files: RunFiles,
  run: SeriesRun,
  wanted: BlockOutputs,
  { outputs, solved, teller }: Writing,
): Promise<void> {
  const firstBlock = files.resumed?.blocks ?? 0;
  const named = await writersOf(run, wanted, outputs);
  if (firstBlock === 0) {
    for (const { path, writer } of named) await files.append(path, beginningOf(path, writer));
  }
  const sums = () => JSON.stringify({ totals: run.totals, leaves: run.leaves });
  for await (const block of solved(wanted, firstBlock)) {
    for (const { name, path } of named) await appendRows(files, path, block[name] as EncodedRows);
    sumUp(run, block);
    await files.endBlocks(1, block.times.length, sums);
    await teller.advanced(run);
  }
  for (const { path, writer } of named) {
    if (writer.end) await files.append(path, [await writer.end(await files.indexOf(path), files.lengthOf(path))]);
  }
  const { leaves } = outputs;
  if (leaves !== undefined) {
    const lines = inChunks(run.leaves.lines(run.table.hours));
    await files.append(leaves, isZipped(leaves) ? zippedPieces(lines) : lines);
  }
}

/** An output of which every block has some rows. */
interface WrittenOutput {
  readonly name: "allocations" | "steps";
  readonly path: string;
  readonly writer: BlockWriter<WrittenBlock>;
}

async function writersOf(
  { grid: { tree } }: SeriesRun,
  { allocations: form }: BlockOutputs,
  { allocations, steps }: RunOutputs,
): Promise<WrittenOutput[]> {
  const named: WrittenOutput[] = [];
  if (allocations !== undefined && form !== undefined) {
    named.push({ name: "allocations", path: allocations, writer: await allocationWriter(tree, form) });
  }
  if (steps !== undefined) named.push({ name: "steps", path: steps, writer: new StepSummary(tree) });
  return named;
}

function beginningOf(path: string, { beginning }: BlockWriter<WrittenBlock>): Uint8Array[] {
  const bytes = typeof beginning === "string" ? Buffer.from(beginning) : beginning;
  return [isZipped(path) ? zippedBytes(bytes) : bytes];
}

async function appendRows(files: RunFiles, path: string, { bytes, index }: EncodedRows): Promise<void> {
  await files.appendIndex(path, [placedIndex(index, files.lengthOf(path))]);
  await files.append(path, [bytes]);
}

function resumedText(resumed: Extent | undefined, stepCount: number, first: string): string {
  if (resumed === undefined) return `nothing to resume at ${first}: it begins with the first step`;
  if (resumed.steps === 0) return "resumed: no block was done, and it begins with the first step";
  return `resumed: ${resumed.steps} of ${stepCount} steps are there`;
}

function replacedText({ steps }: Extent, stepCount: number): string {
  return `begun anew; ${steps} of ${stepCount} steps of an interrupted run are dropped, which --resume would have kept`;
}
