import type { Section } from "./cases.js";
import type { Timing } from "./measure.js";
import type { CaseResult } from "./measure-case.js";

/** Markdown of each section; empty where nothing of it was measured. */
export function sectionTables(results: readonly CaseResult[]): Record<Section, string> {
  const of = (section: Section) => results.filter(({ sections }) => sections.includes(section));
  const sizes = of("sizes");
  return {
    shapes: shapesTable(of("shapes")),
    sizes: [sizesTable(sizes), loadingTable(sizes)].filter((table) => table !== "").join("\n"),
    grids: gridsTable(of("grids")),
  };
}

function shapesTable(results: readonly CaseResult[]): string {
  const rows = results.map((result) => {
    const kernel = timing(result, "kernel");
    const native = timing(result, "native");
    const newton = timing(result, "Newton in JavaScript");
    return [
      result.name,
      count(result.leaves),
      count(result.nodes),
      milliseconds(kernel),
      milliseconds(native) + (native ? ` ${native.program.slice(-1)}` : ""),
      ratio(kernel, native),
      milliseconds(newton),
      ratio(newton, kernel),
    ];
  });
  return table(
    "Cold solves, in milliseconds: median (quartiles).",
    ["tree", "leaves", "nodes", "kernel", "native", "kernel / native", "Newton in JavaScript", "JavaScript / kernel"],
    rows,
  );
}

const sizePrograms = [
  "kernel",
  "native",
  "Newton in JavaScript",
  "reference",
  "balance(root)",
  "HiGHS",
  "quadprog",
] as const;

function sizesTable(results: readonly CaseResult[]): string {
  return table(
    "Milliseconds, as trees grow: median (quartiles).",
    ["tree", "leaves", "nodes", ...sizePrograms],
    results.map((result) => [
      result.name,
      count(result.leaves),
      count(result.nodes),
      ...sizePrograms.map((name) => milliseconds(timing(result, name))),
    ]),
  );
}

function loadingTable(results: readonly CaseResult[]): string {
  const programs = ["FlatTree.from", "new Solver", "kernel", "balance(root)"];
  return table(
    "From objects to objects, in nanoseconds a node: median (quartiles).",
    ["tree", "nodes", ...programs],
    results.map((result) => [
      result.name,
      count(result.nodes),
      ...programs.map((name) => nanosecondsPerNode(result, name)),
    ]),
  );
}

function gridsTable(results: readonly CaseResult[]): string {
  const scales = [...new Set(results.map(({ scale }) => scale))];
  const families = [...new Set(results.map(({ family }) => family))];
  const rows = families.map((family) => {
    const members = results.filter((result) => result.family === family);
    const [{ nodes, leaves, depth }] = members;
    return [
      family,
      count(nodes),
      count(leaves),
      count(depth),
      ...scales.map((scale) => {
        const member = members.find((result) => result.scale === scale);
        return member ? nanosecondsPerNode(member, "kernel") : "";
      }),
    ];
  });
  return table(
    "Cold solves by the kernel, in nanoseconds a node, requests as they are and multiplied: median (quartiles).",
    ["grid", "nodes", "leaves", "depth", ...scales.map((scale) => `×${scale}`)],
    rows,
  );
}

/** The timing of a program by its name; the native one's name ends in its method. */
export function timing({ timings }: CaseResult, name: string): Timing | undefined {
  return timings.find(({ program }) => program === name || program.startsWith(`${name} `));
}

function milliseconds(timing: Timing | undefined): string {
  return timing ? withSpread(timing, 1) : "";
}

function nanosecondsPerNode(result: CaseResult, name: string): string {
  const found = timing(result, name);
  return found ? withSpread(found, 1e6 / result.nodes) : "";
}

function withSpread({ median, p25, p75 }: Timing, unit: number): string {
  return `${digits(median * unit)} (${digits(p25 * unit)}–${digits(p75 * unit)})`;
}

function ratio(a: Timing | undefined, b: Timing | undefined): string {
  return a && b ? digits(a.median / b.median) : "";
}

/** Three significant digits, no exponent. */
function digits(value: number): string {
  if (value >= 100) return count(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = columns.map((_, at) => at).filter((at) => rows.some((row) => row[at] !== ""));
  if (kept.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${kept.map((at) => cells[at]).join(" | ")} |`;
  const rule = columns.map((_, at) => (at === 0 ? "---" : "--:"));
  return [caption, "", line(columns), line(rule), ...rows.map(line), ""].join("\n");
}
