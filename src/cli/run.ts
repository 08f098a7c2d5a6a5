import { Command, CommanderError } from "commander";
import { addBenchCommand } from "./bench.js";
import { addCompareCommand } from "./compare.js";
import { addConvertCommand } from "./convert.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addExplainCommand } from "./explain.js";
import { addGenerateCommand } from "./generate.js";
import { packageVersion } from "./package-version.js";
import { addPlanCommand } from "./plan.js";
import { addReportCommand } from "./report.js";
import { addRunCommand } from "./run-profiles.js";
import { addShowCommand } from "./show.js";
import { addSolveCommand } from "./solve.js";
import { complain, complainOf, print, type Streams } from "./streams.js";
import { addVerifyCommand } from "./verify.js";
import { addWorkerCommand } from "./worker.js";

const about = `Fair allocation on a tree of limits: the greatest total that every limit allows, split as evenly as the tree lets it.`;

const examples = `
Examples:
  cnab solve grid.csv
  cnab solve grid.json -o result.csv
  cnab verify grid.json result.csv
  cnab explain grid.csv user2
  cnab compare grid.csv
  cnab show grid.csv -o report.html
  cnab convert feeder.dss -o grid.csv
  cnab run grid.csv --profiles year.csv -o allocations.csv.gz
  cnab report allocations.csv.gz --grid grid.csv -o report.html
  cnab plan grid.csv --sessions cars.csv --from 2030-06-01T18:00:00Z --steps 52
  cnab bench grid.csv
  cnab generate feeder --users 1000 -o grid.csv

"cnab solve --help" has more of them, and what a grid looks like.
Exit: 0 solved or passed, 1 failed audit, 2 bad input or usage, 3 infeasible or unbounded.`;

/**
 * The command line.
 * @param argv without the names of Node and of the program
 * @returns the exit code; messages are on `stderr`, one line each
 */
export async function run(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  try {
    return await runCommand(argv, streams);
  } catch (error) {
    await complainOf(streams, error);
    return exitCode.badInput;
  }
}

async function runCommand(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  let code: ExitCode = exitCode.ok;
  // Commander prints without waiting; what it says is kept, and printed when it is done.
  let help = "";
  let usageError = "";
  const program = new Command("cnab")
    .description(about)
    .version(packageVersion(), "-V, --version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        help += text;
      },
      writeErr: (text) => {
        usageError += text;
      },
    })
    .addHelpText("after", examples);
  const exit = (given: ExitCode) => {
    code = given;
  };
  addSolveCommand(program, streams, exit);
  addVerifyCommand(program, streams, exit);
  addCompareCommand(program, streams, exit);
  addExplainCommand(program, streams, exit);
  addShowCommand(program, streams, exit);
  addConvertCommand(program, streams, exit);
  addRunCommand(program, streams, exit);
  addReportCommand(program, streams, exit);
  addWorkerCommand(program, streams, exit);
  addPlanCommand(program, streams, exit);
  addBenchCommand(program, streams, exit);
  addGenerateCommand(program, streams, exit);

  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    await print(streams.stdout, help);
    if (error.exitCode === 0) return exitCode.ok;
    if (error.code === "commander.help") await print(streams.stderr, usageError);
    else await complain(streams, usageError.trim().replace(/^error: /, ""));
    return exitCode.badInput;
  }
  return code;
}
