import { constants } from "node:buffer";
import { createReadStream } from "node:fs";
import { promisify } from "node:util";
import { gunzip, type ZlibOptions } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { decodeText } from "../text/decode-text.js";
import { FormatError } from "../text/format-error.js";
import { type FileFormat, fileFormat } from "./file-format.js";

// What one string can hold.
const GREATEST_LENGTH = constants.MAX_STRING_LENGTH;
const GIBIBYTE = 2 ** 30;
const PIECE = 2 ** 20;

/** How a file is read. */
export interface ReadOptions {
  /** What the path `-` reads. Default: the process's standard input. */
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /** The most bytes that are read, unzipped where the file is gzipped. Default: 1 GiB. */
  readonly maxInput?: number | undefined;
}

/** A text and what it is called in messages. */
export interface NamedText {
  readonly text: string;
  readonly source: string;
  readonly format: FileFormat;
}

/**
 * A file's text (`decodeText`), or that of standard input where the path is `-`. Gzip is known by its first bytes, the format
 * by the name or else by how the text begins (`fileFormat`).
 * @throws FormatError for a file that cannot be read, that is larger than `maxInput`, too large for one string, not sound
 * gzip, or no text
 */
export async function readText(path: string, options: ReadOptions = {}): Promise<NamedText> {
  const source = path === "-" ? "standard input" : path;
  const bytes = await readBytes(path, options);
  try {
    const text = decodeText(bytes);
    return { text, source, format: fileFormat(path, text) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FormatError(error, { source });
  }
}

/**
 * A file's bytes, unzipped, or those of standard input.
 * @throws FormatError as `readText`, but for what is no text
 */
export async function readBytes(path: string, options: ReadOptions = {}): Promise<Buffer> {
  const { stdin = process.stdin, maxInput = GIBIBYTE } = options;
  const limit = checkedLimit(maxInput);
  try {
    const stream = path === "-" ? stdin : createReadStream(path, { highWaterMark: PIECE });
    const bytes = await unzipped(await gather(stream, limit), limit);
    if (bytes.length > GREATEST_LENGTH)
      throw new InputError(`it is too large: at most ${GREATEST_LENGTH} bytes of text can be read`);
    return bytes;
  } catch (error) {
    const source = path === "-" ? "standard input" : path;
    throw new FormatError(error instanceof InputError ? error : new InputError(readingProblem(error)), { source });
  }
}

/** @throws InputError for what is not a number of bytes */
function checkedLimit(maxInput: number): number {
  if (maxInput > 0) return Math.min(maxInput, constants.MAX_LENGTH);
  throw new InputError(`maxInput is ${maxInput}; it must be a number of bytes, greater than 0`, {
    field: "maxInput",
    value: maxInput,
  });
}

async function gather(stream: AsyncIterable<Uint8Array | string>, limit: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    length += bytes.length;
    if (length > limit) throw overLimit("it has", limit);
    pieces.push(bytes);
  }
  return Buffer.concat(pieces, length);
}

async function unzipped(raw: Buffer, limit: number): Promise<Buffer> {
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  try {
    return await promisify<Uint8Array, ZlibOptions, Buffer>(gunzip)(raw, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw overLimit("unzipped it has", limit);
    throw new InputError(`it is not sound gzip: ${message}`);
  }
}

function overLimit(what: string, limit: number): InputError {
  const size = limit % GIBIBYTE === 0 ? `${limit / GIBIBYTE} GiB` : `${limit} bytes`;
  return new InputError(`${what} more than ${size}, the limit; a higher one is set by max-input`, {
    field: "maxInput",
    value: limit,
  });
}

/** What to say of a file that the system does not read. */
export function readingProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "it is a folder; expected a file";
    case "EACCES":
      return "it may not be read";
    default:
      return `it cannot be read: ${message}`;
  }
}
