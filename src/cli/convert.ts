import { type Command, Option } from "commander";
import { Solver } from "../engine/solver.js";
import { type ReadGrid, readGridAndReport } from "../files/read.js";
import { writeText } from "../files/write-text.js";
import { importSummary } from "../importers/import-summary.js";
import { profileCsvChunks } from "../importers/profile-csv.js";
import { InputError } from "../model/input-error.js";
import type { Grid } from "../text/grid.js";
import { gridGeoJsonChunks } from "../text/grid-geojson.js";
import { gridCsvChunks, gridJsonChunks } from "../text/written-grid.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import {
  addFileOptions,
  type CommandFiles,
  checkOutputs,
  commandFiles,
  deliver,
  type FileArguments,
} from "./file-arguments.js";
import { formatOfName } from "./format-of-name.js";
import { addImportOptions, gridReading, type ImportArguments } from "./import-arguments.js";
import { complainOfNoAnswer } from "./no-answer-message.js";
import { complain, print, type Streams } from "./streams.js";

const gridFormats = ["csv", "json", "geojson"] as const;
type GridFormat = (typeof gridFormats)[number];

const byExtension: Readonly<Record<string, GridFormat>> = { csv: "csv", json: "json", geojson: "geojson" };

interface ConvertOptions extends ImportArguments, FileArguments {
  format?: GridFormat;
  profilesOut?: string;
}

const examples = `
Examples:
  cnab convert feeder/Master.dss -o grid.csv             OpenDSS, with the files that it redirects to
  cnab convert case33bw.m -o grid.json                   MATPOWER
  cnab convert net.json -o grid.csv --power-factor 0.95  pandapower
  cnab convert Master.dss -o grid.csv --profiles-out profiles.csv
  cnab convert Master.dss -o map.geojson                 solved, with flows and limits, where it has coordinates
  cnab convert grid.yaml -o grid.csv

Lines, transformers and switches become nodes with their ratings in kW as limits, loads and sources leaves that request their
power. What was merged, cut, left out, without a rating or not understood is told: on standard output, or on standard
error where the grid goes there. docs/formats.md has the rules.

Exit: 0 converted, 2 bad input or usage, 3 infeasible or unbounded (geojson).`;

/** `cnab convert FILE`: a grid file of the trade as one of ours, and what became of everything in it. */
export function addConvertCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("convert")
    .description("grid files of the trade (OpenDSS, MATPOWER, pandapower) and YAML as CSV, JSON or a map")
    .argument("<file>", ".dss, .m, .json, .yaml or .csv file, plain or gzipped; - for standard input")
    .addOption(new Option("--format <format>", "of the grid (default: csv)").choices(gridFormats));
  addFileOptions(command, "where the grid goes; a format goes with .csv, .json and .geojson, and .gz behind zips it");
  addImportOptions(command)
    .option("--profiles-out <file>", "where load shapes go, as CSV: a column a shape, a row a step")
    .addHelpText("after", examples)
    .action(async (path: string, options: ConvertOptions) => exit(await convert(path, options, streams)));
}

async function convert(path: string, options: ConvertOptions, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path], options, streams);
  const format = formatOfName(options.format, files.output, byExtension, gridFormats);
  await checkOutputs([files.output, options.profilesOut], files.writing);
  const read = await readGridAndReport(path, gridReading(options, files.reading));
  const { grid, report } = read;
  for (const note of grid.notes ?? []) await complain(streams, `${path}: ${note}`);

  if (options.profilesOut !== undefined) await writeProfiles(read, options.profilesOut, files);
  if (format === "geojson") {
    const flow = await solvedFlow(grid, streams);
    if (flow === undefined) return exitCode.noAnswer;
    const missing = nodesWithoutPlace(grid);
    if (missing > 0) {
      await complain(
        streams,
        `${path}: without coordinates, not on the map: ${missing} of ${grid.tree.nodeCount} nodes`,
      );
    }
    await deliver(gridGeoJsonChunks(grid, flow), files, streams);
  } else await deliver(format === "csv" ? gridCsvChunks(grid) : gridJsonChunks(grid), files, streams);
  if (report) await print(files.output === undefined ? streams.stderr : streams.stdout, importSummary(report));
  return exitCode.ok;
}

async function writeProfiles({ grid, report }: ReadGrid, path: string, { writing }: CommandFiles): Promise<void> {
  if (report === undefined || grid.profileTable === undefined) {
    throw new InputError("profiles are asked for, but no element follows a load shape", { field: "profilesOut" });
  }
  await writeText(path, profileCsvChunks(grid.profileTable), writing);
}

/** The root does not count: it stands for the whole grid. */
function nodesWithoutPlace({ tree, places }: Grid): number {
  let missing = 0;
  for (let node = 0; node < tree.nodeCount; node++) {
    if (places?.[node] === undefined && node !== tree.root) missing++;
  }
  return missing;
}

/** `undefined`, and a message, where there is no answer. */
async function solvedFlow(grid: Grid, streams: Streams): Promise<Float64Array | undefined> {
  if (!grid.places?.some((place) => place !== undefined)) {
    throw new InputError("a map is asked for, but the file has no coordinates", { field: "format", value: "geojson" });
  }
  const solution = new Solver(grid.tree).solve();
  if (solution.status === "optimal") return solution.flow;
  await complainOfNoAnswer(streams, grid, solution, {});
  return undefined;
}
