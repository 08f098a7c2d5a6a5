import type { Job } from "bullmq";
import { LOCK_MILLISECONDS, MOST_LOST_WORKERS, QUEUE_NAME, STALLED_MILLISECONDS } from "./queue-names.js";
import { queuePackages } from "./queue-packages.js";
import { connectToRedis } from "./redis-connection.js";

/** How a worker works. */
export interface QueueWork<Task, Outcome> {
  /** How many tasks at once. */
  readonly concurrency: number;
  /** Does a task, away from this thread: who does not say for ten seconds that it is at work loses its task to another. */
  readonly run: (task: Task) => Promise<Outcome>;
  /** Called when it begins to wait for tasks. */
  readonly onReady: () => void;
  /** Aborted, it takes no more tasks, and returns when those that it has are done. */
  readonly signal: AbortSignal;
}

/**
 * Takes tasks from a queue and does them until it is told to stop.
 * @throws InputError as `connectToRedis`; an error where the server is gone for good
 */
export async function workOnQueue<Task, Outcome>(
  url: string,
  { concurrency, run, onReady, signal }: QueueWork<Task, Outcome>,
): Promise<void> {
  const { bullmq } = await queuePackages();
  const connection = await connectToRedis(url);
  const worker = new bullmq.Worker<Task, Outcome>(QUEUE_NAME, (job: Job<Task, Outcome>) => run(job.data), {
    connection,
    concurrency,
    lockDuration: LOCK_MILLISECONDS,
    stalledInterval: STALLED_MILLISECONDS,
    maxStalledCount: MOST_LOST_WORKERS,
  });
  // It connects again by itself; when it cannot, the connection ends.
  worker.on("error", () => undefined);
  const gone = new Promise<never>((_, reject) => {
    connection.once("end", () => reject(new Error(`the queue is gone`)));
  });
  gone.catch(() => undefined);
  try {
    await worker.waitUntilReady();
    onReady();
    await Promise.race([aborted(signal), gone]);
  } finally {
    await worker.close();
    connection.disconnect();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
