import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmdirSync, truncateSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { RunFiles } from "../../src/series/run-files.js";
import type { RunIdentity } from "../../src/series/run-identity.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();
const identity: RunIdentity = {
  version: "1",
  inputs: { "the grid": { path: "grid.csv", hash: "g" } },
  options: { "--missing": "error", "--only": undefined },
};

function emptyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

const opened: RunFiles[] = [];
afterEach(async () => {
  for (const files of opened.splice(0)) await files.stop(false);
});

async function open(paths: readonly string[], isResumed = false, given = identity, indexed: readonly string[] = []) {
  const files = await RunFiles.open(paths, given, { isResumed, writing: {}, indexed });
  opened.push(files);
  return files;
}

describe("a run that is left in the middle of a block", () => {
  test("goes on behind the last whole one", async () => {
    const own = emptyFolder("half");
    const [output, zipped] = [join(own, "a.csv"), join(own, "b.csv.gz")];
    const before = await open([output, zipped], false, identity, [output]);
    await before.append(output, ["one\n"]);
    await before.append(zipped, [gzipSync("eins\n")]);
    await before.appendIndex(output, ["1"]);
    await before.endBlocks(1, 5, () => '"sums of one"');
    await before.append(output, ["half of t"]);
    await before.append(zipped, ["halb"]);
    await before.appendIndex(output, ["x"]);

    const after = await open([output, zipped], true, identity, [output]);
    expect(after.resumed).toMatchObject({ blocks: 1, steps: 5, sums: '"sums of one"', isWhole: false });
    expect(after.lengthOf(output)).toBe(4);
    expect(Buffer.from(await after.indexOf(output)).toString()).toBe("1");
    await after.append(output, ["two\n"]);
    await after.append(zipped, [gzipSync("zwei\n")]);
    await after.endBlocks(1, 3, () => "null");
    await after.finish();
    expect(readFileSync(output, "utf8")).toBe("one\ntwo\n");
    expect(gunzipSync(readFileSync(zipped)).toString()).toBe("eins\nzwei\n");
    expect(readdirSync(own).toSorted()).toEqual(["a.csv", "b.csv.gz"]);
  });

  test("without being resumed begins anew, and says what it drops", async () => {
    const own = emptyFolder("anew");
    const output = join(own, "a.csv");
    const before = await open([output, join(own, "b.csv")]);
    await before.append(output, ["one\n"]);
    await before.endBlocks(1, 5, () => "null");
    const after = await open([output]);
    expect(after.resumed).toBeUndefined();
    expect(after.replaced?.steps).toBe(5);
    expect(readdirSync(own).toSorted()).toEqual(["a.csv.checkpoint", "a.csv.part"]);
    await after.finish();
    expect(readFileSync(output, "utf8")).toBe("");
  });
});

test("where there is nothing to resume, a run begins", async () => {
  const output = join(emptyFolder("nothing"), "a.csv");
  const files = await open([output], true);
  expect(files.resumed).toBeUndefined();
  await files.append(output, ["one\n"]);
  await files.finish();
  expect(readFileSync(output, "utf8")).toBe("one\n");
});

test("a run that ended while its files were given their names goes on with that", async () => {
  const own = emptyFolder("names");
  const [first, second] = [join(own, "a.csv"), join(own, "b.csv")];
  const before = await open([first, second]);
  await before.append(first, ["one\n"]);
  await before.append(second, ["eins\n"]);
  await before.endBlocks(1, 5, () => '"sums"');
  mkdirSync(second);
  await expect(before.finish()).rejects.toThrow(/b\.csv: it cannot be written/);
  expect(await before.stop(true)).toBe(true);
  rmdirSync(second);
  const after = await open([first, second], true);
  expect(after.resumed).toMatchObject({ isWhole: true, sums: '"sums"' });
  await after.finish();
  expect(readFileSync(first, "utf8") + readFileSync(second, "utf8")).toBe("one\neins\n");
  expect(readdirSync(own).toSorted()).toEqual(["a.csv", "b.csv"]);
});

