import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { distFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { describeWithRedis, said } from "../queue/redis-server.js";
import { Random } from "../random-trees.js";

const folder = temporaryFolder();
const command = join(distFolder, "cli", "main.js");
const jobCount = 9;
const random = new Random(5);

mkdirSync(join(folder, "in"));
for (let job = 0; job < jobCount; job++) {
  const leaves = Array.from({ length: 200 }, (_, k) => `user${k},root,0,${random.integer(1, 9)},s${k % 3}`);
  writeFileSync(
    join(folder, `in/grid${job}.csv`),
    `id,parent,lower,upper,profile\nroot,,0,${random.integer(200, 400)},\n${leaves.join("\n")}\n`,
  );
  const steps = Array.from({ length: 2000 }, (_, step) => [step, random.next(), random.next(), random.next()].join());
  // One of them is broken in the middle.
  if (job === 3) steps[1000] = "999,1,1,1";
  writeFileSync(join(folder, `in/profiles${job}.csv`), `step,s0,s1,s2\n${steps.join("\n")}\n`);
}
const rows = Array.from(
  { length: jobCount },
  (_, job) => `grid${job}.csv,profiles${job}.csv,${job}.csv.gz,steps/${job}.csv`,
);
writeFileSync(join(folder, "in/jobs.csv"), `grid,profiles,output,steps_output\n${rows.join("\n")}\n`);

const started: ChildProcess[] = [];
afterEach(() => {
  for (const process of started.splice(0)) process.kill("SIGKILL");
});

async function worker(url: string, ...options: string[]): Promise<ChildProcess> {
  const process = spawn(globalThis.process.execPath, [command, "worker", "--queue", url, ...options]);
  started.push(process);
  await said(process, "waiting for jobs");
  return process;
}

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(output: string, ...options: string[]): Promise<Ran> {
  const process = spawn(globalThis.process.execPath, [command, "run", "in/jobs.csv", "-o", output, ...options], {
    cwd: folder,
  });
  started.push(process);
  let [stdout, stderr] = ["", ""];
  process.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  process.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => process.once("close", (code) => resolve({ code, stdout, stderr })));
}

/** All files below a folder, those that are hidden too. */
function contents(output: string): Record<string, string> {
  const names = readdirSync(join(folder, output), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(join(folder, output).length), readFileSync(path, "base64")]),
  );
}

const ended = (process: ChildProcess) =>
  new Promise<number | null>((resolve) => process.once("exit", (code) => resolve(code)));

describeWithRedis("a table of jobs whose work is done by workers", (url) => {
  test("comes to the bytes and words of one machine, though one of three workers is killed in the middle", async () => {
    const alone = await run("alone", "--workers", "1");
    expect(alone.code).toBe(2);
    const workers = await Promise.all([1, 2, 3].map(() => worker(url(), "--concurrency", "1")));
    const running = run("queued", "--queue", url());
    // When it has begun some job and not ended it.
    const begun = () =>
      readdirSync(folder).includes("queued") &&
      readdirSync(join(folder, "queued"), { recursive: true }).some((name) => /\.cnab-.*[\\/]./.test(String(name)));
    while (!begun()) await setTimeout(5);
    workers[0].kill("SIGKILL");
    const queued = await running;
    expect(queued.code).toBe(2);
    expect(queued.stdout).toBe(alone.stdout);
    expect(queued.stderr).toBe(alone.stderr);
    expect(contents("queued")).toEqual(contents("alone"));
    expect(Object.keys(contents("queued"))).toHaveLength(2 * (jobCount - 1));
  });

  test("waits for the first worker, and a worker that is told to stop ends what it has begun", async () => {
    const running = run("late", "--queue", url());
    await setTimeout(500);
    const only = await worker(url(), "--concurrency", "1");
    await said(only, "done");
    only.kill("SIGTERM");
    expect(await ended(only)).toBe(0);
    await worker(url());
    expect((await running).code).toBe(2);
    expect(Object.keys(contents("late")).sort()).toEqual(Object.keys(contents("alone")).sort());
  });

  test("a task that kills whoever takes it is given up and named, and the others are done", async () => {
    const script = join(folder, "poisoned.mjs");
    const entry = (path: string) => JSON.stringify(pathToFileURL(join(distFolder, path)).href);
    writeFileSync(
      script,
      `import { workOnQueue } from ${entry("queue/work-on-queue.js")};
      await workOnQueue(process.argv[2], {
        concurrency: 1,
        run: async ({ number }) => number === 1 ? process.kill(process.pid, "SIGKILL") : 10 * number,
        onReady: () => console.log("ready"),
        signal: new AbortController().signal,
      });\n`,
    );
    const workers = Array.from({ length: 4 }, () => spawn(process.execPath, [script, url()]));
    started.push(...workers);
    await Promise.all(workers.map((process) => said(process, "ready")));
    const asking = join(folder, "asking.mjs");
    writeFileSync(
      asking,
      `import { queuedTasks } from ${entry("queue/queued-tasks.js")};
      const found = [];
      const tasks = [0, 1, 2, 3].map((number) => ({ number }));
      for await (const one of queuedTasks(process.argv[2], tasks, (reason) => "failed: " + reason)) found.push(one);
      console.log(JSON.stringify(found));\n`,
    );
    const asked = spawn(process.execPath, [asking, url()]);
    let printed = "";
    asked.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    await new Promise((resolve) => asked.once("close", resolve));
    expect(JSON.parse(printed)).toEqual([0, expect.stringMatching(/^failed: .*stalled/), 20, 30]);
    expect(workers.filter(({ signalCode }) => signalCode === "SIGKILL").length).toBe(3);
  });
});
