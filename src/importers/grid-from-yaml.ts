import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";
import { gridFromValue } from "../text/grid-json.js";

/**
 * A grid from YAML: what `gridFromJson` reads, written so. The parser is loaded when it is first wanted.
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with line and column for what is not YAML, names a key twice, or refers to parts of itself too often; and
 * as `gridFromJson`
 */
export async function gridFromYaml(text: string, source = "YAML"): Promise<Grid> {
  return gridFromValue(await valueIn(text, source), source);
}

async function valueIn(text: string, source: string): Promise<unknown> {
  const { parseDocument, visit } = await import("yaml");
  const refuse = (problem: string, line?: number, column?: number): never => {
    throw new FormatError(new InputError(`not YAML: ${problem}`), { source, line, column });
  };
  try {
    const document = parseDocument(text, { merge: true });
    const [error] = document.errors;
    if (error) {
      const [position] = error.linePos ?? [];
      refuse(problemOf(error.code, error.message), position?.line, position?.col);
    }
    visit(document, {
      Alias(_, alias, path) {
        const meant = alias.resolve(document);
        if (meant && path.includes(meant)) refuse(`"${alias.source}" is a part of itself`);
      },
    });
    return document.toJS({ reviver: unlimited });
  } catch (error) {
    if (error instanceof InputError) throw error;
    // What is wrong with aliases and merges comes out when they are followed, as errors of whatever kind.
    return refuse(error instanceof RangeError ? "it is nested too deep" : String((error as Error).message));
  }
}

function problemOf(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins here; a grid is one";
  // The parser recurses.
  if (/call stack/.test(message)) return "it is nested too deep";
  return message.split(/ at line \d+/)[0];
}

/** `.inf` is how YAML writes what is null in JSON: a limit that is none. */
function unlimited(key: unknown, value: unknown): unknown {
  const isNone =
    typeof key === "string" &&
    ((value === Number.POSITIVE_INFINITY && key.startsWith("upper")) ||
      (value === Number.NEGATIVE_INFINITY && key.startsWith("lower")));
  return isNone ? null : value;
}
