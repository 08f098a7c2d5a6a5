import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { Missing } from "../../src/series/profile-rows.js";
import { ProfileTable } from "../../src/series/profile-table.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";

const folder = temporaryFolder();

async function read(text: string, missing: Missing = "error") {
  const path = join(folder, "long.csv");
  writeFileSync(path, text);
  return contents(await ProfileTable.open(path, missing));
}

async function contents(table: ProfileTable) {
  const steps: Record<string, Record<string, number>> = {};
  for await (const { time, values } of table.steps()) {
    expect(values).toHaveLength(table.columns.length);
    steps[time] = Object.fromEntries(table.columns.map((id, k) => [id, values[k]]));
  }
  return { columns: table.columns, stepCount: table.stepCount, steps };
}

describe("profiles in long form", () => {
  test("are a row for each time and id, the ids of a time in any order", async () => {
    const { columns, stepCount, steps } = await read("time,id,request\n0,a,1\n0,b,2\n1,b,4\n1,a,3\n");
    expect({ columns, stepCount }).toEqual({ columns: ["a", "b"], stepCount: 2 });
    expect(steps).toEqual({ 0: { a: 1, b: 2 }, 1: { a: 3, b: 4 } });
  });

  test("may have the id behind the request, names in capitals, and semicolons", async () => {
    const { steps } = await read("Step;Request;ID\n4;1.5;a\n5;2.5;a\n");
    expect(steps).toEqual({ 4: { a: 1.5 }, 5: { a: 2.5 } });
  });

  test("have the numbers of the same table in wide form, as CSV and Parquet", async () => {
    const random = new Random(5);
    const ids = Array.from({ length: 40 }, (_, k) => `user${k}`);
    const times = Array.from({ length: 30 }, (_, t) => new Date(Date.UTC(2030, 0, 1, 0, 15 * t)));
    const values = times.map(() => ids.map(() => random.next()));
    const written = times.map((time) => time.toISOString().replace(".000Z", "Z"));
    const wide = [`time,${ids.join(",")}`, ...written.map((time, t) => `${time},${values[t].join(",")}`)].join("\n");
    const order = times.map(() => [...ids.keys()].sort(() => random.next() - 0.5));
    const rows = times.flatMap((_, t) => order[t].map((k) => ({ t, k })));
    const long = ["time,id,request", ...rows.map(({ t, k }) => `${written[t]},${ids[k]},${values[t][k]}`)].join("\n");
    const path = join(folder, "long.parquet");
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: "time", data: rows.map(({ t }) => times[t]), type: "TIMESTAMP" },
        { name: "id", data: rows.map(({ k }) => ids[k]), type: "STRING" },
        { name: "request", data: rows.map(({ t, k }) => values[t][k]), type: "DOUBLE" },
      ],
    });
    const expected = (await read(wide)).steps;
    expect(Object.keys(expected)).toHaveLength(30);
    expect((await read(long)).steps).toEqual(expected);
    expect((await contents(await ProfileTable.open(path))).steps).toEqual(expected);
  });

  test("what is missing is held or zero where that is asked for", async () => {
    const gaps = "time,id,request\n0,a,1\n0,b,2\n1,b,4\n3,a,5\n3,b,\n";
    expect((await read(gaps, "hold")).steps).toEqual({
      0: { a: 1, b: 2 },
      1: { a: 1, b: 4 },
      2: { a: 1, b: 4 },
      3: { a: 5, b: 4 },
    });
    expect((await read(gaps, "zero")).steps).toEqual({
      0: { a: 1, b: 2 },
      1: { a: 0, b: 4 },
      2: { a: 0, b: 0 },
      3: { a: 5, b: 0 },
    });
    expect((await read("time,id,request\n0,a,1\n1,a,1\n1,b,3\n", "zero")).steps).toEqual({
      0: { a: 1, b: 0 },
      1: { a: 1, b: 3 },
    });
  });
});

describe("refused, with the line", () => {
  test.each([
    ["an id without a row at a time", "0,a,1\n0,b,2\n1,a,1\n2,a,1\n2,b,1\n", /long\.csv:4: "b" has no row at 1/],
    ["an id that comes later", "0,a,1\n1,a,1\n1,b,2\n", /:4: "b" has no row before 1/],
    ["an id that stands twice at one time", "0,a,1\n0,a,2\n", /:3: "a" stands there twice at 0/],
    ["times that go back", "0,a,1\n1,a,2\n0,b,1\n", /:4: time 0 is before the one above it/],
    ["times that are out of step", "0,a,1\n2,a,2\n3,a,1\n", /:4: time 3 is not a whole number of steps/],
    ["a step that is missing", "0,a,1\n1,a,2\n3,a,1\n", /:4: 1 steps are missing before 3, the first of them 2/],
    ["no number", "0,a,x\n", /:2: a is "x"/],
    ["an empty request", "0,a,\n", /:2: a is empty/],
    ["too few cells", "0,a\n", /:2: expected 3 cells/],
    ["no rows", "", /it has no steps/],
  ])("%s", async (_, rows, message) => {
    await expect(read(`time,id,request\n${rows}`)).rejects.toThrow(message);
  });

  test("a column that long profiles do not have", async () => {
    await expect(read("time,id,request,weight\n0,a,1,2\n")).rejects.toThrow(
      'long.csv:1: there is a column "weight"; long profiles have the time, id and request of a step in each row',
    );
  });

  test("an id that has nothing to hold yet", async () => {
    await expect(read("time,id,request\n0,a,1\n1,a,1\n1,b,3\n", "hold")).rejects.toThrow(':4: "b" has no row before 1');
  });
});
