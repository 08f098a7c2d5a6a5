import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { readGrid } from "../../src/files/read.js";
import { generateFeeder } from "../../src/generate/index.js";
import { gridCsv } from "../../src/text/written-grid.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const text = (name: string) => readFileSync(path(name), "utf8");
const feeder = (...more: readonly string[]) => cnab(["generate", "feeder", "--users", "60", "--days", "2", ...more]);

test("prints the grid", async () => {
  const { code, stdout, stderr } = await feeder();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(gridCsv(generateFeeder({ users: 60 }).grid));
});

test("a grid and its profiles are files that cnab run takes, in either format", async () => {
  const { code, stdout, stderr } = await feeder(
    "--seed",
    "7",
    "-o",
    path("grid.json"),
    "--profiles-out",
    path("p.csv"),
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^\d+ nodes, \d+ of them leaves, \d+ levels below the root: 1 transformer, \d+ homes, /);
  const { grid, profiles, steps } = generateFeeder({ users: 60, seed: 7, days: 2 });
  expect((await readGrid(path("grid.json"))).tree.toBuffer()).toEqual(grid.tree.toBuffer());

  const run = await cnab([
    "run",
    path("grid.json"),
    "--profiles",
    path("p.csv"),
    "--leaves-output",
    path("l.csv"),
    "--workers",
    "1",
  ]);
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
  expect(run.stdout).toMatch(/^192 steps;/);

  await feeder("--seed", "7", "-o", path("grid.csv.gz"), "--profiles-out", path("p.parquet"));
  expect(gunzipSync(readFileSync(path("grid.csv.gz"))).toString()).toBe(gridCsv(grid));
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path("p.parquet")) });
  expect(rows).toHaveLength(192);
  for (const [name, values] of profiles()) expect(rows.map((row) => row[name])).toEqual([...values]);
  expect(rows.map(({ time }) => (time as Date).toISOString().replace(".000", ""))).toEqual(steps.times());
});

test("sessions are a file that cnab plan takes; the cars in it are not in the profiles", async () => {
  const { code, stderr } = await feeder(
    "-o",
    path("g.csv"),
    "--profiles-out",
    path("q.csv"),
    "--sessions-out",
    path("s.csv"),
  );
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `cnab: cars are in ${path("s.csv")}, and therefore not in ${path("q.csv")}\n`,
  });
  expect(text("q.csv").split("\n", 1)[0]).not.toContain("ev");
  const { sessions } = generateFeeder({ users: 60, days: 2 });
  expect(text("s.csv").trimEnd().split("\n")).toHaveLength([...sessions()].length + 1);
  const plan = await cnab([
    "plan",
    path("g.csv"),
    "--sessions",
    path("s.csv"),
    "--profiles",
    path("q.csv"),
    "--from",
    "2030-01-01T00:00:00Z",
    "--steps",
    "192",
  ]);
  expect({ code: plan.code, stderr: plan.stderr }).toEqual({ code: 0, stderr: "" });
  expect(plan.stdout).toContain("kWh served");
});

test.each([
  [["--users", "0"], "cnab: users is 0; it must be a whole number between 1 and 2000000\n"],
  [["--pv", "1.5"], "cnab: pv is 1.5; it must be between 0 and 1\n"],
  [["-o", path("x.csv"), "--sessions-out", path("x.csv")], "cnab: two outputs have the same name\n"],
  [["-o", path("x.csv"), "--sessions-out", `${folder}/./x.csv`], "cnab: two outputs have the same name\n"],
  [["-o", path("x.txt")], `cnab: the name ${path("x.txt")} does not tell a format; give one: --format csv|json\n`],
])("%j is refused, and nothing written", async (more, message) => {
  expect(await feeder(...more)).toEqual({ code: 2, stdout: "", stderr: message });
  expect([existsSync(path("x.csv")), existsSync(path("x.txt"))]).toEqual([false, false]);
});

test("--no-clobber leaves what is there, and writes nothing else", async () => {
  writeFileSync(path("kept.csv"), "mine\n");
  const { code, stderr } = await feeder("-o", path("new.csv"), "--profiles-out", path("kept.csv"), "--no-clobber");
  expect(code).toBe(2);
  expect(stderr).toContain("kept.csv: it is there already");
  expect([text("kept.csv"), existsSync(path("new.csv"))]).toEqual(["mine\n", false]);
});
