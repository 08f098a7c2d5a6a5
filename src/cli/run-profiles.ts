import { once } from "node:events";
import { PassThrough } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { SolverOptions } from "../engine/solver-options.js";
import { checkOutput } from "../files/output-path.js";
import { type ReadOptions, readText } from "../files/read-text.js";
import { writeText } from "../files/write-text.js";
import { InputError } from "../model/input-error.js";
import { printable } from "../model/printable.js";
import { AllocationLines } from "../series/allocation-lines.js";
import { allocationParquet } from "../series/allocation-parquet.js";
import { EventLimits } from "../series/event-limits.js";
import { LeafTotals } from "../series/leaf-totals.js";
import { isParquet } from "../series/parquet-packages.js";
import { type Missing, missingChoices, ProfileTable } from "../series/profile-table.js";
import { runProfiles, type SolvedProfiles } from "../series/run-profiles.js";
import { StepSummary } from "../series/step-summary.js";
import { inChunks } from "../text/chunks.js";
import { FormatError } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";
import { shortNumber } from "../text/number-text.js";
import type { FlatTree } from "../tree/flat-tree.js";
import {
  addBalanceOptions,
  addEngineOption,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, type CommandFiles, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { gridArgument } from "./import-arguments.js";
import { SeriesTotals } from "./series-totals.js";
import { complain, print, type Streams } from "./streams.js";

interface RunOptions extends BalanceArguments, FileArguments, Pick<SolverOptions, "engine"> {
  profiles: string;
  events?: string;
  missing: Missing;
  only?: "curtailed";
  workers?: number;
  stepsOutput?: string;
  leavesOutput?: string;
}

const examples = `
Examples:
  cnab run grid.csv --profiles year.csv -o allocations.csv.gz
  cnab run grid.csv --profiles day.csv --only curtailed

PROFILES is a CSV file, plain or gzipped, or a Parquet file: a row a step, its time first (time, minute or step), then a column for each shape that
the grid's column "profile" names, or for a leaf's id with its request in kW. It is read twice: checked first, then solved.

Exit: 0 solved, 2 bad input or usage, 3 some step is infeasible or unbounded.`;

/** `cnab run GRID --profiles P`: the balanced allocation at every step of a table of profiles. */
export function addRunCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("run")
    .description("solve every step of a table of profiles, on all cores; memory does not grow with the steps")
    .argument("<grid>", gridArgument)
    .requiredOption("--profiles <file>", "CSV file, plain or gzipped, or Parquet file with the profiles")
    .option("--events <file>", "CSV file with limits of inner nodes that hold for a while: from,to,id,lower,upper")
    .addOption(
      new Option("--missing <use>", "what an empty cell or a missing step is: an error, the numbers before, or 0")
        .choices(missingChoices)
        .default("error"),
    )
    .addOption(new Option("--only <leaves>", "curtailed: a line for those alone, at each step").choices(["curtailed"]))
    .option("--workers <count>", "how many threads solve (default: one a core)", workerNumber)
    .option(
      "--steps-output <file>",
      "CSV with a line a step: requested, served, curtailed, what binds, who is served least",
    )
    .option(
      "--leaves-output <file>",
      "CSV with a line a leaf: energies requested, served and curtailed, hours cut, shares",
    );
  addFileOptions(
    command,
    "where the allocations go: time,id,request,dispatch,curtailment; .parquet makes them Parquet, others CSV, and .gz behind the name zips it",
  );
  addEngineOption(addRuleOption(addBalanceOptions(command)))
    .addHelpText("after", examples)
    .action(async (path: string, options: RunOptions) => exit(await solveProfiles(path, options, streams)));
}

/** @throws InvalidArgumentError, which commander turns into a message */
function workerNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}

