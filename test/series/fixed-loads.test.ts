import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixedLoads } from "../../src/series/fixed-loads.js";
import { ProfileTable } from "../../src/series/profile-table.js";
import { PlanSteps } from "../../src/text/plan-steps.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();
const tree = new FlatTree({
  parent: [-1, 0, 0, 0],
  ids: ["street", "home", "roof", "charger"],
  lower: [-50, 0, -10, 0],
  upper: [50, 8, 0, 11],
});
const shapes = [undefined, "household", "sun", undefined];

async function loads(text: string, from: string, steps: number, stepMinutes: number, profiles = shapes) {
  const path = join(folder, "profiles.csv");
  writeFileSync(path, text);
  const table = await ProfileTable.open(path);
  const { fixed, following } = await fixedLoads(tree, profiles, table, new PlanSteps({ from, steps, stepMinutes }));
  const rows = Array.from({ length: tree.leafCount }, (_, leaf) => [...fixed.slice(leaf * steps, (leaf + 1) * steps)]);
  return { rows, following: [...following].map((v) => tree.id(v)) };
}

describe("what cannot wait, from profiles", () => {
  test("is a shape times the limit of the leaf that follows it, a source's below 0", async () => {
    const { rows, following } = await loads("step,household,sun\n4,0.5,0.2\n5,0.25,0\n6,1,1\n", "4", 2, 15);
    expect(rows).toEqual([
      [4, 2],
      [-2, 0],
      [0, 0],
    ]);
    expect(following).toEqual(["home", "roof"]);
  });

  test("is a leaf's own column in kW", async () => {
    const { rows } = await loads("step,home,roof,charger\n0,3,-4,2\n1,1,0,0.5\n", "0", 2, 15, []);
    expect(rows).toEqual([
      [3, 1],
      [-4, 0],
      [2, 0.5],
    ]);
  });

  test("holds until the next row, before, within and behind the plan", async () => {
    const hours = "time,home\n2030-06-01T17:00:00Z,1\n2030-06-01T18:00:00Z,2\n2030-06-01T19:00:00Z,3\n";
    const { rows } = await loads(hours, "2030-06-01T19:30:00+02:00", 8, 15, []);
    expect(rows[0]).toEqual([1, 1, 2, 2, 2, 2, 3, 3]);
  });

  test("by minutes, wherever the plan begins", async () => {
    const { rows } = await loads("minute,home\n0,1\n30,2\n60,3\n", "1", 4, 15, []);
    expect(rows[0]).toEqual([1, 2, 2, 3]);
  });

  test("steps that are numbered may leave some out alike", async () => {
    const { rows } = await loads("step,home\n0,1\n2,2\n", "1", 3, 15, []);
    expect(rows[0]).toEqual([1, 2, 2]);
  });
});

describe("refused", () => {
  test.each([
    [
      "a plan that begins before the profiles",
      "step,home\n2,1\n3,1\n",
      "0",
      /no row that holds at 0, a step of the plan/,
    ],
    ["a plan that ends after them", "step,home\n0,1\n1,1\n", "0", /no row that holds at 2, a step/],
    [
      "times of another kind",
      "time,home\n2030-06-01T17:00:00Z,1\n",
      "0",
      /its times are points in time, those of the plan numbers/,
    ],
    [
      "steps by number in a plan by time",
      "step,home\n0,1\n",
      "2030-06-01T17:00:00Z",
      /its times are numbers, those of the plan points/,
    ],
    [
      "rows that are shorter than the steps",
      "time,home\n2030-06-01T17:00:00Z,1\n2030-06-01T17:05:00Z,1\n",
      "2030-06-01T17:00:00Z",
      /the row of 2030-06-01T17:05:00Z does not begin with a step of the plan; those are 15 minutes each from 2030-06-01T17:00:00Z on/,
    ],
    ["a column that nobody follows", "step,hom\n0,1\n", "0", /column "hom"; did you mean "home"/],
  ])("%s", async (_, text, from, message) => {
    await expect(loads(text, from, 3, 15, [])).rejects.toThrow(message);
  });
});
