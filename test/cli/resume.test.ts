import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { cnab } from "./run-in-process.js";

const folder = temporaryFolder();
const [grid, profiles, output] = ["grid.csv", "profiles.csv", "out.csv"].map((name) => join(folder, name));
const steps = Array.from({ length: 3000 }, (_, step) => `${step},${(step % 7) / 7}\n`).join("");
const run = (...options: string[]) =>
  cnab(["run", grid, "--profiles", profiles, "--workers", "1", "-o", output, ...options]);

function writeInputs(): void {
  writeFileSync(grid, "id,parent,lower,upper,profile\nstreet,,,5,\nhome,street,0,4,heat\ncar,street,0,3,\n");
  writeFileSync(profiles, `step,heat\n${steps}`);
}

/** A run whose profiles vanish when its first blocks are done. */
async function interrupted(...options: string[]) {
  writeInputs();
  const ended = run(...options);
  while (
    !(existsSync(`${output}.checkpoint`) && JSON.parse(readFileSync(`${output}.checkpoint`, "utf8")).done.blocks)
  ) {
    await setTimeout(1);
  }
  rmSync(profiles);
  return ended;
}

afterEach(() => {
  for (const suffix of ["", ".part", ".checkpoint"]) rmSync(output + suffix, { force: true });
});

test("inputs that vanish: an error, the blocks that are done are kept, and where they are back it goes on", async () => {
  writeInputs();
  const { stdout } = await run();
  const whole = readFileSync(output);
  rmSync(output);
  const broken = await interrupted();
  expect(broken.code).toBe(2);
  expect(broken.stdout).toBe("");
  expect(broken.stderr).toMatch(
    /profiles\.csv: it has changed while it was read\ncnab: \d+ of 3000 steps are kept; the same command with --resume goes on behind them\n$/,
  );
  expect(existsSync(output)).toBe(false);
  const absent = await run("--resume");
  expect(absent.stderr).toMatch(/profiles\.csv: there is no such file\n$/);
  writeInputs();
  const resumed = await run("--resume");
  expect(resumed).toMatchObject({ code: 0, stdout });
  expect(resumed.stderr).toMatch(/^cnab: resumed: [1-9]\d* of 3000 steps are there\n$/);
  expect(readFileSync(output).equals(whole)).toBe(true);
});

test.each<[string, () => void, string[], string]>([
  [
    "a grid",
    () => writeFileSync(grid, readFileSync(grid, "utf8").replace("5", "6")),
    [],
    "the grid, or the way it is read, has changed",
  ],
  [
    "profiles",
    () => writeFileSync(profiles, `step,heat\n${steps}3000,1\n`),
    [],
    "the table of profiles has changed since then",
  ],
  ["an option", () => {}, ["--missing", "zero"], "--missing was error, and is zero now"],
  [
    "another output",
    () => {},
    ["--leaves-output", join(folder, "leaves.csv")],
    "--leaves-output was not given, and is leaves.csv now",
  ],
])("%s that has changed in between is told", async (_, change, options, message) => {
  await interrupted();
  writeInputs();
  change();
  const { code, stderr } = await run("--resume", ...options);
  expect(code).toBe(2);
  expect(stderr).toContain(`out.csv: the interrupted run cannot be resumed: ${message}`);
  expect(stderr).toMatch(/; without --resume it starts anew\n$/);
  expect(existsSync(`${output}.part`)).toBe(true);
});

test("what does not change the files may be another: the number of threads, where the inputs lie", async () => {
  await interrupted();
  writeInputs();
  const moved = join(folder, "moved.csv");
  writeFileSync(moved, readFileSync(grid));
  const { code } = await cnab(["run", moved, "--profiles", profiles, "-o", output, "--workers", "1", "--resume"]);
  expect(code).toBe(0);
});

test("without --resume a run begins anew, and says what it drops", async () => {
  await interrupted();
  writeInputs();
  const { code, stderr } = await run();
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^cnab: begun anew; \d+ of 3000 steps of an interrupted run are dropped, which --resume would have kept\n$/,
  );
  expect(existsSync(`${output}.part`)).toBe(false);
});

test("where there is nothing to resume, it begins with the first step, and says so", async () => {
  writeInputs();
  const { code, stderr } = await run("--resume");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `cnab: nothing to resume at ${output}: it begins with the first step\n`,
  });
});

test("standard output cannot be gone on with", async () => {
  writeInputs();
  const { code, stderr } = await cnab(["run", grid, "--profiles", profiles, "--resume"]);
  expect(code).toBe(2);
  expect(stderr).toBe("cnab: --resume goes on with files, and none is named: see -o\n");
  if (existsSync("/dev/null")) {
    const device = await cnab(["run", grid, "--profiles", profiles, "--resume", "-o", "/dev/null"]);
    expect(device.stderr).toBe("cnab: /dev/null: it is no file, and what was written there cannot be gone on with\n");
    expect((await cnab(["run", grid, "--profiles", profiles, "--workers", "1", "-o", "/dev/null"])).code).toBe(0);
  }
});

test("a step that is nonsense is one for whoever runs it again: nothing is kept", async () => {
  writeInputs();
  writeFileSync(profiles, `step,heat\n${steps}3000,-1\n`);
  const { code, stderr } = await run();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^cnab: at 3000: node "home": /);
  expect(existsSync(`${output}.part`) || existsSync(`${output}.checkpoint`)).toBe(false);
});

test("what was served before is known to a run that goes on", async () => {
  const leaning = ["--fair-over-time", "50"];
  writeInputs();
  await run();
  const without = readFileSync(output);
  rmSync(output);
  await run(...leaning);
  const whole = readFileSync(output);
  rmSync(output);
  expect(whole.equals(without)).toBe(false);
  await interrupted(...leaning);
  writeInputs();
  const { code, stderr } = await run(...leaning, "--resume");
  expect(code).toBe(0);
  expect(stderr).toMatch(/^cnab: resumed: [1-9]\d* of 3000 steps are there\n$/);
  expect(readFileSync(output).equals(whole)).toBe(true);
});
