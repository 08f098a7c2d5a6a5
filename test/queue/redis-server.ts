import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe } from "vitest";

// In CI nothing is skipped: there a missing server fails the suite.
const isSkipped = spawnSync("redis-server", ["--version"]).error !== undefined && !process.env.CI;
if (isSkipped)
  console.warn("Tests of the queue are skipped: there is no redis-server (on Debian: apt-get install redis-server).");

/** A suite beside a Redis of its own, on a free port, which keeps nothing. */
export function describeWithRedis(name: string, suite: (url: () => string) => void): void {
  describe.skipIf(isSkipped)(name, () => {
    let server: ChildProcess | undefined;
    let port = 0;

    beforeAll(async () => {
      port = await freePort();
      const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
      server = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] });
      await said(server, "Ready to accept connections");
    });

    afterAll(() => {
      server?.kill("SIGKILL");
    });

    suite(() => `redis://127.0.0.1:${port}`);
  });
}

/** Returns when a process has printed something. */
export function said(process: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = "";
    process.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes(text)) resolve();
    });
    process.once("error", reject);
    process.once("exit", () => reject(new Error(`it has ended, and printed: ${printed}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
