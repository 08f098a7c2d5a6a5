import { existsSync, linkSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const content = readFileSync(fileURLToPath(new URL("../../examples/four-users.csv", import.meta.url)), "utf8");
const grid = join(folder, "grid.csv");
const result = join(folder, "result.csv");
const resultContent = (await cnab(["solve", "-", "--format", "csv"], content)).stdout;

beforeEach(() => {
  writeFileSync(grid, content);
  writeFileSync(result, resultContent);
});

/** Every command, with what makes its output text. */
const commands: readonly (readonly [string, readonly string[]])[] = [
  ["solve", ["solve", grid, "--format", "csv"]],
  ["verify", ["verify", grid, result]],
  ["compare", ["compare", grid]],
  ["explain", ["explain", grid, "--format", "text"]],
  ["explain of a result", ["explain", grid, "--format", "json", "--result", result]],
  ["show", ["show", grid, "--format", "tree"]],
  ["show of a result", ["show", grid, result, "--format", "svg"]],
];

describe.each(commands)("%s", (name, argv) => {
  test("-o takes what would be printed, .gz behind the name zips it", async () => {
    const printed = (await cnab(argv)).stdout;
    const path = join(folder, `${name}.out`);
    expect(await cnab([...argv, "-o", path])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(path, "utf8")).toBe(printed);
    await cnab([...argv, "-o", `${path}.gz`]);
    expect(gunzipSync(readFileSync(`${path}.gz`)).toString()).toBe(printed);
    expect((await cnab([...argv, "-o", "-"])).stdout).toBe(printed);
  });

  test("-o never goes over what was read, whatever the name", async () => {
    const soft = join(folder, `${name} soft.csv`);
    const hard = join(folder, `${name} hard.csv`);
    symlinkSync("grid.csv", soft);
    linkSync(grid, hard);
    for (const path of [grid, soft, hard, ...(argv.includes(result) ? [result] : [])]) {
      const { code, stdout, stderr } = await cnab([...argv, "-o", path]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe(`cnab: ${path}: it is the input; a result is not written over what it is made from\n`);
    }
    expect(readFileSync(grid, "utf8")).toBe(content);
    expect(readFileSync(result, "utf8")).toBe(resultContent);
  });

  test("--no-clobber writes over nothing", async () => {
    const path = join(folder, `${name}.kept`);
    expect((await cnab([...argv, "-o", path, "--no-clobber"])).code).toBe(0);
    writeFileSync(path, "mine");
    const { code, stderr } = await cnab([...argv, "-o", path, "--no-clobber"]);
    expect(stderr).toBe(`cnab: ${path}: it is there already, and no file is to be written over\n`);
    expect(code).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("mine");
    expect((await cnab([...argv, "-o", path])).code).toBe(0);
    expect(readFileSync(path, "utf8")).not.toBe("mine");
  });

  test("--max-input is the limit of what is read", async () => {
    const { code, stderr } = await cnab([...argv, "--max-input", "20"]);
    expect(stderr).toBe(`cnab: ${grid}: it has more than 20 bytes, the limit; a higher one is set by max-input\n`);
    expect(code).toBe(2);
    expect((await cnab([...argv, "--max-input", "20kB"])).code).toBe(0);
  });
});

test("--max-input counts what zipped standard input unzips to", async () => {
  const stderr = new Failing();
  const bomb = Readable.from([gzipSync(Buffer.alloc(1e6, "a"))]);
  const streams = { stdin: bomb, stdout: new Writable(), stderr };
  expect(await run(["solve", "-", "--max-input", "64KiB"], streams)).toBe(2);
  expect(stderr.text).toContain("standard input: unzipped it has more than 65536 bytes, the limit");
});

test.each(["0", "-1", "1.5.1", "many", "3 XB", ""])("%s is no size", async (size) => {
  const { code, stderr } = await cnab(["solve", grid, `--max-input=${size}`]);
  expect(stderr).toMatch(/^cnab: option '--max-input <size>' argument .* is invalid. It must be a size/);
  expect(code).toBe(2);
});

test("that a result may not be written is told before anything is solved, or read", async () => {
  const { stderr } = await cnab(["solve", join(folder, "absent.csv"), "-o", result, "--no-clobber"]);
  expect(stderr).toContain("result.csv: it is there already");
});

test.each([
  ["verify", ["verify", "-", "-"]],
  ["show", ["show", "-", "-"]],
  ["explain", ["explain", "-", "--result", "-"]],
])("%s cannot read two files from standard input", async (_, argv) => {
  const { code, stderr } = await cnab(argv, content);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "cnab: grid and result cannot both be standard input\n" });
});

test("an infeasible grid is explained in a file too", async () => {
  const path = join(folder, "diagnosis.json");
  const { code, stdout } = await cnab(["explain", grid, "--target", "8", "-o", path]);
  expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ status: "infeasible", id: "plant" });
});

test("a grid without an answer leaves no file where there is nothing to be written", async () => {
  const path = join(folder, "no-answer.csv");
  expect((await cnab(["solve", grid, "--target", "8", "-o", path])).code).toBe(3);
  expect(existsSync(path)).toBe(false);
});

/** A stream that fails from some write on. */
class Failing extends Writable {
  text = "";
  readonly #code: string | undefined;

  constructor(code?: string) {
    super();
    this.#code = code;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.#code === undefined) this.text += chunk.toString();
    done(this.#code === undefined ? undefined : Object.assign(new Error(`write ${this.#code}`), { code: this.#code }));
  }
}

describe("streams that fail:", () => {
  const cases: readonly (readonly [string, readonly string[], number])[] = [
    ["solved", ["solve", grid], 0],
    ["infeasible", ["solve", grid, "--target", "8"], 3],
    ["bad input", ["solve", join(folder, "absent.csv")], 2],
    ["wrong usage", ["solve"], 2],
    ["no command", [], 2],
  ];

  test.each(cases)("%s: where standard error fails, the exit code is what it would be", async (_, argv, code) => {
    for (const error of ["EPIPE", "ENOSPC", "EIO"]) {
      const streams = { stdin: Readable.from([]), stdout: new Failing(), stderr: new Failing(error) };
      expect(await run(argv, streams)).toBe(code);
    }
  });

  test.each([["solve", grid], ["--help"], ["--version"]])(
    "standard output whose reader has gone is no error: %s",
    async (...argv) => {
      const stderr = new Failing();
      expect(await run(argv, { stdin: Readable.from([]), stdout: new Failing("EPIPE"), stderr })).toBe(0);
      expect(stderr.text).toBe("");
    },
  );

  test.each([["solve", grid], ["--help"], ["--version"]])(
    "standard output that is full is told: %s",
    async (...argv) => {
      const stderr = new Failing();
      expect(await run(argv, { stdin: Readable.from([]), stdout: new Failing("ENOSPC"), stderr })).toBe(2);
      expect(stderr.text).toBe("cnab: write ENOSPC\n");
    },
  );
});
