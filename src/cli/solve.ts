import { type Command, InvalidArgumentError, Option } from "commander";
import type { OptimalSolution, Solution } from "../engine/solution.js";
import { Solver } from "../engine/solver.js";
import type { Engine } from "../engine/solver-options.js";
import { type CsvStyle, csvDelimiters } from "../text/csv-cells.js";
import { curtailmentSummary } from "../text/curtailment-summary.js";
import type { Grid } from "../text/grid.js";
import { resultCsvChunks } from "../text/result-csv.js";
import { resultJsonChunks } from "../text/result-json.js";
import { resultTableChunks } from "../text/result-table.js";
import { resultTreeChunks } from "../text/result-tree.js";
import {
  addBalanceOptions,
  addEngineOption,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { formatOfName } from "./format-of-name.js";
import { gridArgument } from "./import-arguments.js";
import { complainOfGivenUp, complainOfNoAnswer } from "./no-answer-message.js";
import { print, type Streams } from "./streams.js";

const outputFormats = ["table", "csv", "json", "tree"] as const;
type OutputFormat = (typeof outputFormats)[number];

const byExtension: Readonly<Record<string, OutputFormat>> = { csv: "csv", json: "json", txt: "table" };

interface SolveOptions extends BalanceArguments, FileArguments, CsvStyle {
  engine?: Engine;
  format?: OutputFormat;
}

const examples = `
Examples:
  cnab solve grid.csv                          a table on the screen
  cnab solve grid.json --format tree           a text tree
  cnab solve grid.csv.gz -o result.csv.gz      into a file, gzipped by its name
  cnab solve grid.csv -o r.csv --decimal-comma for a spreadsheet that writes 1,5
  cnab solve grid.csv --target 100             no more and no less than 100 kW at the root
  cnab solve grid.csv --maximise export        the greatest flow out of the grid
  cnab solve grid.csv --requests by-kind       loads request to import, pv and generators to export
  cnab solve grid.csv --rule proportional      everyone the same fraction of what they request
  zcat grid.csv.gz | cnab solve - | head       from and to a pipe

GRID is CSV with the columns id,parent,lower,upper (in kW: lower_kw,upper_kw; optional:
shift,weight,request,guarantee,minimum,step,priority,connected,name,kind) or JSON,
nested by "children" or flat by "parent". An empty limit is the default: unlimited, and not below 0 at a leaf; 0 means
that nothing may flow. Where leaves have requests or priorities, what is curtailed is shown, and a summary on standard
output unless CSV or JSON goes there.

Exit: 0 solved, 2 bad input or usage, 3 infeasible or unbounded.`;

/** `cnab solve GRID`: prints or writes the balanced allocation. */
export function addSolveCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("solve")
    .description("balance a grid: the greatest flow at the root, split as evenly as the limits let it")
    .argument("<grid>", gridArgument)
    .addOption(new Option("--format <format>", "of the result (default: table)").choices(outputFormats));
  addFileOptions(command, "where the result goes; a format goes with .csv, .json and .txt, and .gz behind zips it");
  command
    .option("--delimiter <character>", "between the cells of a CSV result: , ; | or tab (default: ,)", delimiter)
    .option("--decimal-comma", "decimal commas in a CSV result, and semicolons between its cells");
  addEngineOption(addRuleOption(addBalanceOptions(command)))
    .addHelpText("after", examples)
    .action(async (path: string, options: SolveOptions) => exit(await solve(path, options, streams)));
}

async function solve(path: string, options: SolveOptions, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path], options, streams);
  const format = formatOfName(options.format, files.output, byExtension, outputFormats);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const solution = new Solver(grid.tree, { ...balanceOptions(options), engine: options.engine }).solve();

  const text = resultText(format, grid, solution, options);
  if (text !== undefined) await deliver(text, files, streams);
  if (solution.status === "optimal") {
    await complainOfGivenUp(streams, grid, solution, options);
    const isForPeople = files.output !== undefined || format === "table" || format === "tree";
    if (grid.tree.hasRequests && isForPeople) {
      const gap = files.output === undefined ? "\n" : "";
      await print(streams.stdout, `${gap}${curtailmentSummary(grid, solution)}`);
    }
    return exitCode.ok;
  }
  await complainOfNoAnswer(streams, grid, solution, balanceOptions(options));
  return exitCode.noAnswer;
}

/** @throws InvalidArgumentError, which commander turns into a message */
function delimiter(text: string): (typeof csvDelimiters)[number] {
  const found = csvDelimiters.find((character) => character === (text === "tab" ? "\t" : text));
  if (found === undefined) throw new InvalidArgumentError('It must be ",", ";", "|" or "tab".');
  return found;
}

/** `undefined` where the format has no words for an outcome without numbers. */
function resultText(
  format: OutputFormat,
  grid: Grid,
  solution: Solution,
  style: CsvStyle,
): Iterable<string> | undefined {
  if (format === "json") return resultJsonChunks(grid.tree, solution);
  return solution.status === "optimal" ? allocationText(format, grid, solution, style) : undefined;
}

function allocationText(
  format: Exclude<OutputFormat, "json">,
  grid: Grid,
  solution: OptimalSolution,
  style: CsvStyle,
): Iterable<string> {
  switch (format) {
    case "csv":
      return resultCsvChunks(grid.tree, solution, style);
    case "table":
      return resultTableChunks(grid, solution);
    case "tree":
      return resultTreeChunks(grid, solution);
  }
}
