import type { JSHandle, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as balancer from "../../src/index.js";
import { projectFolder } from "../built-project.js";
import { describeInChromium, forbidCompilingFromBytes } from "./chromium.js";
import { expectNodesBits } from "./solve-cases.js";
import { type StaticServer, serveFolder } from "./static-server.js";

/** The package as the page imported it. */
function balancerIn(page: Page): Promise<JSHandle<typeof balancer>> {
  return page.evaluateHandle("balancer") as Promise<JSHandle<typeof balancer>>;
}

describeInChromium("a plain module script with an import map", (open) => {
  let server: StaticServer;
  beforeAll(async () => {
    server = await serveFolder(projectFolder);
  });
  afterAll(() => server?.close());
  const pageUrl = () => `${server.origin}/test/browser/plain/`;

  test("the kernel has the same bits as in Node", async () => {
    await expectNodesBits(await open(pageUrl()), undefined, "wasm");
  });

  test("the reference has the same bits as in Node", async () => {
    await expectNodesBits(await open(pageUrl()), "reference", "reference");
  });

  test("loadKernel compiles the kernel from its own file as it streams in", async () => {
    const page = await open(pageUrl(), forbidCompilingFromBytes);
    await page.evaluate(({ balancer, url }) => balancer.loadKernel(fetch(url)), {
      balancer: await balancerIn(page),
      url: "/dist/kernel.wasm",
    });
    await expectNodesBits(page, undefined, "wasm");
  });

  test("without loadKernel, and without the right to compile the inlined kernel, the reference solves", async () => {
    await expectNodesBits(await open(pageUrl(), forbidCompilingFromBytes), undefined, "reference");
  });
});

describeInChromium("a content-security policy", (open) => {
  const scripts = "script-src 'self' 'unsafe-inline'";
  const servers: StaticServer[] = [];
  const openUnder = async (policy: string) => {
    const server = await serveFolder(projectFolder, { "content-security-policy": policy });
    servers.push(server);
    return open(`${server.origin}/test/browser/plain/`);
  };
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  test("that forbids WebAssembly leaves the reference, with the same bits as in Node", async () => {
    await expectNodesBits(await openUnder(scripts), undefined, "reference");
  });

  test("that forbids WebAssembly makes engine: wasm an error", async () => {
    const page = await openUnder(scripts);
    const message = await page.evaluate(
      ({ Solver, LeafNode }) => {
        try {
          return new Solver(new LeafNode({ upperLimit: 1 }), { engine: "wasm" }).engine;
        } catch (error) {
          return String(error);
        }
      },
      await balancerIn(page),
    );
    expect(message).toBe("InputError: engine is wasm, but WebAssembly may not be compiled here");
  });

  test("with 'wasm-unsafe-eval' allows the kernel", async () => {
    await expectNodesBits(await openUnder(`${scripts} 'wasm-unsafe-eval'`), undefined, "wasm");
  });
});
