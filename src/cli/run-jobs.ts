import { randomUUID } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import { InputError } from "../model/input-error.js";
import { queuedTasks } from "../queue/queued-tasks.js";
import { inOrder } from "../series/in-order.js";
import { ThreadPool, workerCount } from "../series/thread-pool.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { inputColumns, outputColumns } from "./job-columns.js";
import type { Job } from "./job-files.js";
import { type JobOutcome, outcomeOf, type RunGrid } from "./job-outcome.js";
import { readJobs } from "./job-table.js";
import { packageVersion } from "./package-version.js";
import { type QueuedJob, refused, removeLeftovers } from "./queued-job.js";
import { complain, print, type Streams } from "./streams.js";

/** Jobs for each thread that are begun before the first of them is told, so that none waits for a long one. */
const AHEAD = 16;

/** What the command says of the run of all jobs, beside what it says of each. */
interface JobsOptions {
  output?: string;
  workers?: number;
  queue?: string;
  resume?: boolean;
  maxInput?: number;
  quiet?: boolean;
  eventsJson?: boolean;
}

/**
 * `cnab run JOBS.csv -o FOLDER`: the run of each row, many at a time. One that fails is told, and the others go on.
 * @param run what runs a grid
 */
export async function runJobs<Options extends JobsOptions>(
  path: string,
  command: Command,
  run: RunGrid<Options>,
  streams: Streams,
): Promise<ExitCode> {
  const options = command.opts<Options>();
  const { output: folder, stepsOutput, leavesOutput, queue, ...common } = options as Options & Record<string, unknown>;
  if (folder === undefined || folder === "-") {
    throw new InputError("a table of jobs takes the folder where all of them write: --output <folder>");
  }
  if (stepsOutput !== undefined || leavesOutput !== undefined) {
    throw new InputError("a table of jobs has columns steps_output and leaves_output in place of the options");
  }
  if (queue !== undefined && options.resume) {
    throw new InputError("--queue and --resume exclude each other: a job of a queue is done as a whole");
  }
  if (options.eventsJson) throw new InputError("--events-json tells of one grid, and this is a table of jobs");
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === false) {
    throw new InputError(`${folder} is a file; a table of jobs takes a folder`, { field: "output", value: folder });
  }
  const reading = { maxInput: options.maxInput };
  const jobs = await readJobs(path, command, { folder, common, reading });
  const files = outputsOf(jobs);
  for (const parent of new Set([folder, ...files.map(dirname)])) await mkdir(parent, { recursive: true });
  const results = queue === undefined ? outcomes(jobs, options, run) : outcomesOfQueue(queue, path, jobs);
  return told(path, jobs, results, options, streams);
}

/** The outcomes in the order of the jobs, whoever is done first. */
async function* outcomes<Options extends JobsOptions>(
  jobs: readonly Job[],
  options: Options,
  run: RunGrid<Options>,
): AsyncGenerator<JobOutcome, void> {
  const count = workerCount(options);
  if (count === 1) {
    for (const job of jobs) yield await outcomeOf(threadedJob(job, 1), run);
    return;
  }
  const threads = Math.min(count, jobs.length);
  // Where there are fewer jobs than threads, each may have several.
  const workers = Math.floor(count / threads);
  const pool = new ThreadPool(threads, undefined, undefined, new URL("./job-thread.js", import.meta.url));
  const runJob = (job: Job) =>
    pool
      .run<JobOutcome>("runJob", threadedJob(job, workers), [], "this job")
      .catch((error: Error) => refused(error.message));
  try {
    yield* inOrder(jobs, runJob, AHEAD * threads);
  } finally {
    await pool.close();
  }
}

/** The same, where workers do them. */
async function* outcomesOfQueue(url: string, path: string, jobs: readonly Job[]): AsyncGenerator<JobOutcome, void> {
  const run = randomUUID();
  const filed = jobs.map(
    ({ grid, options, outputs, line }, at): QueuedJob => ({
      grid: resolve(grid),
      options: { ...options, ...absolute(options) },
      outputs,
      place: `${basename(path)}:${line}`,
      version: packageVersion(),
      key: `${run}-${at}`,
    }),
  );
  const asked = jobs.values();
  const waiting = filed.values();
  for await (const outcome of queuedTasks(url, filed, (reason) => refused(reasonOf(reason)))) {
    await removeLeftovers(waiting.next().value as QueuedJob);
    const job = asked.next().value as Job;
    yield { ...outcome, complaints: outcome.complaints.map((complaint) => asGiven(complaint, job)) };
  }
}

/** Workers may stand in other folders. */
function absolute(options: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    [...inputColumns, ...outputColumns].flatMap((name) => {
      const path = options[name];
      return typeof path === "string" ? [[name, resolve(path)]] : [];
    }),
  );
}

/** Files are called as the table has them. */
function asGiven(complaint: string, { grid, options }: Job): string {
  const paths = [grid, ...[...inputColumns, ...outputColumns].map((name) => options[name])];
  return paths.reduce<string>(
    (text, path) => (typeof path === "string" ? text.replaceAll(resolve(path), path) : text),
    complaint,
  );
}

function reasonOf(reason: string): string {
  return /stalled/.test(reason) ? "every worker that took it has died; it is given up" : reason;
}

function threadedJob({ grid, options }: Job, workers: number): Pick<Job, "grid" | "options"> {
  return { grid, options: { ...options, workers } };
}

function outputsOf(jobs: readonly Job[]): string[] {
  return jobs.flatMap(({ options }) =>
    outputColumns.map((name) => options[name]).filter((path): path is string => path !== undefined),
  );
}

async function told(
  path: string,
  jobs: readonly Job[],
  outcomes: AsyncIterable<JobOutcome>,
  { quiet = false }: JobsOptions,
  streams: Streams,
): Promise<ExitCode> {
  const counts = new Map<ExitCode, number>();
  const waiting = jobs.values();
  for await (const { code, said, complaints } of outcomes) {
    const { line, outputs } = waiting.next().value as Job;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    const verdict = code === exitCode.badInput ? " failed" : "";
    if (!quiet) await print(streams.stdout, `${outputs.join(", ")}:${verdict}\n${said.replaceAll(/^(?=.)/gm, "  ")}`);
    for (const complaint of complaints) await complain(streams, `${path}:${line}: ${complaint}`);
  }
  const [failed, unanswered] = [counts.get(exitCode.badInput) ?? 0, counts.get(exitCode.noAnswer) ?? 0];
  const parts = [
    `${jobs.length} jobs: ${jobs.length - failed - unanswered} solved`,
    ...(unanswered > 0 ? [`${unanswered} with steps without an answer`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  if (!quiet) await print(streams.stdout, `${parts.join(", ")}\n`);
  if (failed > 0) return exitCode.badInput;
  return unanswered > 0 ? exitCode.noAnswer : exitCode.ok;
}
