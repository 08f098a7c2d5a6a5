import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const grid = file("grid.csv", "id,parent,lower,upper\nr,,,5\na,r,0,9\n");
const profiles = file("profiles.csv", "step,a\n0,9\n1,4\n");
const jobs = file("jobs.csv", "grid,profiles,output\ngrid.csv,profiles.csv,out.csv\n");
const output = join(folder, "results");
/** Nobody listens there. */
const nobody = "redis://:secret@127.0.0.1:1";

test.each<[string, string[], RegExp]>([
  [
    "no such server",
    ["run", jobs, "-o", output, "--queue", nobody],
    /^cnab: the queue at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
  ],
  [
    "a worker without one",
    ["worker", "--queue", nobody],
    /^cnab: the queue at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
  ],
  [
    "another protocol",
    ["worker", "--queue", "http://here"],
    /^cnab: queue is "http:\/\/here"; it must be the address of a Redis or Valkey server: redis:\/\/host:6379\n$/,
  ],
  ["no address", ["worker", "--queue", "here"], /^cnab: queue is "here"; it must be the address/],
  ["a worker without an address", ["worker"], /required option '--queue <url>' not specified/],
  ["no number of jobs", ["worker", "--queue", nobody, "--concurrency", "0"], /It must be a whole number, 1 or more\./],
  [
    "one grid",
    ["run", grid, "--profiles", profiles, "--queue", nobody],
    /^cnab: --queue takes a table of jobs, and this is a grid\n$/,
  ],
  [
    "--resume",
    ["run", jobs, "-o", output, "--queue", nobody, "--resume"],
    /^cnab: --queue and --resume exclude each other: a job of a queue is done as a whole\n$/,
  ],
])("%s: an error, without the password", async (_, given, message) => {
  const { code, stdout, stderr } = await cnab(given);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain("secret");
});
