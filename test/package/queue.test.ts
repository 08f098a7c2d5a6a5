import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../files/temporary-folder.js";
import { built, ended, nodeProcesses } from "../queue/node-processes.js";
import { describeWithRedis, said } from "../queue/redis-server.js";
import { writeJobInputs } from "./job-inputs.js";

const folder = temporaryFolder();
const jobCount = 9;

writeJobInputs(folder, { jobs: jobCount, leaves: 200, limit: [200, 400], seed: 5 });
const rows = Array.from(
  { length: jobCount },
  (_, job) => `grid${job}.csv,profiles${job}.csv,${job}.csv.gz,steps/${job}.csv`,
);
writeFileSync(join(folder, "in/jobs.csv"), `grid,profiles,output,steps_output\n${rows.join("\n")}\n`);

const { node, cnab, worker, ownWorkers } = nodeProcesses(folder);
const run = (output: string, ...options: string[]) => ended(cnab("run", "in/jobs.csv", "-o", output, ...options));

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
    expect((await ended(only)).code).toBe(0);
    await worker(url());
    expect((await running).code).toBe(2);
    expect(Object.keys(contents("late")).sort()).toEqual(Object.keys(contents("alone")).sort());
  });

  test("a task that kills whoever takes it is given up and named, and the others are done", async () => {
    const kill = `async ({ number }) => number === 1 ? process.kill(process.pid, "SIGKILL") : 10 * number`;
    const workers = await ownWorkers(url(), "", kill);
    const asking = join(folder, "asking.mjs");
    writeFileSync(
      asking,
      `import { queuedTasks } from ${built("queue/queued-tasks.js")};
      const found = [];
      const tasks = [0, 1, 2, 3].map((number) => ({ number }));
      for await (const one of queuedTasks(process.argv[2], tasks, (reason) => "failed: " + reason)) found.push(one);
      console.log(JSON.stringify(found));\n`,
    );
    const { stdout: printed } = await ended(node(asking, url()));
    expect(JSON.parse(printed)).toEqual([0, expect.stringMatching(/^failed: .*stalled/), 20, 30]);
    expect(workers.filter(({ signalCode }) => signalCode === "SIGKILL").length).toBe(3);
  });
});
