import { pipeline, Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import type { Pieces } from "./part-file.js";

/** Whether a file of that name is gzipped. */
export function isZipped(path: string): boolean {
  return path.toLowerCase().endsWith(".gz");
}

/** A gzip member of its own, so that another may be appended to it. */
export function zippedBytes(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes);
}

/** The same, of what is longer than fits into memory. */
export function zippedPieces(pieces: Pieces): AsyncIterable<Uint8Array> {
  // Who reads is told what goes wrong.
  return pipeline(Readable.from(pieces), createGzip(), () => undefined);
}