describe("a run that stops", () => {
  async function stopped(name: string, isOfUse: boolean, blocks: number) {
    const own = emptyFolder(name);
    const output = join(own, "a.csv");
    const files = await open([output]);
    for (let k = 0; k < blocks; k++) {
      await files.append(output, ["one\n"]);
      await files.endBlocks(1, 5, () => "null");
    }
    await files.append(output, ["half"]);
    const isKept = await files.stop(isOfUse);
    return { isKept, names: readdirSync(own), files, part: join(own, "a.csv.part") };
  }

  test("keeps whole blocks, and gives back the rest", async () => {
    const { isKept, files, part } = await stopped("keeps", true, 2);
    expect(isKept).toBe(true);
    expect(files.stepsKept).toBe(10);
    expect(readFileSync(part, "utf8")).toBe("one\none\n");
  });

  test.each([
    ["before the first block", true, 0],
    ["with blocks that are of no use", false, 2],
  ])("%s leaves nothing", async (name, isOfUse, blocks) => {
    expect(await stopped(name, isOfUse, blocks)).toMatchObject({ isKept: false, names: [] });
  });
});

test.each<[string, Partial<RunIdentity>, string]>([
  ["another version", { version: "2" }, "it was begun by version 1, and this is 2"],
  ["an option", { options: { "--missing": "hold" } }, "--missing was error, and is hold now"],
  [
    "a new option",
    { options: { "--missing": "error", "--only": "curtailed" } },
    "--only was not given, and is curtailed now",
  ],
  ["an input", { inputs: { "the grid": { path: "g2.csv", hash: "h" } } }, "the grid has changed since then (g2.csv)"],
])("%s that is not what it was cannot be resumed", async (name, changed, message) => {
  const output = join(emptyFolder(name), "a.csv");
  const before = await open([output]);
  await before.endBlocks(1, 1, () => "null");
  await before.stop(true);
  await expect(open([output], true, { ...identity, ...changed })).rejects.toThrow(message);
  expect((await open([output], true)).resumed).toBeDefined();
});

test("a part that the machine has lost the end of: what the disk had for sure is gone on from, or it is told", async () => {
  const output = join(emptyFolder("lost"), "a.csv");
  const before = await open([output]);
  await before.append(output, ["one\n"]);
  await before.endBlocks(1, 1, () => '"one"');
  const checkpoint = JSON.parse(readFileSync(`${output}.checkpoint`, "utf8"));
  expect(checkpoint.flushed).toEqual(checkpoint.done);
  const done = { ...checkpoint.done, blocks: 2, lengths: { "a.csv.part": 8 } };
  writeFileSync(`${output}.checkpoint`, JSON.stringify({ ...checkpoint, done }));
  const after = await open([output], true);
  expect(after.resumed).toMatchObject({ blocks: 1, sums: '"one"' });
  await after.stop(true);
  truncateSync(`${output}.part`, 3);
  await expect(open([output], true)).rejects.toThrow("a.csv.part: it has 3 bytes, and had 4: it is damaged");
});

describe("what is not of a run is left as it is:", () => {
  test.each(["part", "checkpoint"])("a file that is called like its %s", async (suffix) => {
    const output = join(emptyFolder(`foreign ${suffix}`), "a.csv");
    writeFileSync(`${output}.${suffix}`, "mine");
    await expect(open([output])).rejects.toThrow(`a.csv.${suffix}: it is in the way`);
    expect(readFileSync(`${output}.${suffix}`, "utf8")).toBe("mine");
    expect(readdirSync(join(output, ".."))).toEqual([`a.csv.${suffix}`]);
  });
});

test("what another process is at work on is left to it until it has ended", async () => {
  const output = join(emptyFolder("other"), "a.csv");
  const before = await open([output]);
  await before.endBlocks(1, 1, () => "null");
  const path = `${output}.checkpoint`;
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 100_000)"]);
  const checkpoint = { ...JSON.parse(readFileSync(path, "utf8")), writer: { host: hostname(), pid: other.pid } };
  writeFileSync(path, JSON.stringify(checkpoint));
  for (const isResumed of [true, false]) {
    await expect(open([output], isResumed)).rejects.toThrow(`process ${other.pid} is at work on it`);
  }
  const end = new Promise((resolve) => other.on("close", resolve));
  other.kill();
  await end;
  expect((await open([output], true)).resumed?.steps).toBe(1);
});
