import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const fourUsers = fileURLToPath(new URL("../../examples/four-users.csv", import.meta.url));
const fourUsersJson = fileURLToPath(new URL("../../examples/four-users.json", import.meta.url));
const solarStreet = fileURLToPath(new URL("../../examples/solar-street.csv", import.meta.url));

const fourUsersResult = `id,flow,allocation,level
plant,7,7,2
feeder1,4,4,2
user1,2,2,2
user2,2,2,2
feeder2,3,3,2
user3,2,2,2
user4,1,1,1
`;

const cousins = "id,parent,upper\nroot,,10\nA,root,\nB,root,\na1,A,1\na2,A,100\nb1,B,100\n";
const conflict = "id,parent,lower,upper,name\nroot,,,10,\nfeeder,root,,4,North\na,feeder,3,5,\nb,feeder,2,5,\n";
const unlimited = "id,parent,lower,upper\nroot,,,\na,root,0,4\nb,root,0,\n";

function flowsOf(csv: string): Record<string, number> {
  const rows = csv.trimEnd().split("\n").slice(1);
  return Object.fromEntries(rows.map((row) => [row.split(",")[0], Number(row.split(",")[1])]));
}

describe("cnab solve prints", () => {
  test("a table by default", async () => {
    const { code, stdout, stderr } = await cnab(["solve", fourUsers]);
    expect(stdout.split("\n")[0]).toMatch(/^id +name +lower +upper +flow +allocation +level$/);
    expect(stdout.split("\n")[4]).toMatch(/^user2 +0 +3 +2 +2 +2$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("CSV", async () => {
    const finished = await cnab(["solve", fourUsers, "--format", "csv"]);
    expect(finished).toEqual({ code: 0, stdout: fourUsersResult, stderr: "" });
  });

  test("JSON", async () => {
    const { code, stdout } = await cnab(["solve", fourUsers, "--format", "json"]);
    const { status, rootFlow, nodes } = JSON.parse(stdout);
    expect({ code, status, rootFlow }).toEqual({ code: 0, status: "optimal", rootFlow: 7 });
    expect(nodes[6]).toEqual({ id: "user4", flow: 1, allocation: 1, level: 1 });
  });

  test("a tree", async () => {
    const { code, stdout } = await cnab(["solve", fourUsersJson, "--format", "tree"]);
    expect(code).toBe(0);
    expect(stdout).toContain("├─ feeder1  4  [-inf, 4]\n│  ├─ user1  2  [0, 2]\n");
  });

  test("the same for the same grid as JSON", async () => {
    expect((await cnab(["solve", fourUsersJson, "--format", "csv"])).stdout).toBe(fourUsersResult);
  });

  test("the same for the grid on standard input", async () => {
    const { stdout } = await cnab(["solve", "-", "--format", "csv"], readFileSync(fourUsers, "utf8"));
    expect(stdout).toBe(fourUsersResult);
  });

  test.each(["wasm", "reference"])("who solved, with --engine %s", async (engine) => {
    const { stdout } = await cnab(["solve", fourUsers, "--format", "json", "--engine", engine]);
    expect(JSON.parse(stdout)).toMatchObject({ engine, rootFlow: 7 });
  });

  test("what is fair among siblings, with --fairness siblings", async () => {
    const leaves = flowsOf((await cnab(["solve", "-", "--format", "csv"], cousins)).stdout);
    expect(leaves).toEqual({ root: 10, A: 5.5, B: 4.5, a1: 1, a2: 4.5, b1: 4.5 });
    const siblings = await cnab(["solve", "-", "--format", "csv", "--fairness", "siblings"], cousins);
    const flows = flowsOf(siblings.stdout);
    expect(flows.a1).toBeCloseTo(1, 12);
    expect(flows.a2).toBeCloseTo(17 / 3, 12);
    expect(flows.b1).toBeCloseTo(10 / 3, 12);
  });

  test("just the target, with --target", async () => {
    const { stdout } = await cnab(["solve", fourUsers, "--format", "csv", "--target", "4"]);
    expect(flowsOf(stdout)).toMatchObject({ plant: 4, user1: 1, user2: 1, user3: 1, user4: 1 });
  });

  test("a negative target", async () => {
    const { code, stdout } = await cnab(["solve", solarStreet, "--format", "csv", "--target", "-2.5"]);
    expect(code).toBe(0);
    expect(flowsOf(stdout).transformer).toBeCloseTo(-2.5, 12);
  });

  test("a street that imports all it can", async () => {
    const flows = flowsOf((await cnab(["solve", solarStreet, "--format", "csv"])).stdout);
    expect(flows.transformer).toBeCloseTo(20, 12);
    expect(flows["shady-side"]).toBeCloseTo(24, 12);
    expect(flows.battery).toBeCloseTo(8, 12);
    expect(flows.house1).toBeCloseTo(-6.5 + 8, 12);
    expect(flows.generator).toBe(0);
  });

  test("a street that exports all it can, with --maximise export", async () => {
    const { stdout } = await cnab(["solve", solarStreet, "--format", "csv", "--maximise", "export"]);
    const flows = flowsOf(stdout);
    expect(flows["sunny-side"]).toBeCloseTo(-20, 12);
    expect(flows.generator).toBe(-8);
    expect(flows.battery).toBeCloseTo(2.75, 12);
  });
});

describe("cnab solve -o writes", () => {
  test("CSV into .csv, and prints nothing", async () => {
    const path = join(folder, "result.csv");
    expect(await cnab(["solve", fourUsers, "-o", path])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(path, "utf8")).toBe(fourUsersResult);
  });

  test("gzipped CSV into .csv.gz", async () => {
    const path = join(folder, "result.csv.gz");
    await cnab(["solve", fourUsers, "--output", path]);
    expect(gunzipSync(readFileSync(path)).toString()).toBe(fourUsersResult);
  });

  test("JSON into .json", async () => {
    const path = join(folder, "result.json");
    await cnab(["solve", fourUsers, "-o", path]);
    expect(JSON.parse(readFileSync(path, "utf8")).rootFlow).toBe(7);
  });

  test("a table into .txt", async () => {
    const path = join(folder, "result.txt");
    await cnab(["solve", fourUsers, "-o", path]);
    expect(readFileSync(path, "utf8")).toBe((await cnab(["solve", fourUsers])).stdout);
  });

  test("the format asked for, whatever the name", async () => {
    const path = join(folder, "result.dat");
    await cnab(["solve", fourUsers, "-o", path, "--format", "csv"]);
    expect(readFileSync(path, "utf8")).toBe(fourUsersResult);
  });

  test("to standard output for -", async () => {
    expect((await cnab(["solve", fourUsers, "-o", "-", "--format", "csv"])).stdout).toBe(fourUsersResult);
  });

  test("nothing where the name tells no format", async () => {
    const path = join(folder, "result.xyz");
    const { code, stderr } = await cnab(["solve", fourUsers, "-o", path]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `cnab: the name ${path} does not tell a format; give one: --format table|csv|json|tree\n`,
    });
    expect(existsSync(path)).toBe(false);
  });

  test("nothing where the grid is bad: what was there stays", async () => {
    const path = join(folder, "kept.csv");
    writeFileSync(path, "old");
    expect((await cnab(["solve", "-", "-o", path], "id,parent\na,q\n")).code).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("an error where the folder is not there", async () => {
    const { code, stderr } = await cnab(["solve", fourUsers, "-o", join(folder, "absent", "r.csv")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cnab: .*r\.csv: it cannot be written: .*\n$/);
  });
});

describe("cnab solve of a grid without an answer", () => {
  test("names the node, the limit, what is reachable and the miss", async () => {
    expect(await cnab(["solve", "-"], conflict)).toEqual({
      code: 3,
      stdout: "",
      stderr:
        'cnab: infeasible: node "feeder" (North) cannot keep its upper limit 4: ' +
        "what is below it carries at least 5, 1 too much\n" +
        "  lower limits below it that come to 5: a 3, b 2\n" +
        "  any one of these changes mends it: upper limit of feeder (North) from 4 to 5; " +
        "lower limit of a from 3 to 2; lower limit of b from 2 to 1\n",
    });
  });

  test("names a lower limit that is out of reach", async () => {
    const { code, stderr } = await cnab(["solve", "-"], "id,parent,lower,upper\nroot,,8,10\na,root,0,5\n");
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'cnab: infeasible: node "root" cannot keep its lower limit 8: what is below it carries at most 5, 3 too little\n' +
        "  upper limits below it that come to 5: a 5\n" +
        "  any one of these changes mends it: lower limit of root from 8 to 5; upper limit of a from 5 to 8\n",
    });
  });

  test("names a target that is out of reach", async () => {
    const { code, stderr } = await cnab(["solve", fourUsers, "--target", "7.25"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/node "plant" .*cannot keep the target 7.25: .* at most 7, 0.25 too little\n/);
  });

  test("has the contradiction as JSON too", async () => {
    const { code, stdout, stderr } = await cnab(["solve", "-", "--format", "json"], conflict);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "infeasible",
      contradiction: { id: "feeder", limit: "upper", bound: 4, reachable: 5, miss: 1 },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("infeasible");
  });

  test("names the leaf without a limit on its way up", async () => {
    expect(await cnab(["solve", "-"], unlimited)).toEqual({
      code: 3,
      stdout: "",
      stderr:
        'cnab: unbounded: no finite upper limit stands between leaf "b" and the root\n' +
        "  a finite upper limit at any one of these mends it: b, root\n",
    });
  });

  test("names the limit that export lacks", async () => {
    const grid = "id,parent,lower,upper\nroot,,,5\na,root,-inf,4\n";
    const { code, stderr } = await cnab(["solve", "-", "--maximise", "export"], grid);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr:
        'cnab: unbounded: no finite lower limit stands between leaf "a" and the root\n' +
        "  a finite lower limit at any one of these mends it: a, root\n",
    });
  });

  test("has the leaf as JSON too, in the file asked for", async () => {
    const path = join(folder, "outcome.json");
    expect((await cnab(["solve", "-", "-o", path], unlimited)).code).toBe(3);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ status: "unbounded", unboundedLeaf: { id: "b" } });
  });

  test("leaves an earlier CSV as it was", async () => {
    const path = join(folder, "earlier.csv");
    writeFileSync(path, "old");
    expect((await cnab(["solve", "-", "-o", path], conflict)).code).toBe(3);
    expect(readFileSync(path, "utf8")).toBe("old");
  });
});

