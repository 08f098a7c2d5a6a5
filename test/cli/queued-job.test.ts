import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageVersion } from "../../src/cli/package-version.js";
import { type QueuedJob, removeLeftovers, runApart } from "../../src/cli/queued-job.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();

/** A job that writes into a folder of its own. */
function jobIn(name: string, more: Readonly<Record<string, unknown>> = {}): QueuedJob {
  mkdirSync(join(folder, name));
  const options = { output: join(folder, name, "out.csv"), leavesOutput: join(folder, name, "leaves.csv"), ...more };
  return {
    kind: "job",
    grid: "grid.csv",
    options,
    outputs: ["out.csv", "leaves.csv"],
    place: "jobs.csv:2",
    version: packageVersion(),
    key: "k",
  };
}

const inFolder = (name: string) => readdirSync(join(folder, name)).sort();
const text = (name: string, file: string) => readFileSync(join(folder, name, file), "utf8");

/** Writes both files, as the job says where. */
const writing =
  (contents: string, code: 0 | 2 = 0) =>
  async (job: Pick<QueuedJob, "options">) => {
    for (const name of ["output", "leavesOutput"]) writeFileSync(job.options[name] as string, contents);
    return { code, said: "done\n", complaints: [`${job.options.output}: hm`] };
  };

test("files are in place when the job is done, and not before", async () => {
  const job = jobIn("whole");
  const outcome = await runApart(job, "1", async (apart) => {
    const made = await writing("new")(apart);
    expect(inFolder("whole")).toEqual([".cnab-k-1"]);
    return made;
  });
  expect(outcome).toEqual({ code: 0, said: "done\n", complaints: [`${job.options.output}: hm`] });
  expect(inFolder("whole")).toEqual(["leaves.csv", "out.csv"]);
});

test("two attempts at once end with the files of either, which are the same", async () => {
  const job = jobIn("twice");
  await runApart(job, "1", async (apart) => {
    await runApart(job, "2", writing("same"));
    return writing("same")(apart);
  });
  expect(inFolder("twice")).toEqual(["leaves.csv", "out.csv"]);
  expect(text("twice", "out.csv")).toBe("same");
});

test("a job that fails leaves nothing, and what was there", async () => {
  const job = jobIn("failed");
  writeFileSync(join(folder, "failed", "out.csv"), "old");
  expect((await runApart(job, "1", writing("new", 2))).code).toBe(2);
  expect([inFolder("failed"), text("failed", "out.csv")]).toEqual([["out.csv"], "old"]);
});

test("without clobber a file that has come in between stays", async () => {
  const job = jobIn("kept", { clobber: false });
  const outcome = await runApart(job, "1", async (apart) => {
    writeFileSync(join(folder, "kept", "out.csv"), "old");
    return writing("new")(apart);
  });
  expect(outcome).toMatchObject({ code: 2, complaints: [expect.stringContaining("out.csv: it is there already")] });
  expect([inFolder("kept"), text("kept", "out.csv")]).toEqual([["out.csv"], "old"]);
});

test("a worker of another version does nothing", async () => {
  const job = { ...jobIn("other"), version: "0.0.1" };
  const outcome = await runApart(job, "1", async () => {
    throw new Error("it was run");
  });
  const complaint = `it was filed by version 0.0.1, and this worker is ${packageVersion()}`;
  expect(outcome).toEqual({ code: 2, said: "", complaints: [complaint] });
  expect(inFolder("other")).toEqual([]);
});

test("what a killed worker has left behind goes, and nothing else", async () => {
  const job = jobIn("left");
  for (const name of [".cnab-k-1", ".cnab-k-2", ".cnab-k2-1"]) mkdirSync(join(folder, "left", name));
  writeFileSync(join(folder, "left", ".cnab-k-1", "out.csv"), "half");
  await removeLeftovers(job);
  expect(inFolder("left")).toEqual([".cnab-k2-1"]);
});
