import { createHash } from "node:crypto";
import type { JSHandle } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as entry from "../../src/generate/index.js";
import { projectFolder } from "../built-project.js";
import { describeInChromium } from "./chromium.js";
import { type StaticServer, serveFolder } from "./static-server.js";

const options = { users: 300, days: 40 };

describeInChromium("a generated feeder", (open) => {
  let server: StaticServer;
  beforeAll(async () => {
    server = await serveFolder(projectFolder);
  });
  afterAll(() => server?.close());

  test("has the same bits in a page as in Node", async () => {
    const page = await open(`${server.origin}/test/browser/plain/`);
    const generator = (await page.evaluateHandle('import("/dist/generate/index.js")')) as JSHandle<typeof entry>;
    const made = await page.evaluate(
      ({ generator: { generateFeeder }, given }) => {
        const { grid, profiles, sessions } = generateFeeder(given);
        return {
          tree: Array.from(new Uint8Array(grid.tree.toBuffer())),
          profiles: Array.from(profiles(), ([name, values]) => [name, ...values]),
          sessions: [...sessions()],
        };
      },
      { generator, given: options },
    );
    const { grid, profiles, sessions } = entry.generateFeeder(options);
    const hash = (bytes: ArrayLike<number>) => createHash("sha256").update(Uint8Array.from(bytes)).digest("hex");
    expect(hash(made.tree)).toBe(hash(new Uint8Array(grid.tree.toBuffer())));
    expect(made.profiles).toEqual(Array.from(profiles(), ([name, values]) => [name, ...values]));
    expect(made.sessions).toEqual([...sessions()]);
  });
});
