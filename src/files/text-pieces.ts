import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import { readingProblem } from "./read-text.js";

const PIECE = 2 ** 20;

/**
 * The text of a file of any length, UTF-8, gzipped or not, in pieces that end where lines do.
 * @throws FormatError for a file that cannot be read, is not UTF-8, or not sound gzip
 */
export async function* textPieces(path: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  try {
    for await (const bytes of await unzippedStream(path)) {
      const text = rest + decoder.decode(bytes as Uint8Array, { stream: true });
      const end = text.lastIndexOf("\n") + 1;
      if (end > 0) yield text.slice(0, end);
      rest = text.slice(end);
    }
    rest += decoder.decode();
  } catch (error) {
    throw new FormatError(new InputError(problemOf(error)), { source: path });
  }
  if (rest !== "") yield rest;
}

async function unzippedStream(path: string): Promise<AsyncIterable<unknown>> {
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0);
  const raw = file.createReadStream({ start: 0, highWaterMark: PIECE });
  if (bytesRead < 2 || buffer[0] !== 0x1f || buffer[1] !== 0x8b) return raw;
  const unzipped = createGunzip();
  // What fails is heard by who reads the stream.
  pipeline(raw, unzipped, () => undefined);
  return unzipped;
}

function problemOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8";
  if (code?.startsWith("Z_")) return `it is not sound gzip: ${(error as Error).message}`;
  return readingProblem(error);
}