async function solveProfiles(path: string, options: RunOptions, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path, options.profiles, options.events], options, streams);
  const { stepsOutput, leavesOutput } = options;
  const sideFiles = [stepsOutput, leavesOutput].filter((side) => side !== undefined);
  if (new Set([...sideFiles, files.output]).size <= sideFiles.length) {
    throw new InputError("two outputs have the same name", { field: "output", value: files.output });
  }
  for (const side of sideFiles) await checkOutput(side, files.writing);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const table = await ProfileTable.open(options.profiles, options.missing);
  const events =
    options.events === undefined ? undefined : await readEvents(options.events, grid, table, files.reading);
  const totals = new SeriesTotals(table.hours);
  const leaves = new LeafTotals(grid.tree);
  // Without a place for them, and with one for what they come to, allocations are not written, nor made.
  const isWritten = files.output !== undefined || sideFiles.length === 0;
  const steps = stepsOutput === undefined ? undefined : new PassThrough({ encoding: "utf8" });
  const blocks = solvedBlocks(grid, table, options, { events, totals, leaves, steps, isWritten });
  const solving = isWritten ? written(blocks, grid.tree, table, options.only, files, streams) : drained(blocks);
  // Whichever of the two fails stops the other, and neither leaves a file.
  const stopOther = (error: Error) => {
    steps?.destroy(error);
    throw error;
  };
  steps?.on("error", () => {});
  await Promise.all([
    solving.then(() => steps?.end(), stopOther),
    steps && writeText(stepsOutput as string, steps, files.writing).catch(stopOther),
  ]);
  if (leavesOutput !== undefined) await writeText(leavesOutput, leaves.lines(table.hours), files.writing);
  if (files.output !== undefined || !isWritten)
    await print(streams.stdout, totals.text() + leavesText(leaves, grid.tree));
  for (const line of events?.unusedLines ?? []) {
    await complain(streams, `${options.events}: line ${line}: no step of the profiles is in its time`);
  }
  if (totals.withoutAnswer === undefined) return exitCode.ok;
  await complain(streams, totals.withoutAnswer);
  return exitCode.noAnswer;
}

async function readEvents(
  path: string,
  { tree }: Grid,
  { timeKind }: ProfileTable,
  reading: ReadOptions,
): Promise<EventLimits> {
  const { text, source, format } = await readText(path, reading);
  if (format === "csv") return EventLimits.fromCsv(text, source, tree, timeKind);
  throw new FormatError(new InputError(`it is ${format}; events are CSV`), { source });
}

async function drained(blocks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of blocks);
}

function written(
  blocks: AsyncIterable<WantedBlock>,
  tree: FlatTree,
  { timeKind }: ProfileTable,
  only: "curtailed" | undefined,
  files: CommandFiles,
  streams: Streams,
): Promise<void> {
  if (isParquet(files.output)) {
    return writeText(files.output as string, allocationParquet(tree, blocks, timeKind, only), files.writing);
  }
  return deliver(allocationText(tree, blocks, only), files, streams);
}

async function* allocationText(
  tree: FlatTree,
  blocks: AsyncIterable<WantedBlock>,
  only: "curtailed" | undefined,
): AsyncGenerator<string, void> {
  const lines = new AllocationLines(tree, only);
  for await (const block of blocks) yield* inChunks(lines.of(block));
}

function leavesText(leaves: LeafTotals, { leafCount }: FlatTree): string {
  const { cutLeaves, leastServed, fairnessIndex } = leaves;
  const least = leastServed ? `; least served: ${printable(leastServed.id)}, ${shortNumber(leastServed.share)}` : "";
  const index = `Jain's index of the shares served: ${shortNumber(fairnessIndex)}`;
  return `leaves cut: ${cutLeaves} of ${leafCount}${least}\n${index}\n`;
}

/** What is told of a series while it is solved. */
interface Tellers {
  readonly events: EventLimits | undefined;
  readonly totals: SeriesTotals;
  readonly leaves: LeafTotals;
  readonly steps: PassThrough | undefined;
  readonly isWritten: boolean;
}

async function* solvedBlocks(
  { tree, profiles }: Grid,
  table: ProfileTable,
  options: RunOptions,
  { events, totals, leaves, steps, isWritten }: Tellers,
): AsyncGenerator<WantedBlock, void> {
  const { engine, workers } = options;
  const wanted = {
    dispatch: isWritten || steps !== undefined,
    curtailment: isWritten,
    binding: steps !== undefined,
    sums: true,
    leafSums: true,
  } as const;
  const summary = new StepSummary(tree);
  const series = runProfiles(tree, profiles, table, { ...balanceOptions(options), engine, workers, wanted }, events);
  for await (const solved of series) {
    const [fault] = solved.faults;
    if (fault) throw new InputError(`at ${solved.times[fault.step]}: ${fault.error.message}`, fault.error);
    totals.add(solved);
    leaves.add(solved.leafSums);
    // What is asked for here is there, though the types cannot know.
    const block = solved as unknown as WantedBlock;
    if (steps?.errored) throw steps.errored;
    if (steps && !steps.write(Array.from(summary.of(block)).join(""))) await once(steps, "drain");
    yield block;
  }
}

type WantedBlock = SolvedProfiles<{ dispatch: true; curtailment: true; binding: true; sums: true; leafSums: true }>;
