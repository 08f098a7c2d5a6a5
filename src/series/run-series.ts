import type { LeafSteps } from "../engine/leaf-steps.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { StepSolutions } from "../engine/step-answers.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { overThreads } from "./over-threads.js";
import { postedSteps } from "./posted-steps.js";
import type { PostedSolutions } from "./series-worker.js";
import { type BlockSetting, BlockSolver, type SeriesWanted } from "./solve-block.js";
import { type ThreadOptions, workerCount } from "./thread-pool.js";
import { inputErrorOf } from "./told-error.js";

/** Blocks for each thread that are read ahead, so that none waits for the next. */
const AHEAD = 2;

/** How a series is solved, beside what is asked of the tree (`SolverOptions`). */
export interface SeriesOptions<Wanted extends SeriesWanted = SeriesWanted> extends SolverOptions, ThreadOptions {
  /** What is wanted of each block, beside status and flow through the root. Default: the dispatches. */
  wanted?: Wanted | undefined;
  /** Called after each block, before it is given. */
  onProgress?: ((progress: SeriesProgress) => void) | undefined;
}

/** How far a series is. */
export interface SeriesProgress {
  readonly blocksDone: number;
  readonly stepsDone: number;
  /** Since the first block was asked for. */
  readonly seconds: number;
}

/** What a block of steps came to: as `solveSteps` has it, its steps counted from 0; `firstStep` is where it stands in the series. */
export interface SeriesBlock<Wanted extends SeriesWanted = SeriesWanted> extends StepSolutions<Wanted> {
  readonly firstStep: number;
}

/**
 * Solves a tree for as many steps as a source has, block by block, on several threads.
 *
 * Blocks come in the source's order, whoever solved them, and the same to the bit whatever the number of threads. The source is read
 * two blocks a thread ahead of who takes the answers, no further, so that memory does not grow with the number of
 * steps. Some hundred steps a block are worth a thread's while.
 * @param source the steps, in blocks of any length; it may fill its arrays anew for each, since they are copied when they are taken
 * (memory that threads share is not: leave it as it is until its block has come)
 * @throws InputError for nonsense in tree, options or blocks, as `Solver` and `solveSteps`; the signal's reason; what the
 * source throws, after all blocks before have been given; an error that says which steps were lost with a thread
 */
export async function* runSeries<const Wanted extends SeriesWanted = Record<never, never>>(
  tree: FlatTree,
  source: Iterable<LeafSteps> | AsyncIterable<LeafSteps>,
  options: SeriesOptions<Wanted> = {},
): AsyncGenerator<SeriesBlock<Wanted>, void> {
  const { workers, signal, wanted = {}, onProgress, ...solverOptions } = options;
  const threads = workerCount({ workers });
  signal?.throwIfAborted();
  const begin = performance.now();
  let firstStep = 0;
  let blocksDone = 0;
  for await (const solved of solvedBlocks(tree, source, { threads, signal, options: solverOptions, wanted })) {
    const block = { ...solved, firstStep };
    firstStep += solved.stepCount;
    blocksDone++;
    onProgress?.({ blocksDone, stepsDone: firstStep, seconds: (performance.now() - begin) / 1000 });
    // What is told is what was wanted: the solver has been given the same object.
    yield block as SeriesBlock<Wanted>;
    signal?.throwIfAborted();
  }
}

interface Setting extends Omit<BlockSetting, "tree"> {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

function solvedBlocks(
  tree: FlatTree,
  source: Iterable<LeafSteps> | AsyncIterable<LeafSteps>,
  { threads, signal, options, wanted }: Setting,
): AsyncGenerator<StepSolutions<SeriesWanted>, void> {
  return overThreads(source, {
    threads,
    signal,
    ahead: AHEAD,
    setting: (): BlockSetting => ({ tree: tree.toBuffer({ shared: true }), options, wanted }),
    here: () => {
      const solver = new BlockSolver(tree, options, wanted);
      return async (steps) => solver.solve(steps);
    },
    there: async (pool, given, position) => {
      const { steps, transfer } = postedSteps(given);
      const posted = await pool.run<PostedSolutions>("solveBlock", steps, transfer, `block ${position}`);
      return { ...posted, faults: posted.faults.map(({ step, error }) => ({ step, error: inputErrorOf(error) })) };
    },
  });
}
