import { randomUUID } from "node:crypto";
import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { Command } from "commander";
import { InputError } from "../model/input-error.js";
import { queuedTasks } from "../queue/queued-tasks.js";
import { inOrder } from "../series/in-order.js";
import { ThreadPool, workerCount } from "../series/thread-pool.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { absoluteOptions, inputColumns, outputColumns } from "./job-columns.js";
import type { Job } from "./job-files.js";
import { type JobOutcome, outcomeOf, type RunGrid } from "./job-outcome.js";
import { readJobs } from "./job-table.js";
import { packageVersion } from "./package-version.js";
import { lostText, type QueuedJob, refused, removeLeftovers } from "./queued-job.js";
import { partsWithoutQueue } from "./series-run.js";
import { complain, print, type Streams } from "./streams.js";

/** Jobs for each thread that are begun before the first of them is told, so that none waits for a long one. */
const AHEAD = 16;
/** Jobs whose parts are put together at a time; of each something is in memory. */
const CUT_AT_A_TIME = 4;

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
  if (options.eventsJson) throw new InputError("--events-json tells of one grid, and this is a table of jobs");
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === false) {
    throw new InputError(`${folder} is a file; a table of jobs takes a folder`, { field: "output", value: folder });
  }
  const reading = { maxInput: options.maxInput };
  const jobs = await readJobs(path, command, { folder, common, reading });
  checkQueue(jobs, queue, options);
  const files = outputsOf(jobs);
  for (const parent of new Set([folder, ...files.map(dirname)])) await mkdir(parent, { recursive: true });
  const results = queue === undefined ? outcomes(jobs, options, run) : outcomesOfQueue(queue, path, jobs, run);
  return told(path, jobs, results, options, streams);
}

/** @throws InputError for what says against each other where jobs are done */
function checkQueue(jobs: readonly Job[], queue: unknown, { resume }: JobsOptions): void {
  const cut = jobs.find(isCut);
  if (cut !== undefined && queue === undefined) throw partsWithoutQueue(cut.options.parts);
  if (queue !== undefined && resume && !jobs.every(isCut)) {
    throw new InputError(
      "--queue and --resume exclude each other, but for jobs with --parts: others are done as a whole",
    );
  }
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

/** The same, where workers do them: jobs as a whole, and those that are cut into parts. */
async function* outcomesOfQueue<Options>(
  url: string,
  path: string,
  jobs: readonly Job[],
  run: RunGrid<Options>,
): AsyncGenerator<JobOutcome, void> {
  const cut = inOrder(
    jobs.filter(isCut),
    ({ grid, options }) => outcomeOf({ grid, options: { ...options, queue: url } }, run),
    CUT_AT_A_TIME,
  );
  const whole = outcomesOfWhole(
    url,
    path,
    jobs.filter((job) => !isCut(job)),
  );
  const [nextCut, nextWhole] = [begun(cut), begun(whole)];
  try {
    for (const job of jobs) {
      const outcome = await (isCut(job) ? nextCut() : nextWhole());
      yield { ...outcome, complaints: outcome.complaints.map((complaint) => asGiven(complaint, job)) };
    }
  } finally {
    await cut.return();
    await whole.return();
  }
}

function isCut({ options }: Job): boolean {
  return options.parts !== undefined;
}

/** Asks for each value one ahead, and for the first at once: what is to be filed is filed before anything is waited for. */
function begun<Value>(source: AsyncGenerator<Value, void>): () => Promise<Value> {
  const ask = () => {
    const next = source.next();
    // It may fail before anybody waits for it.
    next.catch(() => undefined);
    return next;
  };
  let next = ask();
  return async () => {
    const { value } = await next;
    next = ask();
    return value as Value;
  };
}

async function* outcomesOfWhole(url: string, path: string, jobs: readonly Job[]): AsyncGenerator<JobOutcome, void> {
  if (jobs.length === 0) return;
  const run = randomUUID();
  const filed = jobs.map(
    ({ grid, options, outputs, line }, at): QueuedJob => ({
      kind: "job",
      grid: resolve(grid),
      options: { ...options, ...absoluteOptions(options) },
      outputs,
      place: `${basename(path)}:${line}`,
      version: packageVersion(),
      key: `${run}-${at}`,
    }),
  );
  const waiting = filed.values();
  for await (const outcome of queuedTasks(url, filed, (reason) => refused(lostText(reason)))) {
    await removeLeftovers(waiting.next().value as QueuedJob);
    yield outcome;
  }
}

/** Files are called as the table has them. */
function asGiven(complaint: string, { grid, options }: Job): string {
  const paths = [grid, ...[...inputColumns, ...outputColumns].map((name) => options[name])];
  return paths.reduce<string>(
    (text, path) => (typeof path === "string" ? text.replaceAll(resolve(path), path) : text),
    complaint,
  );
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
