import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Page, Worker as WorkerScope } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFolder } from "../built-project.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { describeInChromium, forbidCompilingFromBytes } from "./chromium.js";
import { expectNodesBits } from "./solve-cases.js";
import { type StaticServer, serveFolder } from "./static-server.js";

/** Builds the app of this folder as somebody else's project would, with the package among its node_modules. */
async function buildApp(folder: string): Promise<{ outDir: string; warnings: string[] }> {
  cpSync(join(projectFolder, "test/browser/app"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(projectFolder, join(folder, "node_modules/constrained-node-allocation-balancer"), "dir");
  const outDir = join(folder, "dist");
  const warnings: string[] = [];
  await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    worker: { format: "es" },
    build: { outDir, rolldownOptions: { onwarn: ({ message }) => warnings.push(message) } },
  });
  return { outDir, warnings };
}

async function startWorker(page: Page): Promise<WorkerScope> {
  const started = page.waitForEvent("worker");
  await page.evaluate("void startWorker()");
  const worker = await started;
  await expect.poll(() => worker.evaluate("typeof balancer")).toBe("object");
  return worker;
}

describeInChromium("a bundled app", (open) => {
  const folder = temporaryFolder();
  let server: StaticServer;
  let warnings: string[];
  beforeAll(async () => {
    const built = await buildApp(folder);
    warnings = built.warnings;
    server = await serveFolder(built.outDir);
  });
  afterAll(() => server?.close());
  const openApp = () => open(`${server.origin}/`);

  test("is built without a warning", () => {
    expect(warnings).toEqual([]);
  });

  test("the kernel on its page has the same bits as in Node", async () => {
    await expectNodesBits(await openApp(), undefined, "wasm");
  });

  test("the reference on its page has the same bits as in Node", async () => {
    await expectNodesBits(await openApp(), "reference", "reference");
  });

  test("the kernel in its module worker has the same bits as in Node", async () => {
    await expectNodesBits(await startWorker(await openApp()), undefined, "wasm");
  });

  test("the reference in its module worker has the same bits as in Node", async () => {
    await expectNodesBits(await startWorker(await openApp()), "reference", "reference");
  });

  test("its worker posts the flows of a tree that it was posted", async () => {
    const page = await openApp();
    const answer = await page.evaluate(async () => {
      const worker = (globalThis as unknown as { startWorker(): Worker }).startWorker();
      worker.postMessage({ tree: { parent: [-1, 0, 0], lower: [0, 0, 0], upper: [3, 1, 9] } });
      return new Promise((resolve, reject) => {
        worker.addEventListener("message", ({ data }) => resolve(data));
        worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      });
    });
    expect(answer).toEqual({ status: "optimal", engine: "wasm", flow: Float64Array.of(3, 1, 2) });
  });

  test("loadKernel takes the kernel.wasm that the bundler put beside the app", async () => {
    const page = await open(`${server.origin}/`, forbidCompilingFromBytes);
    await page.evaluate("streamKernel()");
    await expectNodesBits(page, undefined, "wasm");
  });
});
