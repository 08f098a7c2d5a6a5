import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { folderOfFile } from "../files/open-folder.js";
import { type ReadOptions, readText } from "../files/read-text.js";
import { textPieces } from "../files/text-pieces.js";
import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { csvDelimiters } from "../text/csv-cells.js";
import { csvRows } from "../text/csv-rows.js";
import { CsvTable, type TableSubject } from "../text/csv-table.js";
import { FaultList } from "../text/fault-list.js";
import { FormatError } from "../text/format-error.js";
import { cellValue, inputColumns, jobColumns, jobOptions, outputColumns } from "./job-columns.js";
import { checkFiles, type Job } from "./job-files.js";
import { checkRunOptions, type SeriesRunOptions } from "./series-run.js";

const subject: TableSubject = { table: "table of jobs", row: "job", unitFault: () => undefined };

/** Whether a file is a table of jobs: CSV whose header has a column `grid`, and no `id` as grids have. */
export async function isJobTable(path: string): Promise<boolean> {
  if (path === "-" || /\.(?:json|ya?ml|dss|m)(?:\.gz)?$/i.test(path)) return false;
  const header = await firstLine(path);
  return csvDelimiters.some((delimiter) => {
    const names = (csvRows(header, delimiter).next().value?.cells ?? []).map((name) => name.toLowerCase());
    return names.includes("grid") && !names.includes("id");
  });
}

/** Nothing where the file cannot be read as text, which is for the reader of grids to tell. */
async function firstLine(path: string): Promise<string> {
  try {
    for await (const piece of textPieces(path)) {
      const [line, other] = piece.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/, 2);
      return /^"?sep=/i.test(line) ? (other ?? "") : line;
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return "";
}

/** Where the jobs of a table write, and what holds for all that say nothing else. */
export interface JobSetting {
  /** Where all outputs go. */
  readonly folder: string;
  /** The command's own options. */
  readonly common: Readonly<Record<string, unknown>>;
  readonly reading: ReadOptions;
}

/**
 * Reads a table of jobs, a run in each row. Inputs are named from the table's folder, outputs from the folder where
 * all of them go.
 * @param command whose options the columns are
 * @throws FormatError with all that is wrong, the first 20 of it: columns and values that the command does not take, files that are
 * not there, a job that writes nothing, and a file that is written twice or read by any job
 */
export async function readJobs(path: string, command: Command, setting: JobSetting): Promise<Job[]> {
  const { text, source } = await readText(path, setting.reading);
  const faults = new FaultList(source);
  const options = jobOptions(command);
  const required = setting.common.profiles === undefined ? ["grid", "profiles"] : ["grid"];
  const table = new CsvTable(text, jobColumns(options), required, faults, subject);
  table.checkNames({ mayHaveOthers: false });
  const cells = ["grid", ...options.keys()]
    .filter((name) => table.has(name))
    .map((name) => [name, table.texts(name)] as const);
  const jobs = table.rows.map((_, row) => {
    const given = new Map(cells.map(([name, texts]) => [name, texts[row]]));
    return jobOfRow(given, options, setting, folderOfFile(path), {
      line: table.line(row),
      fault: (problem, field, value) => table.fault(row, problem, { field, value }),
    });
  });
  if (jobs.length === 0 && table.isComplete) faults.add(new InputError("it has no jobs; expected a row for each"));
  await checkFiles(path, jobs, setting.common.clobber !== false, faults);
  faults.throwIfAny();
  return jobs;
}

/** A row, and how to tell what is wrong with it. */
interface Row {
  readonly line: number;
  readonly fault: (problem: string, field: string, value: string) => void;
}

function jobOfRow(
  cells: ReadonlyMap<string, string>,
  options: ReadonlyMap<string, Option>,
  { folder, common }: JobSetting,
  inputFolder: string,
  { line, fault }: Row,
): Job {
  const own: Record<string, unknown> = {};
  for (const [name, option] of options) {
    const cell = cells.get(name) ?? "";
    if (cell === "") continue;
    try {
      if (isOneOf(inputColumns, name)) own[name] = inputPath(inputFolder, cell);
      else if (isOneOf(outputColumns, name)) own[name] = outputPath(folder, cell);
      else own[name] = cellValue(option, cell);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      fault(`${option.name()} is "${excerpt(cell)}"; ${bareMessage(error)}`, name, cell);
    }
  }
  const outputs = outputColumns.filter((name) => own[name] !== undefined).map((name) => cells.get(name) as string);
  const grid = cells.get("grid") ?? "";
  if (grid === "") fault("grid is empty", "grid", grid);
  const job = { line, grid: inputPath(inputFolder, grid), options: { ...common, ...own }, outputs };
  if (job.options.profiles === undefined) fault("profiles is empty", "profiles", "");
  if (outputColumns.every((name) => (cells.get(name) ?? "") === "")) {
    fault("it writes nothing: output, steps_output and leaves_output are empty", "output", "");
  }
  const excluded = exclusion(job.options);
  if (excluded !== undefined) fault(excluded.message, excluded.field ?? "", "");
  return job;
}

/** The parsers of options make sentences. */
function bareMessage({ message }: Error): string {
  return message.replace(/^It /, "it ").replace(/\.$/, "");
}

/** What options say against each other. */
function exclusion(options: Readonly<Record<string, unknown>>): InputError | undefined {
  try {
    checkRunOptions(options as unknown as SeriesRunOptions);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function inputPath(folder: string, cell: string): string {
  return isAbsolute(cell) ? cell : join(folder, cell);
}

/** @throws InvalidArgumentError for a path that leads out of the folder */
function outputPath(folder: string, cell: string): string {
  const within = relative(folder, resolve(folder, cell));
  if (within !== "" && within !== ".." && !within.startsWith(`..${sep}`) && !isAbsolute(within))
    return join(folder, within);
  throw new InvalidArgumentError("outputs stay in the folder that they go to");
}
