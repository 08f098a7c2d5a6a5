import { InputError } from "../model/input-error.js";

/**
 * The format asked for, or the one that goes with the file's name.
 * @param output path of the file; `undefined` for standard output
 * @param formats the first is that of standard output
 * @throws InputError for a name that says nothing
 */
export function formatOfName<Format extends string>(
  asked: Format | undefined,
  output: string | undefined,
  byExtension: Readonly<Record<string, Format>>,
  formats: readonly Format[],
): Format {
  if (asked !== undefined) return asked;
  if (output === undefined) return formats[0];
  const extension = /\.([^./\\]+?)(\.gz)?$/i.exec(output)?.[1].toLowerCase() ?? "";
  const format = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
  if (format !== undefined) return format;
  throw new InputError(`the name ${output} does not tell a format; give one: --format ${formats.join("|")}`, {
    field: "format",
    value: output,
  });
}
