import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach } from "vitest";
import { distFolder } from "../built-project.js";
import { said } from "./redis-server.js";

/** What a process printed, and how it ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Processes of Node that stand in a folder; those that are still there after a test are killed. */
export function nodeProcesses(folder: string) {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const process of started.splice(0)) process.kill("SIGKILL");
  });
  const node = (...words: string[]): ChildProcess => {
    const process = spawn(globalThis.process.execPath, words, { cwd: folder });
    started.push(process);
    return process;
  };
  const cnab = (...words: string[]) => node(join(distFolder, "cli", "main.js"), ...words);
  return {
    node,
    cnab,
    /** Returns when it waits for jobs. */
    async worker(url: string, ...options: string[]): Promise<ChildProcess> {
      const process = cnab("worker", "--queue", url, ...options);
      await said(process, "waiting for jobs");
      return process;
    },
    /**
     * Four processes that take tasks, and return when all of them wait for some.
     * @param imports lines of a module
     * @param run source of what each does with a task
     */
    async ownWorkers(url: string, imports: string, run: string): Promise<readonly ChildProcess[]> {
      const script = join(folder, "own-worker.mjs");
      writeFileSync(
        script,
        `${imports}
        import { workOnQueue } from ${built("queue/work-on-queue.js")};
        const { signal } = new AbortController();
        await workOnQueue(process.argv[2], { concurrency: 1, run: ${run}, onReady: () => console.log("ready"), signal });\n`,
      );
      const workers = Array.from({ length: 4 }, () => node(script, url));
      await Promise.all(workers.map((process) => said(process, "ready")));
      return workers;
    },
  };
}

/** A file of the built package, as an import names it. */
export function built(path: string): string {
  return JSON.stringify(pathToFileURL(join(distFolder, path)).href);
}

export function ended(process: ChildProcess): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  process.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  process.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => process.once("close", (code) => resolve({ code, stdout, stderr })));
}
