import { InputError } from "../model/input-error.js";

export const outputFormats = ["table", "csv", "json", "tree"] as const;
export type OutputFormat = (typeof outputFormats)[number];

const byExtension: Readonly<Record<string, OutputFormat>> = { csv: "csv", json: "json", txt: "table" };

/**
 * The format asked for, or the one that goes with the file's name; a table on standard output.
 * @throws InputError for a name that says nothing
 */
export function outputFormat(asked: OutputFormat | undefined, path: string | undefined): OutputFormat {
  if (asked !== undefined) return asked;
  if (path === undefined) return "table";
  const extension = /\.([^./\\]+?)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  const format = byExtension[extension];
  if (format === undefined) {
    throw new InputError(`the name ${path} does not tell a format; give one: --format ${outputFormats.join("|")}`, {
      field: "format",
      value: path,
    });
  }
  return format;
}
