import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import { writingError } from "./output-path.js";

/** Texts or bytes, one behind the other. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A file that is written from its beginning to its end, by as many processes as it takes, one after the other. */
export class PartFile {
  readonly #file: FileHandle;
  /** What it is called in messages. */
  readonly #source: string;
  /** A device or a pipe: what is written there goes where it goes. */
  readonly #isThrough: boolean;
  #length: number;
  #isReaderGone = false;

  private constructor(file: FileHandle, source: string, length: number, isThrough: boolean) {
    this.#file = file;
    this.#source = source;
    this.#length = length;
    this.#isThrough = isThrough;
  }

  /**
   * Begins a file.
   * @param source what it is called in messages
   * @param mode its permissions
   * @throws FormatError where something is there already, and where it cannot be written
   */
  static async begin(path: string, source: string, mode?: number): Promise<PartFile> {
    const file = await open(path, "wx", mode).catch((error) => {
      if (error.code !== "EEXIST") throw writingError(error, source);
      throw new FormatError(new InputError("it is in the way, and of no run that is known here"), { source: path });
    });
    return new PartFile(file, source, 0, false);
  }

  /** Writes to a device or a pipe as it is. @throws FormatError where it cannot be written */
  static async through(path: string, source: string): Promise<PartFile> {
    return new PartFile(await opened(path, "w", source), source, 0, true);
  }

  /**
   * Goes on behind the first bytes of a file; what is behind them is cut off.
   * @throws FormatError where it is shorter, and where it cannot be written
   */
  static async goOn(path: string, source: string, length: number): Promise<PartFile> {
    const file = await opened(path, "r+", path);
    const { size } = await file.stat();
    if (size < length) {
      await file.close();
      const problem = `it has ${size} bytes, and had ${length}: it is damaged`;
      throw new FormatError(new InputError(problem), { source: path });
    }
    const part = new PartFile(file, source, size, false);
    await part.cutTo(length);
    return part;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** @throws FormatError where it cannot be written; what the pieces throw */
  async append(pieces: Pieces): Promise<void> {
    for await (const piece of pieces) {
      try {
        await this.#write(typeof piece === "string" ? Buffer.from(piece) : piece);
      } catch (error) {
        // Nobody reads the pipe any more, which is no error.
        this.#isReaderGone = this.#isThrough && (error as NodeJS.ErrnoException).code === "EPIPE";
        if (!this.#isReaderGone) throw writingError(error, this.#source);
      }
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && !this.#isReaderGone; ) {
      const position = this.#isThrough ? null : this.#length;
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, position);
      at += bytesWritten;
      this.#length += bytesWritten;
    }
  }

  /** Cuts off what is behind the first bytes. @throws FormatError where that fails */
  async cutTo(length: number): Promise<void> {
    await this.#file.truncate(length).catch((error) => {
      throw writingError(error, this.#source);
    });
    this.#length = length;
  }

  /** Returns when the disk has what was appended. @throws FormatError where that fails */
  async flush(): Promise<void> {
    if (this.#isThrough) return;
    await this.#file.datasync().catch((error) => {
      throw writingError(error, this.#source);
    });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function opened(path: string, flags: string, source: string): Promise<FileHandle> {
  return open(path, flags).catch((error) => {
    throw writingError(error, source);
  });
}
