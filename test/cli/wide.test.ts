import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { type ParquetRows, placedIndex } from "../../src/series/parquet-file.js";
import { WideParquet } from "../../src/series/wide-parquet.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const output = (name: string) => join(folder, name);

function file(name: string, text: string): string {
  writeFileSync(output(name), text);
  return output(name);
}

const run = (grid: string, profiles: string, ...options: string[]) =>
  cnab(["run", grid, "--profiles", profiles, "--workers", "1", ...options]);

const street = file(
  "street.csv",
  'id,parent,lower,upper,profile\nstreet,,-6,10,\nhome.1,street,0,4,heat\n"car, red",street,0,11,heat\nroof,street,-9,0,\n',
);

test("a row a step and a column a leaf; cells are empty where there is no answer", async () => {
  const grid = file("tight.csv", readFileSync(street, "utf8").replace("street,,-6", "street,,5"));
  const profiles = file("day.csv", "minute,heat,roof\n0,1,0\n15,0.2,0\n30,0.5,-1\n");
  const { code, stdout, stderr } = await run(grid, profiles, "--wide");
  expect(code).toBe(3);
  expect(stdout).toBe('time,home.1,"car, red",roof\n0,4,6,0\n15,,,\n30,2,5.5,-1\n');
  expect(stderr).toBe("cnab: infeasible: the step 15; its cells are empty\n");
});

test("the dispatches are those of the long form, in CSV and in Parquet, over several blocks", async () => {
  const random = new Random(3);
  const leaves = Array.from({ length: 40 }, (_, k) => `leaf${k},feeder${k % 4},0,${random.integer(1, 9)},s${k % 3}`);
  const feeders = Array.from({ length: 4 }, (_, k) => `feeder${k},root,0,${random.integer(20, 40)},`);
  const grid = file("g.csv", `id,parent,lower,upper,profile\nroot,,1,90,\n${[...feeders, ...leaves].join("\n")}\n`);
  const steps = Array.from({ length: 2500 }, (_, step) => {
    const values = Array.from({ length: 3 }, () => (step % 500 === 7 ? 0 : random.next()));
    return [new Date(Date.UTC(2030, 0, 1) + step * 9e5).toISOString(), ...values].join();
  });
  const profiles = file("p.csv", `time,s0,s1,s2\n${steps.join("\n")}\n`);
  const long = (await run(grid, profiles)).stdout.trim().split("\n").slice(1);
  const expected = ["time", ...leaves.map((line) => line.split(",")[0])].join();
  const rows = steps.map((_, step) => {
    const own = long.slice(step * leaves.length, (step + 1) * leaves.length).map((line) => line.split(","));
    return [own[0][0], ...own.map(([, , , dispatch]) => dispatch)].join();
  });
  const wide = `${[expected, ...rows].join("\n")}\n`;
  expect((await run(grid, profiles, "--wide")).stdout === wide).toBe(true);

  await run(grid, profiles, "--wide", "-o", output("w.parquet"));
  const buffer = await asyncBufferFromFile(output("w.parquet"));
  const found = await parquetReadObjects({ file: buffer });
  const cells = found.map(({ time, ...others }) => [time.toISOString(), ...Object.values(others).map((x) => x ?? "")]);
  expect(Object.keys(found[0]).join()).toBe(expected);
  expect(cells.map((row) => row.join())).toEqual(rows);
  expect((await parquetMetadataAsync(buffer)).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
    960, 960, 580,
  ]);
});

test("what is written can be read as profiles again", async () => {
  const day = file("again.csv", 'minute,home.1,"car, red",roof\n0,4,11,0\n15,1,2,-3\n');
  await run(street, day, "--wide", "-o", output("served.csv"));
  const served = 'time,home.1,"car, red",roof\n0,4,6,0\n15,1,2,-3\n';
  expect(readFileSync(output("served.csv"), "utf8")).toBe(served);
  expect((await run(street, output("served.csv"), "--wide")).stdout).toBe(served);
});

test("blocks of Parquet are made by themselves, in any order and by anybody, and one behind the other they are a file", async () => {
  const ids = ["root", "a.b", "c"];
  const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [9, 9, 9], ids });
  const blocks = Array.from({ length: 7 }, (_, k) => ({
    times: Array.from({ length: 400 }, (_, step) => String(k * 400 + step)),
    dispatch: Float64Array.from({ length: 800 }, (_, at) => (at % 97 === 0 ? Number.NaN : Math.sin(k + at))),
  }));
  const alone = await WideParquet.open(tree, "number");
  const rows = await Promise.all(blocks.map((block) => alone.of(block)));
  // In any order, and by another.
  const other = await WideParquet.open(tree, "number");
  const again: ParquetRows[] = [];
  for (const [k, block] of [...blocks.entries()].toReversed()) again[k] = await other.of(block);
  for (const [k, { bytes, index }] of rows.entries()) {
    expect(Buffer.from(again[k].bytes).equals(bytes)).toBe(true);
    expect(Buffer.from(again[k].index).equals(index)).toBe(true);
  }

  const pieces: Uint8Array[] = [alone.beginning];
  const indexes: Uint8Array[] = [];
  for (const { bytes, index } of rows) {
    indexes.push(placedIndex(index, Buffer.concat(pieces).length));
    pieces.push(bytes);
  }
  pieces.push(await other.end(Buffer.concat(indexes), Buffer.concat(pieces).length));
  const file = Buffer.concat(pieces);
  const read = await parquetReadObjects({ file: file.buffer.slice(file.byteOffset, file.byteOffset + file.length) });
  expect(read).toHaveLength(2800);
  for (const [k, { times, dispatch }] of blocks.entries()) {
    for (const [step, time] of times.entries()) {
      const [a, b] = [dispatch[2 * step], dispatch[2 * step + 1]].map((value) => (Number.isNaN(value) ? null : value));
      expect(read[k * 400 + step]).toEqual({ time: Number(time), "a.b": a, c: b });
    }
  }
});

test.each<[string, string, string[], string]>([
  [
    "a leaf called time",
    "id,parent,lower,upper\nr,,,5\ntime,r,0,4\n",
    [],
    'node "time": a column of that name has the times already',
  ],
  [
    "--only",
    "id,parent,lower,upper\nr,,,5\na,r,0,4\n",
    ["--only", "curtailed"],
    "--wide and --only exclude each other",
  ],
  [
    "more leaves than a Parquet file can have columns",
    `id,parent,lower,upper\nr,,,5\n${Array.from({ length: 20_001 }, (_, k) => `u${k},r,0,1\n`).join("")}`,
    ["-o", output("many.parquet")],
    "20001 leaves are too many columns for Parquet",
  ],
])("%s is refused", async (_, text, options, message) => {
  const grid = file("refused.csv", text);
  const leaf = text.split("\n")[2].split(",")[0];
  const { code, stdout, stderr } = await run(grid, file("one.csv", `step,${leaf}\n0,1\n`), "--wide", ...options);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});
