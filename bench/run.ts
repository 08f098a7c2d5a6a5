/**
 * The benchmark: `npm run bench -- [options]`.
 *
 *     npm run bench -- --quick          within a minute: what to run before and after a change
 *     npm run bench -- --only chain     only what has a name that matches; see jobs.ts and cases.ts
 *     npm run bench                     everything, up to 10⁷ leaves: some ten minutes and 4 GiB
 *     npm run bench -- --write-docs     everything, and the figures put into docs/performance.md and docs/scaling.svg
 *
 * Trees are seeded. Programs are warmed up and measured by turns in one run (measure.ts); their answers are compared
 * outside the timing (check-answers.ts), and one wrong answer ends the run with exit code 1. Who is measured on which
 * tree is said in measure-case.ts; again.ts, steps.ts, discrete.ts, series.ts, shifting.ts, shifting-highs.ts, worst-shapes.ts and footprint.ts
 * say what else is. Results go to standard output and to bench/results/ (results.md, results.json,
 * scaling.svg).
 *
 * Some columns and tables want something from outside:
 * - CNAB_YARDSTICK: path of the built native yardstick, which is then measured by turns with everyone else;
 * - CNAB_SHIFTING_YARDSTICK: path of the native program that plans in many steps, likewise;
 * - CNAB_GRIDS: folder of real trees as grid files, for the table of grids.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError } from "commander";
import { againTable } from "./again.js";
import { discreteTable } from "./discrete.js";
import { footprintTables } from "./footprint.js";
import { jobsOf, type Results } from "./jobs.js";
import { machineLine, thisMachine } from "./machine.js";
import type { Pace } from "./measure.js";
import { prepareHighs } from "./peers/highs.js";
import { ratiosTable } from "./ratios.js";
import { scalingChart } from "./scaling-chart.js";
import { seriesTable } from "./series.js";
import { shiftingTable } from "./shifting.js";
import { shiftingHighsTable } from "./shifting-highs.js";
import { stepsTable } from "./steps.js";
import { sectionTables } from "./tables.js";
import { writeSections } from "./write-docs.js";

interface Options {
  readonly quick?: true;
  readonly only?: RegExp;
  readonly repeats: number;
  readonly writeDocs?: true;
}

const options = new Command("bench")
  .description("Measures the kernel, the reference and their peers by turns, and checks their answers.")
  .option("--quick", "smaller trees and shorter turns: within a minute")
  .option("--only <regex>", "only the trees and parts whose name matches", regularExpression)
  .option("--repeats <n>", "turns that each program has", positiveInteger, 7)
  .option("--write-docs", "put the figures into docs/performance.md and docs/scaling.svg; of a whole run only")
  .parse()
  .opts<Options>();

const { CNAB_YARDSTICK: yardstick, CNAB_SHIFTING_YARDSTICK: shiftingYardstick, CNAB_GRIDS: gridFolder } = process.env;
if (options.writeDocs && (options.quick || options.only || !yardstick || !gridFolder)) {
  process.stderr.write("--write-docs takes a whole run: no --quick, no --only, CNAB_YARDSTICK and CNAB_GRIDS set\n");
  process.exit(2);
}
const root = fileURLToPath(new URL("../../../", import.meta.url));
const pace: Pace = options.quick
  ? { turns: options.repeats, turnMilliseconds: 2, warmupMilliseconds: 30 }
  : { turns: options.repeats, turnMilliseconds: 20, warmupMilliseconds: 100 };
const jobs = jobsOf({
  extent: options.quick ? "quick" : "full",
  pace,
  peers: { yardstick, quadraticSolvers: !options.quick },
  gridFolder,
  shiftingYardstick,
  kernelFile: `${root}dist/kernel.wasm`,
}).filter(({ name }) => options.only?.test(name) ?? true);

await prepareHighs();
const results: Results = {
  trees: [],
  again: [],
  steps: [],
  discrete: [],
  series: [],
  shifting: [],
  shiftingHighs: [],
  footprint: undefined,
};
const faults: string[] = [];
for (const [at, { name, run }] of jobs.entries()) {
  const begin = performance.now();
  process.stderr.write(`${at + 1}/${jobs.length} ${name} `);
  try {
    faults.push(...(await run(results)).map((fault) => `${name}: ${fault}`));
  } catch (error) {
    faults.push(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  process.stderr.write(`${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
}
await report();
process.exitCode = faults.length > 0 ? 1 : 0;

async function report(): Promise<void> {
  const machine = thisMachine();
  const tables = {
    ratios: ratiosTable(results),
    ...sectionTables(results.trees),
    again: againTable(results.again),
    steps: stepsTable(results.steps),
    discrete: discreteTable(results.discrete),
    series: seriesTable(results.series),
    shifting: shiftingTable(results.shifting),
    shiftingHighs: shiftingHighsTable(results.shiftingHighs),
    footprint: footprintTables(results.footprint),
  };
  const chart = await scalingChart(results.trees);
  const answers =
    faults.length > 0
      ? `WRONG ANSWERS\n\n${faults.map((fault) => `- ${fault}\n`).join("")}`
      : `Answers on ${results.trees.length} trees: certified, and equal to 1e-9 of the greatest limit.\n`;
  const markdown = [machineLine(machine), ...Object.values(tables), answers].filter((part) => part !== "").join("\n");

  const folder = `${root}bench/results`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/results.md`, markdown);
  writeFileSync(`${folder}/results.json`, `${JSON.stringify({ machine, pace, faults, ...results }, undefined, 2)}\n`);
  if (chart) writeFileSync(`${folder}/scaling.svg`, chart);
  process.stdout.write(markdown);
  if (!options.writeDocs || faults.length > 0 || !chart) return;
  const curves = "![Milliseconds a solve over the number of leaves](scaling.svg)\n";
  writeSections(`${root}docs/performance.md`, { machine: machineLine(machine), curves, ...tables });
  writeFileSync(`${root}docs/scaling.svg`, chart);
}

function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError("It must be a regular expression.");
  }
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return value;
}
