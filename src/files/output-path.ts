import { type BigIntStats, constants, fstatSync } from "node:fs";
import { access, readlink, realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { InputError } from "../model/input-error.js";
import { FormatError } from "../text/format-error.js";

const ALREADY_THERE = "it is there already, and no file is to be written over";

/** What must not be written over. */
export interface WriteOptions {
  /** Files that the text is made from, `-` for standard input: none of them is written over, by whatever name or link. */
  readonly inputs?: readonly string[] | undefined;
  /** Default: true. False: no file that is there is written over. */
  readonly clobber?: boolean | undefined;
}

/** Where a path leads. */
export interface OutputPath {
  /** The file itself, there or not, where the path is a link to it. */
  readonly target: string;
  /** What is there; `undefined` for nothing. */
  readonly before: BigIntStats | undefined;
}

/**
 * Looks where a path leads; also of use before the work is done whose result goes there.
 * @throws FormatError for one of the inputs, for a file where none is to be written over, and for one that is read-only
 */
export async function checkOutput(path: string, options: WriteOptions = {}): Promise<OutputPath> {
  const { inputs = [], clobber = true } = options;
  const refuse = (problem: string): never => {
    throw new FormatError(new InputError(problem), { source: path });
  };
  const before = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) =>
    error.code === "ENOENT" ? undefined : refuse(`it cannot be written: ${error.message}`),
  );
  if (before === undefined) return { target: await endOfLinks(path), before };
  // What is written to a device or a pipe replaces nothing.
  if (!before.isFile()) return { target: path, before };

  for (const input of inputs) {
    const read = await inputStats(input);
    if (read?.dev === before.dev && read.ino === before.ino) {
      refuse("it is the input; a result is not written over what it is made from");
    }
  }
  if (!clobber) refuse(ALREADY_THERE);
  // Root may write whatever the permissions; that a file is read-only is still said by them.
  const isReadOnly = (before.mode & 0o222n) === 0n;
  if (isReadOnly || !(await isWritable(path))) refuse("it is read-only");
  return { target: await realpath(path), before };
}

/** The path itself, or what it leads to as a link to nothing. */
async function endOfLinks(path: string): Promise<string> {
  const next = await readlink(path).catch(() => undefined);
  return next === undefined ? path : endOfLinks(resolve(await realpath(dirname(path)), next));
}

async function inputStats(input: string): Promise<BigIntStats | undefined> {
  if (input !== "-") return stat(input, { bigint: true }).catch(() => undefined);
  try {
    return fstatSync(0, { bigint: true });
  } catch {
    return undefined;
  }
}

function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** What to say of a file that the system does not write. */
export function writingError(error: unknown, source: string): FormatError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = code === "EEXIST" ? ALREADY_THERE : `it cannot be written: ${message}`;
  return new FormatError(new InputError(problem), { source });
}
