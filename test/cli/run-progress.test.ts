import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { run } from "../../src/cli/run.js";
import { RunPace } from "../../src/cli/run-pace.js";
import { temporaryFolder } from "../files/temporary-folder.js";

const folder = temporaryFolder();
const [grid, profiles, output] = ["grid.csv", "profiles.csv", "out.csv"].map((name) => join(folder, name));
writeFileSync(grid, "id,parent,lower,upper,profile,colour\nstreet,,,5,,\nhome,street,0,4,heat,red\ncar,street,0,3,,\n");
const steps = Array.from({ length: 3000 }, (_, step) => `${step * 15},${step % 2}\n`).join("");
writeFileSync(profiles, `minute,heat\n${steps}`);

class Screen extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(columns: number) {
    super();
    this.isTTY = columns > 0;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** @param columns of standard error and standard output, 0 where they are pipes */
async function shown(columns: { stderr: number; stdout: number }, ...options: string[]) {
  const [stderr, stdout] = [new Screen(columns.stderr), new Screen(columns.stdout)];
  const argv = ["run", grid, "--profiles", profiles, "--workers", "1", ...options];
  const code = await run(argv, { stdin: Readable.from([]), stdout, stderr });
  return { code, stderr: stderr.text, stdout: stdout.text };
}

const remark = `cnab: ${grid}: ignored, since no grid has such columns: "colour"\n`;
const END = "\u001B[K";

/** What stands in a line that was drawn over another. */
function drawnLine(text: string): string {
  expect(text.startsWith("\r") && text.endsWith(END)).toBe(true);
  return text.slice(1, -END.length);
}

beforeEach(() => void vi.stubEnv("TERM", "xterm"));
afterEach(() => void vi.unstubAllEnvs());

test("on a terminal, progress is a line that is written over, no longer than it is wide, and gone at the end", async () => {
  for (const columns of [200, 40]) {
    const { code, stderr, stdout } = await shown({ stderr: columns, stdout: 80 }, "-o", output);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3000 steps/);
    const [before, ...drawn] = stderr.split(/(?=\r)/);
    expect(before).toBe(remark);
    expect(drawn.pop()).toBe(`\r${END}`);
    expect(drawn.length).toBeGreaterThan(0);
    for (const text of drawn) expect(drawnLine(text).length).toBeLessThan(columns);
    expect(drawnLine(drawn[0])).toBe(`reading ${profiles}`.slice(0, columns - 1));
    expect(drawnLine(drawn[1])).toBe("0 of 3000 steps · curtailed so far: import 0, export 0".slice(0, columns - 1));
  }
});

test("with another block done it says how fast, how long still, and how much is cut", async () => {
  vi.stubEnv("TERM", "xterm");
  let milliseconds = 0;
  // A tenth of a second more, whenever somebody looks.
  vi.spyOn(performance, "now").mockImplementation(() => (milliseconds += 100));
  const { stderr } = await shown({ stderr: 200, stdout: 0 });
  vi.restoreAllMocks();
  const third = drawnLine(stderr.split(/(?=\r)/)[4]);
  // Every other step the home wants 4 and the car 3, of 5: 2 too much, for 960 steps of a quarter of an hour.
  expect(third).toMatch(/^1920 of 3000 steps · \d+ steps\/s · \d+ s left · curtailed so far: import 480, export 0$/);
});

test.each<[string, { stderr: number; stdout: number }, string[], string]>([
  ["into a pipe", { stderr: 0, stdout: 0 }, [], remark],
  ["where the result is printed on a terminal", { stderr: 80, stdout: 80 }, [], remark],
  ["with --quiet", { stderr: 80, stdout: 0 }, ["--quiet"], ""],
])("%s there is no progress", async (_, columns, options, expected) => {
  const { code, stderr } = await shown(columns, ...options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expected });
});

test("a terminal that cannot write over a line gets none", async () => {
  vi.stubEnv("TERM", "dumb");
  const { stderr } = await shown({ stderr: 80, stdout: 0 });
  expect(stderr).toBe(remark);
});

test("--quiet leaves out the totals too, and says what went wrong", async () => {
  expect(await shown({ stderr: 0, stdout: 0 }, "--quiet", "-o", output)).toEqual({ code: 0, stderr: "", stdout: "" });
  const target = await shown({ stderr: 0, stdout: 0 }, "--quiet", "-o", output, "--target", "6");
  expect(target.code).toBe(3);
  expect(target.stderr).toMatch(/^cnab: infeasible: the step 0, and 1499 more; their cells are empty\n$/);
  const absent = await shown({ stderr: 0, stdout: 0 }, "--quiet", "--events", join(folder, "absent.csv"));
  expect(absent.stderr).toBe(`cnab: ${join(folder, "absent.csv")}: there is no such file\n`);
});

test("--events-json: an object a line, from what was remarked to what it came to", async () => {
  const { code, stderr, stdout } = await shown({ stderr: 80, stdout: 80 }, "--events-json", "-o", output);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^3000 steps/);
  const told = stderr
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  const seconds = expect.any(Number);
  expect(told.map(({ event }) => event)).toEqual(expect.arrayContaining(["remark", "start", "progress", "done"]));
  expect(told.slice(0, 4)).toEqual([
    { event: "remark", message: remark.slice("cnab: ".length, -1) },
    { event: "reading", path: profiles },
    { event: "start", nodes: 3, leaves: 2, steps: 3000, stepsDone: 0, hours: 0.25 },
    {
      ...{ event: "progress", steps: 3000, stepsDone: 960, seconds, stepsPerSecond: null, secondsLeft: null },
      ...{ requested: { import: 1200, export: 0 }, served: { import: 960, export: 0 } },
      curtailed: { import: 240, export: 0 },
    },
  ]);
  expect(told.at(-1)).toEqual({
    ...{ event: "done", steps: 3000, seconds, hours: 0.25, requested: { import: 3750, export: 0 } },
    ...{ served: { import: 3000, export: 0 }, curtailed: { import: 750, export: 0 }, leaves: 2, leavesCut: 2 },
    ...{ leastServed: { id: "home", share: 0.625 }, fairnessIndex: expect.any(Number), withoutAnswer: null },
  });
});

test("--events-json: errors, and steps without an answer", async () => {
  const absent = await shown({ stderr: 0, stdout: 0 }, "--events-json", "--events", join(folder, "absent.csv"));
  expect(absent.code).toBe(2);
  expect(JSON.parse(absent.stderr.trimEnd().split("\n").at(-1) as string)).toEqual({
    event: "error",
    messages: [`${join(folder, "absent.csv")}: there is no such file`],
    stepsKept: 0,
  });
  const target = await shown({ stderr: 0, stdout: 0 }, "--events-json", "-o", output, "--target", "6");
  expect(target.code).toBe(3);
  expect(JSON.parse(target.stderr.trimEnd().split("\n").at(-1) as string)).toMatchObject({
    event: "done",
    withoutAnswer: { steps: 1500, message: "infeasible: the step 0, and 1499 more; their cells are empty" },
  });
});

test("the pace is that behind the first block, of steps that are solved here", () => {
  let now = 5000;
  const pace = new RunPace(() => now);
  now = 9000;
  pace.update(500);
  expect([pace.stepsPerSecond, pace.secondsLeft(1000)]).toEqual([undefined, undefined]);
  now = 11_000;
  pace.update(600);
  expect([pace.stepsPerSecond, pace.secondsLeft(1000), pace.seconds]).toEqual([50, 8, 6]);
});
