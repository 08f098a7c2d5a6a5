import { join } from "node:path";
import { expect, test } from "vitest";
import { filesIn, temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

const file = filesIn(folder);

const grid = file("grid.csv", "id,parent,lower,upper\nr,,,5\na,r,0,9\n");
const profiles = file("profiles.csv", "step,a\n0,9\n1,4\n");
const jobs = file("jobs.csv", "grid,profiles,output\ngrid.csv,profiles.csv,out.csv\n");
const cutJobs = file("cut.csv", "grid,profiles,output,parts\ngrid.csv,profiles.csv,out.csv,2\n");
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
    /^cnab: --queue takes a table of jobs, or --parts <count>: how many parts the steps of this grid are cut into\n$/,
  ],
  [
    "parts and no queue",
    ["run", grid, "--profiles", profiles, "-o", output, "--parts", "3"],
    /^cnab: --parts says how a run is cut for workers: it takes --queue <url>\n$/,
  ],
  [
    "a table with parts and no queue",
    ["run", cutJobs, "-o", output],
    /^cnab: --parts says how a run is cut for workers: it takes --queue <url>\n$/,
  ],
  [
    "parts that are printed",
    ["run", grid, "--profiles", profiles, "--queue", nobody, "--parts", "3"],
    /^cnab: --parts stand beside a file, and none is named: see -o\n$/,
  ],
  [
    "parts of a run whose steps depend on those before",
    ["run", grid, "--profiles", profiles, "-o", output, "--queue", nobody, "--parts", "3", "--fair-over-time", "2d"],
    /^cnab: --fair-over-time and --parts exclude each other: /,
  ],
  [
    "no such server for parts",
    ["run", grid, "--profiles", profiles, "-o", join(folder, "one.csv"), "--queue", nobody, "--parts", "3"],
    /^cnab: the queue at redis:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
  ],
  [
    "--resume",
    ["run", jobs, "-o", output, "--queue", nobody, "--resume"],
    /^cnab: --queue and --resume exclude each other, but for jobs with --parts: others are done as a whole\n$/,
  ],
])("%s: an error, without the password", async (_, given, message) => {
  const { code, stdout, stderr } = await cnab(given);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain("secret");
});
