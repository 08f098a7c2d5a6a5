import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { InputError } from "../model/input-error.js";
import { inputErrorOf, type Told } from "./told-error.js";

/** How work is spread over threads. */
export interface ThreadOptions {
  /** How many solve at once. Default: as many as there are cores. 1 solves in the thread that asks, and starts none. */
  workers?: number | undefined;
  /** Aborted, it ends the work: what is running is stopped, and its reason is thrown. */
  signal?: AbortSignal | undefined;
}

/** @throws InputError for what is no number of threads */
export function workerCount({ workers = availableParallelism() }: ThreadOptions): number {
  if (Number.isInteger(workers) && workers >= 1) return workers;
  const problem = `workers is ${workers}; it must be a whole number, 1 or more`;
  throw new InputError(problem, { field: "workers", value: workers });
}

/** Threads that run the functions of a file, `series-worker.ts` unless another is named. */
export class ThreadPool {
  readonly #pool: Piscina;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param workerData what every thread is started with
   * @param file whose functions are run
   */
  constructor(
    threads: number,
    workerData: unknown,
    signal: AbortSignal | undefined,
    file = new URL("./series-worker.js", import.meta.url),
  ) {
    this.#pool = new Piscina({
      filename: file.href,
      minThreads: threads,
      maxThreads: threads,
      workerData,
    });
    // What happens to a task is told by its promise. This is about answers that nobody waits for any more: a thread that is
    // stopped may have posted one.
    this.#pool.on("error", () => undefined);
    this.#signal = signal;
  }

  /**
   * @param what what the task is, for a message
   * @throws InputError that a thread has thrown, the signal's reason, or an error that says what was lost with a thread
   */
  async run<Value>(name: string, task: unknown, transferList: readonly ArrayBuffer[], what: string): Promise<Value> {
    let told: Told<Value>;
    try {
      told = await this.#pool.run(task, { name, transferList: [...transferList], signal: this.#signal ?? null });
    } catch (error) {
      this.#signal?.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the thread that solved ${what} has failed: ${reason}`, { cause: error });
    }
    if ("refused" in told) throw inputErrorOf(told.refused);
    return told.value;
  }

  /** Ends the threads; what is still running is given up. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
