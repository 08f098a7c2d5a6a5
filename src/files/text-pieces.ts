import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import { readingProblem } from "./read-text.js";

const PIECE = 2 ** 20;
const LINE_END = 0x0a;

/**
 * The text of a file of any length, UTF-8, gzipped or not, in pieces that end where lines do.
 * @throws FormatError for a file that cannot be read, is not UTF-8, or not sound gzip
 */
export async function* textPieces(path: string): AsyncGenerator<string, void> {
  // Whole lines are decoded, not a stream: of that Node makes texts of two bytes a character, and whatever they become part of is slow.
  let decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes);
    // A byte-order mark stands at the beginning alone.
    decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return text;
  };
  let rest: Uint8Array[] = [];
  try {
    for await (const piece of await unzippedStream(path)) {
      const bytes = piece as Uint8Array;
      const end = bytes.lastIndexOf(LINE_END) + 1;
      if (end > 0) {
        yield decoded(Buffer.concat([...rest, bytes.subarray(0, end)]));
        rest = [];
      }
      rest.push(bytes.subarray(end));
    }
    const last = decoded(Buffer.concat(rest));
    if (last !== "") yield last;
  } catch (error) {
    throw new FormatError(new InputError(problemOf(error)), { source: path });
  }
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
