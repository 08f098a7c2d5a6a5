import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesIn, temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

const file = filesIn(folder);

const street = file(
  "street.csv",
  "id,parent,lower,upper,profile\nstreet,,-9,10,\nhome,street,0,8,heat\nroof,street,-9,0,\ncar,street,0,11,\n",
);
const day = file("day.csv", "minute,heat,roof,car\n0,0.5,-9,0\n15,1,0,11\n30,1,-2,11\n");

const spread = { median: expect.any(Number), least: expect.any(Number), greatest: expect.any(Number) };
const cold = { milliseconds: spread, nanosecondsPerNode: spread, solves: expect.any(Number) };
const steps = {
  threads: 1,
  stepsPerSecond: spread,
  nanosecondsPerNode: spread,
  stepsOfARepeat: expect.any(Number),
};

test("every number as JSON, spreads in their order", async () => {
  const found = await cnab(["bench", street, "--profiles", day, "--json", "--workers", "1", "--repeats", "8"]);
  expect(found).toMatchObject({ code: 0, stderr: "" });
  const told = JSON.parse(found.stdout);
  expect(told).toEqual({
    machine: {
      processor: expect.any(String),
      cores: expect.any(Number),
      memoryGiB: expect.any(Number),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
    },
    grid: { path: street, nodes: 4, leaves: 3, depth: 1 },
    repeats: 8,
    coldSolve: { kernel: cold, reference: cold },
    steps: { profiles: day, inMemory: 3, withoutAnswer: 0, oneThread: steps, manyThreads: null },
    answers: { kernelAndReferenceApart: 0, sameOnAllThreads: true, faults: [] },
  });
  const { kernel, reference } = told.coldSolve;
  const { stepsPerSecond, stepsOfARepeat } = told.steps.oneThread;
  for (const { median, least, greatest } of [kernel.milliseconds, reference.nanosecondsPerNode, stepsPerSecond]) {
    expect(least).toBeGreaterThan(0);
    expect(median).toBeGreaterThanOrEqual(least);
    expect(greatest).toBeGreaterThanOrEqual(median);
  }
  expect(kernel.nanosecondsPerNode.median).toBeCloseTo((kernel.milliseconds.median * 1e6) / 4, 6);
  expect(kernel.solves).toBeGreaterThan(8);
  expect(stepsOfARepeat % 3).toBe(0);
});

test("a name that ends in .json makes it JSON", async () => {
  const output = join(folder, "bench.json");
  expect(await cnab(["bench", street, "--workers", "1", "-o", output])).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(JSON.parse(readFileSync(output, "utf8")).grid).toEqual({ path: street, nodes: 4, leaves: 3, depth: 1 });
});

test("a table for people, into a file", async () => {
  const output = join(folder, "bench.txt");
  const found = await cnab(["bench", street, "--workers", "1", "-o", output]);
  expect(found).toEqual({ code: 0, stdout: "", stderr: "" });
  const lines = readFileSync(output, "utf8").split("\n");
  expect(lines[0]).toBe(`${street}: 4 nodes, 3 leaves, 1 levels below the root`);
  expect(lines[1]).toMatch(/, Node v.*; 7 repeats$/);
  expect(lines[3]).toMatch(/^ +median +least +greatest$/);
  expect(lines.slice(4, 10).map((line) => line.slice(0, 38).trim())).toEqual([
    "cold solve, ns a node",
    "cold solve, ms",
    "cold solve by the reference, ns a node",
    "cold solve by the reference, ms",
    "steps a second, 1 thread",
    "ns a node and step",
  ]);
  expect(lines.slice(11)).toEqual([
    expect.stringMatching(/^kernel: [\d.]+ times as fast as the reference$/),
    "steps: 960 in memory, made up for this",
    "answers: they pass the audit; kernel and reference agree to the bit",
    "",
  ]);
});

test("steps without an answer are counted", async () => {
  const forced = file("forced.csv", "id,parent,lower,upper\nroot,,5,10\nhome,root,0,8\n");
  const profiles = file("home.csv", "step,home\n0,8\n1,4\n");
  const { code, stdout } = await cnab(["bench", forced, "--profiles", profiles, "--workers", "1"]);
  expect(code).toBe(0);
  const [, without, of] = /steps without an answer: (\d+) of (\d+)/.exec(stdout) ?? [];
  expect(Number(without) / Number(of)).toBe(0.5);
});

test("a grid without an answer ends as solve does", async () => {
  const forced = file("infeasible.csv", "id,parent,lower,upper\nroot,,9,10\nhome,root,0,8\n");
  const { code, stdout, stderr } = await cnab(["bench", forced]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(stderr).toContain('infeasible: node "root" cannot keep its lower limit 9');
});

test.each<[string, string[], string]>([
  ["too few repeats", ["--repeats", "6"], "It must be a whole number, 7 to 1000."],
  ["repeats that are none", ["--repeats", "many"], "It must be a whole number, 7 to 1000."],
  ["no threads", ["--workers", "0"], "It must be a whole number, 1 or more."],
  ["profiles that are not there", ["--profiles", "nowhere.csv"], "nowhere.csv: there is no such file"],
  [
    "a column that nobody knows",
    ["--profiles", file("bad.csv", "step,heat,hoem\n0,1,1\n")],
    'unknown column "hoem"; did you mean "home"?',
  ],
  ["the grid as output", ["-o", street], "it is the input"],
])("%s", async (_, options, message) => {
  const { code, stdout, stderr } = await cnab(["bench", street, ...options]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});
