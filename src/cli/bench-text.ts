import type { ColdSolves } from "../benchmark/cold-solves.js";
import type { Machine } from "../benchmark/machine.js";
import type { Spread } from "../benchmark/spread.js";
import type { StepRates, StepTiming } from "../benchmark/step-rates.js";
import { printable } from "../model/printable.js";
import { type FigureRow, sideBySide } from "./side-by-side.js";

/** What `cnab bench` has measured. */
export interface BenchFigures extends Pick<ColdSolves, "kernel" | "reference"> {
  readonly path: string;
  readonly profiles: string | undefined;
  readonly machine: Machine;
  readonly nodes: number;
  readonly leaves: number;
  /** Of the deepest leaf below the root. */
  readonly depth: number;
  readonly repeats: number;
  readonly steps: StepRates & { readonly inMemory: number };
  /** Of kernel and reference, by the greatest limit. */
  readonly apart: number | undefined;
  readonly faults: readonly string[];
}

/** Every number, as JSON. */
export function benchJson({
  path,
  profiles,
  machine,
  nodes,
  leaves,
  depth,
  repeats,
  ...figures
}: BenchFigures): string {
  const { kernel, reference, steps, apart, faults } = figures;
  const { oneThread, manyThreads, inMemory, withoutAnswer, isSame } = steps;
  const told = {
    machine,
    grid: { path, nodes, leaves, depth },
    repeats,
    coldSolve: { kernel, reference },
    steps: { profiles: profiles ?? null, inMemory, withoutAnswer, oneThread, manyThreads: manyThreads ?? null },
    answers: { kernelAndReferenceApart: apart ?? null, sameOnAllThreads: isSame, faults },
  };
  return `${JSON.stringify(told, undefined, 2)}\n`;
}

/** A table for people, with what is to be known of it around it. */
export function benchText(figures: BenchFigures): string {
  const { path, machine, nodes, leaves, depth, repeats } = figures;
  const { processor, cores, memoryGiB, platform, node } = machine;
  const columns = (["median", "least", "greatest"] as const).map((title) => ({ title, figures: title }));
  return [
    `${printable(path)}: ${grouped(nodes)} nodes, ${grouped(leaves)} leaves, ${depth} levels below the root\n`,
    `${printable(processor)}, ${counted(cores, "core")}, ${memoryGiB} GiB, ${platform}, Node ${node}; ${repeats} repeats\n\n`,
    sideBySide(tableRows(figures), columns),
    "\n",
    ...notes(figures).map((note) => `${note}\n`),
  ].join("");
}

function tableRows({ kernel, reference, steps }: BenchFigures): FigureRow<keyof Spread>[] {
  const row = (title: string, spread: Spread): FigureRow<keyof Spread> => [title, (column) => figure(spread[column])];
  const { oneThread, manyThreads } = steps;
  return [
    row("cold solve, ns a node", kernel.nanosecondsPerNode),
    row("cold solve, ms", kernel.milliseconds),
    ...("skipped" in reference
      ? []
      : [
          row("cold solve by the reference, ns a node", reference.nanosecondsPerNode),
          row("cold solve by the reference, ms", reference.milliseconds),
        ]),
    ...[oneThread, ...(manyThreads ? [manyThreads] : [])].flatMap((timing) => [
      row(`steps a second, ${counted(timing.threads, "thread")}`, timing.stepsPerSecond),
      row("  ns a node and step", timing.nanosecondsPerNode),
    ]),
  ];
}

function notes({ kernel, reference, steps, profiles, apart, faults }: BenchFigures): string[] {
  const { oneThread, manyThreads, inMemory, withoutAnswer } = steps;
  const source = profiles === undefined ? "made up for this" : `from ${printable(profiles)}`;
  return [
    "skipped" in reference
      ? `reference: left out, ${reference.skipped}`
      : `kernel: ${ratio(reference.milliseconds, kernel.milliseconds)} times as fast as the reference`,
    ...(manyThreads ? [`threads: ${threadGain(manyThreads, oneThread)}`] : []),
    `steps: ${grouped(inMemory)} in memory, ${source}`,
    ...(withoutAnswer > 0 ? [`steps without an answer: ${withoutAnswer} of ${oneThread.stepsOfARepeat}`] : []),
    faults.length > 0 ? `answers: ${counted(faults.length, "fault")}` : soundAnswers(apart, manyThreads),
  ];
}

function threadGain(many: StepTiming, one: StepTiming): string {
  return `${many.threads} solve ${ratio(many.stepsPerSecond, one.stepsPerSecond)} times as many steps as one`;
}

function soundAnswers(apart: number | undefined, many: StepTiming | undefined): string {
  const apartBy = apart === 0 ? "agree to the bit" : `are ${apart?.toExponential(0)} of the greatest limit apart`;
  const compared = apart === undefined ? [] : [`kernel and reference ${apartBy}`];
  const same = many === undefined ? [] : [`the same to the bit on 1 and ${many.threads} threads`];
  return ["answers: they pass the audit", ...compared, ...same].join("; ");
}

function ratio(some: Spread, other: Spread): string {
  return (some.median / other.median).toPrecision(2);
}

/** Three digits, and no exponent. */
function figure(value: number): string {
  return value >= 100 ? grouped(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function grouped(count: number): string {
  return count.toLocaleString("en");
}

function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? "" : "s"}`;
}
