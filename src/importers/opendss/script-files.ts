import { InputError } from "../../model/input-error.js";
import { FormatError } from "../../text/format-error.js";
import type { OpenFile } from "../import-options.js";
import type { ScriptLine } from "./dss-object.js";
import { folderOf, leadsOut, pathFrom } from "./script-path.js";

/** A file that is being read, and how far. */
export interface OpenScript {
  /** From the first file's folder; `undefined` for the first file itself. */
  readonly path: string | undefined;
  readonly source: string;
  folder: string;
  readonly lines: readonly string[];
  next: number;
  inComment: boolean;
}

// Scripts that open scripts that open scripts: no real one comes near.
const GREATEST_OPENINGS = 100_000;
const GREATEST_LENGTH = 2 ** 30;

/** Opens the files that scripts name: none outside of the first one's folder, none within itself, not without end. */
export class ScriptFiles {
  /** The files that are being read, each opened by the one before. */
  readonly open: OpenScript[] = [];
  readonly #openFile: OpenFile | undefined;
  readonly #allowOutside: boolean;
  readonly #sourceFolder: string;
  #openings = 0;
  #length = 0;

  constructor(source: string, openFile: OpenFile | undefined, allowOutside: boolean) {
    this.#openFile = openFile;
    this.#allowOutside = allowOutside;
    this.#sourceFolder = folderOf(source.replaceAll("\\", "/"));
  }

  begin(path: string | undefined, source: string, text: string): void {
    this.open.push({
      path,
      source,
      folder: path === undefined ? "" : folderOf(path),
      lines: text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/),
      next: 0,
      inComment: false,
    });
  }

  /**
   * Begins to read the script that a line names.
   * @throws FormatError where it cannot be opened, or is being read already
   */
  async enter(written: string, at: ScriptLine): Promise<OpenScript> {
    const path = pathFrom(at.folder, written);
    const text = await this.#text(path, written, at);
    if (text === undefined) throw placed(`there is no file "${written}" to read`, at);
    const source = this.#shownPath(path);
    if (this.open.some((script) => script.path?.toLowerCase() === path.toLowerCase() || script.source === source)) {
      throw placed(`"${written}" is being read already: it would read itself without end`, at);
    }
    this.begin(path, source, text);
    return this.open[this.open.length - 1];
  }

  /**
   * The text of a file that a line names for its data; `undefined` where there is none.
   * @throws FormatError where it may not be opened
   */
  data(written: string, at: ScriptLine): Promise<string | undefined> {
    return this.#text(pathFrom(at.folder, written), written, at);
  }

  async #text(path: string, written: string, at: ScriptLine): Promise<string | undefined> {
    if (leadsOut(path) && !this.#allowOutside) {
      throw placed(
        `"${written}" is outside of the folder of the first file; allowOutside (--allow-outside) lets it be read`,
        at,
      );
    }
    this.#openings++;
    if (this.#openings > GREATEST_OPENINGS) throw placed(`more than ${GREATEST_OPENINGS} files are opened`, at);
    const text = await this.#openFile?.(path);
    this.#length += text?.length ?? 0;
    if (this.#length > GREATEST_LENGTH) throw placed(`more than ${GREATEST_LENGTH} characters are read`, at);
    return text;
  }

  #shownPath(path: string): string {
    return this.#sourceFolder === "" || leadsOut(path) ? path : `${this.#sourceFolder}/${path}`;
  }
}

function placed(problem: string, { source, line }: ScriptLine): FormatError {
  return new FormatError(new InputError(problem), { source, line });
}
