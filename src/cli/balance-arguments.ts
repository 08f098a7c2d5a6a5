import { type Command, Option } from "commander";
import { readGrid } from "../files/read.js";
import type { ReadOptions } from "../files/read-text.js";
import { InputError } from "../model/input-error.js";
import { type BalanceOptions, namedRules } from "../model/options.js";
import type { Grid } from "../text/grid.js";
import { requestsByKind } from "../text/requests-by-kind.js";
import { finiteNumber } from "./finite-number.js";
import { addImportOptions, gridReading, type ImportArguments } from "./import-arguments.js";
import { complain, type Streams } from "./streams.js";

/** Adds the options that say what is asked of the grid, the same for every command. */
export function addBalanceOptions(command: Command): Command {
  return addImportOptions(command)
    .addOption(
      new Option("--fairness <kind>", "who is compared with whom").choices(["leaves", "siblings"]).default("leaves"),
    )
    .option("--target <kw>", "flow wanted at the root, in place of its limits (default: the greatest)", finiteNumber)
    .addOption(
      new Option("--maximise <flow>", "flow at the root to make greatest")
        .choices(["import", "export"])
        .default("import"),
    )
    .option(
      "--curtail",
      "where limits contradict each other, lower limits of leaves give way, evenly; those of inner nodes hold",
    )
    .option(
      "--relax",
      "where limits contradict each other, widen them by just what is missing, cables' too: what would have to be built",
    )
    .addOption(
      new Option("--guarantees <use>", "a guarantee is a floor under the even share, or a base on which it comes")
        .choices(["floor", "base"])
        .default("floor"),
    )
    .addOption(
      new Option(
        "--requests <rule>",
        "by-kind: loads, cars and heat pumps request their upper limit, pv and generators the lower one, storage 0",
      ).choices(["by-kind"]),
    );
}

/** Adds the choice of a named rule. */
export function addRuleOption(command: Command): Command {
  const what = "a named rule in place of the grid's weights, or to refine its priorities";
  return command.addOption(new Option("--rule <name>", what).choices(namedRules));
}

/** Adds the choice of who solves. */
export function addEngineOption(command: Command): Command {
  return command.addOption(
    new Option("--engine <engine>", "who solves (default: wasm where it may run)").choices(["wasm", "reference"]),
  );
}

/** What `addBalanceOptions` and `addRuleOption` make of a command's arguments. */
export interface BalanceArguments extends Omit<BalanceOptions, "whenInfeasible">, ImportArguments {
  relax?: boolean;
  curtail?: boolean;
  requests?: "by-kind";
}

/** What is asked of the solver, out of all that a command was given. */
export function balanceOptions(given: BalanceArguments): BalanceOptions {
  const { fairness, target, maximise, rule, guarantees, relax, curtail } = given;
  if (relax && curtail)
    throw new InputError("--relax and --curtail exclude each other: limits give way, or are widened");
  const whenInfeasible = relax ? "relax" : curtail ? "curtail" : "report";
  return { fairness, target, maximise, rule, guarantees, whenInfeasible };
}

/** The grid in a file, with the requests that are asked for; what it says besides goes to standard error. */
export function readGridWithRequests(
  path: string,
  options: ImportArguments & Pick<BalanceArguments, "requests">,
  reading: ReadOptions,
  streams: Streams,
): Promise<Grid> {
  return readRequestedGrid(path, options, reading, (message) => complain(streams, message));
}

/**
 * The grid in a file, with the requests that are asked for.
 * @param remark told what it says besides
 */
export async function readRequestedGrid(
  path: string,
  options: ImportArguments & Pick<BalanceArguments, "requests">,
  reading: ReadOptions,
  remark: (message: string) => Promise<void>,
): Promise<Grid> {
  const read = await readGrid(path, gridReading(options, reading));
  const grid = options.requests === "by-kind" ? requestsByKind(read) : read;
  const source = path === "-" ? "standard input" : path;
  for (const note of grid.notes ?? []) await remark(`${source}: ${note}`);
  return grid;
}
