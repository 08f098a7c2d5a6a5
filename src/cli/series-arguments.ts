import { type Command, InvalidArgumentError, Option } from "commander";
import { type ReadOptions, readText } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import { EventLimits } from "../series/event-limits.js";
import { missingChoices } from "../series/profile-rows.js";
import { hashOfText, type RunInput } from "../series/run-identity.js";
import type { TimeKind } from "../series/step-times.js";
import { FormatError } from "../text/format-error.js";
import type { FlatTree } from "../tree/flat-tree.js";

/** Adds what an absent number of a table of profiles means. */
export function addMissingOption(command: Command): Command {
  return command.addOption(
    new Option("--missing <use>", "what an empty cell or a missing step is: an error, the numbers before, or 0")
      .choices(missingChoices)
      .default("error"),
  );
}

/** Adds how many threads solve. */
export function addWorkersOption(command: Command): Command {
  return command.option("--workers <count>", "how many threads solve (default: one a core)", positiveCount);
}

/** @throws InvalidArgumentError, which commander turns into a message */
export function positiveCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}

/** @throws FormatError for a file that is no CSV, and as `EventLimits.fromCsv` */
export async function readEvents(
  path: string,
  tree: FlatTree,
  kind: TimeKind,
  reading: ReadOptions,
): Promise<{ readonly limits: EventLimits; readonly input: RunInput }> {
  const { text, source, format } = await readText(path, reading);
  if (format === "csv") {
    return { limits: EventLimits.fromCsv(text, source, tree, kind), input: { path, hash: hashOfText(text) } };
  }
  throw new FormatError(new InputError(`it is ${format}; events are CSV`), { source });
}
