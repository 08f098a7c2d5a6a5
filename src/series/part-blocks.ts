import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { writingError } from "../files/output-path.js";
import { readingProblem } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import type { EncodedBlock } from "./encode-block.js";

/** In front of each block: how many bytes it has. */
const LENGTH_BYTES = 8;

/**
 * Writes some blocks of a run into a file, for another process to put them where they belong. It has its name when it is whole, and not before.
 * @param attempt unique among those who may write the same one at the same time; `path-attempt` is what they leave where they are killed
 * @throws FormatError where it cannot be written; what the blocks throw
 */
export async function writePart(path: string, attempt: string, blocks: AsyncIterable<EncodedBlock>): Promise<void> {
  const temporary = `${path}-${attempt}`;
  const failed = (error: unknown): never => {
    throw writingError(error, path);
  };
  const file = await open(temporary, "wx").catch(failed);
  try {
    try {
      for await (const block of blocks) {
        const bytes = serialize(block);
        const length = Buffer.alloc(LENGTH_BYTES);
        length.writeDoubleLE(bytes.length);
        await file.writeFile(length).catch(failed);
        await file.writeFile(bytes).catch(failed);
      }
    } finally {
      await file.close();
    }
    await rename(temporary, path).catch(failed);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The blocks of a file that `writePart` has made. @throws FormatError where it cannot be read, or is damaged */
export async function* readPart(path: string): AsyncGenerator<EncodedBlock, void> {
  const told = (problem: string) => new FormatError(new InputError(problem), { source: path });
  const file = await open(path).catch((error) => {
    throw told(readingProblem(error));
  });
  try {
    for (;;) {
      const length = await bytesOf(file, LENGTH_BYTES);
      if (length.length === 0) return;
      const expected = length.length < LENGTH_BYTES ? Number.POSITIVE_INFINITY : length.readDoubleLE();
      const bytes = Number.isSafeInteger(expected) && expected >= 0 ? await bytesOf(file, expected) : undefined;
      if (bytes?.length !== expected) throw told("it is damaged");
      yield deserialize(bytes) as EncodedBlock;
    }
  } finally {
    await file.close();
  }
}

/** As many as there are. */
async function bytesOf(file: FileHandle, count: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(count);
  let at = 0;
  while (at < count) {
    const { bytesRead } = await file.read(bytes, at, count - at, null);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}
