import { type Command, Option } from "commander";
import { verify } from "../audit/verify.js";
import type { Violation } from "../audit/violation.js";
import { readFlows } from "../files/read.js";
import { printable } from "../model/printable.js";
import {
  addBalanceOptions,
  addRuleOption,
  type BalanceArguments,
  balanceOptions,
  readGridWithRequests,
} from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { finiteNumber } from "./finite-number.js";
import { gridArgument } from "./import-arguments.js";
import type { Streams } from "./streams.js";

interface VerifyOptions extends BalanceArguments, FileArguments {
  tolerance?: number;
}

const examples = `
Examples:
  cnab verify grid.csv result.csv
  cnab verify grid.json result.json --fairness siblings
  cnab solve grid.csv --format csv | cnab verify grid.csv -

RESULT is what "cnab solve" wrote as CSV or JSON, or any CSV with the columns id,flow. Every leaf needs its flow; those of
inner nodes are checked where they are given. Ask for the same fairness, target and direction as the result was made with.

Exit: 0 passed, 1 failed (each violation on a line), 2 bad input or usage.`;

/** `cnab verify GRID RESULT`: audits an allocation, whoever made it. */
export function addVerifyCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("verify")
    .description(
      "check that a result keeps every limit, has the greatest flow, and is the most even; no solver is asked",
    )
    .argument("<grid>", gridArgument)
    .argument("<result>", "CSV or JSON file with a flow for each leaf, plain or gzipped; - for standard input");
  addFileOptions(command, "where the findings go; .gz behind the name zips them");
  addRuleOption(addBalanceOptions(command))
    .addOption(
      new Option("--tolerance <number>", "what counts as rounding, relative to the limits").argParser(finiteNumber),
    )
    .addHelpText("after", examples)
    .action(async (gridPath: string, resultPath: string, options: VerifyOptions) =>
      exit(await audit(gridPath, resultPath, options, streams)),
    );
}

async function audit(
  gridPath: string,
  resultPath: string,
  options: VerifyOptions,
  streams: Streams,
): Promise<ExitCode> {
  const files = await commandFiles([gridPath, resultPath], options, streams);
  const { tree } = await readGridWithRequests(gridPath, options, files.reading, streams);
  const flows = await readFlows(resultPath, tree, files.reading);
  const violations = verify(tree, flows, { ...balanceOptions(options), tolerance: options.tolerance });
  if (violations.length > 0) {
    await deliver(
      violations.map((violation) => `${printable(told(violation))}\n`),
      files,
      streams,
    );
    return exitCode.auditFailed;
  }
  const greatest = tree.hasRequests ? "what is requested as far as limits let it" : `the greatest ${options.maximise}`;
  const rootFlow = options.target === undefined ? greatest : `the target ${options.target}`;
  const passed =
    `ok: ${tree.nodeCount} nodes keep their limits, the root has ${rootFlow}, ` +
    `and no split among ${options.fairness} is more even\n`;
  await deliver(passed, files, streams);
  return exitCode.ok;
}

function told(violation: Violation): string {
  const isAbsent = violation.kind === "missing" && Number.isNaN(violation.flow);
  return isAbsent ? `leaf "${violation.id}": the result has no flow for it` : violation.message;
}
