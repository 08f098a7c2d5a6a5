import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { planPage } from "../../src/report/html/plan-page.js";
import type { PlanReport } from "../../src/report/plan-report.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { planOf, streetPlan, streetSessions } from "../report/plan-of.js";
import { hostileIds } from "../report/report-of.js";
import { accessibilityFaults } from "./accessibility.js";
import { describeInChromium } from "./chromium.js";

const folder = temporaryFolder();

async function fileOf(report: PlanReport): Promise<string> {
  const path = join(folder, "plan.html");
  writeFileSync(path, await planPage(report, { title: "Elm Street" }));
  return pathToFileURL(path).href;
}

/** So many sessions behind one limit, one after the other. */
function manySessions(count: number): PlanReport {
  const bays = 500;
  const tree = new FlatTree({
    parent: [-1, ...new Array(bays).fill(0)],
    ids: ["site", ...Array.from({ length: bays }, (_, bay) => `bay${bay}`)],
    lower: new Float64Array(bays + 1),
    upper: [900, ...new Array(bays).fill(11)],
  });
  const sessions = Array.from({ length: count }, (_, s) => {
    const arrival = Math.floor(s / bays) % 24;
    return { id: `car${s}`, leaf: `bay${s % bays}`, arrival, departure: arrival + 1, energyKwh: 1, maximumKw: 11 };
  });
  return planOf(tree, { steps: 24, stepHours: 1, sessions });
}

const gantt = (page: Page) => page.getByRole("application", { name: "Sessions over time" });
const told = (page: Page) => page.locator(".told").textContent();
const tableOfSessions = (page: Page) => page.getByRole("region", { name: "Table of sessions" });
const ids = (page: Page) => tableOfSessions(page).locator("tbody th").allTextContents();

