import type { LeafSteps } from "../engine/leaf-steps.js";
import { type StepSums, stepStatuses, sumNames } from "../engine/step-answers.js";
import type { BalanceOptions } from "../model/options.js";
import { runSeries, type SeriesBlock } from "../series/run-series.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type Spread, spreadBy } from "./spread.js";
import type { StepBlocks } from "./step-blocks.js";

/** What a repeat is meant to take on one thread. */
const REPEAT_MILLISECONDS = 300;
const OPTIMAL = stepStatuses.indexOf("optimal");

/** How many steps a second are solved. */
export interface StepTiming {
  readonly threads: number;
  readonly stepsPerSecond: Spread;
  readonly nanosecondsPerNode: Spread;
  /** How many steps a repeat solved. */
  readonly stepsOfARepeat: number;
}

/** What steps of a tree came to. */
export interface StepRates {
  readonly oneThread: StepTiming;
  /** Absent where one thread is all that was asked for. */
  readonly manyThreads: StepTiming | undefined;
  /** Of the steps that were solved in the first repeat, how many have no answer. */
  readonly withoutAnswer: number;
  /** Whether the answers are the same, to the bit, whoever solved them. */
  readonly isSame: boolean;
}

/**
 * Measures how many steps a second `runSeries` solves, on one thread and on several, where the steps are in memory and only what
 * they sum up to is asked for. Each is one long series: threads have started, and all is warm, before its first repeat.
 * @param threads the most that are to solve at once
 * @throws InputError as `runSeries`
 */
export async function measureStepRates(
  tree: FlatTree,
  { blocks }: StepBlocks,
  options: BalanceOptions,
  threads: number,
  repeats: number,
): Promise<StepRates> {
  const perRepeat = await blocksOfARepeat(tree, blocks, options, threads);
  const measure = (workers: number) => measuredSeries(tree, blocks, { ...options, workers }, { perRepeat, repeats });
  const one = await measure(1);
  const many = threads > 1 ? await measure(threads) : undefined;
  return {
    oneThread: timing(one, 1, tree.nodeCount),
    manyThreads: many && timing(many, threads, tree.nodeCount),
    withoutAnswer: one.first.reduce(
      (count, block) => count + block.status.filter((code) => code !== OPTIMAL).length,
      0,
    ),
    isSame: many === undefined || one.first.every((block, at) => isSameAnswer(block, many.first[at])),
  };
}

type SummedBlock = SeriesBlock<{ dispatch: false; sums: true }>;

interface MeasuredSeries {
  /** Milliseconds of each repeat. */
  readonly samples: readonly number[];
  readonly stepsOfARepeat: number;
  /** The answers of the first repeat. */
  readonly first: readonly SummedBlock[];
}

interface Extent {
  /** Blocks of a repeat. */
  readonly perRepeat: number;
  readonly repeats: number;
}

function* roundAndRound(blocks: readonly LeafSteps[], count: number): Generator<LeafSteps, void> {
  for (let k = 0; k < count; k++) yield blocks[k % blocks.length];
}

const wanted = { dispatch: false, sums: true } as const;

/** How many blocks one thread solves in the time of a repeat: as many for each thread, and every block in turn. */
async function blocksOfARepeat(
  tree: FlatTree,
  blocks: readonly LeafSteps[],
  options: BalanceOptions,
  threads: number,
): Promise<number> {
  const begin = performance.now();
  let solved = 0;
  for await (const _ of runSeries(tree, roundAndRound(blocks, Number.POSITIVE_INFINITY), {
    ...options,
    workers: 1,
    wanted,
  })) {
    solved++;
    if (performance.now() - begin >= REPEAT_MILLISECONDS) break;
  }
  // Every repeat solves the same blocks, or as good as the same.
  const rounds = Math.round(solved / blocks.length);
  return Math.max(rounds * blocks.length, solved, 2 * threads);
}

async function measuredSeries(
  tree: FlatTree,
  blocks: readonly LeafSteps[],
  options: BalanceOptions & { readonly workers: number },
  { perRepeat, repeats }: Extent,
): Promise<MeasuredSeries> {
  const samples: number[] = [];
  const first: SummedBlock[] = [];
  // A repeat in front to be warm, and one behind, so that no thread runs out of work before the last is measured.
  const source = roundAndRound(blocks, (repeats + 2) * perRepeat);
  let done = 0;
  let begin = performance.now();
  for await (const block of runSeries(tree, source, { ...options, wanted })) {
    if (done < perRepeat) first.push(block);
    done++;
    if (done % perRepeat > 0) continue;
    const now = performance.now();
    if (done > perRepeat) samples.push(now - begin);
    if (samples.length === repeats) break;
    begin = now;
  }
  return { samples, stepsOfARepeat: first.reduce((steps, { stepCount }) => steps + stepCount, 0), first };
}

function timing({ samples, stepsOfARepeat }: MeasuredSeries, threads: number, nodeCount: number): StepTiming {
  return {
    threads,
    stepsPerSecond: spreadBy(samples, (milliseconds) => (stepsOfARepeat / milliseconds) * 1000),
    nanosecondsPerNode: spreadBy(samples, (milliseconds) => (milliseconds * 1e6) / (stepsOfARepeat * nodeCount)),
    stepsOfARepeat,
  };
}

function isSameAnswer(one: SummedBlock, other: SummedBlock): boolean {
  const arrays = ({ status, rootFlow, sums }: SummedBlock) => [
    status,
    rootFlow,
    ...sumNames.map((name) => (sums as StepSums)[name]),
  ];
  const others = arrays(other);
  return arrays(one).every((values, k) => values.every((value, at) => Object.is(value, others[k][at])));
}
