import { type Command, Option } from "commander";
import { InputError } from "../model/input-error.js";
import { printable } from "../model/printable.js";
import { allocationWriter } from "../series/allocation-writers.js";
import type { EncodedRows } from "../series/encode-block.js";
import { shortNumber } from "../text/number-text.js";
import { addBalanceOptions, addEngineOption, addRuleOption } from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, checkOutputs, commandFiles } from "./file-arguments.js";
import { addFairOverTimeOption } from "./half-life.js";
import { gridArgument } from "./import-arguments.js";
import { isJobTable } from "./job-table.js";
import { JsonTeller } from "./json-teller.js";
import { openRun, type RunOptions } from "./open-run.js";
import { partedBlocks } from "./parted-run.js";
import { runJobs } from "./run-jobs.js";
import { type RunTeller, TextTeller } from "./run-teller.js";
import { type BlockSource, runToFiles } from "./run-to-files.js";
import { addMissingOption, addWorkersOption, positiveCount } from "./series-arguments.js";
import {
  allocationsAt,
  checkRunOptions,
  encodedBlocks,
  partsWithoutQueue,
  type SeriesRun,
  sumUp,
} from "./series-run.js";
import { print, type Streams } from "./streams.js";

const examples = `
Examples:
  cnab run grid.csv --profiles year.csv -o allocations.csv.gz
  cnab run grid.csv --profiles year.csv -o allocations.csv.gz --resume
  cnab run grid.csv --profiles day.csv --only curtailed
  cnab run jobs.csv -o results                 many grids: a row each
  cnab run jobs.csv -o results --queue redis://queue.example:6379      by workers on many machines
  cnab run region.csv --profiles year.csv -o sums.csv --queue redis://queue.example:6379 --parts 64

PROFILES is a CSV file, plain or gzipped, or a Parquet file: a row a step, its time first (time, minute or step), then a column for each shape that
the grid's column "profile" names, or for a leaf's id with its request in kW; or in long form time,id,request[,lower,upper,shift]. It is read twice: checked first, then solved.

JOBS, in place of the grid, is a CSV file whose header has a column grid and no id: a run in each row. Its columns are grid, profiles, output, and these options by
their names (steps_output, leaves_output, events, missing, only, rule, ...; yes for those without a value); options that are given here hold where a row
says nothing else. Inputs are named from the folder of JOBS, outputs from the one that --output names. All rows are checked before any is run; one that fails
is told, and the others go on.

Exit: 0 solved, 2 bad input or usage, 3 some step is infeasible or unbounded.`;

/** `cnab run GRID --profiles P`: the balanced allocation at every step of a table of profiles. */
export function addRunCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("run")
    .description("solve every step of a table of profiles, on all cores; memory does not grow with the steps")
    .argument("<grid>", `${gridArgument}; or a table of jobs, many grids`)
    .option("--profiles <file>", "CSV file, plain or gzipped, or Parquet file with the profiles")
    .option("--events <file>", "CSV file with limits of inner nodes that hold for a while: from,to,id,lower,upper");
  addMissingOption(command)
    .addOption(new Option("--only <leaves>", "curtailed: a line for those alone, at each step").choices(["curtailed"]))
    .option("--wide", "a row a step and a column a leaf, with its dispatch, in place of a row for each of both");
  addFairOverTimeOption(command);
  addWorkersOption(command)
    .option(
      "--steps-output <file>",
      "CSV with a line a step: requested, served, curtailed, what binds, who is served least",
    )
    .option(
      "--leaves-output <file>",
      "CSV with a line a leaf: energies requested, served and curtailed, hours cut, shares",
    )
    .option(
      "--queue <url>",
      "file the jobs of a table, or the parts of a grid, at a Redis or Valkey server for cnab worker to do, and wait for them",
    )
    .option(
      "--parts <count>",
      "with --queue: how many parts of its steps a grid is cut into, for workers to do at once",
      positiveCount,
    )
    .option("--resume", "go on where the same command was interrupted; the files become what they would have been")
    .option("--quiet", "no progress, no totals, no remarks: nothing but what went wrong")
    .option("--events-json", "for programs: how the run is doing on standard error, a JSON object a line");
  addFileOptions(
    command,
    "where the allocations go: time,id,request,dispatch,curtailment; .parquet makes them Parquet, others CSV, and .gz behind the name zips it",
  );
  addEngineOption(addRuleOption(addBalanceOptions(command)))
    .addHelpText("after", examples)
    .action(async (path: string, options: RunOptions) => {
      exit(
        (await isJobTable(path))
          ? await runJobs(path, command, runAsTold, streams)
          : await runAsTold(path, options, streams),
      );
    });
}

