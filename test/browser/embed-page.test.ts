import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { balance, type Engine, GridUser, Node } from "../../src/index.js";
import { projectFolder } from "../built-project.js";
import { describeInChromium } from "./chromium.js";
import { hexadecimal } from "./solve-cases.js";
import { type StaticServer, serveFolder } from "./static-server.js";

const limits = [7.5, 5.1, 0.3, 6.9999999, 0, 5e-324, 1 / 3, 3.0000000000000004, 4.1, 8, 1e30];

function allocationsInNode(upperLimit: number, engine?: Engine): number[] {
  const users = [2, 3, 2, 1].map((requestedNetImportKw) => new GridUser({ requestedNetImportKw }));
  const feeders = [users.slice(0, 2), users.slice(2)].map((children) => new Node({ upperLimit: 4, children }));
  balance(new Node({ upperLimit, children: feeders }), { engine });
  return users.map((user) => user.allocation);
}

async function allocationsInPage(page: Page): Promise<number[]> {
  const shown = page.locator("#allocations data");
  return (await shown.evaluateAll((elements) => elements.map((element) => element.getAttribute("value")))).map(Number);
}

describeInChromium("the embed page", (open) => {
  let server: StaticServer;
  beforeAll(async () => {
    server = await serveFolder(projectFolder);
  });
  afterAll(() => server?.close());
  const openExample = () => open(`${server.origin}/examples/embed/`);

  test("shows 2, 2, 2, 1", async () => {
    const page = await openExample();
    expect(await page.locator("#allocations data").allTextContents()).toEqual(["2", "2", "2", "1"]);
    expect(await page.locator("#outcome").textContent()).toBe("7 kW in all, solved by the WebAssembly kernel.");
  });

  test("has Node's numbers to the bit whatever the limit becomes", async () => {
    const page = await openExample();
    for (const limit of limits) {
      await page.getByLabel("The plant's limit, in kW").fill(String(limit));
      expect(hexadecimal(await allocationsInPage(page)), `${limit} kW`).toEqual(hexadecimal(allocationsInNode(limit)));
    }
  });

  test("keeps its numbers and says what is wrong while there is no limit", async () => {
    const page = await openExample();
    const input = page.getByLabel("The plant's limit, in kW");
    await input.fill("");
    expect(await allocationsInPage(page)).toEqual([2, 2, 2, 1]);
    expect(await page.locator("#outcome").textContent()).toBe(
      await input.evaluate((element) => (element as HTMLInputElement).validationMessage),
    );
    await input.fill("4");
    expect(await allocationsInPage(page)).toEqual([1, 1, 1, 1]);
  });
});

describeInChromium("the embed page where WebAssembly may not be compiled", (open) => {
  let server: StaticServer;
  beforeAll(async () => {
    server = await serveFolder(projectFolder, { "content-security-policy": "script-src 'self' 'unsafe-inline'" });
  });
  afterAll(() => server?.close());

  test("has the reference's numbers to the bit whatever the limit becomes, and says who solved", async () => {
    const page = await open(`${server.origin}/examples/embed/`);
    for (const limit of limits) {
      await page.getByLabel("The plant's limit, in kW").fill(String(limit));
      const expected = allocationsInNode(limit, "reference");
      expect(hexadecimal(await allocationsInPage(page)), `${limit} kW`).toEqual(hexadecimal(expected));
      expect(await page.locator("#outcome").textContent()).toMatch(/solved by the reference/);
    }
  });
});
