import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const fourUsers = fileURLToPath(new URL("../../examples/four-users.csv", import.meta.url));
const solarStreet = fileURLToPath(new URL("../../examples/solar-street.csv", import.meta.url));

function result(user1: number, user2: number, user3: number, user4: number): string {
  return `id,flow\nuser1,${user1}\nuser2,${user2}\nuser3,${user3}\nuser4,${user4}\n`;
}

describe("cnab verify passes", () => {
  test("a result with the leaves alone", async () => {
    expect(await cnab(["verify", fourUsers, "-"], result(2, 2, 2, 1))).toEqual({
      code: 0,
      stdout:
        "ok: 7 nodes keep their limits, the root has the greatest import, and no split among leaves is more even\n",
      stderr: "",
    });
  });

  test.each([
    { kind: "CSV", format: "csv", options: [] },
    { kind: "JSON", format: "json", options: [] },
    { kind: "siblings", format: "csv", options: ["--fairness", "siblings"] },
    { kind: "a target", format: "csv", options: ["--target", "-2.5"] },
    { kind: "export", format: "csv", options: ["--maximise", "export"] },
    {
      kind: "export to a target among siblings",
      format: "json",
      options: ["--maximise", "export", "--target", "3", "--fairness", "siblings"],
    },
  ])("what cnab solve gives: $kind", async ({ format, options }) => {
    const solved = await cnab(["solve", solarStreet, "--format", format, ...options]);
    expect(solved.code).toBe(0);
    const audited = await cnab(["verify", solarStreet, "-", ...options], solved.stdout);
    expect(audited.stdout).toMatch(/^ok: 12 nodes keep their limits/);
    expect(audited.code).toBe(0);
  });

  test("a grid on standard input and a result in a file", async () => {
    const path = join(folder, "one.csv");
    writeFileSync(path, "id,flow\na,4\n");
    expect((await cnab(["verify", "-", path], "id,parent,upper\nr,,4\na,r,5\n")).code).toBe(0);
  });

  test("a deviation within --tolerance", async () => {
    const near = result(2, 1.9, 2, 1);
    expect((await cnab(["verify", fourUsers, "-"], near)).code).toBe(1);
    expect((await cnab(["verify", fourUsers, "-", "--tolerance", "0.1"], near)).code).toBe(0);
  });
});

describe("cnab verify fails, with a line for each violation,", () => {
  test("a limit that is not kept", async () => {
    const { code, stdout, stderr } = await cnab(["verify", fourUsers, "-"], result(2, 2.5, 2, 1));
    expect(stdout).toContain('node "feeder1": its flow 4.5 is above its upper limit 4 by 0.5\n');
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });

  test("several limits that are not kept", async () => {
    const { code, stdout } = await cnab(["verify", fourUsers, "-"], result(2, 2, 2.5, 1.5));
    expect(code).toBe(1);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.filter((line) => /^leaf "user[34]".* above its upper limit/.test(line))).toHaveLength(2);
  });

  test("a flow that could still rise", async () => {
    const { code, stdout } = await cnab(["verify", fourUsers, "-"], result(2, 2, 2, 0.5));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^leaf "user4": its flow 0.5 could still rise: .*\n/);
  });

  test("two leaves that could trade", async () => {
    const { code, stdout } = await cnab(["verify", fourUsers, "-"], result(1, 3, 2, 1));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^leaf "user2" .* could give flow to leaf "user1" .*\n$/);
  });

  test("an inner flow that is not the sum", async () => {
    const { code, stdout } = await cnab(["verify", fourUsers, "-"], `${result(2, 2, 2, 1)}feeder1,5\n`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^node "feeder1": its flow is given as 5, .*\n$/);
  });

  test("leaves without a flow", async () => {
    expect(await cnab(["verify", fourUsers, "-"], "id,flow\nuser1,2\nuser2,2\n")).toEqual({
      code: 1,
      stdout: 'leaf "user3": the result has no flow for it\nleaf "user4": the result has no flow for it\n',
      stderr: "",
    });
  });

  test("a result made with the other kind of fairness", async () => {
    const grid = join(folder, "cousins.csv");
    writeFileSync(grid, "id,parent,upper\nroot,,10\nA,root,\nB,root,\na1,A,1\na2,A,100\nb1,B,100\n");
    const { stdout } = await cnab(["solve", grid, "--format", "csv"]);
    expect((await cnab(["verify", grid, "-"], stdout)).code).toBe(0);
    expect((await cnab(["verify", grid, "-", "--fairness", "siblings"], stdout)).code).toBe(1);
  });
});

describe("cnab verify refuses", () => {
  test("a node that the grid does not have", async () => {
    expect(await cnab(["verify", fourUsers, "-"], "id,flow\nuser9,2\n")).toEqual({
      code: 2,
      stdout: "",
      stderr: 'cnab: standard input:2: node "user9": the grid has no such node\n',
    });
  });

  test("the outcome of an infeasible grid", async () => {
    const { code, stderr } = await cnab(["verify", fourUsers, "-"], '{"status": "infeasible"}');
    expect(code).toBe(2);
    expect(stderr).toBe('cnab: standard input: its status is "infeasible"; there is no allocation in it\n');
  });

  test("standard input for both", async () => {
    const { code, stderr } = await cnab(["verify", "-", "-"], "id,parent\nr,\n");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "cnab: grid and result cannot both be standard input\n",
    });
  });

  test("a tolerance below zero", async () => {
    const { code, stderr } = await cnab(["verify", fourUsers, "-", "--tolerance", "-1"], result(2, 2, 2, 1));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^cnab: tolerance is -1; .*\n$/);
  });
});
