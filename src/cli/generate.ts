import { Argument, type Command, Option } from "commander";
import { writeText } from "../files/write-text.js";
import { feederSummary } from "../generate/feeder-summary.js";
import { type GeneratedFeeder, generateFeeder } from "../generate/generate-feeder.js";
import { isParquet } from "../series/parquet-packages.js";
import { profileParquet } from "../series/profile-parquet.js";
import { profileTableChunks } from "../text/profile-csv.js";
import { gridCsvChunks, gridJsonChunks } from "../text/written-grid.js";
import { sessionsCsvChunks } from "../text/written-sessions.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { type CommandFiles, checkOutputs, commandFiles, deliver } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { formatOfName } from "./format-of-name.js";
import { complain, print, type Streams } from "./streams.js";

const gridFormats = ["csv", "json"] as const;
type GridFormat = (typeof gridFormats)[number];

const byExtension: Readonly<Record<string, GridFormat>> = { csv: "csv", json: "json" };

interface GenerateOptions {
  users: number;
  seed?: number;
  pv?: number;
  ev?: number;
  storage?: number;
  spare?: number;
  year?: number;
  days?: number;
  clobber: boolean;
  output?: string;
  format?: GridFormat;
  profilesOut?: string;
  sessionsOut?: string;
}

const examples = `
Examples:
  cnab generate feeder --users 1000 -o grid.csv
  cnab generate feeder --users 1000 -o grid.csv --profiles-out year.csv.gz
  cnab generate feeder --users 1000 --ev 1 --days 2 -o grid.csv --profiles-out days.csv --sessions-out cars.csv

Substations, lines, transformers, and streets with homes, businesses, roofs, cars and batteries, in kW. Everything has the standard
rating that was once enough for the loads; cars and roofs came later. The same options make the same files, byte for byte.
Profiles are quarter-hours, in shares of what each leaf may take or give, for "cnab run". Cars are in them, as they would charge
when they come, unless they are in sessions, for "cnab plan".

Exit: 0 generated, 2 bad usage.`;

/** `cnab generate feeder`: a grid, profiles and sessions for those who have none. */
export function addGenerateCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  program
    .command("generate")
    .description("a feeder that looks like real ones, with a year of profiles and charging sessions")
    .addArgument(new Argument("<what>", "what is generated").choices(["feeder"]))
    .requiredOption("--users <count>", "how many homes and businesses", finiteNumber)
    .option("--seed <number>", "another one, another feeder (default: 1)", finiteNumber)
    .option("--pv <share>", "share of users with solar power (default: 0.3)", finiteNumber)
    .option("--ev <share>", "share of users with an electric car (default: 0.4)", finiteNumber)
    .option("--storage <share>", "share of users with a battery (default: 0.1)", finiteNumber)
    .option("--spare <share>", "how much more than the loads lines were built for (default: 0.1)", finiteNumber)
    .option("--year <year>", "of profiles and sessions (default: 2030)", finiteNumber)
    .option("--days <count>", "how many days of it, from the first on (default: all)", finiteNumber)
    .addOption(new Option("--format <format>", "of the grid (default: csv)").choices(gridFormats))
    .option("-o, --output <file>", "where the grid goes; a format goes with .csv and .json, and .gz behind zips it")
    .option("--profiles-out <file>", "where profiles go: .csv, .csv.gz or .parquet")
    .option("--sessions-out <file>", "where charging sessions go: .csv or .csv.gz")
    .option("--no-clobber", "write over no file that is there")
    .addHelpText("after", examples)
    .action(async (_what: string, options: GenerateOptions) => exit(await generate(options, streams)));
}

async function generate(options: GenerateOptions, streams: Streams): Promise<ExitCode> {
  const { profilesOut, sessionsOut, users, seed, pv, ev, storage, spare, year, days } = options;
  const files = await commandFiles([], options, streams);
  const format = formatOfName(options.format, files.output, byExtension, gridFormats);
  await checkOutputs([files.output, profilesOut, sessionsOut], files.writing);
  const cars = sessionsOut === undefined ? "profiles" : "sessions";
  const feeder = generateFeeder({ users, seed, pv, ev, storage, spare, year, days, cars });
  if (profilesOut !== undefined) await writeProfiles(feeder, profilesOut, files);
  if (sessionsOut !== undefined) {
    await writeText(sessionsOut, sessionsCsvChunks(feeder.sessions(), feeder.steps), files.writing);
  }
  const { grid } = feeder;
  await deliver(format === "csv" ? gridCsvChunks(grid) : gridJsonChunks(grid), files, streams);
  if (files.output !== undefined) await print(streams.stdout, feederSummary(grid));
  if (profilesOut !== undefined && sessionsOut !== undefined) {
    await complain(streams, `cars are in ${sessionsOut}, and therefore not in ${profilesOut}`);
  }
  return exitCode.ok;
}

function writeProfiles({ steps, profiles }: GeneratedFeeder, path: string, { writing }: CommandFiles): Promise<void> {
  const columns = profiles();
  if (isParquet(path)) return writeText(path, profileParquet(columns, steps), writing);
  return writeText(path, profileTableChunks("time", steps.times(), columns), writing);
}
