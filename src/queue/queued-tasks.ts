import { randomUUID } from "node:crypto";
import type { Job, QueueEvents } from "bullmq";
import { QUEUE_NAME } from "./queue-names.js";
import { queuePackages } from "./queue-packages.js";
import { connectToRedis } from "./redis-connection.js";

/** Seconds for which what a task came to is kept for whoever asked for it. */
const KEPT_SECONDS = 86_400;
/** How long is waited for who is at work on something that nobody wants any more. */
const ENDING_MILLISECONDS = 30_000;

/**
 * Files tasks in a queue, and gives what they come to, in their order, whoever takes them.
 * @param tasks what is plain data to JSON
 * @param failed what a task comes to that no worker could finish
 * @param onWaiting told how many are filed, before anything is waited for
 * @throws InputError as `connectToRedis`
 */
export async function* queuedTasks<Task extends object, Outcome>(
  url: string,
  tasks: readonly Task[],
  failed: (reason: string) => Outcome,
): AsyncGenerator<Outcome, void> {
  const { bullmq } = await queuePackages();
  const connection = await connectToRedis(url);
  const listening = await connectToRedis(url);
  const queue = new bullmq.Queue<Task, Outcome>(QUEUE_NAME, { connection });
  const events = new bullmq.QueueEvents(QUEUE_NAME, { connection: listening });
  // They connect again by themselves; what is lost for good is told where it is waited for.
  queue.on("error", () => undefined);
  events.on("error", () => undefined);
  const waiting = new Map<string, Job<Task, Outcome>>();
  try {
    await events.waitUntilReady();
    const run = randomUUID();
    const kept = { age: KEPT_SECONDS };
    const jobs = await queue.addBulk(
      tasks.map((data, at) => ({
        name: "run" as never,
        data: data as never,
        opts: { jobId: `${run}-${at}`, removeOnComplete: kept, removeOnFail: kept },
      })),
    );
    for (const job of jobs) waiting.set(job.id as string, job as Job<Task, Outcome>);
    for (const job of jobs) {
      yield await outcomeOf(job as Job<Task, Outcome>, events, failed);
      waiting.delete(job.id as string);
    }
  } finally {
    await Promise.all(Array.from(waiting.values(), (job) => givenUp(job, events)));
    await events.close();
    await queue.close();
    connection.disconnect();
    listening.disconnect();
  }
}

/** Takes back what nobody wants any more; who has begun it may end it. */
async function givenUp<Task, Outcome>(job: Job<Task, Outcome>, events: QueueEvents): Promise<void> {
  const isBegun = await job.remove().then(
    () => false,
    () => true,
  );
  if (isBegun) await job.waitUntilFinished(events, ENDING_MILLISECONDS).catch(() => undefined);
}

async function outcomeOf<Task, Outcome>(
  job: Job<Task, Outcome>,
  events: QueueEvents,
  failed: (reason: string) => Outcome,
): Promise<Outcome> {
  try {
    return await job.waitUntilFinished(events);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}
