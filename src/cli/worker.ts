import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import { workOnQueue } from "../queue/work-on-queue.js";
import { ThreadPool, workerCount } from "../series/thread-pool.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import type { JobOutcome } from "./job-outcome.js";
import { type QueuedJob, runApart } from "./queued-job.js";
import type { PartOutcome, QueuedPart } from "./queued-part.js";
import { positiveCount } from "./series-arguments.js";
import { complain, print, type Streams } from "./streams.js";

interface WorkerArguments {
  queue: string;
  concurrency?: number;
}

const examples = `
Examples:
  cnab worker --queue redis://queue.example:6379
  cnab worker --queue redis://localhost --concurrency 2

Takes jobs that "cnab run JOBS.csv --queue ... -o FOLDER" has filed, on any machine that sees the same files under the same names, until it is
stopped: with Ctrl-C or SIGTERM it finishes what it has begun. What a killed worker had is taken by another.
docs/scale.md says how to set it up.

Exit: 0 stopped, 2 bad usage, or no queue.`;

/** `cnab worker --queue URL`: does what others have filed. */
export function addWorkerCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  program
    .command("worker")
    .description("take jobs of cnab run --queue, on this machine, until it is stopped")
    .requiredOption("--queue <url>", "address of the Redis or Valkey server: redis://host:port")
    .option("--concurrency <count>", "how many jobs at once (default: one a core)", positiveCount)
    .addHelpText("after", examples)
    .action(async (options: WorkerArguments) => exit(await work(options, streams)));
}

async function work({ queue, concurrency }: WorkerArguments, streams: Streams): Promise<ExitCode> {
  const count = workerCount({ workers: concurrency });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  const pool = new ThreadPool(count, undefined, undefined, new URL("./job-thread.js", import.meta.url));
  try {
    await workOnQueue<QueuedJob | QueuedPart, JobOutcome | PartOutcome>(queue, {
      concurrency: count,
      run: (task) => (task.kind === "part" ? runPart(pool, task, streams) : runJob(pool, task, streams)),
      onReady: () => void print(streams.stdout, `waiting for jobs, ${count} at once\n`),
      signal: stopping.signal,
    });
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stop);
    await pool.close();
  }
  return exitCode.ok;
}

async function runJob(pool: ThreadPool, job: QueuedJob, streams: Streams): Promise<JobOutcome> {
  const { place, outputs } = job;
  const outcome = await runApart(job, randomUUID(), ({ grid, options }) =>
    pool.run<JobOutcome>("runJob", { grid, options: { ...options, workers: 1 } }, [], place),
  );
  const verdict = outcome.code === exitCode.badInput ? "failed" : "done";
  await print(streams.stdout, `${place}: ${outputs.join(", ")} ${verdict}\n`);
  for (const complaint of outcome.complaints) await complain(streams, `${place}: ${complaint}`);
  return outcome;
}

async function runPart(pool: ThreadPool, part: QueuedPart, streams: Streams): Promise<PartOutcome> {
  const outcome = await pool.run<PartOutcome>("runPart", { part, attempt: randomUUID() }, [], part.place);
  const { problem } = outcome;
  await print(streams.stdout, `${part.place} ${problem === undefined ? "done" : "failed"}\n`);
  if (problem !== undefined) await complain(streams, `${part.place}: ${problem}`);
  return outcome;
}
