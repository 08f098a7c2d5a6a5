import { randomUUID } from "node:crypto";
import { createWriteStream, openSync, rmSync, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { inChunks } from "../text/chunks.js";
import { atExit } from "./at-exit.js";
import { moveIntoPlace } from "./into-place.js";
import { checkOutput, type OutputPath, type WriteOptions, writingError } from "./output-path.js";

/**
 * Writes a file whole or not at all: to a temporary file beside it, which then takes its name. A path that ends in `.gz` is
 * gzipped. A text that comes in pieces, of bytes too, is never in memory as a whole.
 *
 * A file that is there keeps its permissions, and is not replaced where it is read-only. A link stays: the file is written
 * that it leads to, there or not. A signal that ends the process in between (SIGINT, SIGTERM, SIGHUP) leaves no temporary
 * file behind. A device or a pipe is written to as it is.
 * @throws FormatError where it cannot be written, and for a file that the options protect; what was there before is then
 * still there
 */
export async function writeText(
  path: string,
  text: string | Iterable<string> | AsyncIterable<string | Uint8Array>,
  options: WriteOptions = {},
): Promise<void> {
  const output = await checkOutput(path, options);
  const write = async (stream: WriteStream) => {
    const pieces = Readable.from(piecesOf(text));
    await (path.toLowerCase().endsWith(".gz") ? pipeline(pieces, createGzip(), stream) : pipeline(pieces, stream));
  };
  try {
    await (output.before === undefined || output.before.isFile()
      ? writeWhole(output, options.clobber ?? true, write)
      : writeThrough(output, write));
  } catch (error) {
    // What the text is made of may be at fault itself.
    if (error instanceof InputError) throw error;
    throw writingError(error, path);
  }
}

/** Pieces that come in their own time are taken to be long enough. */
function piecesOf(
  text: string | Iterable<string> | AsyncIterable<string | Uint8Array>,
): Iterable<string> | AsyncIterable<string | Uint8Array> {
  if (typeof text === "string") return [text];
  return Symbol.asyncIterator in text ? text : inChunks(text);
}

/** To a device or a pipe (/dev/stdout). A reader who has gone away is no error. */
async function writeThrough({ target }: OutputPath, write: (stream: WriteStream) => Promise<void>): Promise<void> {
  try {
    await write(createWriteStream(target));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}

async function writeWhole(
  output: OutputPath,
  clobber: boolean,
  write: (stream: WriteStream) => Promise<void>,
): Promise<void> {
  const { target, before } = output;
  const temporary = `${target}.${randomUUID()}.tmp`;
  const forget = atExit(() => rmSync(temporary, { force: true }));
  try {
    // Opened at once: a signal finds it either there or never made.
    const fd = openSync(temporary, "wx", before === undefined ? 0o666 : 0o600);
    await write(createWriteStream(temporary, { fd, flush: true }));
    await moveIntoPlace(temporary, output, clobber);
  } finally {
    await rm(temporary, { force: true });
    forget();
  }
}
