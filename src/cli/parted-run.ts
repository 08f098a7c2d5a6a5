import { rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isThere } from "../files/is-there.js";
import { queuedTasks } from "../queue/queued-tasks.js";
import type { BlockOutputs, EncodedBlock } from "../series/encode-block.js";
import { readPart } from "../series/part-blocks.js";
import { StepError, stepsOfRunBlock } from "../series/run-profiles.js";
import { absoluteOptions } from "./job-columns.js";
import type { RunOptions } from "./open-run.js";
import { packageVersion } from "./package-version.js";
import { lostText } from "./queued-job.js";
import { type PartOutcome, type QueuedPart, removeAttempts } from "./queued-part.js";
import type { RunOutputs, SeriesRun } from "./series-run.js";

/** A run that workers do, many parts of it at once. */
export interface PartedRun {
  readonly run: SeriesRun;
  readonly grid: string;
  readonly options: RunOptions;
  readonly outputs: RunOutputs;
  /** Address of the queue. */
  readonly queue: string;
  /** How many parts it is cut into. */
  readonly parts: number;
}

/**
 * The blocks of a run from one on, solved by whoever takes its parts from a queue: the same as `encodedBlocks`. Parts stand beside the first
 * output until their blocks are given, and those that are there already, from a run that was interrupted, are not solved again.
 * @param hash of all that the run's answer follows from
 * @throws InputError as `queuedTasks`; StepError for the first step that is nonsense; an error that names the parts which no worker could finish,
 * when all others are done
 */
export async function* partedBlocks(
  parted: PartedRun,
  wanted: BlockOutputs,
  firstBlock: number,
  hash: string,
): AsyncGenerator<EncodedBlock, void> {
  const parts = partsOf(parted, wanted, hash).filter(({ endBlock }) => endBlock > firstBlock);
  const filed: QueuedPart[] = [];
  for (const part of parts) if (!(await isThere(part.path))) filed.push(part);
  const outcomes = queuedTasks<QueuedPart, PartOutcome>(parted.queue, filed, (reason) => ({
    problem: lostText(reason),
  }));
  const problems: string[] = [];
  try {
    for (const part of parts) {
      if (filed.includes(part)) {
        const { problem, isLasting } = (await outcomes.next()).value as PartOutcome;
        await removeAttempts(part);
        if (problem !== undefined && isLasting) {
          // Whoever is at work on another is waited for.
          await outcomes.return();
          for (const { path } of parts) await rm(path, { force: true });
          throw new StepError(problem);
        }
        if (problem !== undefined) problems.push(`${part.place}: ${problem}`);
      }
      // The others go on, and are there for the next try.
      if (problems.length > 0) continue;
      yield* blocksFrom(firstBlock, part);
      await rm(part.path);
    }
  } finally {
    await outcomes.return();
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
  await markEvents(parted.run);
}

/** Which events have had a step was found out elsewhere, and is found out here once more. */
async function markEvents({ table, events }: SeriesRun): Promise<void> {
  if (events) for await (const { time } of table.steps()) events.at([time]);
}

async function* blocksFrom(firstBlock: number, part: QueuedPart): AsyncGenerator<EncodedBlock, void> {
  let position = part.firstBlock;
  for await (const block of readPart(part.path)) if (position++ >= firstBlock) yield block;
}

/** As alike as can be; each has whole blocks. */
function partsOf({ run, grid, options, outputs, parts }: PartedRun, wanted: BlockOutputs, hash: string): QueuedPart[] {
  const { stepCount } = run.table;
  const blockSteps = stepsOfRunBlock(run.grid.tree, run.table, { outputs: wanted, halfLife: run.halfLife });
  const blockCount = Math.ceil(stepCount / blockSteps);
  const count = Math.min(parts, blockCount);
  const first = resolve(Object.values(outputs).find((output) => output !== undefined) as string);
  const { queue, parts: _, ...own } = options;
  const task = {
    ...{ kind: "part" as const, version: packageVersion(), hash, grid: resolve(grid) },
    options: { ...own, ...absoluteOptions({ ...own }) },
    outputs: absoluteOutputs(outputs),
  };
  return Array.from({ length: count }, (_, k) => {
    const [firstBlock, endBlock] = [k, k + 1].map((part) => Math.floor((part * blockCount) / count));
    const steps = `${firstBlock * blockSteps}-${Math.min(endBlock * blockSteps, stepCount) - 1}`;
    const path = join(dirname(first), `.${basename(first)}.${hash.slice(0, 16)}.${steps}.part`);
    return { ...task, firstBlock, endBlock, path, place: `${basename(first)}, steps ${steps}` };
  });
}

function absoluteOutputs({ allocations, steps, leaves }: RunOutputs): RunOutputs {
  const absolute = (path: string | undefined) => path && resolve(path);
  return { allocations: absolute(allocations), steps: absolute(steps), leaves: absolute(leaves) };
}
