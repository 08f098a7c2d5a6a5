import type { OpenFile } from "./import-options.js";

/**
 * Opens files that are at hand, those that were dropped on a page for one; letters in any case.
 * @param files texts by path from the folder of the first file, `/` between folders
 */
export function openAmong(files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): OpenFile {
  const entries = files instanceof Map ? [...files] : Object.entries(files as Readonly<Record<string, string>>);
  const texts = new Map(entries.map(([path, text]) => [path.toLowerCase(), text]));
  return (path) => texts.get(path.toLowerCase());
}
