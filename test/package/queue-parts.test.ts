import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { built, ended, nodeProcesses, type Ran } from "../queue/node-processes.js";
import { describeWithRedis } from "../queue/redis-server.js";
import { Random } from "../random-trees.js";

const folder = temporaryFolder();
const random = new Random(9);
const users = Array.from({ length: 300 }, (_, k) => `user${k},root,0,${random.integer(1, 9)},s${k % 3}`);
writeFileSync(join(folder, "grid.csv"), `id,parent,lower,upper,profile\nroot,,0,500,\n${users.join("\n")}\n`);
const stepCount = 6000;
const steps = Array.from({ length: stepCount }, (_, step) =>
  [new Date(Date.UTC(2031, 0, 1) + step * 9e5).toISOString(), random.next(), random.next(), random.next()].join(),
);
writeFileSync(join(folder, "profiles.csv"), `time,s0,s1,s2\n${steps.join("\n")}\n`);
writeFileSync(
  join(folder, "events.csv"),
  "from,to,id,lower,upper\n2031-01-02T00:00:00Z,2031-01-03T00:00:00Z,root,0,300\n1999-01-01T00:00:00Z,1999-01-02T00:00:00Z,root,0,300\n",
);

const { cnab, ownWorkers, ...processes } = nodeProcesses(folder);
const worker = (url: string) => processes.worker(url, "--concurrency", "1");

/** Everything that a run of the grid writes, into a folder of its own. */
function run(output: string, form: "csv.gz" | "parquet", ...options: string[]): Promise<Ran> {
  mkdirSync(join(folder, output), { recursive: true });
  const outputs = ["-o", `${output}/out.${form}`, "--steps-output", `${output}/steps.csv`];
  const inputs = ["grid.csv", "--profiles", "profiles.csv", "--events", "events.csv"];
  return ended(cnab("run", ...inputs, ...outputs, "--leaves-output", `${output}/leaves.csv.gz`, ...options));
}

const names = (output: string) => readdirSync(join(folder, output)).sort();
const contents = (output: string) =>
  names(output).map((name) => [name, readFileSync(join(folder, output, name), "base64")]);

describeWithRedis("a grid whose steps are cut into parts for workers", (url) => {
  test.each(["csv.gz", "parquet"] as const)(
    "%s: comes to the bytes and words of one machine, though one of three workers is killed in the middle",
    async (form) => {
      const alone = await run(`alone.${form}`, form, "--workers", "1");
      expect(alone.code).toBe(0);
      expect(alone.stderr).toContain("events.csv: line 3: no step of the profiles is in its time");
      const workers = await Promise.all([1, 2, 3].map(() => worker(url())));
      const running = run(`parts.${form}`, form, "--queue", url(), "--parts", "5");
      // When somebody has begun a part and not ended it.
      const begun = () =>
        readdirSync(folder).includes(`parts.${form}`) && names(`parts.${form}`).some((name) => /\.part-/.test(name));
      while (!begun()) await setTimeout(2);
      workers[0].kill("SIGKILL");
      expect(await running).toEqual(alone);
      expect(contents(`parts.${form}`)).toEqual(contents(`alone.${form}`));
    },
  );

  test("a part that kills whoever takes it is named, the others are done, and not once more when it is tried again", async () => {
    const solve = `async (part) => {
      if (part.path.includes(".960-")) process.kill(process.pid, "SIGKILL");
      return solvePart(part, String(process.pid));
    }`;
    await ownWorkers(url(), `import { solvePart } from ${built("cli/queued-part.js")};`, solve);
    const failed = await run("again", "csv.gz", "--queue", url(), "--parts", "6");
    expect(failed.code).toBe(2);
    const kept = "the same command with --resume goes on behind them";
    expect(failed.stderr).toMatch(
      /^cnab: out\.csv\.gz, steps 960-\d+: every worker that took it has died; it is given up\n/m,
    );
    expect(failed.stderr).toContain(kept);
    expect(names("again").filter((name) => /^\.out\.csv\.gz\.[0-9a-f]{16}\.\d+-\d+\.part$/.test(name))).toHaveLength(4);

    const mending = await worker(url());
    let told = "";
    mending.stdout?.on("data", (chunk: Buffer) => (told += chunk.toString()));
    const mended = await run("again", "csv.gz", "--queue", url(), "--parts", "6", "--resume");
    expect(mended.code).toBe(0);
    expect(told.match(/done/g)).toHaveLength(1);
    expect(contents("again")).toEqual(contents("alone.csv.gz"));
  });

  test("a step that is nonsense is what one machine says of it, and nothing is left", async () => {
    const broken = steps.with(4000, steps[4000].replace(/,[^,]*,/, ",-1,"));
    writeFileSync(join(folder, "broken.csv"), `time,s0,s1,s2\n${broken.join("\n")}\n`);
    const inputs = ["run", "grid.csv", "--profiles", "broken.csv", "-o", "nonsense/out.csv"];
    mkdirSync(join(folder, "nonsense"));
    await worker(url());
    const alone = await ended(cnab(...inputs));
    const parts = await ended(cnab(...inputs, "--queue", url(), "--parts", "4"));
    expect(alone.code).toBe(2);
    expect(parts).toEqual(alone);
    expect(names("nonsense")).toEqual([]);
  });

  test("in a table of jobs, those with parts are cut, and the others are not", async () => {
    const rows = ["grid.csv,profiles.csv,cut.csv,3", "grid.csv,profiles.csv,whole.csv,"];
    writeFileSync(join(folder, "jobs.csv"), `grid,profiles,output,parts\n${rows.join("\n")}\n`);
    const mending = await worker(url());
    let told = "";
    mending.stdout?.on("data", (chunk: Buffer) => (told += chunk.toString()));
    const { code, stdout } = await ended(cnab("run", "jobs.csv", "-o", "table", "--queue", url()));
    expect(code).toBe(0);
    expect(stdout).toContain("2 jobs: 2 solved");
    expect(names("table")).toEqual(["cut.csv", "whole.csv"]);
    expect(
      readFileSync(join(folder, "table/cut.csv"), "utf8") === readFileSync(join(folder, "table/whole.csv"), "utf8"),
    ).toBe(true);
    expect(told.match(/cut\.csv, steps .* done/g)).toHaveLength(3);
    expect(told.match(/whole\.csv done/g)).toHaveLength(1);
  });
});
