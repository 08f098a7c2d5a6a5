import { readFile, rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { moveIntoPlace } from "../files/into-place.js";
import { checkOutput, type OutputPath, type WriteOptions, writingError } from "../files/output-path.js";
import { PartFile, type Pieces } from "../files/part-file.js";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import { type Checkpoint, type Extent, readCheckpoint, removeCheckpoint, writeCheckpoint } from "./checkpoint.js";
import { changeOf, type RunIdentity } from "./run-identity.js";
import { isAnotherAtWork, thisProcess } from "./running-process.js";

/** Checkpoints take no more than one part in so many of the time, and so does waiting for the disk. */
const SHARE = 20;

/** How a run's files are opened. */
export interface RunFilesOptions {
  /** Whether to go on where an interrupted run has ended. */
  readonly isResumed: boolean;
  readonly writing: WriteOptions;
  /** Outputs for which something is kept beside them until they are whole (`appendIndex`). */
  readonly indexed?: readonly string[] | undefined;
}

interface RunFile {
  /** As the user has it. */
  readonly path: string;
  readonly output: OutputPath;
  /** Where it is written until it is whole. */
  readonly partPath: string;
  readonly isDevice: boolean;
  /** Kept until all is whole, and then removed. */
  readonly isIndex: boolean;
  /** Open, while there is something to write. */
  part?: PartFile | undefined;
}

const nothing: Extent = { blocks: 0, steps: 0, lengths: {}, sums: "null", isWhole: false };

/** Something that is done now and then, not too often for what it costs. */
class Occasion {
  #end = Number.NEGATIVE_INFINITY;
  #cost = 0;

  get isDue(): boolean {
    return performance.now() - this.#end >= this.#cost * SHARE;
  }

  async take(work: () => Promise<void>): Promise<void> {
    const begin = performance.now();
    await work();
    this.#end = performance.now();
    this.#cost = this.#end - begin;
  }
}

/**
 * The files that a run writes, block by block: under part names until all of them are whole, with a checkpoint beside the first
 * that says how far they are. A process that is killed leaves them, and the next one goes on from the last checkpoint.
 */
export class RunFiles {
  readonly #files: readonly RunFile[];
  readonly #identity: RunIdentity;
  /** The first output that is a file, which the checkpoint stands beside. */
  readonly #first: RunFile | undefined;
  readonly #checkpointPath: string | undefined;
  readonly #clobber: boolean;
  #resumed: Extent | undefined;
  #replaced: Extent | undefined;
  /** Whole blocks, but for their sums, which `#sums` tells. */
  #extent = nothing;
  #sums = () => nothing.sums;
  #committed = nothing;
  #flushed = nothing;
  readonly #commits = new Occasion();
  readonly #flushes = new Occasion();

  private constructor(files: readonly RunFile[], identity: RunIdentity, clobber: boolean) {
    this.#files = files;
    this.#identity = identity;
    this.#first = files.find(({ isDevice }) => !isDevice);
    this.#checkpointPath = this.#first && `${this.#first.output.target}.checkpoint`;
    this.#clobber = clobber;
  }

  /**
   * @param paths the outputs, by the names that they are to have
   * @throws FormatError for an output that may not be written, another process that is at work on it, and where the run that was
   * interrupted is another: it says what has changed
   */
  static async open(
    paths: readonly string[],
    identity: RunIdentity,
    { isResumed, writing, indexed = [] }: RunFilesOptions,
  ): Promise<RunFiles> {
    const files = await filesOf(paths, indexed, writing);
    const device = files.find(({ isDevice }) => isDevice);
    if (device && isResumed) {
      throw outputError(device.path, "it is no file, and what was written there cannot be gone on with");
    }
    const opened = new RunFiles(files, identity, writing.clobber ?? true);
    const found = await opened.#found(isResumed);
    await (isResumed && found ? opened.#goOn(found) : opened.#begin(found));
    return opened;
  }

  /** What this run goes on from; `undefined` where there was nothing. */
  get resumed(): Extent | undefined {
    return this.#resumed;
  }

  /** How far an interrupted run was in whose place this one begins. */
  get replaced(): Extent | undefined {
    return this.#replaced;
  }

  /** Steps that who goes on need not solve again. */
  get stepsKept(): number {
    return this.#committed.steps;
  }

  /** Appends to an output, as it is. @throws FormatError where it cannot be written; what the pieces throw */
  async append(path: string, pieces: Pieces): Promise<void> {
    await this.#partOf(path, false)?.append(pieces);
  }

  /** Appends to what is kept beside an output; nothing for one that has no such thing. */
  async appendIndex(path: string, pieces: Pieces): Promise<void> {
    await this.#partOf(path, true)?.append(pieces);
  }

  /** Bytes of an output so far. */
  lengthOf(path: string): number {
    return this.#partOf(path, false)?.length ?? 0;
  }

  /** What is kept beside an output. */
  async indexOf(path: string): Promise<Uint8Array> {
    const file = this.#files.find((known) => known.path === path && known.isIndex);
    return file === undefined ? new Uint8Array() : readFile(file.partPath);
  }

  /**
   * Says that all of some blocks is written, which is what is kept from now on.
   * @param steps how many they have
   * @param sums what is summed up over all blocks so far, as JSON; called when it is wanted, until this is called again
   */
  async endBlocks(count: number, steps: number, sums: () => string): Promise<void> {
    const { blocks, steps: before } = this.#extent;
    this.#extent = { ...this.#extent, blocks: blocks + count, steps: before + steps, lengths: this.#lengths() };
    this.#sums = sums;
    if (this.#commits.isDue) await this.#commits.take(() => this.#commit(this.#flushes.isDue));
  }

  /** Gives all files their names, and removes what was kept beside them. @throws FormatError where that fails */
  async finish(): Promise<void> {
    if (!this.#extent.isWhole) {
      this.#extent = { ...this.#extent, lengths: this.#lengths(), isWhole: true };
      await this.#commit(true);
    }
    await this.#close();
    for (const { path, output, partPath, isDevice, isIndex } of this.#files) {
      if (isDevice || isIndex) continue;
      await moveIntoPlace(partPath, output, this.#clobber).catch((error) => {
        // A process that was killed here has given it its name already.
        if (this.#resumed?.isWhole && error.code === "ENOENT") return;
        throw writingError(error, path);
      });
    }
    await this.#remove();
  }

  /**
   * Ends before the files are whole. Blocks that are done are kept, unless they are of no use.
   * @returns whether there is something to go on from
   */
  async stop(isOfUse: boolean): Promise<boolean> {
    const isKept = isOfUse && this.#files.every(({ isDevice }) => !isDevice);
    if (isKept && !this.#extent.isWhole && this.#extent.blocks > 0) {
      // Where the disk is full even so, the checkpoint before is still there.
      await this.#cutBack()
        .then(() => this.#commit(true))
        .catch(() => undefined);
    }
    await this.#close();
    if (isKept && this.stepsKept > 0) return true;
    await this.#remove();
    return false;
  }

  /**
   * What an interrupted run has left.
   * @throws FormatError where this one cannot take its place
   */
  async #found(isResumed: boolean): Promise<Checkpoint | undefined> {
    if (this.#first === undefined || this.#checkpointPath === undefined) return undefined;
    const { path } = this.#first;
    const found = await readCheckpoint(this.#checkpointPath);
    if (found && isAnotherAtWork(found.writer)) {
      throw outputError(path, `process ${found.writer.pid} is at work on it; wait for it, or end it first`);
    }
    const change = isResumed && found ? changeOf(found.identity, this.#identity) : undefined;
    if (change === undefined) return found;
    throw outputError(path, `the interrupted run cannot be resumed: ${change}; without --resume it starts anew`);
  }

  async #begin(replaced: Checkpoint | undefined): Promise<void> {
    this.#replaced = replaced?.done;
    const folder = dirname(this.#checkpointPath ?? ".");
    for (const name of Object.keys(replaced?.done.lengths ?? {})) await rm(join(folder, name), { force: true });
    // The checkpoint comes first: parts that it does not name are somebody else's.
    this.#extent = { ...nothing, lengths: this.#lengths() };
    this.#flushed = this.#extent;
    await this.#write(false);
    try {
      for (const file of this.#files) await this.#beginPart(file);
    } catch (error) {
      const begun = this.#files.filter(({ part }) => part !== undefined);
      await this.#close();
      await this.#remove(begun);
      throw error;
    }
  }

  async #beginPart(file: RunFile): Promise<void> {
    const { path, output, partPath, isDevice } = file;
    const mode = output.before === undefined ? 0o666 : 0o600;
    file.part = isDevice ? await PartFile.through(output.target, path) : await PartFile.begin(partPath, path, mode);
  }

  async #goOn({ done, flushed }: Checkpoint): Promise<void> {
    const from = (await this.#isThere(done)) ? done : flushed;
    this.#resumed = from;
    this.#extent = from;
    this.#flushed = from;
    this.#committed = from;
    this.#sums = () => from.sums;
    if (from.isWhole) return;
    for (const file of this.#files) {
      const length = from.lengths[this.#nameOf(file)];
      // It may have been killed before it was made.
      if (length === 0) await rm(file.partPath, { force: true });
      if (length === 0) await this.#beginPart(file);
      else file.part = await PartFile.goOn(file.partPath, file.path, length);
    }
    await this.#write(false);
  }

  /** Whether the parts have what they are to have; where the machine has failed, they may be shorter. */
  async #isThere({ lengths, isWhole }: Extent): Promise<boolean> {
    if (isWhole) return true;
    for (const file of this.#files) {
      const size = await stat(file.partPath).then(
        (found) => found.size,
        () => 0,
      );
      if (size < lengths[this.#nameOf(file)]) return false;
    }
    return true;
  }

  #partOf(path: string, isIndex: boolean): PartFile | undefined {
    return this.#files.find((file) => file.path === path && file.isIndex === isIndex)?.part;
  }

  /** Of a part, beside the checkpoint. */
  #nameOf({ partPath }: RunFile): string {
    return relative(dirname(this.#checkpointPath as string), partPath);
  }

  #lengths(): Record<string, number> {
    const own = this.#files.filter(({ isDevice }) => !isDevice);
    return Object.fromEntries(own.map((file) => [this.#nameOf(file), file.part?.length ?? 0]));
  }

  async #commit(isFlushed: boolean): Promise<void> {
    const extent = { ...this.#extent, sums: this.#sums() };
    if (isFlushed) {
      await this.#flushes.take(async () => {
        for (const { part } of this.#files) await part?.flush();
      });
      this.#flushed = extent;
    }
    this.#extent = extent;
    await this.#write(isFlushed);
    this.#committed = extent;
  }

  async #write(isFlushed: boolean): Promise<void> {
    if (this.#first === undefined || this.#checkpointPath === undefined) return;
    const checkpoint = { writer: thisProcess(), identity: this.#identity, done: this.#extent, flushed: this.#flushed };
    await writeCheckpoint(this.#checkpointPath, checkpoint, this.#first.path, isFlushed);
  }

  /** Gives back what a block takes that was not done. */
  async #cutBack(): Promise<void> {
    for (const file of this.#files) await file.part?.cutTo(this.#extent.lengths[this.#nameOf(file)]);
  }

  async #close(): Promise<void> {
    for (const file of this.#files) {
      await file.part?.close();
      file.part = undefined;
    }
  }

  async #remove(files = this.#files): Promise<void> {
    for (const { partPath, isDevice } of files) if (!isDevice) await rm(partPath, { force: true });
    if (this.#checkpointPath !== undefined) await removeCheckpoint(this.#checkpointPath);
  }
}

/** @param indexed outputs that have something beside them */
async function filesOf(
  paths: readonly string[],
  indexed: readonly string[],
  writing: WriteOptions,
): Promise<readonly RunFile[]> {
  const files: RunFile[] = [];
  for (const path of paths) {
    const output = await checkOutput(path, writing);
    const isDevice = output.before !== undefined && !output.before.isFile();
    files.push({ path, output, partPath: `${output.target}.part`, isDevice, isIndex: false });
    if (indexed.includes(path) && !isDevice) {
      files.push({ path, output, partPath: `${output.target}.index.part`, isDevice, isIndex: true });
    }
  }
  return files;
}

function outputError(source: string, problem: string): FormatError {
  return new FormatError(new InputError(problem), { source });
}
