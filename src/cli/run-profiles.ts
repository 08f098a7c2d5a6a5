import { type Command, InvalidArgumentError, Option } from "commander";
import type { SolverOptions } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import { AllocationLines } from "../series/allocation-lines.js";
import { type Missing, missingChoices, ProfileTable } from "../series/profile-table.js";
import { runProfiles } from "../series/run-profiles.js";
import { inChunks } from "../text/chunks.js";
import type { Grid } from "../text/grid.js";
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
import { gridArgument } from "./import-arguments.js";
import { SeriesTotals } from "./series-totals.js";
import { complain, print, type Streams } from "./streams.js";

interface RunOptions extends BalanceArguments, FileArguments, Pick<SolverOptions, "engine"> {
  profiles: string;
  missing: Missing;
  only?: "curtailed";
  workers?: number;
}

const examples = `
Examples:
  cnab run grid.csv --profiles year.csv -o allocations.csv.gz
  cnab run grid.csv --profiles day.csv --only curtailed

PROFILES is a CSV file, plain or gzipped: a row a step, its time first (time, minute or step), then a column for each shape that
the grid's column "profile" names, or for a leaf's id with its request in kW. It is read twice: checked first, then solved.

Exit: 0 solved, 2 bad input or usage, 3 some step is infeasible or unbounded.`;

/** `cnab run GRID --profiles P`: the balanced allocation at every step of a table of profiles. */
export function addRunCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("run")
    .description("solve every step of a table of profiles, on all cores; memory does not grow with the steps")
    .argument("<grid>", gridArgument)
    .requiredOption("--profiles <file>", "CSV file with the profiles, plain or gzipped")
    .addOption(
      new Option("--missing <use>", "what an empty cell or a missing step is: an error, the numbers before, or 0")
        .choices(missingChoices)
        .default("error"),
    )
    .addOption(new Option("--only <leaves>", "curtailed: a line for those alone, at each step").choices(["curtailed"]))
    .option("--workers <count>", "how many threads solve (default: one a core)", workerNumber);
  addFileOptions(
    command,
    "where the allocations go, as CSV: time,id,request,dispatch,curtailment; .gz behind the name zips them",
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
  const files = await commandFiles([path, options.profiles], options, streams);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const table = await ProfileTable.open(options.profiles, options.missing);
  const totals = new SeriesTotals(table.hours);
  await deliver(allocationPieces(grid, table, options, totals), files, streams);
  if (files.output !== undefined) await print(streams.stdout, totals.text());
  if (totals.withoutAnswer === undefined) return exitCode.ok;
  await complain(streams, totals.withoutAnswer);
  return exitCode.noAnswer;
}

async function* allocationPieces(
  { tree, profiles }: Grid,
  table: ProfileTable,
  options: RunOptions,
  totals: SeriesTotals,
): AsyncGenerator<string, void> {
  const { engine, workers, only } = options;
  const wanted = { dispatch: true, curtailment: true, sums: true } as const;
  const lines = new AllocationLines(tree, only);
  for await (const block of runProfiles(tree, profiles, table, {
    ...balanceOptions(options),
    engine,
    workers,
    wanted,
  })) {
    const [fault] = block.faults;
    if (fault) throw new InputError(`at ${block.times[fault.step]}: ${fault.error.message}`, fault.error);
    totals.add(block);
    yield* inChunks(lines.of(block));
  }
}
