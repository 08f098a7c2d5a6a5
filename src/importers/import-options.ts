import { InputError } from "../model/input-error.js";

/**
 * Opens a file that another one names.
 * @param path from the folder of the first file, with `/` between folders; letters in whatever case the naming file uses
 * @returns its text; `undefined` where there is no such file
 */
export type OpenFile = (path: string) => string | undefined | Promise<string | undefined>;

/** What all readers take. */
export interface ImportOptions {
  /** What to call the text in messages, e.g. the file's path. Default: the format's name. */
  readonly source?: string | undefined;
  /** Which ratings become limits. Default: `"normal"`. */
  readonly rating?: "normal" | "emergency" | undefined;
  /** Ratings in kVA times this are limits in kW; above 0, at most 1. Default: 1. */
  readonly powerFactor?: number | undefined;
  /** Current in A of lines and cables that the file gives no rating for. Default: none, they are unlimited. */
  readonly defaultAmps?: number | undefined;
  /** Refuse a grid that is not a tree by itself, and lines that are not understood, instead of reporting them. Default: false. */
  readonly strict?: boolean | undefined;
}

/** The options that readers work with: checked, and none absent but the current. */
export interface CheckedImportOptions {
  readonly source: string;
  readonly rating: "normal" | "emergency";
  readonly powerFactor: number;
  readonly defaultAmps: number | undefined;
  readonly strict: boolean;
}

/** @throws InputError for an option out of its range */
export function checkImportOptions(options: ImportOptions, format: string): CheckedImportOptions {
  const { source = format, rating = "normal", powerFactor = 1, defaultAmps, strict = false } = options;
  if (rating !== "normal" && rating !== "emergency") {
    throw new InputError(`rating is "${rating}"; it must be "normal" or "emergency"`, {
      field: "rating",
      value: rating,
    });
  }
  if (!(powerFactor > 0 && powerFactor <= 1)) {
    throw new InputError(`powerFactor is ${powerFactor}; it must be above 0 and at most 1`, {
      field: "powerFactor",
      value: powerFactor,
    });
  }
  if (defaultAmps !== undefined && !(defaultAmps > 0 && defaultAmps < Number.POSITIVE_INFINITY)) {
    throw new InputError(`defaultAmps is ${defaultAmps}; it must be finite and above 0`, {
      field: "defaultAmps",
      value: defaultAmps,
    });
  }
  return { source, rating, powerFactor, defaultAmps, strict };
}
