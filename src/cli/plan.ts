import { type Command, InvalidArgumentError, Option } from "commander";
import { compareSchedules } from "../comparison/compare-schedules.js";
import type { Engine } from "../engine/solver-options.js";
import { readSessions } from "../files/read.js";
import { InputError } from "../model/input-error.js";
import { unknownName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import type { InfeasiblePlan, OptimalPlan } from "../schedule/plan.js";
import type { ScheduleRequest } from "../schedule/schedule-request.js";
import { parquetWriter } from "../series/parquet-packages.js";
import { shortNumber } from "../text/number-text.js";
import { PlanSteps } from "../text/plan-steps.js";
import { sessionColumns } from "../text/session-columns.js";
import { askedOptions, nameOfInput } from "./asked-options.js";
import { addEngineOption, readGridWithRequests } from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, type FileArguments } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { formatOfName } from "./format-of-name.js";
import { addImportOptions, gridArgument, type ImportArguments } from "./import-arguments.js";
import { packageVersion } from "./package-version.js";
import { type ChangingArguments, readChanging } from "./plan-inputs.js";
import { deliverPlan, formatOfExtension, type PlanFormat, planFormats } from "./plan-outputs.js";
import { addMissingOption } from "./series-arguments.js";
import { complain, type Streams } from "./streams.js";

interface PlanArguments extends ImportArguments, FileArguments, ChangingArguments {
  sessions: string;
  from: string;
  steps: number;
  stepMinutes: number;
  columns?: Record<string, string>;
  compare?: boolean;
  explain?: string;
  relax?: boolean;
  engine?: Engine;
  format?: PlanFormat;
}

const examples = `
Examples:
  cnab plan grid.csv --sessions cars.csv --from 2030-06-01T18:00:00Z --steps 52
  cnab plan grid.csv --sessions cars.csv --from 0 --steps 24 --step-minutes 60 -o plan.csv --compare
  cnab plan grid.csv --sessions cars.csv --from 2030-06-01T18:00:00Z --steps 52 -o plan.html
  cnab plan grid.csv --sessions cars.csv --profiles day.csv --events ratings.csv --from 2030-06-01T18:00:00Z --steps 52
  cnab plan grid.csv --sessions log.csv --columns leaf=station,energy_kwh=requested --from 2030-06-01T00:00:00Z --steps 96

SESSIONS is CSV with the columns ${Object.keys(sessionColumns).join(",")};
those behind energy_kwh may be left out, and id. Times are RFC 3339 with their zone, or numbers of steps where --from is one. A session
may take power in the steps that lie wholly within its stay. Without max_kw its leaf's upper limit holds. The plan is
time,session,leaf,power_kw; who takes nothing in a step has no line for it. As .html it is a page that needs no network: the
load over time, each session's power, the busiest limits.

PROFILES is a row a time, then a column for each shape that the grid's column "profile" names, or for a leaf's id with its request in kW. A row
holds until the next one. What a leaf takes so cannot wait, and comes on top of its sessions.

Exit: 0 planned, 2 bad input or usage, 3 infeasible.`;

/** `cnab plan GRID --sessions SESSIONS`: who charges when. */
export function addPlanCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("plan")
    .description(
      "who charges when: the most even energies, then the most even load, under limits that hold in every step",
    )
    .argument("<grid>", gridArgument)
    .requiredOption("--sessions <file>", "CSV file with who is there from when to when, and wants how much")
    .requiredOption("--from <time>", "when the first step begins: RFC 3339 with its zone, or the number of a step")
    .requiredOption("--steps <count>", "how many steps", stepCount)
    .option("--step-minutes <minutes>", "length of a step", finiteNumber, 15)
    .option(
      "--columns <names>",
      "what columns of SESSIONS are called there: leaf=station,energy_kwh=requested",
      columnNames,
    )
    .option("--profiles <file>", "CSV or Parquet file with what leaves take that cannot wait, as for cnab run")
    .option("--events <file>", "CSV file with limits of inner nodes that hold for a while: from,to,id,lower,upper");
  addMissingOption(command)
    .option("--compare", "beside it uncontrolled and step by step charging, with figures")
    .option(
      "--explain <session>",
      "beside it why a session gets what it gets, what a change would give, and why it charges then",
    )
    .option("--relax", "where limits contradict each other, widen them by just what is missing, and say so")
    .addOption(new Option("--format <format>", "of the plan (default: text)").choices(planFormats));
  addFileOptions(
    command,
    "where the plan goes; a format goes with .csv, .parquet, .html and .txt, and .gz behind zips it",
  );
  addEngineOption(addImportOptions(command))
    .addHelpText("after", examples)
    .action(async (path: string, options: PlanArguments) => exit(await plan(path, options, command, streams)));
}

