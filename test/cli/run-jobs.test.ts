import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const root = temporaryFolder();
let folder = "";
let count = 0;

/** A grid, its profiles and a folder for both in a folder that is new for each test. */
beforeEach(() => {
  folder = join(root, `test${count++}`);
  mkdirSync(join(folder, "in"), { recursive: true });
  file("in/street.csv", "id,parent,lower,upper\nstreet,,,10\nhome,street,0,4\ncar,street,0,11\n");
  file("in/day.csv", "minute,home,car\n0,2,0\n15,4,11\n");
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const at = (...names: string[]) => join(folder, ...names);
const run = (table: string, ...options: string[]) =>
  cnab(["run", file("in/jobs.csv", table), "-o", at("out"), "--workers", "1", ...options]);

test("every job writes what it would write by itself", async () => {
  const found = await run(
    "grid,profiles,output,only,rule,steps_output,leaves_output\n" +
      "street.csv,day.csv,all.csv,,,,\n" +
      "street.csv,day.csv,cut.csv.gz,curtailed,proportional,deep/steps.csv,\n" +
      "street.csv,day.csv,all.parquet,,,,\n" +
      "street.csv,day.csv,,,,,leaves.csv\n",
  );
  expect(found).toMatchObject({ code: 0, stderr: "" });
  const alone = (...options: string[]) =>
    cnab(["run", at("in/street.csv"), "--profiles", at("in/day.csv"), "--workers", "1", ...options]);
  const told = await alone("-o", at("all.csv"));
  await alone(
    "-o",
    at("cut.csv.gz"),
    "--only",
    "curtailed",
    "--rule",
    "proportional",
    "--steps-output",
    at("steps.csv"),
  );
  await alone("-o", at("all.parquet"));
  await alone("--leaves-output", at("leaves.csv"));
  for (const name of ["all.csv", "cut.csv.gz", "all.parquet", "leaves.csv"]) {
    expect(readFileSync(at("out", name)).equals(readFileSync(at(name))), name).toBe(true);
  }
  expect(readFileSync(at("out/deep/steps.csv"), "utf8")).toBe(readFileSync(at("steps.csv"), "utf8"));
  expect(found.stdout).toContain(
    `all.csv:\n  ${told.stdout.trimEnd().replaceAll("\n", "\n  ")}\ncut.csv.gz, deep/steps.csv:\n`,
  );
  expect(found.stdout.endsWith("4 jobs: 4 solved\n")).toBe(true);
});

test("what the command line says holds where a row says nothing else", async () => {
  const found = await run(
    "Grid;Output;Only;Relax\nstreet.csv;cut.csv;;\nstreet.csv;relaxed.csv;;no\n",
    ...["--profiles", at("in/day.csv"), "--only", "curtailed", "--relax"],
  );
  expect(found).toMatchObject({ code: 0, stderr: "" });
  expect(readFileSync(at("out/cut.csv"), "utf8")).toBe("time,id,request,dispatch,curtailment\n15,car,11,6,5\n");
});

test("a job that fails is named with its error, and the others go on", async () => {
  file("in/back.csv", "minute,home,car\n15,2,0\n0,4,11\n");
  file("in/foreign.csv", "minute,home,van\n15,2,0\n");
  const found = await run(
    "grid,profiles,output\nstreet.csv,back.csv,a.csv\nstreet.csv,day.csv,b.csv\nstreet.csv,foreign.csv,c.csv\n",
  );
  expect(found.code).toBe(2);
  expect(found.stdout).toMatch(
    /^a\.csv: failed\nb\.csv:\n {2}2 steps;[\s\S]*\nc\.csv: failed\n3 jobs: 1 solved, 2 failed\n$/,
  );
  expect(found.stderr.split("\n")).toEqual([
    `cnab: ${at("in/jobs.csv")}:2: ${at("in/back.csv")}:3: minute 0 is before the one above it`,
    expect.stringMatching(/^cnab: .*jobs\.csv:4: .*foreign\.csv: unknown column "van"/),
    "",
  ]);
  expect(["a.csv", "b.csv", "c.csv"].map((name) => existsSync(at("out", name)))).toEqual([false, true, false]);
});

test("a step without an answer makes the exit code 3, a failed job 2", async () => {
  file("in/tight.csv", "id,parent,lower,upper\nstreet,,,10\nhome,street,20,30\n");
  file("in/home.csv", "minute,home\n0,25\n");
  const rows = "grid,profiles,output\nstreet.csv,day.csv,a.csv\ntight.csv,home.csv,b.csv\n";
  const found = await run(rows);
  expect(found).toMatchObject({ code: 3, stderr: expect.stringContaining("jobs.csv:3: infeasible: the step 0") });
  expect(found.stdout).toContain("2 jobs: 1 solved, 1 with steps without an answer\n");
  expect((await run(`${rows}street.csv,home.csv,c.csv\nstreet.csv,tight.csv,d.csv\n`)).code).toBe(2);
});

describe("before any work starts", () => {
  test.each<[string, string, string[]]>([
    [
      "an unknown column",
      "grid,profiles,output,onyl\nstreet.csv,day.csv,a.csv,\n",
      [':1: unknown column "onyl"; did you mean "only"?'],
    ],
    [
      "a column that is like none",
      "grid,profiles,output,zzz\nstreet.csv,day.csv,a.csv,\n",
      [':1: unknown column "zzz"; known are "grid", "profiles", '],
    ],
    ["no column for profiles", "grid,output\nstreet.csv,a.csv\n", [':1: no column "profiles"']],
    [
      "a file that is not there",
      "grid,profiles,output\nstret.csv,day.csv,a.csv\n",
      ["in/stret.csv: there is no such file"],
    ],
    ["a folder", "grid,profiles,output,events\nstreet.csv,day.csv,a.csv,.\n", ["/in: it is a folder; expected a file"]],
    ["empty cells", "grid,profiles,output\n,,a.csv\n", [":2: grid is empty", ":2: profiles is empty"]],
    ["no output", "grid,profiles,output\nstreet.csv,day.csv,\n", [":2: it writes nothing"]],
    ["no jobs", "grid,profiles,output\n", [": it has no jobs"]],
    [
      "an unknown choice",
      "grid,profiles,output,missing\nstreet.csv,day.csv,a.csv,holt\n",
      [':2: missing is "holt"; did you mean "hold"?'],
    ],
    [
      "no number",
      "grid,profiles,output,target\nstreet.csv,day.csv,a.csv,x\n",
      [':2: target is "x"; it must be a number'],
    ],
    [
      "neither yes nor no",
      "grid,profiles,output,relax\nstreet.csv,day.csv,a.csv,maybe\n",
      [':2: relax is "maybe"; expected yes or no'],
    ],
    [
      "options against each other",
      "grid,profiles,output,relax,curtail\nstreet.csv,day.csv,a.csv,yes,yes\n",
      [":2: --relax and --curtail exclude"],
    ],
    [
      "an output outside",
      "grid,profiles,output\nstreet.csv,day.csv,../a.csv\n",
      [':2: output is "../a.csv"; outputs stay in the folder'],
    ],
    [
      "an output of two",
      "grid,profiles,output,leaves_output\nstreet.csv,day.csv,a.csv,\nstreet.csv,day.csv,,./a.csv\n",
      [":3: ", "out/a.csv: the job in line 2 writes it, too"],
    ],
    [
      "an output twice in a row",
      "grid,profiles,output,leaves_output\nstreet.csv,day.csv,a.csv,a.csv\n",
      [":2: ", "out/a.csv: it stands there twice"],
    ],
    [
      "a row that is too short",
      "grid,profiles,output\nstreet.csv,day.csv\nstret.csv,day.csv,a.csv\n",
      [":2: expected 3 cells as in the header, got 2", ":3: "],
    ],
  ])("%s is told", async (_, table, expected) => {
    const { code, stdout, stderr } = await run(table);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    for (const part of expected) expect(stderr).toContain(part);
    expect(existsSync(at("out"))).toBe(false);
  });

  test("every fault of every row is told", async () => {
    const { stderr } = await run("grid,profiles,output,only\nx.csv,y.csv,,all\nstreet.csv,z.csv,a.csv,\n");
    const lines = stderr.trimEnd().split("\n");
    expect(lines.map((line) => /jobs\.csv:(\d)/.exec(line)?.[1])).toEqual(["2", "2", "2", "2", "3"]);
  });

  test("an output that a job reads, by a link, is refused", async () => {
    mkdirSync(at("out"));
    symlinkSync(at("in/day.csv"), at("out/a.csv"));
    const { code, stderr } = await run("grid,profiles,output\nstreet.csv,day.csv,a.csv\n");
    expect(code).toBe(2);
    expect(stderr).toContain("out/a.csv: it is an input");
  });

  test("with --no-clobber a file that is there is refused", async () => {
    mkdirSync(at("out"));
    file("out/a.csv", "old");
    const { code, stderr } = await run("grid,profiles,output\nstreet.csv,day.csv,a.csv\n", "--no-clobber");
    expect(code).toBe(2);
    expect(stderr).toContain("out/a.csv: it is there already");
    expect(readFileSync(at("out/a.csv"), "utf8")).toBe("old");
  });

  test.each<[string, string[], string]>([
    ["without a folder", [], "takes the folder where all of them write: --output <folder>"],
    ["with a file for it", ["-o", "in/day.csv"], "in/day.csv is a file; a table of jobs takes a folder"],
    [
      "with a file for the steps",
      ["-o", "out", "--steps-output", "x.csv"],
      "has columns steps_output and leaves_output",
    ],
  ])("%s nothing is run", async (_, options, message) => {
    const table = file("in/jobs.csv", "grid,profiles,output\nstreet.csv,day.csv,a.csv\n");
    const own = options.map((option) => (option.endsWith(".csv") && option !== "x.csv" ? at(option) : option));
    const { code, stderr } = await cnab(["run", table, ...own]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("a grid without profiles is told what there is", async () => {
    const { code, stderr } = await cnab(["run", at("in/street.csv")]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "cnab: the profiles are missing: --profiles <file>, or a table of jobs in place of the grid\n",
    });
  });
});
