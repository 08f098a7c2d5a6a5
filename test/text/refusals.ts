import { expect } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { FormatError } from "../../src/text/format-error.js";
import { gridFromCsv } from "../../src/text/grid-csv.js";
import { gridFromJson } from "../../src/text/grid-json.js";

/** The error that reading the rows ends in, as grid.csv. */
export function csvRefusal(...lines: string[]): FormatError {
  return refusalOf(() => gridFromCsv(lines.join("\n"), "grid.csv"));
}

/** The error that reading the text ends in, as grid.json. */
export function jsonTextRefusal(text: string): FormatError {
  return refusalOf(() => gridFromJson(text, "grid.json"));
}

export function jsonRefusal(json: unknown): FormatError {
  return jsonTextRefusal(JSON.stringify(json));
}

function refusalOf(read: () => unknown): FormatError {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toBeInstanceOf(InputError);
    return error as FormatError;
  }
  throw new Error("nothing was refused");
}
