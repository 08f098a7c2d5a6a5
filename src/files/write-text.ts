import { randomUUID } from "node:crypto";
import { open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";

/**
 * Writes a file whole or not at all: to a temporary file beside it, which then takes its name. A path that ends in `.gz` is
 * gzipped.
 * @throws FormatError where it cannot be written; what was there before is then still there
 */
export async function writeText(path: string, text: string): Promise<void> {
  const bytes = path.toLowerCase().endsWith(".gz") ? await promisify(gzip)(text) : text;
  try {
    await writeWhole(path, bytes);
  } catch (error) {
    throw new FormatError(new InputError(`it cannot be written: ${(error as Error).message}`), { source: path });
  }
}

async function writeWhole(path: string, bytes: string | Uint8Array): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  // A device or a pipe (/dev/stdout) must be written to, not replaced.
  if (before !== undefined && !before.isFile()) return writeFile(path, bytes);

  // A link stays, and what it points to is replaced.
  const target = before === undefined ? path : await realpath(path);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, "wx", before?.mode ?? 0o666);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
