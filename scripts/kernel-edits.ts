/** One small edit of one line of a file. */
export interface Edit {
  /** From 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** An operator, as it stands between its operands, and what stands there instead. */
const swaps: readonly (readonly [string, string])[] = [
  ["+", "-"],
  ["-", "+"],
  ["*", "/"],
  ["/", "*"],
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
  ["==", "!="],
  ["!=", "=="],
  ["&&", "||"],
  ["||", "&&"],
  ["&", "|"],
  ["|", "&"],
];

/** Lines that say no more than what things are called, or how much of something is worth while. */
const isDeclaration = (code: string) =>
  /^(import|export \{|export let|export const [A-Z]|const [A-Z_]+\b|[A-Za-z_]+,$)/.test(code);

/** All edits of a source: operators swapped, zeros for ones, conditions that never hold, statements left out. */
export function editsOf(source: string): Edit[] {
  const edits: Edit[] = [];
  let isComment = false;
  let isImport = false;
  for (const [at, before] of source.split("\n").entries()) {
    const code = before.trim();
    if (code.startsWith("/*")) isComment = true;
    if (/^(import|export) \{/.test(code)) isImport = true;
    const isCode =
      !isComment && !isImport && !code.startsWith("//") && !code.startsWith("assert(") && !isDeclaration(code);
    if (isCode) for (const after of editedLines(before)) edits.push({ line: at + 1, before, after });
    if (code.endsWith("*/")) isComment = false;
    if (/from ".*";$/.test(code) || /^\};?$/.test(code)) isImport = false;
  }
  return edits;
}

function* editedLines(line: string): Generator<string> {
  const end = line.includes(" // ") ? line.indexOf(" // ") : line.length;
  const code = line.slice(0, end);
  for (const [operator, other] of swaps) {
    const spaced = ` ${operator} `;
    for (let at = code.indexOf(spaced); at >= 0; at = code.indexOf(spaced, at + 1)) {
      yield `${line.slice(0, at)} ${other} ${line.slice(at + spaced.length)}`;
    }
  }
  for (const { 0: digit, index } of code.matchAll(/(?<![\w.])[01](?![\w.])/g)) {
    yield `${line.slice(0, index)}${digit === "0" ? 1 : 0}${line.slice(index + 1)}`;
  }
  if (/^\s*(\} else )?if \(.*/.test(code)) yield line.replace("if (", "if (false && ");
  // A statement by itself: a call or an assignment on one line.
  if (/^\s+[\w.]+(\(.*\)| [-+]?= .*);$/.test(code)) yield line.replace(/\S.*$/, ";");
}
