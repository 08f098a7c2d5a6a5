import type { Command } from "commander";
import { readGrid } from "../files/read.js";
import { InputError } from "../model/input-error.js";
import { runPage } from "../report/html/run-page.js";
import type { RunReport } from "../report/run-report.js";
import { RunSums, type RunSumsOptions } from "../report/run-sums.js";
import { AllocationReader } from "../series/allocation-reader.js";
import { withSource } from "../text/format-error.js";
import type { Grid } from "../text/grid.js";
import { shortNumber } from "../text/number-text.js";
import { nameOfInput } from "./asked-options.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { packageVersion } from "./package-version.js";
import { print, type Streams } from "./streams.js";

interface ReportOptions extends FileArguments {
  grid?: string;
  stepMinutes?: number;
  timeMinutes?: number;
}

/** Limits whose curves are drawn. */
const MOST_LIMITS = 6;

const examples = `
Examples:
  cnab report allocations.csv.gz -o report.html
  cnab report allocations.parquet --grid grid.csv -o report.html      with the busiest limits
  cnab report allocations.csv --time-minutes 15 -o report.html        where times are numbers of quarter-hours

ALLOCATIONS is what "cnab run -o" writes in long form, CSV or Parquet, of all leaves or with --only curtailed. The page is one file without a script that
needs no network: what was cut, by hour and day; how full the busiest limits are for how long; who was cut how much; the worst day.

Exit: 0 reported, 2 bad input or usage.`;

/** `cnab report ALLOCATIONS`: what a run came to, as a page. */
export function addReportCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("report")
    .description("what a run of many steps came to, as a page: when, where and from whom how much was cut")
    .argument(
      "<allocations>",
      "CSV file, plain or gzipped, or Parquet file that cnab run has written with -o, not --wide",
    )
    .option("--grid <file>", "the grid that was solved, for the curves of its limits")
    .option("--step-minutes <minutes>", "length of a step (default: the shortest time between two)", finiteNumber)
    .option(
      "--time-minutes <minutes>",
      "where times are numbers, how many minutes one of them is: 1 for minutes, 15 for quarter-hours",
      finiteNumber,
    );
  addFileOptions(command, "where the page goes (.html)")
    .addHelpText("after", examples)
    .action(async (path: string, options: ReportOptions) => exit(await report(path, options, streams)));
}

async function report(path: string, options: ReportOptions, streams: Streams): Promise<ExitCode> {
  const { grid: gridPath, stepMinutes, timeMinutes } = options;
  if (path === "-") throw new InputError("the allocations cannot be standard input");
  checkMinutes("stepMinutes", "--step-minutes", stepMinutes);
  checkMinutes("timeMinutes", "--time-minutes", timeMinutes);
  const files = await commandFiles([path, gridPath], options, streams);
  const grid = gridPath === undefined ? undefined : await readGrid(gridPath, files.reading);
  const told = await summedUp(path, { tree: grid?.tree, stepMinutes, timeMinutes });
  const page = runPage(told, {
    title: titleOf(path, grid),
    unit: grid?.unit,
    withoutLimits: whyNoLimits(told, gridPath),
    provenance: {
      madeBy: `cnab ${packageVersion()}`,
      grid: gridPath === undefined ? nameOfInput(path) : nameOfInput(gridPath),
      result: gridPath === undefined ? undefined : nameOfInput(path),
      date: new Date(),
    },
  });
  await deliver(page, files, streams);
  if (files.output !== undefined) await print(streams.stdout, summaryOf(told));
  return exitCode.ok;
}

function checkMinutes(field: string, option: string, minutes: number | undefined): void {
  if (minutes === undefined || minutes > 0) return;
  throw new InputError(`${option} is ${minutes}; it must be above 0`, { field, value: minutes });
}

async function summedUp(path: string, options: RunSumsOptions): Promise<RunReport> {
  const reader = new AllocationReader(path);
  const sums = new RunSums(reader.ids, options);
  for await (const step of reader.steps()) withSource(path, () => sums.add(step));
  return withSource(path, () => sums.report(MOST_LIMITS));
}

function titleOf(path: string, grid: Grid | undefined): string {
  return grid ? (grid.names?.[grid.tree.root] ?? grid.tree.id(grid.tree.root)) : nameOfInput(path);
}

function whyNoLimits({ isWhole }: RunReport, grid: string | undefined): string | undefined {
  if (grid === undefined) return "How full limits are is known with the grid: --grid.";
  return isWhole ? undefined : "How full limits are is known only where the file has every leaf at every step.";
}

function summaryOf({ steps, isWhole, cutLeaves, cutImport, cutExport, worstDay }: RunReport): string {
  const worst = worstDay ? `; most on ${worstDay.date}` : "";
  const which = isWhole ? "steps" : "steps at which somebody was cut";
  return `${steps} ${which}: curtailed import ${shortNumber(cutImport)}, export ${shortNumber(cutExport)}, of ${cutLeaves.length} leaves${worst}\n`;
}