describe("cnab solve | head", () => {
  /** A pipe whose reader has gone away. */
  function closedPipe(code: string): Writable {
    return new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
    });
  }

  test("a reader who has gone away is no error", async () => {
    const stdin = Readable.from([cousins]);
    expect(await run(["solve", "-"], { stdin, stdout: closedPipe("EPIPE"), stderr: closedPipe("EPIPE") })).toBe(0);
  });

  test("the exit code stays that of the outcome", async () => {
    const stdin = Readable.from([conflict]);
    expect(await run(["solve", "-"], { stdin, stdout: closedPipe("EPIPE"), stderr: closedPipe("EPIPE") })).toBe(3);
  });

  test("a disk that is full is one", async () => {
    const stdin = Readable.from([cousins]);
    expect(await run(["solve", "-"], { stdin, stdout: closedPipe("ENOSPC"), stderr: closedPipe("EPIPE") })).toBe(2);
  });
});

describe("what the reader has to say", () => {
  test("goes to standard error, once: columns without a meaning, leaves of no known kind", async () => {
    const { code, stderr } = await cnab(
      ["solve", "-", "--requests", "by-kind"],
      "id,parent,upper,kind,colour\nr,,5,,\na,r,3,load,red\nb,r,4,gizmo,red\n",
    );
    expect(code).toBe(0);
    expect(stderr).toBe(
      'cnab: standard input: ignored, since no grid has such columns: "colour"\n' +
        'cnab: standard input: leaves of no known kind, which request what their limits allow: "b" (gizmo)\n',
    );
  });

  test("has a line for each fault", async () => {
    const { code, stderr } = await cnab(["solve", "-"], "id,parent,upper\nr,,x\na,r,y\n");
    expect(code).toBe(2);
    expect(stderr.split("\n")).toEqual([
      'cnab: standard input:2: node "r": upper is "x"; it must be a number, inf or -inf',
      'standard input:3: node "a": upper is "y"; it must be a number, inf or -inf',
      "",
    ]);
  });

  test("is an error where a cell is empty and the reading strict", async () => {
    const grid = "id,parent,upper\nr,,5\na,r,\n";
    expect((await cnab(["solve", "-"], grid)).code).toBe(0);
    const { code, stderr } = await cnab(["solve", "-", "--strict"], grid);
    expect([code, stderr]).toEqual([2, 'cnab: standard input:3: node "a": upper is empty\n']);
  });
});

describe("CSV for a spreadsheet", () => {
  const grid = "id,parent,upper\nr,,2.5\na,r,\n";

  test("has decimal commas", async () => {
    const { stdout } = await cnab(["solve", "-", "--format", "csv", "--decimal-comma"], grid);
    expect(stdout).toBe("id;flow;allocation;level\nr;2,5;2,5;2,5\na;2,5;2,5;2,5\n");
  });

  test("has the delimiter that is asked for", async () => {
    const { stdout } = await cnab(["solve", "-", "--format", "csv", "--delimiter", "tab"], grid);
    expect(stdout).toContain("a\t2.5\t2.5\t2.5\n");
    expect((await cnab(["solve", "-", "--delimiter", "x"], grid)).stderr).toContain(
      'It must be ",", ";", "|" or "tab".',
    );
  });
});

test("a sum of decimals is printed as one would write it", async () => {
  const grid = "id,parent,lower,upper\nr,,,\nf,r,,2\na,f,0.667,1\nb,f,0.667,1\nc,f,0.667,1\n";
  const { stdout, stderr } = await cnab(["solve", "-"], grid);
  expect(stdout + stderr).toContain("2.001");
  expect(stdout + stderr).not.toMatch(/\d\.\d{7}/);
});
