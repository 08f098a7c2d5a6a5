import type { Told } from "../series/told-error.js";
import type { Job } from "./job-files.js";
import { type JobOutcome, outcomeOf } from "./job-outcome.js";
import { type PartOutcome, type QueuedPart, solvePart } from "./queued-part.js";
import { runAsTold } from "./run-profiles.js";

/** Runs a job in this thread. */
export async function runJob(job: Pick<Job, "grid" | "options">): Promise<Told<JobOutcome>> {
  return { value: await outcomeOf(job, runAsTold) };
}

/** Solves a part of a run in this thread. */
export async function runPart({
  part,
  attempt,
}: {
  readonly part: QueuedPart;
  readonly attempt: string;
}): Promise<Told<PartOutcome>> {
  return { value: await solvePart(part, attempt) };
}
