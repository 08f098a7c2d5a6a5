import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import type { Imported } from "../../src/importers/imported-grid.js";
import { readMatpower } from "../../src/importers/matpower/read-matpower.js";
import { readOpenDss } from "../../src/importers/opendss/read-opendss.js";
import { readPandapower } from "../../src/importers/pandapower/read-pandapower.js";

const trees = process.env.CNAB_GRIDS;
const sources = trees && join(trees, "..", "sources");
const isThere = sources !== undefined && existsSync(sources);
if (!isThere)
  console.warn("Original grid files are skipped: set CNAB_GRIDS to a folder of trees with sources/ beside it.");

/** A node as another converter made it. */
interface Expected {
  readonly parent: string;
  readonly kind: string;
  readonly lower: number;
  readonly upper: number;
  readonly ratingSource: string;
}

function expectedTree(name: string): Map<string, Expected> {
  const text = readFileSync(join(trees ?? "", `${name}.csv`), "utf8");
  const rows = parse<Record<string, string>>(text, { columns: true });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        parent: row.parent,
        kind: row.kind,
        lower: Number(row.lower_kw),
        upper: Number(row.upper_kw),
        ratingSource: row.rating_source,
      },
    ]),
  );
}

async function importDss(path: string): Promise<Imported> {
  const file = join(sources ?? "", "opendss", path);
  const open = (asked: string): string | undefined => {
    let found = dirname(file);
    for (const step of asked.split("/")) {
      const name =
        step === ".." ? ".." : readdirSync(found).find((other) => other.toLowerCase() === step.toLowerCase());
      if (name === undefined) return undefined;
      found = join(found, name);
    }
    return readFileSync(found, "latin1");
  };
  return readOpenDss(readFileSync(file, "latin1"), { source: path, open, allowOutside: true });
}

/** Nodes that are named for the first element in the file here, and for a line by the other converter. */
const parallelOfTwoKinds: Readonly<Record<string, string>> = { "transformer.reg1a": "line.jumper" };

/** Why the other converter has a limit where the file itself gives none; each is unlimited and told here. */
const notInTheFile = /conductor table|^none|LineGeometry\.dss\+WireData\.dss/;

function compare(
  { grid, report }: Imported,
  expected: Map<string, Expected>,
  renamed: Record<string, string> = {},
): void {
  const { tree } = grid;
  const named = (node: number) => renamed[tree.id(node)] ?? tree.id(node);
  expect(Array.from({ length: tree.nodeCount }, (_, node) => named(node)).sort()).toEqual([...expected.keys()].sort());
  const unrated = new Set(report.unrated.map(({ id }) => id));
  // The other converter ignores scaling; one of 0 is told here.
  const off = new Set(report.assumed.filter(({ reason }) => /scaling is 0/.test(reason)).map(({ id }) => id));
  const differing: unknown[] = [];
  for (let node = 0; node < tree.nodeCount; node++) {
    const theirs = expected.get(named(node));
    if (theirs === undefined) continue;
    const parent = node === tree.root ? "" : named(tree.parent[node]);
    const isUnrated =
      tree.upper[node] === Number.POSITIVE_INFINITY &&
      (node === tree.root || unrated.has(tree.id(node)) || isMerged(report, tree.id(node)));
    const sameLimits = isUnrated
      ? notInTheFile.test(theirs.ratingSource)
      : Math.abs(tree.lower[node] - theirs.lower) < 1e-3 && Math.abs(tree.upper[node] - theirs.upper) < 1e-3;
    const sameKind = grid.kinds[node] === theirs.kind || tree.id(node) in parallelOfTwoKinds;
    const same = parent === theirs.parent && sameKind && sameLimits && hasSameRequest(grid, node, theirs, off);
    if (!same) differing.push([named(node), parent, grid.kinds[node], tree.lower[node], tree.upper[node], theirs]);
  }
  expect(differing).toEqual([]);
}

/** The other converter has no requests: a load's is its upper limit, a source's its lower one, a store's none. */
function hasSameRequest({ tree, kinds }: Imported["grid"], node: number, theirs: Expected, off: Set<string>): boolean {
  if (!tree.isLeaf(node)) return true;
  const isIdle = kinds[node] === "storage" || off.has(tree.id(node));
  const request = isIdle ? 0 : theirs.upper > 0 ? theirs.upper : theirs.lower;
  return Math.abs((tree.request?.[node] ?? Number.NaN) - request) < 1e-3;
}

function isMerged({ merged, unrated }: Imported["report"], id: string): boolean {
  const ids = merged.find((one) => one.id === id)?.ids ?? [];
  return unrated.some((one) => ids.includes(one.id));
}

