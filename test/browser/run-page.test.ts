import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { runPage } from "../../src/report/html/run-page.js";
import { RunSums } from "../../src/report/run-sums.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { hostileIds } from "../report/report-of.js";
import { accessibilityFaults } from "./accessibility.js";
import { describeInChromium } from "./chromium.js";

const folder = temporaryFolder();

/** Three weeks in which some of twenty leaves are cut every evening. */
function pageOfThreeWeeks(): string {
  const ids = Array.from({ length: 20 }, (_, leaf) => `a house with quite a long name ${leaf}`);
  const sums = new RunSums(ids);
  const leaf = Int32Array.from(ids, (_, at) => at);
  for (let hour = 0; hour < 21 * 24; hour++) {
    const isEvening = hour % 24 > 16 && hour % 24 < 21;
    const request = Float64Array.from(ids, (_, at) => 1 + ((hour * (at + 3)) % 7));
    const dispatch = request.map((power, at) => (isEvening && at % 3 === hour % 3 ? power / 2 : power));
    const curtailment = request.map((power, at) => power - dispatch[at]);
    const time = new Date(Date.UTC(2030, 0, 1, hour)).toISOString();
    sums.add({ time, count: ids.length, leaf, request, dispatch, curtailment });
  }
  const path = join(folder, "run.html");
  writeFileSync(path, runPage(sums.report(6), { title: "Elm Street" }));
  return pathToFileURL(path).href;
}

describeInChromium("the page of a run", (open) => {
  test.each([
    [1280, "light"],
    [1280, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("opens from disk, asks for nothing else, and can be read: %i pixels, %s", async (width, colorScheme) => {
    const url = pageOfThreeWeeks();
    const asked: string[] = [];
    const page = await open(url, async (opened) => {
      await opened.setViewportSize({ width, height: 900 });
      await opened.emulateMedia({ colorScheme });
      opened.on("request", (request) => asked.push(request.url()));
    });
    expect(asked).toEqual([url]);
    expect(await page.locator("h2").allTextContents()).toEqual([
      "What was cut, by hour and day",
      "The busiest limits",
      "Who was cut",
      "The worst day",
    ]);
    expect(await page.getByRole("img").count()).toBe(3);
    // Days go across a wide screen, and down a narrow one.
    const maps = await page.locator(".map:visible").evaluateAll((found) => found.map(({ className }) => className));
    expect(maps).toEqual([`scroll map ${width > 700 ? "across" : "down"}`]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test("leaves whose names mean something to HTML are named as they are", async () => {
    const sums = new RunSums(hostileIds);
    const count = hostileIds.length;
    const [leaf, request] = [Int32Array.from(hostileIds, (_, at) => at), new Float64Array(count).fill(2)];
    const half = new Float64Array(count).fill(1);
    sums.add({ time: "2030-01-01T00:00:00Z", count, leaf, request, dispatch: half, curtailment: half });
    const path = join(folder, "hostile.html");
    writeFileSync(path, runPage(sums.report(6), { title: hostileIds[0] }));
    const page = await open(pathToFileURL(path).href);
    // What XML cannot hold is replaced, and blanks at the ends are the browser's.
    expect(await page.locator("tbody th").first().textContent()).toBe(hostileIds[0]);
    expect(await page.locator("tbody tr").count()).toBe(count);
    expect(await page.locator("main img, main script, main b").count()).toBe(0);
  });
});