/** Runs one grid as the command does; what goes wrong is told, too. */
export async function runAsTold(path: string, options: RunOptions, streams: Streams): Promise<ExitCode> {
  const { output = "-", stepsOutput, leavesOutput, quiet = false, eventsJson } = options;
  const isPrinting = output === "-" && stepsOutput === undefined && leavesOutput === undefined;
  const teller = eventsJson ? new JsonTeller(streams) : new TextTeller(streams, quiet, isPrinting);
  try {
    return await solveProfiles(path, options, streams, teller);
  } catch (error) {
    await teller.failed(error, undefined);
    return exitCode.badInput;
  }
}

async function solveProfiles(
  path: string,
  options: RunOptions,
  streams: Streams,
  teller: RunTeller,
): Promise<ExitCode> {
  const { profiles, queue, parts } = options;
  if (profiles === undefined) {
    throw new InputError("the profiles are missing: --profiles <file>, or a table of jobs in place of the grid");
  }
  const files = await commandFiles([path, profiles, options.events], options, streams);
  const outputs = { allocations: files.output, steps: options.stepsOutput, leaves: options.leavesOutput };
  const named = Object.values(outputs).filter((output) => output !== undefined);
  if (options.resume && named.length === 0) {
    throw new InputError("--resume goes on with files, and none is named: see -o", { field: "resume", value: true });
  }
  checkQueue(options, named.length);
  checkRunOptions(options);
  await checkOutputs(named, files.writing);
  const { run, inputs } = await openRun(path, profiles, options, files.reading, teller);
  const { events, totals } = run;
  if (named.length === 0) {
    await print(streams.stdout, allocationText(run, options, teller));
  } else {
    const blocks: BlockSource = (wanted, firstBlock, hash) =>
      queue !== undefined && parts !== undefined
        ? partedBlocks({ run, grid: path, options, outputs, queue, parts }, wanted, firstBlock, hash)
        : encodedBlocks(run, options, wanted, { firstBlock });
    const isWhole = await runToFiles(run, outputs, options, { inputs, writing: files.writing, blocks }, teller);
    if (!isWhole) return exitCode.badInput;
  }
  for (const line of events?.unusedLines ?? []) {
    await teller.remark(`${options.events}: line ${line}: no step of the profiles is in its time`);
  }
  await teller.ended(run);
  if (named.length > 0 && !options.quiet) await print(streams.stdout, totals.text() + leavesText(run));
  return totals.withoutAnswer === undefined ? exitCode.ok : exitCode.noAnswer;
}

/** @throws InputError for a queue that does not go with one grid */
function checkQueue({ queue, parts }: RunOptions, outputCount: number): void {
  if (parts !== undefined && queue === undefined) throw partsWithoutQueue(parts);
  if (queue === undefined) return;
  if (parts === undefined) {
    const problem =
      "--queue takes a table of jobs, or --parts <count>: how many parts the steps of this grid are cut into";
    throw new InputError(problem, { field: "queue", value: queue });
  }
  if (outputCount === 0) {
    throw new InputError("--parts stand beside a file, and none is named: see -o", { field: "parts", value: parts });
  }
}

async function* allocationText(
  run: SeriesRun,
  options: RunOptions,
  teller: RunTeller,
): AsyncGenerator<string | Uint8Array, void> {
  const form = allocationsAt("-", run, options);
  const { beginning } = await allocationWriter(run.grid.tree, form);
  await teller.started(run);
  for await (const block of encodedBlocks(run, options, { allocations: form })) {
    // Not before the first is there: where none is, nothing is printed.
    if (run.totals.steps === 0) yield beginning;
    yield (block.allocations as EncodedRows).bytes;
    sumUp(run, block);
    await teller.advanced(run);
  }
}

function leavesText({ grid: { tree }, leaves }: SeriesRun): string {
  const { cutLeaves, leastServed, fairnessIndex } = leaves;
  const least = leastServed ? `; least served: ${printable(leastServed.id)}, ${shortNumber(leastServed.share)}` : "";
  const index = `Jain's index of the shares served: ${shortNumber(fairnessIndex)}`;
  return `leaves cut: ${cutLeaves} of ${tree.leafCount}${least}\n${index}\n`;
}