/** The import that is served, where export stays at 0. */
function served({ grid: { tree } }: Imported): number {
  const { lower, request } = tree;
  const isExport = (node: number) => tree.isLeaf(node) && (request?.[node] ?? 0) <= 0;
  const importing = tree.withNumbers({
    lower: lower.map((limit, node) => (isExport(node) ? 0 : limit)),
    upper: tree.upper.map((limit, node) => (isExport(node) ? 0 : limit)),
    request: tree.request?.map((kw) => Math.max(kw, 0)),
  });
  const solution = new Solver(importing).solve();
  if (solution.status !== "optimal") throw new Error(solution.status);
  return solution.flow[tree.root];
}

const opendss: readonly (readonly [tree: string, path: string, servedKw: number])[] = [
  ["ieee13", "IEEETestCases/13Bus/IEEE13Nodeckt.dss", 3466],
  ["ieee34", "IEEETestCases/34Bus/ieee34Mod1.dss", 1769],
  ["ieee37", "IEEETestCases/37Bus/ieee37.dss", 2457],
  ["ieee123", "IEEETestCases/123Bus/IEEE123Master.dss", 3490],
  ["ieee8500", "IEEETestCases/8500-Node/Master.dss", 10773],
  ["ieee8500_unbal", "IEEETestCases/8500-Node/Master-unbal.dss", 10773],
  ["ieee_european_lv", "IEEETestCases/LVTestCase/Master.dss", 55],
  ["epri_ckt5", "EPRITestCircuits/ckt5/Master_ckt5.dss", 7100],
  ["epri_ckt7", "EPRITestCircuits/ckt7/Master_ckt7.dss", 75315],
];

describe.skipIf(!isThere)(
  "originals, against trees made by another converter: same nodes, kinds, limits and total served",
  () => {
    test.each(opendss)("OpenDSS: %s", async (name, path, servedKw) => {
      const imported = await importDss(path);
      const expected = expectedTree(name);
      compare(imported, expected, name === "ieee37" ? parallelOfTwoKinds : {});
      expect(imported.report.misunderstood).toEqual([]);
      expect(Math.round(served(imported))).toBe(servedKw);
    });

    test.each(["ieee_european_lv", "epri_ckt5", "epri_ckt7"])("load shapes of %s", async (name) => {
      const path = opendss.find(([tree]) => tree === name)?.[1] ?? "";
      const { grid } = await importDss(path);
      const lines = readFileSync(join(trees ?? "", `${name}.profiles.csv`), "utf8")
        .trim()
        .split("\n");
      const [, ...columns] = lines[0].split(",");
      expect([...(grid.profileTable?.columns.keys() ?? [])].sort()).toEqual([...columns].sort());
      expect(grid.profileTable?.minutes).toHaveLength(lines.length - 1);
      for (const row of [0, 1, 17, lines.length - 2]) {
        const [minute, ...cells] = lines[row + 1].split(",").map(Number);
        expect(grid.profileTable?.minutes[row]).toBe(minute);
        const mine = columns.map((column) => grid.profileTable?.columns.get(column)?.[row] ?? Number.NaN);
        mine.forEach((value, at) => {
          expect(value).toBeCloseTo(cells[at], 5);
        });
      }
    });

    test("MATPOWER: case533mt_hi, which says that it is of one phase", () => {
      const text = readFileSync(join(sources ?? "", "matpower/case533mt_hi.m"), "utf8");
      const imported = readMatpower(text, { source: "case533mt_hi.m" });
      compare(imported, expectedTree("matpower_case533mt_hi"));
      expect(Math.round(served(imported))).toBe(45293);
      expect(imported.report.misunderstood).toEqual([]);
    });

    test("pandapower: mv_oberrhein with its substations, whose ids are indexes here", () => {
      const text = readFileSync(join(sources ?? "", "pandapower/mv_oberrhein_substations.json"), "utf8");
      const imported = readPandapower(text, { source: "mv_oberrhein_substations.json" });
      const { tree, names, kinds } = imported.grid;
      const byName = (node: number) => `${tree.id(node).split(".")[0]}.${names?.[node]}`;
      const renamed = Object.fromEntries(
        Array.from({ length: tree.nodeCount }, (_, node) => [
          tree.id(node),
          kinds[node] === "line" || node === tree.root ? tree.id(node) : byName(node),
        ]),
      );
      compare(imported, expectedTree("oberrhein_mv"), renamed);
      expect(Math.round(served(imported))).toBe(37116);
      expect(imported.report.misunderstood).toEqual([]);
    });

    test("pandapower: lv_schutterwald, with one loop", () => {
      const text = readFileSync(join(sources ?? "", "pandapower/lv_schutterwald.json"), "utf8");
      const { grid, report } = readPandapower(text, { source: "lv_schutterwald.json" });
      expect(report).toMatchObject({ leaves: 2757, misunderstood: [], meshed: [], islands: [] });
      expect(report.cut).toHaveLength(1);
      expect(grid.kinds.filter((kind) => kind === "heatpump")).toHaveLength(1251);
      expect(grid.places?.filter((place) => place !== undefined)).toHaveLength(grid.tree.nodeCount - 1);
    });
  },
);
