import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isThere } from "../files/is-there.js";
import { InputError } from "../model/input-error.js";
import { writePart } from "../series/part-blocks.js";
import { hashOfIdentity } from "../series/run-identity.js";
import { StepError } from "../series/run-profiles.js";
import { identityOfRun } from "./identity-of-run.js";
import type { Job } from "./job-files.js";
import { type OpenedRun, openRun, type RunOptions } from "./open-run.js";
import { packageVersion } from "./package-version.js";
import { otherVersion } from "./queued-job.js";
import { type BlockRange, blockOutputs, encodedBlocks, type RunOutputs } from "./series-run.js";

/** Some blocks of a run as they stand in a queue. */
export interface QueuedPart extends Pick<Job, "grid" | "options">, BlockRange {
  readonly kind: "part";
  readonly endBlock: number;
  /** What it is called in messages: where the run is, and which steps. */
  readonly place: string;
  /** Of the package that filed it: another may write other bytes. */
  readonly version: string;
  /** Of all that the run's answer follows from. */
  readonly hash: string;
  readonly outputs: RunOutputs;
  /** Where the blocks go, under a name that says the run, the steps and the hash. */
  readonly path: string;
}

/** What has become of a part: it stands under its name, or why it does not. */
export interface PartOutcome {
  readonly problem?: string | undefined;
  /** Whether whoever tries again comes to the same. */
  readonly isLasting?: boolean | undefined;
}

let opened: (OpenedRun & { readonly key: string }) | undefined;

/**
 * Solves a part, and writes it under its name; where it is there already, there is nothing to do.
 * @param attempt unique among the attempts at it
 */
export async function solvePart(part: QueuedPart, attempt: string): Promise<PartOutcome> {
  const { version, path, options, firstBlock, endBlock, outputs } = part;
  if (version !== packageVersion()) return { problem: otherVersion(version), isLasting: false };
  if (await isThere(path)) return {};
  try {
    const { run } = await openedRun(part);
    const asked = { ...(options as unknown as RunOptions), workers: 1 };
    const wanted = blockOutputs(run, outputs, asked);
    await writePart(path, attempt, encodedBlocks(run, asked, wanted, { firstBlock, endBlock }));
    return {};
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problem: error.message, isLasting: error instanceof StepError };
  }
}

/** What is read stays, for the next part of the same run. */
async function openedRun({ grid, options, outputs, hash }: QueuedPart): Promise<OpenedRun> {
  const key = JSON.stringify([grid, options, outputs, hash]);
  if (opened?.key === key) return opened;
  opened = undefined;
  const asked = options as unknown as RunOptions;
  const silent = { remark: async () => undefined, reading: async () => undefined };
  const found = await openRun(grid, asked.profiles as string, asked, { maxInput: asked.maxInput }, silent);
  const identity = await identityOfRun(found.run, found.inputs, asked, outputs);
  if (hashOfIdentity(identity) !== hash) {
    throw new InputError("what this worker finds under the names of the inputs is not what was filed");
  }
  opened = { ...found, key };
  return opened;
}

/** Removes what attempts at a part have left behind whose worker was killed. */
export async function removeAttempts({ path }: QueuedPart): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(path)}-`)) await rm(join(folder, name), { force: true });
  }
}
