import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hasColor, terminalColumns } from "../../src/cli/terminal.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
const fourUsers = example("four-users.csv");
const folder = temporaryFolder();

describe("cnab show", () => {
  test("draws a tree on the screen, without colours where there is no terminal", async () => {
    const { code, stdout, stderr } = await cnab(["show", fourUsers]);
    expect(stdout).toMatch(/^7 of 7\.5 .* plant /);
    expect(stdout).toContain("user2  1 short\n");
    expect(stdout).not.toContain("\u001b");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("shows the flows of a result that it is given, as CSV and as JSON", async () => {
    for (const format of ["csv", "json"]) {
      const result = join(folder, `result.${format}`);
      await cnab(["solve", fourUsers, "--target", "4", "-o", result]);
      const { stdout } = await cnab(["show", fourUsers, result]);
      expect(stdout).toMatch(/^4 of 7\.5 /);
    }
  });

  test("shows what is wrong with a result", async () => {
    const { code, stdout } = await cnab(["show", fourUsers, "-"], "id,flow\nuser1,2\nuser2,3\nuser3,2\nuser4,1\n");
    expect(stdout).toContain("feeder1  ✖ above its upper limit by 1");
    expect(code).toBe(0);
  });

  test("writes the unit that it is given, and where a page comes from", async () => {
    const { stdout } = await cnab(["show", fourUsers, "--unit", "kW"]);
    expect(stdout).toContain("user2  1 kW short\n");
    const page = join(folder, "page.html");
    await cnab(["show", fourUsers, "--unit", "kW", "--target", "5", "-o", page]);
    expect(readFileSync(page, "utf8")).toMatch(
      /<p>Made by cnab \d+\.\d+\.\d+ from four-users\.csv, with --target 5, \d{4}-\d\d-\d\d \d\d:\d\d UTC\.<\/p>/,
    );
  });

  test("a target takes the place of the root's limits: it is what binds", async () => {
    const { stdout } = await cnab(["show", fourUsers, "--target", "5"]);
    expect(stdout).toMatch(/^ *5 of 5 .* ▲ upper limit binds: 3 leaves, 3 short\n/);
  });

  test("folds by --under, --depth and --top", async () => {
    const { stdout } = await cnab(["show", fourUsers, "--under", "plant", "--depth", "1", "--top", "1"]);
    expect(stdout.split("\n").slice(0, 3).join("\n")).toMatch(
      /feeder1 .*… 2 leaves below\n.*feeder2 {2}… 2 leaves below$/,
    );
  });

  test("--color always colours a pipe too", async () => {
    expect((await cnab(["show", fourUsers, "--color", "always"])).stdout).toContain("\u001b[1;31m");
  });

  test.each([
    ["mermaid", /^flowchart TD\n/],
    ["svg", /^<svg /],
    ["html", /^<!doctype html>/],
  ])("--format %s", async (format, beginning) => {
    expect((await cnab(["show", fourUsers, "--format", format])).stdout).toMatch(beginning);
  });

  test.each([
    ["picture.txt", /^7 of 7\.5/],
    ["picture.mmd", /^flowchart/],
    ["picture.svg", /^<svg/],
    ["picture.html", /^<!doctype/],
  ])("-o %s goes by the name", async (name, beginning) => {
    const path = join(folder, name);
    expect(await cnab(["show", fourUsers, "-o", path])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(path, "utf8")).toMatch(beginning);
  });

  test("a grid without an answer is told as solve tells it, and nothing is drawn", async () => {
    const { code, stdout, stderr } = await cnab(["show", fourUsers, "--target", "8"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toMatch(/^cnab: infeasible: node "plant"/);
  });

  test("the same grid and options draw the same picture, byte for byte", async () => {
    for (const format of ["tree", "mermaid", "svg", "html"]) {
      const argv = ["show", example("solar-street.csv"), "--format", format];
      expect((await cnab(argv)).stdout).toBe((await cnab(argv)).stdout);
    }
  });
});

describe("wrong usage exits with 2 and one line:", () => {
  test.each([
    ["an id that is not there", ["--under", "feeder9"], 'cnab: node "feeder9": the grid has no such node\n'],
    ["a broken depth", ["--depth", "1.5"], "cnab: depth is 1.5; it must be a whole number, 0 or more\n"],
    ["no children", ["--top", "0"], "cnab: top is 0; it must be a whole number, 1 or more\n"],
    [
      "a depth in a page",
      ["--format", "html", "--depth", "1"],
      "cnab: depth does not go with html: a page draws all of the tree\n",
    ],
    [
      "a name that tells no format",
      ["-o", "picture"],
      "cnab: the name picture does not tell a format; give one: --format tree|mermaid|svg|html\n",
    ],
  ])("%s", async (_, options, stderr) => {
    expect(await cnab(["show", fourUsers, ...options])).toEqual({ code: 2, stdout: "", stderr });
  });

  test("a result without a leaf that the grid has", async () => {
    writeFileSync(join(folder, "short.csv"), "id,flow\nuser1,2\n");
    const { code, stderr } = await cnab(["show", fourUsers, join(folder, "short.csv")]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'cnab: node "user2": the result has no flow for it\n' });
  });

  test("grid and result both from standard input", async () => {
    expect((await cnab(["show", "-", "-"])).stderr).toBe("cnab: grid and result cannot both be standard input\n");
  });
});

describe("a terminal", () => {
  const terminal = Object.assign(new Writable(), { isTTY: true, columns: 72, hasColors: () => true });

  test("has colours where Node finds that it has, unless they are not wanted", () => {
    expect(hasColor("auto", terminal)).toBe(true);
    expect(hasColor("auto", Object.assign(new Writable(), { isTTY: true, hasColors: () => false }))).toBe(false);
    expect(hasColor("auto", new Writable())).toBe(false);
    expect(hasColor("never", terminal)).toBe(false);
    expect(hasColor("always", new Writable())).toBe(true);
  });

  test("has a width; a pipe has none", () => {
    expect([terminalColumns(terminal), terminalColumns(new Writable())]).toEqual([72, undefined]);
  });
});
