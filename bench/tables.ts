import type { Section } from "./cases.js";
import { count, milliseconds, ratio, table, withSpread } from "./markdown.js";
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
    worst: worstTable(of("worst")),
  };
}

/** For captions: `Solver.solve()` leaves the dispatches to whoever reads them. */
const atTheKernel = "at the kernel itself, from the numbers in its memory to the dispatches there";

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
    `Cold solves ${atTheKernel}, in milliseconds: median (quartiles).`,
    ["tree", "leaves", "nodes", "kernel", "native", "kernel / native", "Newton in JavaScript", "JavaScript / kernel"],
    rows,
  );
}

const sizePrograms = ["kernel", "Newton in JavaScript", "reference", "balance(root)", "HiGHS", "quadprog"] as const;

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
    `Cold solves ${atTheKernel}, in nanoseconds a node, requests multiplied: median (quartiles).`,
    ["grid", "nodes", "leaves", "depth", ...scales.map((scale) => `×${scale}`)],
    rows,
  );
}

/** The slowest first. */
function worstTable(results: readonly CaseResult[]): string {
  const slowness = (result: CaseResult) => (timing(result, "kernel")?.median ?? 0) / result.nodes;
  return table(
    `Cold solves ${atTheKernel}, in nanoseconds a node: median (quartiles).`,
    ["tree", "leaves", "nodes", "depth", "kernel"],
    results
      .toSorted((a, b) => slowness(b) - slowness(a))
      .map((result) => [
        result.name.replace(/^worst /, ""),
        count(result.leaves),
        count(result.nodes),
        count(result.depth),
        nanosecondsPerNode(result, "kernel"),
      ]),
  );
}

/** The timing of a program by its name; the native one's name ends in its method. */
export function timing({ timings }: CaseResult, name: string): Timing | undefined {
  return timings.find(({ program }) => program === name || program.startsWith(`${name} `));
}

/** Nanoseconds a node: median (quartiles). */
function nanosecondsPerNode(result: CaseResult, name: string): string {
  const found = timing(result, name);
  return found ? withSpread(found, 1e6 / result.nodes) : "";
}
