import { discreteRatio } from "./discrete.js";
import type { Results } from "./jobs.js";
import { digits, table } from "./markdown.js";
import type { Timing } from "./measure.js";
import type { CaseResult } from "./measure-case.js";
import { stepsRatio } from "./steps.js";
import { timing } from "./tables.js";

/** Each of the project's targets beside what was measured; a target of which nothing was measured is left out. */
export function ratiosTable({ trees, again, steps, discrete, footprint }: Results): string {
  const shapes = trees.filter(({ sections }) => sections.includes("shapes"));
  // Newton's method is for few levels, the brackets for many: native code has two methods as well.
  const isShallow = ({ depth }: CaseResult) => depth <= 5;
  const toNative = (result: CaseResult) => quotient(timing(result, "kernel"), timing(result, "native"));
  const inSection = (section: "grids" | "worst") => trees.filter(({ sections }) => sections.includes(section));
  const perNode = (program: string) => (result: CaseResult) => nanosecondsPerNode(result, program);
  const loaded = trees.filter(({ sections, nodes }) => sections.includes("sizes") && nodes > 5e4 && nodes < 2.5e5);
  return table(
    "",
    ["what", "target", "least", "median", "greatest", "the greatest is"],
    [
      row("cold solve / native, up to 5 levels", "≤ 1.15", measured(shapes.filter(isShallow), toNative)),
      row(
        "cold solve / native, deeper, not ints",
        "≤ 1",
        measured(
          shapes.filter((of) => !isShallow(of) && of.tightness !== "ints"),
          toNative,
        ),
      ),
      row(
        "cold solve / native, deeper, ints",
        "",
        measured(
          shapes.filter((of) => !isShallow(of) && of.tightness === "ints"),
          toNative,
        ),
      ),
      row("real grids, ns a node", "≤ 100", measured(inSection("grids"), perNode("kernel"))),
      row("worst shapes, ns a node", "≤ 1000", measured(inSection("worst"), perNode("kernel"))),
      row(
        "again / cold, nothing changed, %",
        "≤ 0.1",
        measured(again, ({ unchanged, cold }) => 100 * quotient(unchanged, cold)),
      ),
      row(
        "again / cold, 1 leaf changed, %",
        "≤ 1",
        measured(again, ({ oneLeaf, cold }) => 100 * quotient(oneLeaf, cold)),
      ),
      row(
        "again / cold, 1000 leaves changed, %",
        "≤ 5",
        measured(again, ({ thousandLeaves, cold }) => 100 * quotient(thousandLeaves, cold)),
      ),
      row("`solveSteps` / (kernel + one copy)", "≤ 1.1", measured(steps, stepsRatio)),
      row("minimums and steps / without", "≤ 10", measured(discrete, discreteRatio)),
      row("`FlatTree.from`, about 10⁵ nodes, ns a node", "≤ 150", measured(loaded, perNode("FlatTree.from"))),
      row("`new Solver`, about 10⁵ nodes, ns a node", "≤ 80", measured(loaded, perNode("new Solver"))),
      row("`balance(root)`, about 10⁵ nodes, ns a node", "≤ 350", measured(loaded, perNode("balance(root)"))),
      row(
        "kernel memory, bytes a node",
        "≤ 120",
        measured(footprint?.memory ?? [], ({ bytesPerNode }) => bytesPerNode),
      ),
      row("kernel.wasm gzipped, kB", "≤ 14", single(footprint && footprint.kernelGzippedBytes / 1000)),
      row("cold start, ms", "≤ 5", single(footprint?.coldStart.median)),
    ].filter((cells) => cells.length > 0),
  ).trimStart();
}

interface Measured {
  readonly name: string;
  readonly value: number;
}

function measured<T extends { readonly name: string }>(of: readonly T[], value: (one: T) => number): Measured[] {
  return of.map((one) => ({ name: one.name, value: value(one) })).filter((one) => Number.isFinite(one.value));
}

function single(value: number | undefined): Measured[] {
  return value === undefined ? [] : [{ name: "", value }];
}

function row(what: string, target: string, values: readonly Measured[]): string[] {
  if (values.length === 0) return [];
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const greatest = sorted[sorted.length - 1];
  const median = (sorted[(sorted.length - 1) >> 1].value + sorted[sorted.length >> 1].value) / 2;
  const isAlone = sorted.length === 1;
  return [
    what,
    target,
    isAlone ? "" : digits(sorted[0].value),
    digits(median),
    isAlone ? "" : digits(greatest.value),
    greatest.name.replace(/^worst /, ""),
  ];
}

/** NaN where one of the two was not measured. */
function quotient(a: Timing | undefined, b: Timing | undefined): number {
  return a && b ? a.median / b.median : Number.NaN;
}

function nanosecondsPerNode(result: CaseResult, program: string): number {
  return ((timing(result, program)?.median ?? Number.NaN) * 1e6) / result.nodes;
}
