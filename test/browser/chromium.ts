import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";

const executablePath = "/usr/bin/chromium";
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// In CI nothing is skipped: there a missing browser fails the suite when it is launched.
const isSkipped = !existsSync(executablePath) && !process.env.CI;
if (isSkipped) {
  console.warn(`Browser tests are skipped: there is no ${executablePath} (on Debian: apt-get install chromium).`);
}

/** Opens a page and waits until its scripts have run; `prepare` is called before it loads. */
export type OpenPage = (url: string, prepare?: (page: Page) => Promise<void>) => Promise<Page>;

/** A suite in a real browser. A page that logs an error, throws, or asks for what is not there fails its test. */
export function describeInChromium(name: string, suite: (open: OpenPage) => void): void {
  describe.skipIf(isSkipped)(name, () => {
    let browser: Browser | undefined;
    let complaints: string[] = [];

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags });
    });

    afterAll(() => browser?.close());

    afterEach(async () => {
      for (const context of browser?.contexts() ?? []) await context.close();
      const made = complaints;
      complaints = [];
      expect(made).toEqual([]);
    });

    suite(async (url, prepare) => {
      const page = await browser!.newPage();
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("requestfailed", (request) => complaints.push(`${request.url()} failed`));
      await prepare?.(page);
      await page.goto(url);
      return page;
    });
  });
}

/** For `prepare`: the page can compile WebAssembly from a response only. */
export async function forbidCompilingFromBytes(page: Page): Promise<void> {
  await page.addInitScript(() => {
    WebAssembly.Module = new Proxy(WebAssembly.Module, {
      construct() {
        throw new WebAssembly.CompileError("not from bytes");
      },
    });
  });
}
