import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { distFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { Random } from "../random-trees.js";

const folder = temporaryFolder();
const command = join(distFolder, "cli", "main.js");

/** A street with limits that bind, and now and then a step without an answer. */
function writeInputs(random: Random, leafCount: number, stepCount: number): void {
  const leaves = Array.from(
    { length: leafCount },
    (_, k) => `user${k},feeder${k % 3},0,${random.integer(1, 9)},s${k % 4}`,
  );
  const feeders = Array.from({ length: 3 }, (_, k) => `feeder${k},root,0,${leafCount - random.integer(6, 12)},`);
  const grid = `id,parent,lower,upper,profile\nroot,,4,${2 * leafCount},\n${[...feeders, ...leaves].join("\n")}\n`;
  writeFileSync(join(folder, "grid.csv"), grid);
  const steps = Array.from({ length: stepCount }, (_, step) => {
    const factor = random.chance(0.001) ? 0 : 1;
    return [step, ...Array.from({ length: 4 }, () => factor * random.next())].join();
  });
  writeFileSync(join(folder, "profiles.csv"), `step,s0,s1,s2,s3\n${steps.join("\n")}\n`);
  const events = "from,to,id,lower,upper\n500,1500,feeder1,,5\n3000,3001,feeder2,,3\n99999,100000,root,,9\n";
  writeFileSync(join(folder, "events.csv"), events);
}

const argumentsOf = (output: string, workers: number) => [
  ...[command, "run", join(folder, "grid.csv"), "--profiles", join(folder, "profiles.csv")],
  ...["--events", join(folder, "events.csv"), "--workers", String(workers), "-o", output],
  ...["--steps-output", "steps.csv", "--leaves-output", "leaves.csv.gz"],
  ...(output.startsWith("wide") ? ["--wide"] : []),
];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command, and kills it after a while if it has not ended. */
async function killedAfter(milliseconds: number, args: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, args, { cwd });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].on("data", (text) => (told[name] += text));
  const end = new Promise<number | null>((resolve) => child.on("close", resolve));
  const timer = new AbortController();
  setTimeout(milliseconds, undefined, { signal: timer.signal }).then(
    () => child.kill("SIGKILL"),
    () => undefined,
  );
  const code = await end;
  timer.abort();
  return { code, ...told };
}

test("killed at any moment, a run goes on, and its files are those of one that never was", async () => {
  const random = new Random(13);
  let resumed = 0;
  for (const output of ["all.csv", "all.csv.gz", "all.parquet", "wide.parquet"]) {
    // Several blocks make a row group of the wide form, which is what can be gone on behind.
    const isWide = output.startsWith("wide");
    writeInputs(random, isWide ? 600 : 30, isWide ? 5000 : 8000);
    const outputs = [output, "steps.csv", "leaves.csv.gz"];
    const own = join(folder, output);
    mkdirSync(own);
    const begin = performance.now();
    const whole = spawnSync(process.execPath, argumentsOf(output, 1), { cwd: own, encoding: "utf8" });
    const duration = performance.now() - begin;
    expect(whole.status).toBe(3);
    expect(readdirSync(own).toSorted()).toEqual(outputs.toSorted());
    const expected = outputs.map((name) => readFileSync(join(own, name)));
    for (let k = 0; k < 5; k++) {
      const cwd = join(folder, `${output}-${k}`);
      mkdirSync(cwd);
      const moments: number[] = [];
      const killed = (args: readonly string[]) => {
        moments.push(Math.floor((0.2 + 0.8 * random.next()) * duration));
        return killedAfter(moments.at(-1) as number, args, cwd);
      };
      let last = await killed(argumentsOf(output, random.integer(1, 2)));
      while (last.code === null) {
        const again = [...argumentsOf(output, random.integer(1, 2)), "--resume"];
        last = random.chance(0.4) ? await killed(again) : await killedAfter(1e6, again, cwd);
        if (/resumed: [1-9]/.test(last.stderr)) resumed++;
      }
      const message = `${output}, killed after ${moments.join(" and ")} ms`;
      expect(last.code, message + last.stderr).toBe(3);
      expect(last.stdout, message).toBe(whole.stdout);
      // Behind what is said of resuming, the step without an answer and the event without a step are told.
      expect(last.stderr.endsWith(whole.stderr), message).toBe(true);
      expect(readdirSync(cwd).toSorted(), message).toEqual(outputs.toSorted());
      for (const [place, name] of outputs.entries()) {
        expect(readFileSync(join(cwd, name)).equals(expected[place]), `${message}: ${name}`).toBe(true);
      }
    }
  }
  expect(resumed).toBeGreaterThan(5);
});

test("a thread that dies is told, and what was done before is kept", () => {
  writeInputs(new Random(14), 30, 8000);
  const cwd = join(folder, "thread");
  mkdirSync(cwd);
  const dying = join(folder, "dying.mjs");
  // What a thread does with every answer.
  writeFileSync(
    dying,
    `import { isMainThread } from "node:worker_threads";
const { values } = Object;
let answers = 0;
if (!isMainThread) Object.values = (given) => (given?.leafSums !== undefined && ++answers === 3 ? process.exit(1) : values(given));
`,
  );
  const run = (options: readonly string[], nodeOptions: readonly string[] = []) =>
    spawnSync(process.execPath, [...nodeOptions, ...argumentsOf("all.csv", 2), ...options], { cwd, encoding: "utf8" });
  const died = run([], ["--import", dying]);
  expect(died.status).toBe(2);
  expect(died.stderr).toMatch(
    /^cnab: the thread that solved the steps from \d+ on has failed: .*\ncnab: [1-9]\d* of 8000 steps are kept; the same command with --resume goes on behind them\n$/,
  );
  expect(readdirSync(cwd)).not.toContain("all.csv");
  expect(run(["--resume"]).status).toBe(3);
  const resumed = readFileSync(join(cwd, "all.csv"));
  expect(run([]).status).toBe(3);
  expect(readFileSync(join(cwd, "all.csv")).equals(resumed)).toBe(true);
});
