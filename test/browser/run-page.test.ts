import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { runPage } from "../../src/report/html/run-page.js";
import { RunSums } from "../../src/report/run-sums.js";
import { temporaryFolder } from "../files/temporary-folder.js";
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
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
