import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, join, parse, resolve, sep } from "node:path";
import type { OpenFile } from "../importers/import-options.js";
import { InputError } from "../model/input-error.js";
import { decodeText } from "../text/decode-text.js";
import { FormatError, withSource } from "../text/format-error.js";
import { type ReadOptions, readBytes } from "./read-text.js";

/**
 * Opens files of a folder and the folders in it, letters in any case, as `readText` reads them, but for NUL characters that have strayed into them.
 * @param allowOutside whether links, `..` and absolute paths may lead out of the folder
 */
export function openFolder(folder: string, allowOutside: boolean, reading: ReadOptions): OpenFile {
  const names = new Map<string, readonly string[]>();
  const namesIn = async (path: string): Promise<readonly string[]> => {
    const known = names.get(path) ?? (await readdir(path).catch(() => []));
    names.set(path, known);
    return known;
  };
  /** The path as the file system spells it; `undefined` where there is nothing. */
  const spelled = async (path: string): Promise<string | undefined> => {
    const { root } = parse(path);
    let found = root || resolve(folder);
    for (const step of path
      .slice(root.length)
      .split("/")
      .filter((name) => name !== "")) {
      if (step === "..") {
        found = join(found, "..");
        continue;
      }
      const all = await namesIn(found);
      const name = all.includes(step) ? step : all.find((other) => other.toLowerCase() === step.toLowerCase());
      if (name === undefined) return undefined;
      found = join(found, name);
    }
    return found;
  };
  return async (path) => {
    const found = await spelled(path);
    // Pipes and devices do not end.
    if (found === undefined || !(await stat(found).catch(() => undefined))?.isFile()) return undefined;
    if (!allowOutside && !(await realpath(found)).startsWith(withSeparator(await realpath(folder)))) {
      throw new FormatError(
        new InputError("a link leads out of the folder; allowOutside (--allow-outside) lets it be read"),
        {
          source: found,
        },
      );
    }
    const bytes = await readBytes(found, reading);
    return withSource(found, () => decodeText(withoutStrayNuls(bytes)));
  };
}

/** Programs that write these files leave a NUL here and there; more of them are UTF-16, or no text. */
function withoutStrayNuls(bytes: Uint8Array): Uint8Array {
  const count = bytes.reduce((sum, byte) => (byte === 0 ? sum + 1 : sum), 0);
  return count > 0 && count * 100 < bytes.length ? bytes.filter((byte) => byte !== 0) : bytes;
}

/** The folder that a file's paths start from. */
export function folderOfFile(path: string): string {
  return path === "-" ? "." : dirname(path);
}

function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
