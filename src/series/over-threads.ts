import { inOrder } from "./in-order.js";
import { ThreadPool } from "./thread-pool.js";

/** Work that may be done here or by threads. */
export interface ThreadedWork<Task, Answer> {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  /** Tasks for each thread that are read ahead, so that none waits for the next. */
  readonly ahead: number;
  /** What every thread is started with. */
  readonly setting: () => unknown;
  /** Who does it in this thread, where that is the only one. */
  readonly here: () => ((task: Task) => Promise<Answer>) | Promise<(task: Task) => Promise<Answer>>;
  /** Gives a task to a thread. */
  readonly there: (pool: ThreadPool, task: Task, position: number) => Promise<Answer>;
}

/** Does tasks as they come from a source; the answers come in the order of the tasks. */
export async function* overThreads<Task, Answer>(
  source: Iterable<Task> | AsyncIterable<Task>,
  { threads, signal, ahead, setting, here, there }: ThreadedWork<Task, Answer>,
): AsyncGenerator<Answer, void> {
  if (threads === 1) {
    yield* inOrder(source, await here(), 1);
    return;
  }
  const pool = new ThreadPool(threads, setting(), signal);
  try {
    yield* inOrder(source, (task, position) => there(pool, task, position), ahead * threads);
  } finally {
    await pool.close();
  }
}
