import type { Command } from "commander";
import { compareRules, type RuleFigures } from "../comparison/compare-rules.js";
import { printable } from "../model/printable.js";
import { shortNumber } from "../text/number-text.js";
import { addBalanceOptions, type BalanceArguments, balanceOptions, readGridWithRequests } from "./balance-arguments.js";
import { type ExitCode, exitCode } from "./exit-code.js";
import { addFileOptions, commandFiles, deliver, type FileArguments } from "./file-arguments.js";
import { gridArgument } from "./import-arguments.js";
import { complainOfNoAnswer } from "./no-answer-message.js";
import { type FigureRow, sideBySide } from "./side-by-side.js";
import type { Streams } from "./streams.js";

type CompareOptions = BalanceArguments & FileArguments;

const examples = `
Examples:
  cnab compare grid.csv
  cnab compare grid.csv --requests by-kind --target 100

The rules: equal (every kW counts the same), proportional (the same fraction of each request), last-in-first-out (who was
connected first is served first; needs the column "connected", and is left out without it). Priorities in the grid hold
under every rule. Served fractions are of leaves that request something; Jain's index of them is 1 where all are equal.

Exit: 0 solved, 2 bad input or usage, 3 infeasible or unbounded.`;

/** `cnab compare GRID`: the same grid under each named rule, side by side. */
export function addCompareCommand(program: Command, streams: Streams, exit: (code: ExitCode) => void): void {
  const command = program
    .command("compare")
    .description("the same grid under each named rule, side by side")
    .argument("<grid>", gridArgument);
  addFileOptions(command, "where the comparison goes; .gz behind the name zips it");
  addBalanceOptions(command)
    .addHelpText("after", examples)
    .action(async (path: string, options: CompareOptions) => exit(await compare(path, options, streams)));
}

async function compare(path: string, options: CompareOptions, streams: Streams): Promise<ExitCode> {
  const files = await commandFiles([path], options, streams);
  const grid = await readGridWithRequests(path, options, files.reading, streams);
  const results = compareRules(grid.tree, balanceOptions(options));
  for (const { solution } of results) {
    if (solution.status === "optimal") continue;
    // Rules change who gets what, not what the limits allow.
    await complainOfNoAnswer(streams, grid, solution, balanceOptions(options));
    return exitCode.noAnswer;
  }
  const columns = results.map(({ rule, figures }) => ({ title: rule, figures }));
  await deliver(sideBySide(rows, columns), files, streams);
  return exitCode.ok;
}

const rows: readonly FigureRow<RuleFigures>[] = [
  ["served", ({ served }) => shortNumber(served)],
  ["curtailed import", ({ curtailedImport }) => shortNumber(curtailedImport)],
  ["curtailed export", ({ curtailedExport }) => shortNumber(curtailedExport)],
  ["Jain's index of served fractions", ({ fairnessIndex }) => shortNumber(fairnessIndex)],
  ["least served fraction", ({ leastServed }) => (leastServed ? shortNumber(leastServed.fraction) : "")],
  ["least served leaf", ({ leastServed }) => printable(leastServed?.id ?? "")],
  ["leaves curtailed", ({ curtailedLeaves }) => String(curtailedLeaves)],
];
