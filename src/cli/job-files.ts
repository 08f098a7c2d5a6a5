import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { checkOutput } from "../files/output-path.js";
import { readingProblem } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import type { FaultList } from "../text/fault-list.js";
import { FormatError } from "../text/format-error.js";
import { outputColumns } from "./job-columns.js";

/** A run of its own: a grid, and the options as the command takes them, with the paths of its files. */
export interface Job {
  /** Line of the table, from 1. */
  readonly line: number;
  readonly grid: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** What it writes, as the table has it. */
  readonly outputs: readonly string[];
}

/**
 * Tells inputs that are not there, and outputs that are inputs, are written twice, or may not be written.
 * @param path the table of the jobs
 * @param clobber whether a file that is there may be written over
 */
export async function checkFiles(
  path: string,
  jobs: readonly Job[],
  clobber: boolean,
  faults: FaultList,
): Promise<void> {
  const inputs = new InputFiles();
  await inputs.problemOf(path);
  for (const { line, grid, options } of jobs) {
    const given = { grid, profiles: options.profiles, events: options.events };
    for (const [field, input] of Object.entries(given)) {
      if (typeof input !== "string") continue;
      const problem = await inputs.problemOf(input);
      if (problem) faults.add(new InputError(`${input}: ${problem}`, { field, value: input }), { line });
    }
  }
  const writers = new Map<string, number>();
  for (const { line, options } of jobs) {
    for (const name of outputColumns) {
      const output = options[name] as string | undefined;
      if (output === undefined) continue;
      const problem = await outputProblem(output, { line, inputs, writers, clobber });
      if (problem) faults.add(new InputError(`${output}: ${problem}`, { field: name, value: output }), { line });
    }
  }
}

/** What is known where an output is looked at. */
interface OutputSetting {
  readonly line: number;
  readonly inputs: InputFiles;
  /** The line that writes each file. */
  readonly writers: Map<string, number>;
  readonly clobber: boolean;
}

async function outputProblem(
  output: string,
  { line, inputs, writers, clobber }: OutputSetting,
): Promise<string | undefined> {
  const before = await stat(output).catch(() => undefined);
  if (before?.isDirectory()) return "it is a folder";
  if (inputs.has(before)) return "it is an input; a result is not written over what a job is made from";
  const target = await checkOutput(output, { clobber }).then(
    (found) => resolve(found.target),
    (error) => {
      if (!(error instanceof FormatError)) throw error;
      return error;
    },
  );
  if (typeof target !== "string") return target.message.slice(`${target.source}: `.length);
  const other = writers.get(target);
  writers.set(target, other ?? line);
  if (other === undefined) return undefined;
  return other === line ? "it stands there twice" : `the job in line ${other} writes it, too`;
}

/** The files that jobs read; each is looked at once, however many do. */
class InputFiles {
  readonly #problems = new Map<string, string | undefined>();
  readonly #found = new Set<string>();

  async problemOf(path: string): Promise<string | undefined> {
    if (!this.#problems.has(path)) this.#problems.set(path, await this.#look(path));
    return this.#problems.get(path);
  }

  has(file: Stats | undefined): boolean {
    return file !== undefined && this.#found.has(`${file.dev}:${file.ino}`);
  }

  async #look(path: string): Promise<string | undefined> {
    try {
      const file = await stat(path);
      this.#found.add(`${file.dev}:${file.ino}`);
      return file.isDirectory() ? "it is a folder; expected a file" : undefined;
    } catch (error) {
      return readingProblem(error);
    }
  }
}
