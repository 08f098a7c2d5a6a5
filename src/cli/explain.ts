import { type Command, InvalidArgumentError, Option } from "commander";
import { diagnose } from "../audit/diagnose.js";
import { explain } from "../audit/explain.js";
import { Solver } from "../engine/solver.js";
import type { Engine } from "../engine/solver-options.js";
import { readFlows } from "../files/read.js";
import { InputError } from "../model/input-error.js";
import type { Grid } from "../text/grid.js";
import {
  addBalanceOptions,
  addEngineOption,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { diagnosisJson } from "./diagnosis-text.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { overviewJson, storiesJson } from "./explain-json.js";
import { overviewText } from "./explain-overview.js";
import { storyText } from "./explain-text.js";
import type { Explained } from "./explained.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { formatOfName } from "./format-of-name.js";
import { gridArgument } from "./import-arguments.js";
import { complainOfGivenUp, complainOfNoAnswer } from "./no-answer-message.js";
import type { Streams } from "./streams.js";

const formats = ["text", "json"] as const;
type Format = (typeof formats)[number];

interface ExplainOptions extends BalanceArguments, FileArguments {
  engine?: Engine;
  format?: Format;
  result?: string;
  tolerance?: number;
  top: number;
}

const examples = `
Examples:
  cnab explain grid.csv                         the limits that cut, by how much
  cnab explain grid.csv user2                   why user2 has what it has
  cnab explain grid.csv feeder1 user2           several nodes, leaves or not
  cnab explain grid.csv --result result.csv     of a result from elsewhere
  cnab explain grid.csv user2 --format json     every number

"Raised by 1" is what follows from moving that limit alone by a little, for each unit: who gets it, and who pays. Numbers
in text are rounded.

Exit: 0 explained, 2 bad input or usage, 3 infeasible or unbounded, with what contradicts and what would mend it.`;

/** `cnab explain GRID [ID...]`: says why nodes carry what they carry. */
export function addExplainCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("explain")
    .description("say why: which limits cut whom, and who would share the next unit of each")
    .argument("<grid>", gridArgument)
    .argument("[ids...]", "nodes to explain; none: the limits that cut most")
    .option("--result <file>", "explain this result, as cnab solve or anyone wrote it, instead of solving")
    .addOption(
      new Option("--tolerance <number>", "how near a limit is at it, relative to the limits").argParser(finiteNumber),
    )
    .addOption(new Option("--format <format>", "of the explanation (default: text)").choices(formats))
    .addOption(
      new Option("--top <number>", "how many limits, where no node is named").argParser(countOfLimits).default(10),
    );
  addFileOptions(command, "where the explanation goes; a format goes with .txt and .json, and .gz behind zips it");
  addEngineOption(addRuleOption(addBalanceOptions(command)))
    .addHelpText("after", examples)
    .action(async (path: string, ids: string[], options: ExplainOptions) =>
      exit(await explainGrid(path, ids, options, streams)),
    );
}

async function explainGrid(
  path: string,
  ids: readonly string[],
  options: ExplainOptions,
  streams: Streams,
): Promise<ExitCode> {
  const files = await commandFiles([path, options.result], options, streams);
  const format = formatOfName(options.format, files.output, { txt: "text", json: "json" }, formats);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const nodes = ids.map((id) => nodeWithId(grid, id));
  const asked = balanceOptions(options);
  const flows =
    options.result === undefined
      ? await solvedFlows(grid, options, streams)
      : await readFlows(options.result, grid.tree, files.reading);
  if (flows === undefined) {
    if (format === "json") await deliver(diagnosisJson(grid, diagnose(grid.tree, asked)), files, streams);
    return exitCode.noAnswer;
  }

  const explained: Explained = {
    grid,
    explanation: explain(grid.tree, flows, { ...asked, tolerance: options.tolerance }),
    hasTarget: options.target !== undefined,
    isOnTop: asked.guarantees === "base",
  };
  await deliver(explanationText(explained, nodes, format, options.top), files, streams);
  return exitCode.ok;
}

function explanationText(explained: Explained, nodes: readonly number[], format: Format, top: number): string {
  if (format === "json") return nodes.length === 0 ? overviewJson(explained, top) : storiesJson(explained, nodes);
  if (nodes.length === 0) return overviewText(explained, top);
  return nodes.map((node) => storyText(explained, node)).join("\n");
}

/** `undefined` where there are none; the streams have then been told why. */
async function solvedFlows(grid: Grid, options: ExplainOptions, streams: Streams): Promise<Float64Array | undefined> {
  const solution = new Solver(grid.tree, { ...balanceOptions(options), engine: options.engine }).solve();
  if (solution.status === "optimal") {
    await complainOfGivenUp(streams, grid, solution, options);
    return solution.flow;
  }
  await complainOfNoAnswer(streams, grid, solution, balanceOptions(options));
  return undefined;
}

function nodeWithId({ tree }: Grid, id: string): number {
  const node = tree.indexOf(id);
  if (node < 0) throw new InputError("the grid has no such node", { id, field: "id", value: id });
  return node;
}

function countOfLimits(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1) throw new InvalidArgumentError("It must be a whole number from 1.");
  return count;
}
