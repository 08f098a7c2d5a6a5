import { createScanner, type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { FormatError } from "./format-error.js";

/** The scanner's `SyntaxKind`, which is declared so that its names cannot be imported. */
const tokens = {
  openBrace: 1,
  closeBrace: 2,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  string: 10,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  blank: 15,
  end: 17,
} as const;

/** @throws FormatError with line and column, for what is not JSON, and for an object that has a key twice */
export function parseJson(text: string, source: string): unknown {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw syntaxError(json, source, (error as SyntaxError).message);
  }
  // JSON.parse keeps the last of two keys and says nothing; counting them is much cheaper than looking for the same.
  if (keysOf(json) !== keysIn(value)) throw duplicateKey(json, source);
  return value;
}

// JSON.parse is fast, and on some platforms silent about the place; jsonc-parser is asked only for that.
function syntaxError(json: string, source: string, message: string): FormatError {
  const errors: ParseError[] = [];
  try {
    parse(json, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    // It recurses, and JSON.parse does not: nesting may be too deep for it.
    if (!(error instanceof RangeError)) throw error;
  }
  const [first] = errors;
  const foreign = foreignSyntax(json, first?.offset ?? json.length);
  if (foreign !== undefined) return errorAt(json, source, foreign.offset, foreign.problem);
  if (first === undefined) return new FormatError(new InputError(`not JSON: ${excerpt(message)}`), { source });
  const problem = printParseErrorCode(first.error).replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return errorAt(json, source, first.offset, `not JSON: ${problem.toLowerCase()}`);
}

/** What other dialects have up to an offset, and JSON has not. */
function foreignSyntax(json: string, until: number): { offset: number; problem: string } | undefined {
  const scanner = createScanner(json, false);
  let comma = -1;
  for (let token: number = scanner.scan(); token !== tokens.end; token = scanner.scan()) {
    const offset = scanner.getTokenOffset();
    if (offset > until) return undefined;
    switch (token) {
      case tokens.lineComment:
      case tokens.blockComment:
        return { offset, problem: 'a comment: JSON has none; a remark on a node goes under "$comment"' };
      case tokens.closeBrace:
      case tokens.closeBracket:
        if (comma >= 0) return { offset: comma, problem: "a trailing comma: JSON has none; take it away" };
        break;
      case tokens.blank:
      case tokens.lineBreak:
        break;
      default:
        comma = token === tokens.comma ? offset : -1;
    }
  }
  return undefined;
}

/** How many keys the text has. It is known to be JSON. */
function keysOf(json: string): number {
  let count = 0;
  for (let at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) {
    do at = json.indexOf('"', at + 1);
    while (isEscaped(json, at));
    let next = at + 1;
    while (json.charCodeAt(next) <= SPACE) next++;
    if (json[next] === ":") count++;
  }
  return count;
}

const SPACE = 0x20;

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json[first - 1] === "\\") first--;
  return (at - first) % 2 === 1;
}

/** How many keys the objects in a value have. */
function keysIn(value: unknown): number {
  let count = 0;
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== "object" || next === null) continue;
    const values = Object.values(next);
    if (!Array.isArray(next)) count += values.length;
    for (const inner of values) if (typeof inner === "object") pending.push(inner);
  }
  return count;
}

function duplicateKey(json: string, source: string): FormatError {
  const scanner = createScanner(json, true);
  const open: Map<string, number>[] = [];
  let key = "";
  let offset = 0;
  for (let token: number = scanner.scan(); token !== tokens.end; token = scanner.scan()) {
    if (token === tokens.openBrace) open.push(new Map());
    else if (token === tokens.closeBrace) open.pop();
    else if (token === tokens.string) {
      key = scanner.getTokenValue();
      offset = scanner.getTokenOffset();
    } else if (token === tokens.colon) {
      const keys = open[open.length - 1];
      const first = keys.get(key);
      if (first !== undefined) {
        const problem = `the key "${excerpt(key)}" stands in the same object as in line ${placeOf(json, first).line}`;
        return errorAt(json, source, offset, problem, key);
      }
      keys.set(key, offset);
    }
  }
  throw new Error("no key stands in an object twice");
}

function errorAt(json: string, source: string, offset: number, problem: string, field?: string): FormatError {
  return new FormatError(new InputError(problem, { field }), { source, ...placeOf(json, offset) });
}

function placeOf(json: string, offset: number): { line: number; column: number } {
  const before = json.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: before[before.length - 1].length + 1 };
}
