import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { filesIn, temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();

const file = filesIn(folder);

const grid = "id,parent,lower,upper\nstreet,,0,8\nhome1,street,0,11\nhome2,street,0,11\n";
const columns = "id,leaf,arrival,departure,energy_kwh,max_kw";

const plan = (sessions: string, ...options: string[]) =>
  cnab([
    ...["plan", file("grid.csv", grid), "--sessions", file("sessions.csv", sessions), "--step-minutes", "60"],
    ...(options.includes("--from") ? [] : ["--from", "0"]),
    ...(options.includes("--steps") ? [] : ["--steps", "4"]),
    ...options,
  ]);

const two = `${columns}\nred,home1,0,4,12,11\nblue,home2,1,2,6,11\n`;

describe("a plan", () => {
  test("as CSV: a line for each session that takes something in a step", async () => {
    const { code, stdout, stderr } = await plan(two, "--format", "csv");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("time,session,leaf,power_kw\n0,red,home1,4\n1,blue,home2,6\n2,red,home1,4\n3,red,home1,4\n");
  });

  test("in a file, its numbers read back to a plan that the audit passes", async () => {
    const output = join(folder, "plan.csv");
    const { code, stdout } = await plan(`${columns}\nred,home1,0,4,10,11\nblue,home2,1,3,7,11\n`, "-o", output);
    expect(code).toBe(0);
    expect(stdout).toContain("17 of 17 kWh served; none of 2 sessions is short");
    const power = new Float64Array(8);
    for (const line of readFileSync(output, "utf8").trimEnd().split("\n").slice(1)) {
      const [step, session, , kw] = line.split(",");
      power[(session === "red" ? 0 : 4) + Number(step)] = Number(kw);
    }
    const tree = new FlatTree({
      parent: [-1, 0, 0],
      ids: ["street", "home1", "home2"],
      upper: [8, 11, 11],
      lower: [0, 0, 0],
    });
    const sessions = [
      { id: "red", leaf: "home1", arrival: 0, departure: 4, energyKwh: 10, maximumKw: 11 },
      { id: "blue", leaf: "home2", arrival: 1, departure: 3, energyKwh: 7, maximumKw: 11 },
    ];
    expect(verifySchedule(tree, { steps: 4, stepHours: 1, sessions }, { power }).violations).toEqual([]);
  });

  test("in words: the loads, who is short, and what is at its limit", async () => {
    const { stdout } = await plan(`${columns}\nred,home1,0,1,12,11\nblue,home2,0,1,4,11\n`, "--steps", "1");
    expect(stdout).toContain("uncontrolled");
    expect(stdout).toContain("8 of 16 kWh served; 2 of 2 sessions are short");
    expect(stdout).toContain("red at home1: 6 of 12 kWh, 50 %");
    expect(stdout).toContain("street: 8 kW, in every step");
  });

  test("beside what is compared with it", async () => {
    const { stdout } = await plan(`${columns}\nred,home1,0,4,12,11\nblue,home2,0,1,8,11\n`, "--compare");
    const row = (title: string) => new RegExp(`^${title} +(.*)$`, "m").exec(stdout)?.[1].split(/ {2,}/);
    expect(row("energy served, kWh")).toEqual(["20", "15.2", "20"]);
    expect(row("greatest load, kW")).toEqual(["19", "8", "8"]);
  });

  test("times: the steps that lie wholly within a stay, whatever the zones", async () => {
    const sessions = `${columns}\nred,home1,2030-01-01T00:30:00Z,2030-01-01T04:59:00+01:00,4,11\n`;
    const { stdout } = await plan(sessions, "--from", "2030-01-01T01:00:00+01:00", "--steps", "6", "--format", "csv");
    expect(stdout.split("\n").slice(1, -1)).toEqual([
      "2030-01-01T02:00:00+01:00,red,home1,2",
      "2030-01-01T03:00:00+01:00,red,home1,2",
    ]);
  });

  test("columns by other names, ids and greatest powers that are not there", async () => {
    const sessions = "station,arrival,departure,wanted\nhome1,0,1,9\nhome1,1,2,30\n";
    const options = ["--columns", "leaf=station,energy_kwh=wanted", "--format", "csv"];
    const { stdout } = await plan(sessions, ...options);
    expect(stdout).toBe("time,session,leaf,power_kw\n0,home1#1,home1,8\n1,home1#2,home1,8\n");
  });
});

describe("with --explain", () => {
  const sessions = `${columns}\nred,home1,0,2,12,11\nblue,home2,0,2,12,11\nvan,home2,2,4,4,11\n`;

  test("why a session is short, who shares, and what a change would give", async () => {
    const { code, stdout } = await plan(sessions, "--explain", "red");
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf("red at home1: 8 of 12 kWh, level")).split("\n")).toEqual([
      "red at home1: 8 of 12 kWh, level 0.6667",
      "  held by the upper limit of street, 8 kW, in 2 steps from 0 to 2",
      "    one more kWh there: 0.5 kWh for it, 1 for all",
      "  shared with blue",
      "  an hour longer there: 4 kWh for it, 8 for all",
      expect.stringMatching(/^ {2}0 to 2: [\d.]+(?: to [\d.]+)? kW; no more goes through street$/),
      "",
    ]);
  });

  test("why a session with all that it wants charges when it does", async () => {
    const { stdout } = await plan(sessions, "--explain", "van");
    expect(stdout).toContain(
      "van at home2: 4 of 4 kWh, all that it wants\n  2 to 4: 2 kW; the load is 2 kW, and lower nowhere",
    );
    const slow = await plan(`${columns}\nred,home1,0,4,3,0.5\n`, "--explain", "red");
    expect(slow.stdout).toContain("held by its own greatest power: it takes that in every step");
  });

  test("refused: a session that there is not, and no place to tell it", async () => {
    const unknown = await plan(sessions, "--explain", "vam");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('unknown session "vam"; did you mean "van"?');
    const mixed = await plan(sessions, "--explain", "red", "--format", "csv");
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain("explain does not go with csv on standard output; give a file: --output");
  });
});

