import { type Command, InvalidArgumentError, Option } from "commander";
import type { BalanceOptions } from "../model/options.js";

/** Adds the options that say what is asked of the grid, the same for every command. */
export function addBalanceOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--fairness <kind>", "who is compared with whom").choices(["leaves", "siblings"]).default("leaves"),
    )
    .option("--target <kw>", "flow wanted at the root, in place of its limits (default: the greatest)", finiteNumber)
    .addOption(
      new Option("--maximise <flow>", "flow at the root to make greatest")
        .choices(["import", "export"])
        .default("import"),
    );
}

/** The options that `addBalanceOptions` adds, out of all that a command was given. */
export function balanceOptions({ fairness, target, maximise }: BalanceOptions): BalanceOptions {
  return { fairness, target, maximise };
}

/** @throws InvalidArgumentError, which commander turns into a message */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}
