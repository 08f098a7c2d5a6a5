import { type Command, InvalidArgumentError } from "commander";
import { measureColdSolves } from "../benchmark/cold-solves.js";
import { compareSolutions, compareSteps } from "../benchmark/compared-answers.js";
import { thisMachine } from "../benchmark/machine.js";
import { blocksOfTable, madeBlocks } from "../benchmark/step-blocks.js";
import { measureStepRates } from "../benchmark/step-rates.js";
import type { Missing } from "../series/profile-rows.js";
import { ProfileTable } from "../series/profile-table.js";
import { workerCount } from "../series/thread-pool.js";
import { depths } from "../tree/depths.js";
import {
  addBalanceOptions,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { type BenchFigures, benchJson, benchText } from "./bench-text.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { gridArgument } from "./import-arguments.js";
import { complainOfNoAnswer } from "./no-answer-message.js";
import { addMissingOption, addWorkersOption } from "./series-arguments.js";
import { complain, type Streams } from "./streams.js";

const FEWEST_REPEATS = 7;

interface BenchArguments extends BalanceArguments, FileArguments {
  profiles?: string;
  missing: Missing;
  json?: true;
  repeats: number;
  workers?: number;
}

const examples = `
Examples:
  cnab bench grid.csv
  cnab bench grid.csv --profiles year.csv      the steps of a table
  cnab bench grid.csv --json -o bench.json     every number

A cold solve is one of new numbers, until every node's flow is read. Kernel and reference take turns, ${FEWEST_REPEATS} or more; the reference is
left out where it would take too long. Steps are in memory, and solved for what they sum up to; without PROFILES they are made up, the same
in every run: each leaf requests a share of what it may have. All is warm before it is measured. Answers are audited and compared outside of it.

Exit: 0 measured, 1 an answer was wrong, 2 bad input or usage, 3 infeasible or unbounded.`;

/** `cnab bench GRID`: how fast a grid is solved here. */
export function addBenchCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("bench")
    .description("how fast a grid is solved on this machine: kernel and reference, one step and many, on all cores")
    .argument("<grid>", gridArgument)
    .option("--profiles <file>", "CSV file, plain or gzipped, or Parquet file with the profiles whose steps are solved")
    .option("--json", "JSON in place of a table")
    .option(
      "--repeats <count>",
      `how often each is measured, ${FEWEST_REPEATS} times or more`,
      repeats,
      FEWEST_REPEATS,
    );
  addWorkersOption(addMissingOption(command));
  addFileOptions(command, "where the figures go, as JSON where it ends in .json; .gz behind the name zips it");
  addRuleOption(addBalanceOptions(command))
    .addHelpText("after", examples)
    .action(async (path: string, options: BenchArguments) => exit(await bench(path, options, streams)));
}

/** @throws InvalidArgumentError, which commander turns into a message */
function repeats(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  if (count >= FEWEST_REPEATS && count <= 1000) return count;
  throw new InvalidArgumentError(`It must be a whole number, ${FEWEST_REPEATS} to 1000.`);
}

async function bench(path: string, options: BenchArguments, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path, options.profiles], options, streams);
  const isJson = options.json ?? /\.json(\.gz)?$/i.test(files.output ?? "");
  const asked = balanceOptions(options);
  const threads = workerCount(options);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const { tree } = grid;
  const steps =
    options.profiles === undefined
      ? madeBlocks(tree, asked)
      : await blocksOfTable(grid, await ProfileTable.open(options.profiles, options.missing));

  const { solutions, ...cold } = measureColdSolves(tree, asked, options.repeats);
  if (solutions.kernel.status !== "optimal") {
    await complainOfNoAnswer(streams, grid, solutions.kernel, asked);
    return exitCode.noAnswer;
  }
  const rates = await measureStepRates(tree, steps, asked, threads, options.repeats);
  const compared = compareSolutions(tree, asked, solutions.kernel, solutions.reference);
  const faults = [
    ...compared.faults,
    ...(solutions.reference ? compareSteps(tree, asked, steps.blocks[0]) : []),
    ...(rates.isSame ? [] : [`steps on 1 and on ${threads} threads have other answers`]),
  ];
  const figures: BenchFigures = {
    path,
    profiles: options.profiles,
    machine: thisMachine(),
    nodes: tree.nodeCount,
    leaves: tree.leafCount,
    depth: depths(tree.topology).reduce((deepest, depth) => Math.max(deepest, depth), 0),
    repeats: options.repeats,
    ...cold,
    steps: { ...rates, inMemory: steps.stepCount },
    apart: compared.apart,
    faults,
  };
  await deliver(isJson ? benchJson(figures) : benchText(figures), files, streams);
  for (const fault of faults) await complain(streams, fault);
  return faults.length > 0 ? exitCode.auditFailed : exitCode.ok;
}
