import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { readGrid } from "../../src/files/read.js";
import { filesIn, temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const street =
  "id,parent,lower,upper,profile\nstreet,,-6,10,\nhome,street,0,4,heat\nroof,street,-9,0,sun\ncar,street,0,11,\n";

const file = filesIn(folder);

const run = (profiles: string, ...options: string[]) =>
  cnab(["run", file("street.csv", street), "--profiles", profiles, "--workers", "1", ...options]);

const header = "time,id,request,dispatch,curtailment\n";

describe("profiles of shapes and of leaves", () => {
  const day = "minute,heat,roof,car\n0,0.5,-9,0\n15,1,0,11\n";
  const expected = `${header}0,home,2,2,0\n0,roof,-9,-8,-1\n0,car,0,0,0\n15,home,4,4,0\n15,roof,0,0,0\n15,car,11,6,5\n`;
  const grid = street.replace(",sun", ",");

  test.each<[string, string | Uint8Array]>([
    ["as it is", day],
    ["gzipped", gzipSync(day)],
    ["with a byte-order mark and semicolons", `\uFEFF${day.replaceAll(",", ";")}`],
    ["with decimal commas", day.replaceAll(",", ";").replace("0.5", "0,5")],
    ["in long form", "minute,id,request\n0,heat,0.5\n0,roof,-9\n0,car,0\n15,car,11\n15,roof,0\n15,heat,1\n"],
    ["with CRLF, and no line end at the end", day.trimEnd().replaceAll("\n", "\r\n")],
  ])("%s", async (_, text) => {
    const found = await cnab(["run", file("grid.csv", grid), "--profiles", file("day", text), "--workers", "1"]);
    expect(found).toEqual({ code: 0, stdout: expected, stderr: "" });
  });

  test("into a file, with the energies told", async () => {
    const output = join(folder, "out.csv");
    const found = await cnab([
      "run",
      file("grid.csv", grid),
      "--profiles",
      file("day", day),
      "--workers",
      "1",
      "-o",
      output,
    ]);
    expect(found.stdout).toBe(
      "2 steps; in units of the limits times hours (kWh for kW):\n" +
        "requested import 4.25, export 2.25\nserved import 3, export 2\ncurtailed import 1.25, export 0.25\n" +
        "leaves cut: 2 of 3; least served: car, 0.545455\nJain's index of the shares served: 0.946207\n",
    );
    expect(readFileSync(output, "utf8")).toBe(expected);
  });
});

test.each<[string, string, string[]]>([
  ["a step twice", "minute,heat,sun\n0,1,1\n0,1,1\n", [":3: minute 0 stands there twice"]],
  ["a step that goes back", "minute,heat,sun\n15,1,1\n0,1,1\n", [":3: minute 0 is before the one above it"]],
  [
    "a step out of step",
    "minute,heat,sun\n0,1,1\n15,1,1\n20,1,1\n",
    [":4: minute 20 is not a whole number of steps after"],
  ],
  [
    "missing steps",
    "minute,heat,sun\n0,1,1\n15,1,1\n60,1,1\n",
    [":4: 2 steps are missing before 60, the first of them 30"],
  ],
  ["an empty cell", "minute,heat,sun\n0,1,\n", [":2: sun is empty"]],
  ["two faults", "minute,heat,sun\n0,x,1\n15,1\n", [':2: heat is "x"', ":3: expected 3 cells as in the header, got 2"]],
  ["an infinite number", "minute,heat,sun\n0,inf,1\n", [":2: heat is Infinity; it must be finite"]],
  ["no steps", "minute,heat,sun\n", ["it has no steps"]],
  ["an empty file", "", ["it has no steps"]],
  ["no times", "heat,sun\n1,1\n", [':1: the first column is "heat"; expected the times of the steps']],
  ["a column twice", "minute,heat,sun,heat\n0,1,1,1\n", [':1: there are two columns "heat"']],
  ["a time without its zone", "time,heat,sun\n2030-01-01T00:00:00,1,1\n", [":2: time 2030-01-01T00:00:00 is no time"]],
  ["an unknown column", "minute,heat,sun,cat\n0,1,1,1\n", ['unknown column "cat"; did you mean "car"?']],
  ["a profile without a column", "minute,heat\n0,1\n", ['node "roof": its profile "sun" has no column']],
  ["an inner node's column", "minute,heat,sun,street\n0,1,1,1\n", ['column "street" is an inner node']],
  ["what is not UTF-8", "minute,heat,sun\n0,\udc80,1\n", []],
])("%s is an error before any step is solved", async (name, text, messages) => {
  const bytes = name === "what is not UTF-8" ? Buffer.from("minute,h\xe9me\n", "latin1") : text;
  const found = await run(file("faulty.csv", bytes));
  expect({ code: found.code, stdout: found.stdout }).toEqual({ code: 2, stdout: "" });
  for (const message of messages.length > 0 ? messages : ["it is not UTF-8"]) expect(found.stderr).toContain(message);
});

test("--missing hold and zero fill empty cells and missing steps; at the first step there is nothing to hold", async () => {
  const gaps = "step,heat,sun\n0,1,1\n1,,0.5\n4,0.5,0\n";
  const requests = async (missing: string) => {
    const { stdout } = await run(file("gaps.csv", gaps), "--missing", missing);
    const rows = stdout.split("\n").map((line) => line.split(","));
    return rows.filter(([, id]) => id === "home").map(([time, , request]) => `${time}: ${request}`);
  };
  expect(await requests("hold")).toEqual(["0: 4", "1: 4", "2: 4", "3: 4", "4: 2"]);
  expect(await requests("zero")).toEqual(["0: 4", "1: 0", "2: 0", "3: 0", "4: 2"]);
  const first = await run(file("gaps.csv", "step,heat,sun\n0,,1\n"), "--missing", "hold");
  expect(first.stderr).toContain(":2: heat is empty");
});

test("a step without an answer has empty cells, the others are solved, and the exit code says it", async () => {
  const tight = "id,parent,lower,upper,profile\nstreet,,3,10,\nhome,street,0,4,heat\n";
  const profiles = file("tight.csv", "step,heat\n0,1\n1,0.5\n2,1\n");
  const found = await cnab(["run", file("grid.csv", tight), "--profiles", profiles, "--workers", "1"]);
  expect(found.code).toBe(3);
  expect(found.stdout).toBe(`${header}0,home,4,4,0\n1,home,2,,\n2,home,4,4,0\n`);
  expect(found.stderr).toBe("cnab: infeasible: the step 1; its cells are empty\n");
});

const grids = process.env.CNAB_GRIDS;
const profiled = ["ausnet_lv28", "ieee_european_lv", "smartds_austin_p1udt21301", "epri_ckt5", "epri_ckt7"].filter(
  (name) => grids !== undefined && existsSync(join(grids, `${name}.profiles.csv`)),
);

test.skipIf(profiled.length === 0)("real profiles: every step is what the reference makes of it alone", async () => {
  for (const name of profiled) {
    const path = join(grids as string, name);
    const { tree, profiles = [] } = await readGrid(`${path}.csv`);
    const [head, ...rows] = readFileSync(`${path}.profiles.csv`, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    // A day of each: the reference takes its time.
    const random = new Random(name.length);
    const from = random.integer(0, rows.length - 24);
    const some = rows.slice(from, from + 24);
    const profile = file("some.csv", [head, ...some].map((cells) => cells.join(",")).join("\n"));
    const { stdout } = await cnab(["run", `${path}.csv`, "--profiles", profile, "--workers", "1"]);
    const lines = stdout.trim().split("\n").slice(1);
    expect(lines.length).toBe(24 * tree.leafCount);
    for (const step of [0, 11, 23]) {
      const [lower, upper] = [tree.lower.slice(), tree.upper.slice()];
      for (const v of tree.leaves) {
        const shape = profiles[v];
        if (shape === undefined || (lower[v] < 0 && upper[v] > 0)) continue;
        const side = lower[v] < 0 ? lower : upper;
        side[v] *= Number(some[step][head.indexOf(shape)]);
      }
      const request = Float64Array.from(tree.parent, (_, v) =>
        tree.isLeaf(v) ? (tree.lower[v] < 0 && tree.upper[v] <= 0 ? lower[v] : upper[v]) + 0 : Number.NaN,
      );
      const alone = new Solver(tree.withNumbers({ lower, upper, request }), { engine: "reference" }).solve();
      if (alone.status !== "optimal") throw new Error(`${name} is ${alone.status}`);
      const dispatch = lines
        .slice(step * tree.leafCount, (step + 1) * tree.leafCount)
        .map((line) => Number(line.split(",")[3]));
      const scale = Math.max(...alone.flow.map(Math.abs));
      for (const [j, v] of tree.leaves.entries()) {
        expect(Math.abs(dispatch[j] - (alone.flow[v] - tree.shift[v])), `${name}, ${tree.id(v)}`).toBeLessThan(
          1e-9 * scale,
        );
      }
    }
  }
});

describe("summaries", () => {
  const day = "minute,heat,roof,car\n0,0.5,-9,0\n15,1,0,11\n";
  const grid = street.replace(",sun", ",");
  const summed = (...options: string[]) =>
    cnab(["run", file("grid.csv", grid), "--profiles", file("day", day), "--workers", "1", ...options]);

  test("a line a step and a line a leaf, and no allocations where nobody asks for them", async () => {
    const [steps, leaves] = [join(folder, "steps.csv"), join(folder, "leaves.csv")];
    const { code, stdout, stderr } = await summed("--steps-output", steps, "--leaves-output", leaves);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(steps, "utf8")).toBe(
      "time,status,root_flow,requested_import,requested_export,served_import,served_export,curtailed_import," +
        "curtailed_export,binding_limits,least_served_share,least_served\n" +
        `0,optimal,-6,2,9,2,8,0,1,street,${8 / 9},roof\n15,optimal,10,15,0,10,0,5,0,street,${6 / 11},car\n`,
    );
    expect(readFileSync(leaves, "utf8")).toBe(
      "id,requested_energy,served_energy,curtailed_energy,hours_cut,served_share,share_of_curtailed\n" +
        `home,1.5,1.5,0,0,1,0\nroof,2.25,2,0.25,0.25,${8 / 9},${0.25 / 1.5}\ncar,2.75,1.5,1.25,0.25,${6 / 11},${1.25 / 1.5}\n`,
    );
    expect(stdout).toContain(
      "leaves cut: 2 of 3; least served: car, 0.545455\nJain's index of the shares served: 0.94",
    );
  });

  test("beside the allocations, which are the same as without", async () => {
    const [output, steps] = [join(folder, "both.csv"), join(folder, "both-steps.csv")];
    const alone = await summed();
    await summed("-o", output, "--steps-output", steps);
    expect(readFileSync(output, "utf8")).toBe(alone.stdout);
    expect(readFileSync(steps, "utf8").split("\n")).toHaveLength(4);
  });

  test("a step without an answer has its time and status alone", async () => {
    const steps = join(folder, "unanswered.csv");
    const tight = file("tight.csv", grid.replace("street,,-6,10", "street,,3,10"));
    const profiles = file("short", "minute,heat,roof,car\n0,0.5,0,0\n15,1,0,11\n");
    const { code } = await cnab(["run", tight, "--profiles", profiles, "--workers", "1", "--steps-output", steps]);
    expect(code).toBe(3);
    expect(readFileSync(steps, "utf8").split("\n")[1]).toBe("0,infeasible,,,,,,,,,,");
  });

  test("two outputs of one name, and one that cannot be written: an error, and no file", async () => {
    const same = join(folder, "same.csv");
    const twice = await summed("-o", same, "--leaves-output", same);
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain("two outputs have the same name");
    expect(existsSync(same)).toBe(false);
    const long = Array.from({ length: 5000 }, (_, step) => `${step},0.5,-9,0`).join("\n");
    const nowhere = await cnab([
      ...["run", file("grid.csv", grid), "--profiles", file("long", `step,heat,roof,car\n${long}\n`), "--workers", "1"],
      ...["-o", same, "--steps-output", join(folder, "no", "steps.csv")],
    ]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain("it cannot be written");
    expect(existsSync(same)).toBe(false);
  });
});

test("events change limits of inner nodes for a while, as solving each step with them does", async () => {
  const grid = street.replace(",sun", ",");
  const day = "minute,heat,roof,car\n0,1,0,11\n15,1,0,11\n30,1,0,11\n";
  const events = file("events.csv", "from,to,id,lower,upper\n15,30,street,,6\n90,95,street,,1\n");
  const { code, stdout, stderr } = await cnab([
    ...["run", file("grid.csv", grid), "--profiles", file("day", day), "--workers", "1", "--events", events],
  ]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    `${header}0,home,4,4,0\n0,roof,0,0,0\n0,car,11,6,5\n15,home,4,3,1\n15,roof,0,0,0\n15,car,11,3,8\n` +
      "30,home,4,4,0\n30,roof,0,0,0\n30,car,11,6,5\n",
  );
  expect(stderr).toBe(`cnab: ${events}: line 3: no step of the profiles is in its time\n`);
});

describe("Parquet", () => {
  const grid = street.replace(",sun", ",");
  const day = "time,heat,roof,car\n2030-01-01T00:00:00Z,0.5,-9,0\n2030-01-01T00:15:00Z,1,0,11\n";

  async function rowsOf(path: string) {
    return parquetReadObjects({ file: await asyncBufferFromFile(path) });
  }

  test("allocations are those of the CSV, with points in time", async () => {
    const output = join(folder, "allocations.parquet");
    const profiles = file("day", day);
    const run = ["run", file("grid.csv", grid), "--profiles", profiles, "--workers", "1"];
    const csv = await cnab(run);
    const { code } = await cnab([...run, "-o", output]);
    expect(code).toBe(0);
    const cells = (await rowsOf(output)).map(({ time, id, request, dispatch, curtailment }) =>
      [time.toISOString().replace(".000", ""), id, request, dispatch, curtailment].join(),
    );
    expect(`${header}${cells.join("\n")}\n`).toBe(csv.stdout);
  });

  test("the curtailed alone, and numbers of steps as numbers; steps without an answer are null", async () => {
    const output = join(folder, "curtailed.parquet");
    const tight = file("tight.csv", grid.replace("street,,-6,10", "street,,3,10"));
    const profiles = file("short", "step,heat,roof,car\n0,0.5,0,0\n1,1,0,11\n");
    const run = ["run", tight, "--profiles", profiles, "--workers", "1", "--only", "curtailed", "-o", output];
    expect((await cnab(run)).code).toBe(3);
    expect(await rowsOf(output)).toEqual([
      ...["home", "roof", "car"].map((id) => expect.objectContaining({ time: 0, id, dispatch: null })),
      { time: 1, id: "car", request: 11, dispatch: 6, curtailment: 5 },
    ]);
  });

  test("profiles come from it as from CSV", async () => {
    const path = join(folder, "profiles.parquet");
    const times = ["2030-01-01T00:00:00Z", "2030-01-01T00:15:00Z"].map((text) => new Date(text));
    const columns = { time: times, heat: [0.5, 1], roof: [-9, 0], car: [0, 11] };
    parquetWriteFile({
      filename: path,
      columnData: Object.entries(columns).map(([name, data]) => ({ name, data: data as Date[] | number[] })),
    });
    const run = (profiles: string) => cnab(["run", file("grid.csv", grid), "--profiles", profiles, "--workers", "1"]);
    const [ofParquet, ofCsv] = [await run(path), await run(file("day", day))];
    expect(ofParquet).toEqual(ofCsv);
  });

  test("what is none is told", async () => {
    const { code, stderr } = await cnab(["run", file("grid.csv", grid), "--profiles", file("none.parquet", day)]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/none\.parquet: it cannot be read as Parquet: /);
  });
});

test.each<[string[], string]>([
  [["--fair-over-time", "7d"], "--fair-over-time is 7d, but steps are only numbered: a number of steps is needed\n"],
  [["--fair-over-time", "0h"], "It must be a time above 0, such as 12h, 7d or 90min, or a number of steps.\n"],
  [["--fair-over-time", "1 week"], "It must be a time above 0, such as 12h, 7d or 90min, or a number of steps.\n"],
  [
    ["--fair-over-time", "7", "--rule", "equal"],
    "--fair-over-time and --rule equal exclude each other: both set the weights\n",
  ],
])("%j is refused, and nothing written", async (options, message) => {
  const grid = file("leaning.csv", "id,parent,lower,upper\nr,,,5\na,r,0,9\n");
  const profiles = file("leaning-profiles.csv", "step,a\n0,9\n1,4\n");
  const output = join(folder, "leaning-out.csv");
  const { code, stdout, stderr } = await cnab(["run", grid, "--profiles", profiles, "-o", output, ...options]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.endsWith(message)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith("leaning-out"))).toEqual([]);
});

test("a half-life is a time, where steps have one, or as many steps", async () => {
  const grid = file("leaning.csv", "id,parent,lower,upper\nr,,,10\na,r,0,20\nb,r,0,20\n");
  const profiles = file(
    "leaning-times.csv",
    "time,a,b\n2030-01-01T00:00:00Z,12,0\n2030-01-01T00:15:00Z,0,0\n2030-01-01T00:30:00Z,10,0\n2030-01-01T00:45:00Z,10,10\n",
  );
  const leaning = async (halfLife: string) =>
    (await cnab(["run", grid, "--profiles", profiles, "--workers", "1", "--fair-over-time", halfLife])).stdout;
  const hour = await leaning("1h");
  expect(await leaning("60min")).toBe(hour);
  expect(await leaning("4")).toBe(hour);
  expect(await leaning("8")).not.toBe(hour);
  // Of 12 it was served 10, of 10 all; the first is three steps old and the second one, each with 2^(-1/4) a step.
  const kept = 2 ** -0.5;
  const share = (10 * kept + 10) / (12 * kept + 10);
  const lean = Math.min(8, share ** -16);
  const [, dispatch] = /T00:45:00Z,a,10,([\d.]+),/.exec(hour) ?? [];
  expect(Number(dispatch)).toBeCloseTo((10 * lean) / (1 + lean), 9);
});