describe("what changes with the steps", () => {
  const profiles = file("profiles.csv", "step,home1\n0,2\n2,1\n");
  const sessions = `${columns}\nblue,home2,0,4,16,11\n`;

  test("profiles are there in any case, events change limits for a while", async () => {
    const events = file("events.csv", "from,to,id,upper\n2,3,street,3\n");
    const { code, stdout, stderr } = await plan(
      sessions,
      ...["--profiles", profiles, "--events", events, "--format", "csv"],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    // 16 kWh beside 2, 2, 1 and 1 kW: the root carries 3 in the step of the event, and 19/3 in the others.
    const powers = stdout
      .split("\n")
      .slice(1, -1)
      .map((line) => Number(line.split(",")[3]));
    expect(powers.map((kw, step) => kw + [2, 2, 1, 1][step])).toEqual([
      expect.closeTo(19 / 3, 12),
      expect.closeTo(19 / 3, 12),
      3,
      expect.closeTo(19 / 3, 12),
    ]);
  });

  test("a session at a leaf with a profile, and an event at no time of the plan, are told", async () => {
    const events = file("late.csv", "from,to,id,upper\n9,10,street,3\n");
    const { stderr } = await plan(`${columns}\nred,home1,0,4,4,11\n`, ...["--profiles", profiles, "--events", events]);
    expect(stderr).toContain('profiles.csv: what it has for leaf "home1" comes on top of the sessions there');
    expect(stderr).toContain("late.csv: line 2: no step of the plan is in its time");
  });

  test("loads that pass a limit by themselves are told with node and step", async () => {
    const events = file("low.csv", "from,to,id,upper\n1,2,street,1.5\n");
    const { code, stderr } = await plan(sessions, "--profiles", profiles, "--events", events);
    expect(code).toBe(3);
    expect(stderr).toContain('node "street" cannot keep its upper limit 1.5 at 1');
    const relaxed = await plan(sessions, "--profiles", profiles, "--events", events, "--relax");
    expect(relaxed.code).toBe(0);
    expect(relaxed.stderr).toContain('upper limit of node "street" at 1 widened from 1.5 to 2');
  });

  test("a limit that changes is told from its least to its greatest", async () => {
    const events = file("half.csv", "from,to,id,upper\n0,2,street,6\n");
    const { stdout } = await plan(`${columns}\nblue,home2,0,4,44,11\n`, "--events", events);
    expect(stdout).toContain("street: 6 to 8 kW, in every step");
  });

  test("profiles that end too early are refused", async () => {
    const { code, stderr } = await plan(sessions, "--profiles", file("short.csv", "step,home1\n0,2\n1,2\n"));
    expect(code).toBe(2);
    expect(stderr).toContain("short.csv: it has no row that holds at 2, a step of the plan");
  });
});

describe("as Parquet", () => {
  const rowsOf = async (path: string) => parquetReadObjects({ file: await asyncBufferFromFile(path) });

  test("the rows of the CSV, their numbers to the bit, times as points in time", async () => {
    const sessions =
      `${columns}\nred,home1,2030-01-01T00:00:00Z,2030-01-01T04:00:00Z,10,11\n` +
      "blue,home2,2030-01-01T01:00:00Z,2030-01-01T04:00:00Z,7.1,11\n";
    const options = ["--from", "2030-01-01T01:00:00+01:00"];
    const [csv, parquet] = [join(folder, "same.csv"), join(folder, "same.parquet")];
    await plan(sessions, ...options, "-o", csv);
    const { code, stdout } = await plan(sessions, ...options, "-o", parquet);
    expect(code).toBe(0);
    expect(stdout).toContain("17.1 of 17.1 kWh served");
    const lines = readFileSync(csv, "utf8").trimEnd().split("\n").slice(1);
    const rows = await rowsOf(parquet);
    expect(rows.length).toBeGreaterThan(4);
    expect(rows).toEqual(
      lines.map((line) => {
        const [time, session, leaf, kw] = line.split(",");
        return { time: new Date(time), session, leaf, power_kw: Number(kw) };
      }),
    );
  });

  test("steps by number are numbers; a plan in which nobody takes anything has no rows", async () => {
    const output = join(folder, "steps.parquet");
    await plan(`${columns}\nred,home1,8,9,4,11\n`, "--from", "7", "-o", output);
    expect(await rowsOf(output)).toEqual([{ time: 8, session: "red", leaf: "home1", power_kw: 4 }]);
    const { code } = await plan(`${columns}\nred,home1,8,9,0,11\n`, "--from", "7", "-o", output);
    expect([code, await rowsOf(output)]).toEqual([0, []]);
  });

  test("takes a file, which stands as it was where there is no plan", async () => {
    const refused = await plan(two, "--format", "parquet");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("Parquet goes into a file: --output");
    const output = file("kept.parquet", "what was there");
    expect((await plan(two, "-o", output, "--no-clobber")).code).toBe(2);
    expect((await plan(`${columns}\nred,home3,0,4,1,11\n`, "-o", output)).code).toBe(2);
    expect(readFileSync(output, "utf8")).toBe("what was there");
  });
});

describe("as a page", () => {
  test("named for the root, with what it was made from at its foot", async () => {
    const output = join(folder, "plan.html");
    const { code, stdout } = await plan(two, "-o", output, "--columns", "id=id", "--no-clobber");
    expect(code).toBe(0);
    expect(stdout).toContain("18 of 18 kWh served");
    const page = readFileSync(output, "utf8");
    expect(page).toContain("<h1>street</h1><p>2 sessions from 0 to 4, in 4 steps</p>");
    expect(page).toMatch(
      /from grid.csv and the sessions in sessions.csv, with --from 0 --steps 4 --step-minutes 60 --columns id=id, 20/,
    );
  });

  test("on standard output", async () => {
    const { stdout } = await plan(two, "--format", "html");
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  test("does not go on standard output with a comparison", async () => {
    const { code, stderr } = await plan(two, "--format", "html", "--compare");
    expect(code).toBe(2);
    expect(stderr).toContain("compare does not go with html on standard output; give a file: --output");
  });
});

describe("sessions at the edge of the plan", () => {
  test("are cut or left out, and told", async () => {
    const sessions = `${columns}\nred,home1,0,9,4,11\nblue,home2,7,9,4,11\n`;
    const { code, stderr } = await plan(sessions);
    expect(code).toBe(0);
    expect(stderr).toMatch(/line 2: session "red" goes after its end; its window is cut/);
    expect(stderr).toMatch(/1 of 2 sessions are there at no time of the plan, and left out/);
  });
});

describe("what is wrong is told, all of it, by its line", () => {
  test.each([
    [
      "a leaf that there is not",
      "red,home3,0,4,1,11",
      /:2: session "red": the grid has no leaf "home3"; did you mean "home[12]"\?/,
    ],
    ["an inner node", "red,street,0,4,1,11", /:2: .*leaf "street" is no leaf: the node has children/],
    ["a departure before the arrival", "red,home1,3,1,1,11", /:2: .*departure 1 is before its arrival, 3/],
    ["an energy below 0", "red,home1,0,4,-1,11", /:2: .*energyKwh is -1/],
    ["no energy", "red,home1,0,4,,11", /:2: .*energy_kwh/],
    [
      "a time among steps",
      "red,home1,2030-01-01T00:00:00Z,4,1,11",
      /arrival is "2030-01-01T00:00:00Z"; it must be the number/,
    ],
    ["an id twice", "red,home1,0,4,1,11\nred,home2,0,4,1,11", /:3: .*the id is used twice, the first time in line 2/],
  ])("%s", async (_, rows, message) => {
    const { code, stdout, stderr } = await plan(`${columns}\n${rows}\n`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("two faults in one run", async () => {
    const { stderr } = await plan(`${columns}\nred,home3,0,4,1,11\nblue,home1,3,1,1,11\n`);
    expect(stderr).toMatch(/home3[\s\S]*before its arrival/);
  });

  test("a column that is nearly one", async () => {
    const { code, stderr } = await plan("id,leaf,arival,departure,energy_kwh\n");
    expect(code).toBe(2);
    expect(stderr).toContain('no column "arrival" (is it "arival"?)');
  });

  test("a power in another unit", async () => {
    const { code, stderr } = await plan(`${columns.replace("max_kw", "max_w")}\nred,home1,0,4,1,11000\n`);
    expect(code).toBe(2);
    expect(stderr).toContain("units are not converted");
  });

  test("a limit that nobody can keep: exit 3, and nothing is written", async () => {
    const output = join(folder, "none.csv");
    const tight = file("tight.csv", grid.replace("0,8", "5,8"));
    const sessions = file("late.csv", `${columns}\nred,home1,2,4,4,11\n`);
    const { code, stderr } = await cnab([
      ...["plan", tight, "--sessions", sessions, "--from", "0", "--steps", "4", "--step-minutes", "60", "-o", output],
    ]);
    expect(code).toBe(3);
    expect(stderr).toContain('infeasible: node "street" cannot keep its lower limit 5 at 0');
    expect(() => readFileSync(output)).toThrow();
  });
});
