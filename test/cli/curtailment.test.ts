import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const farm = fileURLToPath(new URL("../../examples/farm-and-car-park.csv", import.meta.url));
const kinds = "id,parent,kind,lower,upper\nr,,source,-2,3\nroof,r,pv,-5,0\ncar,r,ev,0,4\ncell,r,storage,-1,1\n";
const short = "id,parent,lower,upper\nr,,,4\na,r,5,6\n";

describe("cnab solve, where there are requests,", () => {
  test("prints a summary behind a table and a tree", async () => {
    for (const format of ["table", "tree"]) {
      const { code, stdout, stderr } = await cnab(["solve", farm, "--format", format]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toMatch(/\n\n +import +export\nrequested +34 +17\n/);
    }
  });

  test.each(["csv", "json"])("prints no summary among %s", async (format) => {
    const { code, stdout, stderr } = await cnab(["solve", farm, "--format", format]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("requested");
    if (format === "json") expect(JSON.parse(stdout).curtailedExport).toBe(4);
  });

  test("prints the summary while the result goes to a file", async () => {
    const path = join(folder, "result.csv");
    const { stdout } = await cnab(["solve", farm, "-o", path]);
    expect(stdout).toMatch(/^ +import +export\nrequested/);
    expect(readFileSync(path, "utf8")).toMatch(/^id,flow,allocation,level,curtailment\n/);
  });

  test("prints none where there are no requests", async () => {
    expect((await cnab(["solve", "-"], "id,parent,upper\nr,,3\na,r,4\n")).stdout).not.toContain("requested");
  });
});

test("--requests by-kind asks for what each kind wants", async () => {
  const { stdout } = await cnab(["solve", "-", "--requests", "by-kind", "--format", "csv"], kinds);
  expect(stdout).toBe("id,flow,allocation,level,curtailment\nr,-1,-1,4,\nroof,-5,-5,-5,0\ncar,4,4,4,0\ncell,0,0,0,0\n");
});

test("--requests by-kind without kinds is refused", async () => {
  const { code, stderr } = await cnab(["solve", "-", "--requests", "by-kind"], short);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: "cnab: requests by kind are asked for, but the grid has no kinds\n",
  });
});

test.each([
  ["--rule", "equal"],
  ["--rule", "proportional"],
  ["--rule", "last-in-first-out"],
  ["--target", "1"],
  ["--maximise", "export"],
])("%s %s: what is solved passes the audit with the same options, and not without", async (...asked) => {
  const { stdout } = await cnab(["solve", farm, "--format", "csv", ...asked]);
  expect(await cnab(["verify", farm, "-", ...asked], stdout)).toMatchObject({ code: 0 });
  const isAsGiven = asked[1] === "equal" || asked[1] === "export";
  expect((await cnab(["verify", farm, "-"], stdout)).code).toBe(isAsGiven ? 0 : 1);
});

describe("--relax", () => {
  test("solves with widened limits, and tells them on standard error", async () => {
    const { code, stdout, stderr } = await cnab(["solve", "-", "--relax", "--format", "csv"], short);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'cnab: relaxed: the upper limit of node "r", from 4 to 5\n',
    });
    expect(stdout).toContain("\na,5,5,5\n");
  });

  test("tells a target as such", async () => {
    const { stderr } = await cnab(["solve", farm, "--relax", "--target", "99"]);
    expect(stderr).toBe('cnab: relaxed: the target of node "substation" (Substation), from 99 to 17\n');
  });

  test("the audit takes the same", async () => {
    const grid = join(folder, "short.json");
    const result = await cnab(["solve", "-", "--relax", "-o", grid], short);
    expect(result.code).toBe(0);
    expect((await cnab(["verify", "-", grid, "--relax"], short)).code).toBe(0);
    expect((await cnab(["verify", "-", grid], short)).code).toBe(1);
  });
});

describe("cnab compare", () => {
  test("puts the rules side by side", async () => {
    const { code, stdout, stderr } = await cnab(["compare", farm]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^ +equal +proportional +last-in-first-out$/);
    expect(lines[1]).toMatch(/^served +33 +33 +33$/);
    expect(lines[7]).toMatch(/^leaves curtailed +5 +7 +5$/);
  });

  test("leaves out last in, first out without an order of connection", async () => {
    const { stdout } = await cnab(["compare", "-", "--requests", "by-kind"], kinds);
    expect(stdout.split("\n")[0]).toMatch(/^ +equal +proportional$/);
  });

  test("says why there is nothing to compare", async () => {
    const { code, stdout, stderr } = await cnab(["compare", "-"], short);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^cnab: infeasible: node "r" cannot keep its upper limit 4/);
  });
});
