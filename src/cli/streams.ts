import { printable } from "../model/printable.js";

/** Where the program reads and prints; `process` is one. */
export interface Streams {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Resolves when the text is handed over. A reader who has gone away (`cnab solve grid.csv | head`) is no error. */
export function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: NodeJS.ErrnoException | null) => {
      if (error && error.code !== "EPIPE") reject(error);
      else resolve();
      // After an error the stream also emits it, and without a listener that would end the process.
      if (!error) stream.off("error", finish);
    };
    stream.on("error", finish);
    stream.write(text, finish);
  });
}

/**
 * One line on standard error.
 * @param details lines behind it, printable as they are
 */
export function complain(streams: Streams, message: string, details = ""): Promise<void> {
  return print(streams.stderr, `cnab: ${printable(message)}\n${details}`);
}
