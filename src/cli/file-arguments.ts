import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { checkOutput, type WriteOptions } from "../files/output-path.js";
import type { ReadOptions } from "../files/read-text.js";
import { writeText } from "../files/write-text.js";
import { InputError } from "../model/input-error.js";
import { print, type Streams } from "./streams.js";

/** What `addFileOptions` makes of a command's arguments. */
export interface FileArguments {
  clobber: boolean;
  maxInput?: number;
  output?: string;
}

/** How one run of a command reads and writes. */
export interface CommandFiles {
  readonly reading: ReadOptions;
  /** Path of the file that the result goes to; `undefined` for standard output. */
  readonly output: string | undefined;
  readonly writing: WriteOptions;
}

/**
 * Adds the options that say how files are read and where the result goes, the same for every command.
 * @param output what goes there
 */
export function addFileOptions(command: Command, output: string): Command {
  return command
    .option("-o, --output <file>", output)
    .option("--no-clobber", "write over no file that is there")
    .addOption(
      new Option("--max-input <size>", "the most that is read of a file, unzipped (default: 1GiB)").argParser(
        byteCount,
      ),
    );
}

/**
 * Looks at a command's files before any work is done for them.
 * @param inputs the files that it reads, those that were given
 * @throws InputError where two are standard input, and where the result may not be written
 */
export async function commandFiles(
  inputs: readonly (string | undefined)[],
  { clobber, maxInput, output }: FileArguments,
  streams: Streams,
): Promise<CommandFiles> {
  const given = inputs.filter((path) => path !== undefined);
  if (given.filter((path) => path === "-").length > 1) {
    throw new InputError("grid and result cannot both be standard input");
  }
  const reading = { stdin: streams.stdin, maxInput };
  const writing = { inputs: given, clobber };
  if (output === undefined || output === "-") return { reading, output: undefined, writing };
  await checkOutput(output, writing);
  return { reading, output, writing };
}

/**
 * Looks at all files that a command writes before any work is done for them.
 * @param outputs those that were given
 * @throws InputError for one file twice; FormatError as `checkOutput`
 */
export async function checkOutputs(outputs: readonly (string | undefined)[], writing: WriteOptions): Promise<void> {
  const given = outputs.filter((path) => path !== undefined);
  const twice = given.find((path, at) => given.findIndex((other) => resolve(other) === resolve(path)) < at);
  if (twice !== undefined) throw new InputError("two outputs have the same name", { field: "output", value: twice });
  for (const path of given) await checkOutput(path, writing);
}

/** Writes a command's result where it belongs: into its file, or on standard output. */
export function deliver(
  text: string | Iterable<string> | AsyncIterable<string>,
  { output, writing }: CommandFiles,
  streams: Streams,
): Promise<void> {
  return output === undefined ? print(streams.stdout, text) : writeText(output, text, writing);
}

const bytesOfUnit: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** @throws InvalidArgumentError, which commander turns into a message */
export function byteCount(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(count) * (bytesOfUnit[unit?.toLowerCase()] ?? Number.NaN));
  if (!(bytes > 0)) throw new InvalidArgumentError("It must be a size, such as 500MB or 2GiB.");
  return bytes;
}
