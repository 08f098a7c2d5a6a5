import { InputError } from "../model/input-error.js";

export const pictureFormats = ["tree", "mermaid", "svg", "html"] as const;
export type PictureFormat = (typeof pictureFormats)[number];

const byExtension: Readonly<Record<string, PictureFormat>> = {
  txt: "tree",
  mmd: "mermaid",
  mermaid: "mermaid",
  svg: "svg",
  html: "html",
  htm: "html",
};

/**
 * The format asked for, or the one that goes with the file's name; a tree on standard output.
 * @throws InputError for a name that says nothing
 */
export function pictureFormat(asked: PictureFormat | undefined, path: string | undefined): PictureFormat {
  if (asked !== undefined) return asked;
  if (path === undefined) return "tree";
  const extension = /\.([^./\\]+?)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  const format = byExtension[extension];
  if (format === undefined) {
    throw new InputError(`the name ${path} does not tell a format; give one: --format ${pictureFormats.join("|")}`, {
      field: "format",
      value: path,
    });
  }
  return format;
}
