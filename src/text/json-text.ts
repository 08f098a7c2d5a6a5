import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { InputError } from "../model/input-error.js";
import { FormatError } from "./format-error.js";

/** @throws FormatError with line and column, for what is not JSON */
export function parseJson(text: string, source: string): unknown {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  try {
    return JSON.parse(json);
  } catch (error) {
    throw located(json, source, (error as SyntaxError).message);
  }
}

// JSON.parse is fast, and on some platforms silent about the place; jsonc-parser is asked only for that.
function located(json: string, source: string, message: string): FormatError {
  const errors: ParseError[] = [];
  try {
    parse(json, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // It recurses, and JSON.parse does not: nesting may be too deep for it.
    if (!(error instanceof RangeError)) throw error;
  }
  if (errors.length === 0) return new FormatError(new InputError(`not JSON: ${message}`), { source });
  const { error, offset } = errors[0];
  const before = json.slice(0, offset).split(/\r\n|\n|\r/);
  const problem = printParseErrorCode(error).replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return new FormatError(new InputError(`not JSON: ${problem.toLowerCase()}`), {
    source,
    line: before.length,
    column: before[before.length - 1].length + 1,
  });
}
