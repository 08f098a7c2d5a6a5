import { type Command, InvalidArgumentError, Option } from "commander";
import { missingChoices } from "../series/profile-table.js";

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
  return command.option("--workers <count>", "how many threads solve (default: one a core)", workerNumber);
}

/** @throws InvalidArgumentError, which commander turns into a message */
function workerNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}