/** @throws InvalidArgumentError, which commander turns into a message */
function stepCount(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}

/** @throws InvalidArgumentError, which commander turns into a message */
function columnNames(text: string): Record<string, string> {
  const names: Record<string, string> = {};
  for (const part of text.split(",")) {
    const [, name, column] = /^\s*(\w+)\s*=\s*(.*\S)\s*$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError(`"${excerpt(part)}" must be name=column.`);
    if (Object.hasOwn(names, name)) throw new InvalidArgumentError(`"${name}" is there twice.`);
    names[name] = column;
  }
  return names;
}

async function plan(path: string, options: PlanArguments, command: Command, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path, options.sessions, options.events], options, streams);
  const format = formatOfName(options.format, files.output, formatOfExtension, planFormats);
  const aside = (["compare", "explain"] as const).find((name) => options[name] !== undefined);
  if (aside !== undefined && format !== "text" && files.output === undefined) {
    throw new InputError(`${aside} does not go with ${format} on standard output; give a file: --output`, {
      field: aside,
    });
  }
  if (format === "parquet") {
    if (files.output === undefined) throw new InputError("Parquet goes into a file: --output", { field: "format" });
    // That it is not installed is told before there is a plan.
    await parquetWriter();
  }
  const steps = new PlanSteps(options);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const { sessions, notes } = await readSessions(options.sessions, grid.tree, steps, {
    ...files.reading,
    columns: options.columns,
  });
  const source = options.sessions === "-" ? "standard input" : options.sessions;
  for (const note of notes) await complain(streams, `${source}: ${note}`);
  const changing = await readChanging(options, grid, sessions, steps, files.reading);
  for (const note of changing.notes) await complain(streams, note);
  if (options.explain !== undefined && !sessions.some(({ id }) => id === options.explain)) {
    const ids = sessions.slice(0, 10_000).map(({ id }) => id);
    throw new InputError(unknownName("session", options.explain, ids), { field: "explain", value: options.explain });
  }
  const request: ScheduleRequest = {
    steps: steps.count,
    stepHours: steps.hours,
    ...{ sessions, fixed: changing.fixed, limits: changing.limits },
    whenInfeasible: options.relax ? "relax" : "report",
  };
  const results = compareSchedules(grid.tree, request, { engine: options.engine });
  const planned = results[results.length - 1].plan;
  for (const { message } of planned.adjustments) await complain(streams, message);
  if (planned.status !== "optimal") {
    await complain(streams, infeasibleMessage(planned, steps));
    return exitCode.noAnswer;
  }
  for (const widened of planned.relaxed) await complain(streams, widenedMessage(widened, steps));
  const provenance = {
    madeBy: `cnab ${packageVersion()}`,
    ...{ grid: nameOfInput(path), sessions: nameOfInput(options.sessions) },
    ...{ profiles: nameOfOptional(options.profiles), events: nameOfOptional(options.events) },
    options: askedOptions(command, ["sessions", "profiles", "events", "compare", "explain"]),
    date: new Date(),
  };
  await deliverPlan(
    format,
    { grid, request, steps, results, planned, provenance },
    { compare: options.compare ?? false, explain: options.explain },
    files,
    streams,
  );
  return exitCode.ok;
}

function nameOfOptional(path: string | undefined): string | undefined {
  return path === undefined ? undefined : nameOfInput(path);
}

function infeasibleMessage({ contradiction }: InfeasiblePlan, steps: PlanSteps): string {
  const { id, step, limit, bound, reachable, miss } = contradiction;
  const [extreme, direction] = limit === "upper" ? ["at least", "too much"] : ["at most", "too little"];
  return (
    `infeasible: node "${excerpt(id)}" cannot keep its ${limit} limit ${shortNumber(bound)} at ${steps.time(step)}: ` +
    `what is below it carries ${extreme} ${shortNumber(reachable)}, ${shortNumber(miss)} ${direction}`
  );
}

function widenedMessage({ id, step, limit, from, to }: OptimalPlan["relaxed"][number], steps: PlanSteps): string {
  return `${limit} limit of node "${excerpt(id)}" at ${steps.time(step)} widened from ${shortNumber(from)} to ${shortNumber(to)}`;
}
