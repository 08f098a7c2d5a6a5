import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { moveIntoPlace } from "../files/into-place.js";
import { checkOutput } from "../files/output-path.js";
import { InputError } from "../model/input-error.js";
import { exitCode } from "./exit-code.js";
import { outputColumns } from "./job-columns.js";
import type { Job } from "./job-files.js";
import type { JobOutcome } from "./job-outcome.js";
import { packageVersion } from "./package-version.js";

/** A job as it stands in a queue. */
export interface QueuedJob extends Pick<Job, "grid" | "options" | "outputs"> {
  readonly kind: "job";
  /** What it is called in messages: table and line. */
  readonly place: string;
  /** Of the package that filed it: another may write other bytes. */
  readonly version: string;
  /** Unique: of the run, and of the job in it. */
  readonly key: string;
}

/**
 * Runs a job whose files are nobody else's until they are whole: each attempt writes into folders of its own, beside those
 * where the files belong, and moves them into place at the end. Who was taken for dead and is not does no harm: what it moves is the same.
 * @param attempt unique among the attempts at the job
 * @param run runs it
 */
export async function runApart(
  { grid, options, version, key }: QueuedJob,
  attempt: string,
  run: (job: Pick<Job, "grid" | "options">) => Promise<JobOutcome>,
): Promise<JobOutcome> {
  if (version !== packageVersion()) return refused(otherVersion(version));
  const files = outputColumns.flatMap((name) => {
    const path = options[name];
    return typeof path === "string" ? [{ name, path, apart: join(folderOf(path, key, attempt), basename(path)) }] : [];
  });
  const folders = [...new Set(files.map(({ apart }) => dirname(apart)))];
  const clobber = options.clobber !== false;
  try {
    for (const folder of folders) await mkdir(folder, { recursive: true });
    const redirected = Object.fromEntries(files.map(({ name, apart }) => [name, apart]));
    const outcome = await run({ grid, options: { ...options, ...redirected } });
    if (outcome.code !== exitCode.badInput) {
      for (const { path, apart } of files) await moveIntoPlace(apart, await checkOutput(path, { clobber }), clobber);
    }
    return { ...outcome, complaints: outcome.complaints.map((complaint) => inPlace(complaint, files)) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refused(error.message);
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}

export function otherVersion(version: string): string {
  return `it was filed by version ${version}, and this worker is ${packageVersion()}`;
}

/** Why a queue has given up what was filed, in words. */
export function lostText(reason: string): string {
  return /stalled/.test(reason) ? "every worker that took it has died; it is given up" : reason;
}

/** What a job comes to of which there is nothing. */
export function refused(reason: string): JobOutcome {
  return { code: exitCode.badInput, said: "", complaints: [reason] };
}

/** Removes what attempts at a job have left behind whose worker was killed. */
export async function removeLeftovers({ options, key }: QueuedJob): Promise<void> {
  const parents = new Set(
    outputColumns.flatMap((name) => (typeof options[name] === "string" ? [dirname(options[name])] : [])),
  );
  for (const parent of parents) {
    const left = await readdir(parent).catch(() => []);
    for (const name of left) {
      if (name.startsWith(prefixOf(key))) await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

function folderOf(path: string, key: string, attempt: string): string {
  return join(dirname(path), `${prefixOf(key)}${attempt}`);
}

function prefixOf(key: string): string {
  return `.cnab-${key}-`;
}

function inPlace(complaint: string, files: readonly { readonly path: string; readonly apart: string }[]): string {
  return files.reduce((text, { path, apart }) => text.replaceAll(apart, path), complaint);
}
