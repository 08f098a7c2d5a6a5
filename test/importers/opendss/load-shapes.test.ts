import { expect, test } from "vitest";
import { fromDss } from "../grid-of.js";

async function tableOf(lines: string, files = {}) {
  const { grid, report } = await fromDss(lines, files);
  const columns = [...(grid.profileTable?.columns ?? [])].map(([name, values]) => [name, [...values]]);
  const profiles = Object.fromEntries(
    Array.from(grid.tree.leaves, (leaf) => [grid.tree.id(leaf), grid.profiles?.[leaf]]),
  );
  const problems = report.misunderstood.map(({ problem }) => problem);
  return { minutes: [...(grid.profileTable?.minutes ?? [])], columns, profiles, problems };
}

test("the first shape that an element has, yearly before daily before duty", async () => {
  const { profiles, columns, minutes } = await tableOf(`New Loadshape.y npts=2 interval=1 mult=(0.5 1)
New Loadshape.d npts=2 interval=0.25 mult=[1, 2]\nNew Load.x bus1=source kw=1 daily=d yearly=Y\nNew Load.z bus1=source kw=1 daily=d\nNew Load.w bus1=source kw=1 yearly=default`);
  expect(profiles).toEqual({ "load.x": "y", "load.z": "d", "load.w": undefined });
  expect(minutes).toEqual([0, 15, 30, 45, 60, 75, 90, 105]);
  expect(columns).toEqual([
    ["y", [0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1]],
    ["d", [1, 2, 1, 2, 1, 2, 1, 2]],
  ]);
});

test("values from files: one a line, a column, with a header; seconds and minutes", async () => {
  const { columns, minutes } = await tableOf(
    `New Loadshape.a npts=2 minterval=30 csvfile=sub/a.csv\nNew Loadshape.b npts=2 sinterval=1800 mult=(file="b.csv", column=2, header=yes)
New Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b`,
    { "sub/a.csv": "0.1\n0.2\n0.3\n", "b.csv": "t,p\n0,7\n1,8\n" },
  );
  expect(minutes).toEqual([0, 30]);
  expect(columns).toEqual([
    ["a", [0.1, 0.2]],
    ["b", [7, 8]],
  ]);
});

test("a shape in kW is divided by the request of each load that follows it", async () => {
  const { columns, profiles } = await tableOf(`New Loadshape.a npts=2 interval=1 mult=(2 4) useactual=yes
New Load.x bus1=source kw=4 daily=a\nNew Load.y bus1=source kw=1 daily=a`);
  expect(profiles).toEqual({ "load.x": "a/4", "load.y": "a" });
  expect(columns).toEqual([
    ["a/4", [0.5, 1]],
    ["a", [2, 4]],
  ]);
});

test("normalising divides by the greatest value", async () => {
  const { columns } = await tableOf(
    `New Loadshape.a npts=2 interval=1 mult=(2 4) action=normalize\nNew Load.x bus1=source kw=4 daily=a`,
  );
  expect(columns).toEqual([["a", [0.5, 1]]]);
});

test("even hours are a step, uneven ones are told", async () => {
  const { columns, minutes, problems } = await tableOf(`New Loadshape.a interval=0 hour=(0 2 4) mult=(1 2 3)
New Loadshape.b interval=0 hour=(0 1 4) mult=(1 2 3)\nNew Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b`);
  expect(minutes).toEqual([0, 120, 240]);
  expect(columns.map(([name]) => name)).toEqual(["a"]);
  expect(problems).toEqual(["loadshape.b: no even step; it is left out"]);
});

test("a shape that is missing, empty or from a missing file is told once, and its loads have none", async () => {
  const { profiles, problems } = await tableOf(`New Loadshape.a csvfile=nowhere.csv\nNew Loadshape.b mult=(1 two)
New Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b\nNew Load.z bus1=source kw=1 daily=c\nNew Load.w bus1=source kw=1 daily=c`);
  expect(profiles).toEqual({ "load.x": undefined, "load.y": undefined, "load.z": undefined, "load.w": undefined });
  expect(problems).toEqual([
    'there is no file "nowhere.csv" with a load shape',
    "loadshape.a: no values that can be read",
    "loadshape.b: no values that can be read",
    'load.z: there is no load shape "c"',
  ]);
});

test("steps too different for one table are told", async () => {
  const { columns, problems } =
    await tableOf(`New Loadshape.a interval=8760 mult=(1 2)\nNew Loadshape.b sinterval=0.001 mult=(1 2)
New Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b`);
  expect(columns).toEqual([]);
  expect(problems).toEqual([expect.stringContaining("the load shapes are too different")]);
});

test("a file with a gap is no shape: what is behind it would come too early; a header and blank lines are no gap", async () => {
  const { columns, profiles, problems } = await tableOf(
    `New Loadshape.a interval=1 csvfile=a.csv\nNew Loadshape.b interval=1 csvfile=b.csv
New Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b`,
    { "a.csv": "1\nn/a\n3\n", "b.csv": "power\n1\n\n2\n" },
  );
  expect(columns).toEqual([["b", [1, 2]]]);
  expect(profiles).toEqual({ "load.x": undefined, "load.y": "b" });
  expect(problems).toEqual(['column 1 is "n/a"; it must be a number', "loadshape.a: no values that can be read"]);
});

test("a first line without a number is taken for a header, which is told; one with a number is a gap", async () => {
  const { report } = await fromDss(
    `New Loadshape.a interval=1 csvfile=a.csv\nNew Loadshape.b interval=1 mult=(file=b.csv, column=2)
New Load.x bus1=source kw=1 daily=a\nNew Load.y bus1=source kw=1 daily=b`,
    { "a.csv": "power\n1\n2\n", "b.csv": "1, n/a\n2, 3\n" },
  );
  expect(report.assumed).toEqual([{ id: "a.csv", reason: 'line 1, "power", is taken for a header' }]);
  expect(report.misunderstood[0]).toEqual({
    source: "b.csv",
    line: 1,
    problem: 'column 2 is "n/a"; it must be a number',
  });
});
