import type { Told } from "../series/series-worker.js";
import type { Job } from "./job-files.js";
import { type JobOutcome, outcomeOf } from "./job-outcome.js";
import { runAsTold } from "./run-profiles.js";

/** Runs a job in this thread. */
export async function runJob(job: Pick<Job, "grid" | "options">): Promise<Told<JobOutcome>> {
  return { value: await outcomeOf(job, runAsTold) };
}
