import { printable } from "../model/printable.js";
import { inChunks } from "../text/chunks.js";
import { FormatError } from "../text/format-error.js";

/** Where the program reads and prints; `process` is one. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/**
 * Resolves when the text is handed over; a text in pieces is not made faster than it is taken. A reader who has gone away
 * (`cnab solve grid.csv | head`) is no error.
 */
export async function print(
  stream: NodeJS.WritableStream,
  text: string | Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const pieces = typeof text === "string" ? [text] : Symbol.asyncIterator in text ? text : inChunks(text);
  for await (const piece of pieces) if (!(await isTaken(stream, piece))) return;
}

/** Whether the reader is still there. */
function isTaken(stream: NodeJS.WritableStream, piece: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const finish = (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== "EPIPE") reject(error);
      else resolve(!error);
      // After an error the stream also emits it, and without a listener that would end the process.
      if (!error) stream.off("error", finish);
    };
    stream.on("error", finish);
    stream.write(piece, finish);
  });
}

/**
 * One line on standard error. Where that fails, nobody can be told; the exit code still says it.
 * @param details lines behind it, printable as they are
 */
export function complain(streams: Streams, message: string, details = ""): Promise<void> {
  return print(streams.stderr, `cnab: ${printable(message)}\n${details}`).catch(() => undefined);
}

/** What went wrong, on standard error: all faults of a file, a line each. */
export function complainOf(streams: Streams, error: unknown): Promise<void> {
  const [message, ...others] = complaints(error);
  return complain(streams, message, others.map((other) => `${printable(other)}\n`).join(""));
}

/** What went wrong, for people; several messages where several things in a file did. */
export function complaints(error: unknown): readonly string[] {
  if (error instanceof FormatError && error.faults.length > 1) return error.message.split("\n");
  return [error instanceof Error ? error.message : String(error)];
}
