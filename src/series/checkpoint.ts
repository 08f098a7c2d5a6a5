import { open, readFile, rename, rm } from "node:fs/promises";
import { writingError } from "../files/output-path.js";
import { readingProblem } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import type { RunIdentity } from "./run-identity.js";
import type { RunningProcess } from "./running-process.js";

const KIND = "a run of cnab, as far as it is";

/** Some blocks of a run, from its first on, and what is written of them. */
export interface Extent {
  readonly blocks: number;
  readonly steps: number;
  /** Bytes of each part, by its name beside the checkpoint. */
  readonly lengths: Readonly<Record<string, number>>;
  /** What was summed up over those blocks, as JSON. */
  readonly sums: string;
  /** Whether all is written, and nothing left to do but to give the files their names. */
  readonly isWhole: boolean;
}

/** How far a run is that writes files, for the one that goes on. */
export interface Checkpoint {
  readonly kind: typeof KIND;
  readonly writer: RunningProcess;
  readonly identity: RunIdentity;
  readonly done: Extent;
  /** What the disk had at some time before, whatever has happened to the machine since. */
  readonly flushed: Extent;
}

/** @throws FormatError where there is something else, and where it cannot be read */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new FormatError(new InputError(readingProblem(error)), { source: path });
  });
  if (text === undefined) return undefined;
  try {
    const read = JSON.parse(text);
    if (read.kind === KIND) return read;
  } catch {
    // Told below.
  }
  throw new FormatError(new InputError("it is in the way: expected what an interrupted run leaves there"), {
    source: path,
  });
}

/**
 * Writes it whole or not at all.
 * @param source what to call it in messages
 * @param isFlushed whether to wait until the disk has it
 * @throws FormatError where it cannot be written; what was there before then is still there
 */
export async function writeCheckpoint(
  path: string,
  checkpoint: Omit<Checkpoint, "kind">,
  source: string,
  isFlushed: boolean,
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    const file = await open(temporary, "w");
    try {
      await file.writeFile(JSON.stringify({ kind: KIND, ...checkpoint }));
      if (isFlushed) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    throw writingError(error, source);
  }
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(temporaryOf(path), { force: true });
  await rm(path, { force: true });
}

function temporaryOf(path: string): string {
  return `${path}.tmp`;
}
