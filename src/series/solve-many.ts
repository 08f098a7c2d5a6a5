import type { Solution } from "../engine/solution.js";
import { solveOnce } from "../engine/solve-once.js";
import type { SolverOptions } from "../engine/solver-options.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { overThreads } from "./over-threads.js";
import { type ThreadOptions, workerCount } from "./thread-pool.js";

/** Trees for each thread that are read ahead, so that none waits for the next. */
const AHEAD = 4;

/** How many trees are solved, beside what is asked of each (`SolverOptions`). */
export interface SolveManyOptions extends SolverOptions, ThreadOptions {}

/**
 * Solves many trees on several threads. Solutions come in the order of the trees, and the same to the bit whatever the number of
 * threads; trees are read a few ahead of who takes the solutions, no further. A small tree is solved sooner than it is
 * sent: threads are worth their while from some thousand nodes a tree on.
 * @throws InputError for nonsensical options; the signal's reason; what the source of the trees throws, after all before
 * have been given; an error that says which tree was lost with a thread
 */
export async function* solveMany(
  trees: Iterable<FlatTree> | AsyncIterable<FlatTree>,
  { workers, signal, ...options }: SolveManyOptions = {},
): AsyncGenerator<Solution, void> {
  const threads = workerCount({ workers });
  signal?.throwIfAborted();
  const solutions = overThreads(trees, {
    threads,
    signal,
    ahead: AHEAD,
    setting: () => undefined,
    here: () => async (tree) => solveOnce(tree, options),
    there: (pool, given, position) => {
      const tree = given.toBuffer();
      return pool.run<Solution>("solveTree", { tree, options }, [tree], `tree ${position}`);
    },
  });
  for await (const solution of solutions) {
    yield solution;
    signal?.throwIfAborted();
  }
}
