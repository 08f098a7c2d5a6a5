import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measureStepRates, type StepRates, type StepTiming } from "../src/benchmark/step-rates.js";
import type { LeafSteps } from "../src/engine/leaf-steps.js";
import { readGrid } from "../src/files/read.js";
import { followedProfiles } from "../src/series/followed-profiles.js";
import { profileBlocks, stepsOfABlock, stepsOfBlock } from "../src/series/profile-blocks.js";
import { ProfileTable } from "../src/series/profile-table.js";
import { count, digits, table, withSpread } from "./markdown.js";
import { collectGarbage, summary, type Timing } from "./measure.js";
import { type SeriesCase, seriesCase } from "./series-cases.js";

/** A run over a table of profiles, from files to files, and its parts; milliseconds. */
export interface SeriesResult {
  readonly name: string;
  readonly nodes: number;
  readonly leaves: number;
  readonly steps: number;
  /** Steps in memory, sums only, on one thread and on all: what is solving. */
  readonly rates: StepRates;
  /** The table read once, which a run does twice, first to check it. */
  readonly reading: Timing;
  /** `cnab run` on one thread, to a line a leaf. */
  readonly sums: Timing;
  readonly sumsOnAll: Timing;
  /** `cnab run` on one thread, every dispatch written, as CSV and as Parquet; absent where that is gigabytes. */
  readonly csv: Timing | undefined;
  readonly parquet: Timing | undefined;
  readonly faults: readonly string[];
}

const program = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
/** A file of so many dispatches is some hundred megabytes. */
const MOST_WRITTEN = 1e7;

/** All programs by turns, those that are processes of their own without warming up. */
export async function measureSeries(
  gridFolder: string,
  { file, days }: { readonly file: string; readonly days: number | undefined },
  turns: number,
): Promise<SeriesResult> {
  const files = await seriesCase(gridFolder, file, days);
  try {
    return await measureFiles(files, turns);
  } finally {
    files.remove();
  }
}

async function measureFiles(files: SeriesCase, turns: number): Promise<SeriesResult> {
  const { tree, profiles } = await readGrid(files.grid);
  const opened = await ProfileTable.open(files.profiles);
  const followed = followedProfiles(tree, profiles, opened);
  const blocks: LeafSteps[] = [];
  const length = stepsOfABlock(tree.leafCount, opened.columns.length, true);
  for await (const block of profileBlocks(opened, followed, length)) blocks.push(stepsOfBlock(tree, followed, block));
  const threads = availableParallelism();
  const run = (output: string, option: string, workers: number) => async () => {
    const path = join(files.folder, output);
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, "run", files.grid, "--profiles", files.profiles, "--quiet", option, path, "--workers", String(workers)],
      { encoding: "utf8" },
    );
    if (status !== 0 && status !== 3) throw new Error(`cnab run ended with ${status}: ${stderr.slice(0, 400)}`);
  };
  const programs = {
    reading: async () => {
      for await (const _ of opened.steps());
    },
    sums: run("leaves-1.csv", "--leaves-output", 1),
    sumsOnAll: run("leaves-all.csv", "--leaves-output", threads),
    ...(opened.stepCount * tree.leafCount <= MOST_WRITTEN && {
      csv: run("allocations.csv", "--output", 1),
      parquet: run("allocations.parquet", "--output", 1),
    }),
  };
  const rates = await measureStepRates(tree, { blocks, stepCount: opened.stepCount }, {}, threads, turns);
  const samples = Object.fromEntries(Object.keys(programs).map((name) => [name, [] as number[]]));
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, measured] of Object.entries(programs)) {
      if (turn === 0 && name !== "reading") continue;
      collectGarbage();
      const begin = performance.now();
      await measured();
      if (turn > 0) samples[name].push(performance.now() - begin);
    }
  }
  const of = (name: string) => summary(name, samples[name]);
  const ofWritten = (name: string) => (name in samples ? of(name) : undefined);
  return {
    name: files.name,
    nodes: tree.nodeCount,
    leaves: tree.leafCount,
    steps: opened.stepCount,
    rates,
    reading: of("reading"),
    sums: of("sums"),
    sumsOnAll: of("sumsOnAll"),
    csv: ofWritten("csv"),
    parquet: ofWritten("parquet"),
    faults: [
      ...(rates.isSame ? [] : ["the answers depend on the number of threads"]),
      ...sameFiles(files.folder, "leaves-1.csv", "leaves-all.csv"),
    ],
  };
}

function sameFiles(folder: string, one: string, other: string): string[] {
  const [a, b] = [one, other].map((name) => readFileSync(join(folder, name)));
  return a.equals(b) ? [] : [`${one} and ${other} are not the same`];
}

export function seriesTable(results: readonly SeriesResult[]): string {
  const rate = (timing: StepTiming | undefined) => (timing ? count(Math.round(timing.stepsPerSecond.median)) : "");
  const perNode = (timing: StepTiming | undefined) => (timing ? digits(timing.nanosecondsPerNode.median) : "");
  const solving = ({ steps, rates }: SeriesResult) => (steps * 1000) / rates.oneThread.stepsPerSecond.median;
  const seconds = (timing: Timing | undefined) => (timing ? withSpread(timing, 1e-3) : "");
  const share = (part: number, whole: Timing) => `${Math.round((100 * part) / whole.median)} %`;
  const rates = table(
    "Solving alone, steps in memory and sums only: steps a second and nanoseconds a node and step, on one thread and on all.",
    ["grid", "nodes", "leaves", "steps", "one thread", "ns", "all threads", "ns", "threads", "all / one"],
    results.map((result) => [
      result.name,
      count(result.nodes),
      count(result.leaves),
      count(result.steps),
      rate(result.rates.oneThread),
      perNode(result.rates.oneThread),
      rate(result.rates.manyThreads),
      perNode(result.rates.manyThreads),
      String(result.rates.manyThreads?.threads ?? 1),
      digits(
        (result.rates.manyThreads ?? result.rates.oneThread).stepsPerSecond.median /
          result.rates.oneThread.stepsPerSecond.median,
      ),
    ]),
  );
  const runs = table(
    "`cnab run` from files to files, Node's start included, on one thread; seconds: median (quartiles). Solving and reading as shares of the run to sums.",
    ["grid", "to sums", "solving", "reading, twice", "on all threads", "to CSV", "to Parquet"],
    results.map((result) => [
      result.name,
      seconds(result.sums),
      share(solving(result), result.sums),
      share(2 * result.reading.median, result.sums),
      seconds(result.sumsOnAll),
      seconds(result.csv),
      seconds(result.parquet),
    ]),
  );
  return [rates, runs].filter((part) => part !== "").join("\n");
}
