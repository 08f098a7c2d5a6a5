import { type Command, Option } from "commander";
import type { GridFileOptions } from "../files/read.js";
import type { ReadOptions } from "../files/read-text.js";
import { finiteNumber } from "./finite-number.js";

/** What a command says of the grid that it takes. */
export const gridArgument =
  "CSV, JSON or YAML file, or one of OpenDSS, MATPOWER or pandapower; plain or gzipped; - for standard input";

/** What `addImportOptions` makes of a command's arguments. */
export interface ImportArguments {
  allowOutside?: boolean;
  defaultAmps?: number;
  perPhase?: boolean;
  powerFactor?: number;
  rating?: "normal" | "emergency";
  strict?: boolean;
}

/** Adds the options that say how a grid's file is read, the same for every command. */
export function addImportOptions(command: Command): Command {
  return command
    .option(
      "--strict",
      "an empty cell for lower, upper, shift or request is an error, not the default; so is in OpenDSS, MATPOWER and pandapower what is no tree or not understood",
    )
    .addOption(
      new Option(
        "--rating <kind>",
        "of OpenDSS, MATPOWER, pandapower: which ratings are limits (default: normal)",
      ).choices(["normal", "emergency"]),
    )
    .option("--power-factor <number>", "of these: kW per kVA of a rating (default: 1)", finiteNumber)
    .option("--default-amps <amps>", "of these: rating of lines that have none (default: unlimited)", finiteNumber)
    .option("--per-phase", "of MATPOWER: ratings and powers are of one phase (default: where the file says so)")
    .option("--allow-outside", "of OpenDSS: files outside of the first one's folder may be read");
}

/** How a grid's file is read, out of all that a command was given. */
export function gridReading(
  { allowOutside, defaultAmps, perPhase, powerFactor, rating, strict }: ImportArguments,
  reading: ReadOptions,
): GridFileOptions {
  return { ...reading, allowOutside, defaultAmps, perPhase, powerFactor, rating, strict };
}
