import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cnab } from "./run-in-process.js";

const fourUsers = fileURLToPath(new URL("../../examples/four-users.csv", import.meta.url));

describe("cnab", () => {
  test("--version prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await cnab(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("--help names the commands and shows examples", async () => {
    const { code, stdout, stderr } = await cnab(["--help"]);
    expect(stdout).toMatch(/^Usage: cnab /);
    expect(stdout).toContain("solve [options] <grid>");
    expect(stdout).toContain("verify [options] <grid> <result>");
    expect(stdout).toContain("cnab solve grid.csv\n");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test.each([
    ["solve", ["--output", "--format", "--fairness", "--target", "--maximise", "--engine"]],
    ["verify", ["--tolerance", "--fairness", "--target", "--maximise"]],
    ["explain", ["--result", "--tolerance", "--top", "--format", "--fairness", "--target", "--maximise", "--engine"]],
  ])("%s --help explains its options, and shows examples", async (command, options) => {
    const { code, stdout } = await cnab([command, "--help"]);
    for (const option of options) expect(stdout).toContain(option);
    expect(stdout).toContain(`\n  cnab ${command} grid`);
    expect(code).toBe(0);
  });

  test("without a command prints the help as an error", async () => {
    const { code, stdout, stderr } = await cnab([]);
    expect(stderr).toMatch(/^Usage: cnab /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("wrong usage exits with 2 and one line:", () => {
  test.each([
    ["an unknown command", ["slove", fourUsers], /^cnab: unknown command 'slove'/],
    ["an unknown option", ["solve", fourUsers, "--fairnes", "leaves"], /^cnab: unknown option '--fairnes'/],
    ["no grid", ["solve"], /^cnab: missing required argument 'grid'/],
    ["no result", ["verify", fourUsers], /^cnab: missing required argument 'result'/],
    ["two grids", ["solve", fourUsers, fourUsers], /^cnab: too many arguments/],
    ["an unknown kind of fairness", ["solve", fourUsers, "--fairness", "cousins"], /'cousins' is invalid/],
    ["an unknown direction", ["solve", fourUsers, "--maximise", "both"], /'both' is invalid/],
    ["an unknown engine", ["solve", fourUsers, "--engine", "steam"], /'steam' is invalid/],
    ["an unknown format", ["solve", fourUsers, "--format", "xml"], /'xml' is invalid/],
    ["a target that is no number", ["solve", fourUsers, "--target", "7 kW"], /'7 kW' is invalid. It must be a number/],
    ["an infinite target", ["solve", fourUsers, "--target", "Infinity"], /'Infinity' is invalid/],
    ["a target in hexadecimal", ["solve", fourUsers, "--target", "0x10"], /'0x10' is invalid. It must be a number/],
    ["a target in binary", ["solve", fourUsers, "--target", "0b1"], /'0b1' is invalid. It must be a number/],
    [
      "a target beyond all numbers",
      ["solve", fourUsers, "--target", "1e999"],
      /'1e999' is invalid. It must be a number/,
    ],
    ["an empty target", ["solve", fourUsers, "--target", ""], /argument '' is invalid/],
    ["a grid that is not there", ["solve", "absent.csv"], /^cnab: absent\.csv: there is no such file/],
  ])("%s", async (_, argv, message) => {
    const { code, stdout, stderr } = await cnab(argv);
    expect(stderr).toMatch(message);
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a bad grid, with its line", async () => {
    expect(await cnab(["solve", "-"], 'id,parent,upper\nr,,\n"a\nb",r,x\n')).toEqual({
      code: 2,
      stdout: "",
      stderr: 'cnab: standard input:3: node "a b": upper is "x"; it must be a number, inf or -inf\n',
    });
  });
});
