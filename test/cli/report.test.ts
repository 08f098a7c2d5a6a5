import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path(name), content);
  return path(name);
}

/** A page without what depends on how its inputs are called, and when it was made. */
const body = (name: string) =>
  readFileSync(path(name), "utf8")
    .replace(/<footer[\s\S]*<\/footer>/, "")
    .replaceAll(/allocations\.\w+(\.gz)?/g, "");

beforeAll(async () => {
  await cnab([
    "generate",
    "feeder",
    "--users",
    "60",
    "--days",
    "3",
    "--ev",
    "1",
    "--pv",
    "1",
    "--spare",
    "0",
    "-o",
    path("grid.csv"),
    "--profiles-out",
    path("profiles.csv"),
  ]);
  const run = ["run", path("grid.csv"), "--profiles", path("profiles.csv"), "--workers", "1", "--quiet"];
  await cnab([...run, "-o", path("allocations.csv"), "--leaves-output", path("leaves.csv")]);
  await cnab([...run, "-o", path("allocations.parquet")]);
  await cnab([...run, "-o", path("curtailed.csv"), "--only", "curtailed"]);
  await cnab([...run, "-o", path("wide.csv"), "--wide"]);
});

test("the page has the sums of the run", async () => {
  const { code, stdout, stderr } = await cnab([
    "report",
    path("allocations.csv"),
    "--grid",
    path("grid.csv"),
    "-o",
    path("report.html"),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const rows = readFileSync(path("allocations.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const cut = rows.map((row) => Number(row[4])).filter((power) => Math.abs(power) > 1e-9);
  const energy = (side: number) => cut.reduce((sum, power) => sum + Math.max(0, power * side), 0) / 4;
  const [, told, out, leaves] =
    /^288 steps: curtailed import ([\d.]+), export ([\d.]+), of (\d+) leaves; most on 2030-01-0\d\n$/.exec(stdout) ??
    [];
  expect(Number(told)).toBeCloseTo(energy(1), 2);
  expect(Number(out)).toBeCloseTo(energy(-1), 2);
  expect(energy(1)).toBeGreaterThan(1);
  const ofLeaves = readFileSync(path("leaves.csv"), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
  const most = ofLeaves.filter((row) => Number(row[3]) > 1e-9).sort((a, b) => Number(b[3]) - Number(a[3]));
  expect(Number(leaves)).toBe(most.length);
  const page = readFileSync(path("report.html"), "utf8");
  expect(/<tbody><tr><th scope="row">([^<]+)</.exec(page)?.[1]).toBe(most[0][0]);
  expect(page).toContain("full for ");
  expect(page).not.toContain("<script");
});

test("CSV, gzipped CSV and Parquet make the same page", async () => {
  file("allocations.csv.gz", gzipSync(readFileSync(path("allocations.csv"))));
  for (const [input, output] of [
    ["allocations.csv", "1.html"],
    ["allocations.csv.gz", "2.html"],
    ["allocations.parquet", "3.html"],
  ]) {
    expect((await cnab(["report", path(input), "-o", path(output)])).code).toBe(0);
  }
  expect(body("2.html")).toBe(body("1.html"));
  expect(body("3.html")).toBe(body("1.html"));
  expect(body("1.html")).toContain("How full limits are is known with the grid: --grid.");
});

test("those who were cut are enough for when and from whom", async () => {
  const whole = await cnab(["report", path("allocations.csv"), "-o", path("whole.html")]);
  const partial = await cnab(["report", path("curtailed.csv"), "--grid", path("grid.csv"), "-o", path("partial.html")]);
  const sums = (text: string) => text.replace(/^.*?:/, "");
  expect(sums(partial.stdout)).toBe(sums(whole.stdout));
  const map = (name: string) => readFileSync(path(name), "utf8").match(/<path class="tone[^>]*>/g);
  expect(map("whole.html")?.length).toBeGreaterThan(2);
  expect(map("partial.html")).toEqual(map("whole.html"));
  expect(body("partial.html")).toContain(
    "How full limits are is known only where the file has every leaf at every step.",
  );
});

const header = "time,id,request,dispatch,curtailment\n";

test.each<[string, () => string[], RegExp]>([
  [
    "a wide file",
    () => [path("wide.csv")],
    /wide\.csv:1: its columns are time,.*; expected the allocations of cnab run -o, time,id,request,dispatch,curtailment; what --wide writes has no requests\n/,
  ],
  ["the lines of leaves", () => [path("leaves.csv")], /leaves\.csv:1: its columns are id,requested_energy,/],
  [
    "a run that is not finished",
    () => {
      file("running.csv.part", `${header}0,a,1,1,0\n`);
      return [path("running.csv")];
    },
    /running\.csv: the run that writes it is not finished: its command with --resume goes on with it\n/,
  ],
  [
    "a part of one",
    () => [file("half.csv.part", `${header}0,a,1,1,0\n`)],
    /half\.csv\.part: the run that writes it is not finished/,
  ],
  ["no file", () => [path("none.csv")], /none\.csv: there is no such file\n/],
  ["nothing in it", () => [file("empty.csv", header)], /empty\.csv: it has no steps: there is nothing to report\n/],
  [
    "a number that is none",
    () => [file("bad.csv", `${header}2030-01-01T00:00:00Z,a,1,x,0\n`)],
    /bad\.csv:2: dispatch /,
  ],
  [
    "a row too short",
    () => [file("short.csv", `${header}2030-01-01T00:00:00Z,a,1\n`)],
    /short\.csv:2: expected 5 cells as in the header, got 3\n/,
  ],
  [
    "a leaf twice",
    () => [file("twice.csv", `${header}0,a,1,1,0\n0,a,1,1,0\n`)],
    /twice\.csv:3: "a" stands there twice at 0\n/,
  ],
  [
    "times without a day",
    () => [file("steps.csv", `${header}0,a,1,1,0\n`)],
    /steps\.csv: the time "0" is a number; how many minutes is one of them\?\n/,
  ],
  [
    "a step of no length",
    () => [path("allocations.csv"), "--step-minutes", "0"],
    /--step-minutes is 0; it must be above 0\n/,
  ],
  [
    "another grid",
    () => [file("other.csv", `${header}2030-01-01T00:00:00Z,shop,1,1,0\n`), "--grid", path("grid.csv")],
    /other\.csv: .*"shop".*the grid has no such leaf\n/,
  ],
])("%s is an error", async (_, given, message) => {
  const { code, stdout, stderr } = await cnab(["report", ...given(), "-o", path("never.html")]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(() => readFileSync(path("never.html"))).toThrow("ENOENT");
});