describeInChromium("the page of a plan", (open) => {
  const openPlan = async (report: PlanReport) => {
    const page = await open(await fileOf(report));
    await gantt(page).waitFor();
    return page;
  };

  test("opens from disk, asks for nothing else, and has the plan's figures", async () => {
    const asked: string[] = [];
    const url = await fileOf(streetPlan());
    const page = await open(url, async (opened) => {
      opened.on("request", (request) => asked.push(request.url()));
    });
    await gantt(page).waitFor();
    expect(asked).toEqual([url]);
    expect(await page.locator("h1").textContent()).toBe("Elm Street");
    expect(await page.locator(".figures dd").allTextContents()).toEqual(["8 kW", "37 kWh", "1"]);
    const ways = page.getByRole("region", { name: "Table of the ways to charge" });
    expect(await ways.locator("thead th").allTextContents()).toEqual(["uncontrolled", "step by step", "planned"]);
    expect(
      await ways
        .getByRole("row", { name: /^Nodes beyond/ })
        .locator("td")
        .allTextContents(),
    ).toEqual(["1", "0", "0"]);
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    test.each([
      ["wide", 1300],
      ["narrow", 390],
    ])("passes axe, %s", async (_, width) => {
      const page = await openPlan(streetPlan());
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.getByText("As a table").click();
      await gantt(page).press("ArrowDown");
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    });

    test("a step with much power is of another colour than one with none", async () => {
      const page = await openPlan(streetPlan([{ ...streetSessions[0], arrival: 0, departure: 8 }]));
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(50);
      const colours = await page.locator(".rows canvas").evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const at = (x: number) => [...canvas.getContext("2d")!.getImageData(x, 11, 1, 1).data].join();
        return [at(200), at(canvas.width - 45)];
      });
      expect(colours[0]).not.toBe(colours[1]);
    });
  });

  test("the load is drawn for each way, with the limit, and told for the step that is chosen", async () => {
    const page = await openPlan(streetPlan());
    expect(await page.locator(".load path.way").count()).toBe(4);
    const slider = page.getByRole("slider", { name: "Step" });
    await slider.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    expect(await page.locator(".steps output").textContent()).toBe("18:00 – 19:00");
    expect(await page.locator(".load .legend b").allTextContents()).toEqual(["11 kW", "8 kW", "3.5 kW", "20 kW"]);
    expect(await slider.getAttribute("aria-valuetext")).toContain("planned 3.5 kW, limit 20 kW (18 % used)");
  });

  test("a heading sorts, and once more the other way round", async () => {
    const page = await openPlan(streetPlan());
    expect(await ids(page)).toEqual(["red", "van", "blue"]);
    const head = tableOfSessions(page).getByRole("columnheader", { name: "Wants, kWh" });
    await head.getByRole("button").click();
    expect([await ids(page), await head.getAttribute("aria-sort")]).toEqual([["van", "red", "blue"], "ascending"]);
    await head.getByRole("button").press("Enter");
    expect([await ids(page), await head.getAttribute("aria-sort")]).toEqual([["blue", "red", "van"], "descending"]);
    expect(await tableOfSessions(page).locator("[aria-sort]").count()).toBe(1);
    await gantt(page).press("Home");
    expect(await told(page)).toMatch(/^blue at home2, /);
  });

  test("sessions are found by id and leaf, and those that are short alone", async () => {
    const page = await openPlan(streetPlan());
    await page.getByLabel("Find sessions").fill("HOME3");
    expect(await ids(page)).toEqual(["van"]);
    expect(await page.locator(".shown").textContent()).toBe("1 of 3 shown");
    await page.getByLabel("Find sessions").fill("");
    await page.getByLabel("only those that are short").check();
    expect(await ids(page)).toEqual(["blue"]);
    await page.getByLabel("Find sessions").fill("nobody");
    expect(await ids(page)).toEqual([]);
  });

  test("the keyboard goes through sessions and steps, and each is told", async () => {
    const page = await openPlan(streetPlan());
    await page.getByRole("slider", { name: "Step" }).press("Home");
    await gantt(page).focus();
    await page.keyboard.press("ArrowDown");
    expect(await told(page)).toBe("red at home1, 18:00 to 02:00: 12 of 12 kWh, 100 %. At 18:00: 3.5 kW.");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await told(page)).toBe("blue at home2, 20:00 to 22:00: 16 of 20 kWh, 80 %. At 20:00: 8 kW.");
    await page.keyboard.press("Tab");
    expect(await gantt(page).evaluate((element) => element === document.activeElement)).toBe(false);
  });

  test("a session in the table leads to its row; a click chooses session and step", async () => {
    const page = await openPlan(streetPlan());
    await tableOfSessions(page).getByRole("button", { name: "van" }).click();
    expect(await told(page)).toMatch(/^van at home3, /);
    const { width } = (await gantt(page).boundingBox())!;
    await gantt(page).click({ position: { x: width - 54, y: 10 } });
    expect(await told(page)).toMatch(/^red .* At 01:00: /);
  });

  test("what binds is told as a table too", async () => {
    const page = await openPlan(streetPlan());
    await page.getByText("As a table").click();
    const rows = page.getByRole("region", { name: "Table of the busiest limits" }).locator("tbody tr");
    expect(await rows.first().locator("th, td").allTextContents()).toEqual([
      ...["north", "2 steps", "20:00", "100 %", "20:00", "8", "8"],
    ]);
  });

  test("twelve thousand sessions: few are drawn at a time, all can be reached, and what is left out is said", async () => {
    const page = await openPlan(manySessions(12_000));
    expect(await told(page)).toBe("22 of 12,000 sessions at a time: scroll for the others");
    expect(await ids(page)).toHaveLength(20);
    expect(await tableOfSessions(page).locator("caption").textContent()).toBe(
      "The first 20 of 12,000 sessions, by arrival",
    );
    await gantt(page).press("End");
    expect(await told(page)).toMatch(/^car11999 at bay499, /);
    await page.getByRole("button", { name: "Show more" }).click();
    expect(await ids(page)).toHaveLength(40);
    expect(
      await page.locator("canvas").evaluateAll((all) => all.map((one) => (one as HTMLCanvasElement).height < 1000)),
    ).toEqual([true, true]);
  });

  test("of a longer plan a day is shown at a time, with who is there then", async () => {
    const tree = new FlatTree({ parent: [-1, 0], ids: ["site", "bay"], upper: [20, 11], lower: [0, 0] });
    const sessions = Array.from({ length: 3 }, (_, day) => {
      return { id: `car${day}`, leaf: "bay", arrival: day * 24, departure: day * 24 + 9, energyKwh: 9, maximumKw: 11 };
    });
    const page = await openPlan(planOf(tree, { steps: 72, stepHours: 1, sessions }));
    expect(await ids(page)).toEqual(["car0", "car1", "car2"]);
    await page.getByLabel("Time shown").selectOption("the day of the step");
    const slider = page.getByRole("slider", { name: "Step" });
    await slider.press("End");
    expect(await ids(page)).toEqual(["car2"]);
    const { width } = (await gantt(page).boundingBox())!;
    await gantt(page).click({ position: { x: width - 54, y: 10 } });
    expect(await told(page)).toMatch(/^car2 .* At 06-04 17:00: not there\.$/);
    await slider.press("Home");
    expect(await ids(page)).toEqual(["car0"]);
    expect(await page.getByLabel("Time shown").locator("option").allTextContents()).toEqual([
      "the whole plan",
      "the day of the step",
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test.each([
    ["numbers of steps", "0", "0 – 1"],
    ["steps from a later one", "96", "96 – 97"],
  ])("time as %s", async (_, from, words) => {
    const tree = new FlatTree({
      parent: [-1, 0],
      ids: ["site", "bay"],
      upper: [Number.POSITIVE_INFINITY, 11],
      lower: [0, 0],
    });
    const sessions = [{ id: "car", leaf: "bay", arrival: 0, departure: 3, energyKwh: 6, maximumKw: 11 }];
    const page = await openPlan(planOf(tree, { steps: 3, stepHours: 1, sessions }, from));
    expect(await page.locator(".steps output").textContent()).toBe(words);
    expect(await page.locator(".limits").textContent()).toContain("No node above the leaves has a limit.");
  });

  test("no sessions at all", async () => {
    const page = await openPlan(streetPlan([]));
    expect(await told(page)).toBe("0 of 0 sessions");
    await gantt(page).press("End");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test("ids that mean something to HTML are text", async () => {
    const page = await openPlan(streetPlan([{ ...streetSessions[0], id: hostileIds[0] }]));
    expect(await ids(page)).toEqual([hostileIds[0]]);
    expect(await page.locator("img, b img").count()).toBe(0);
  });
});
