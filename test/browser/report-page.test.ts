import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { FlowReport } from "../../src/report/flow-report.js";
import { type HtmlPictureOptions, htmlPicture } from "../../src/report/html/html-picture.js";
import { svgPicture } from "../../src/report/svg/svg-picture.js";
import { temporaryFolder } from "../files/temporary-folder.js";
import { chain, fourUsers, hostileGrid, hostileIds, reportOf, star } from "../report/report-of.js";
import { accessibilityFaults } from "./accessibility.js";
import { describeInChromium } from "./chromium.js";

const folder = temporaryFolder();
const street = `id,parent,lower,upper,shift,name,kind
transformer,,-20,20,,Street transformer,transformer
sunny,transformer,-20,24,,,cable
shady,transformer,-20,24,,,cable
house1,sunny,0,11,-6.5,Car charger,house
battery,sunny,-10,10,0,,battery
house2,shady,0,11,1.2,,house
bakery,shady,0,4,22.5,Ovens,shop
`;

/** The page in a file, as people have it; its address. */
async function fileOf(report: FlowReport, options: HtmlPictureOptions = {}): Promise<string> {
  const path = join(folder, "report.html");
  writeFileSync(path, await htmlPicture(report, options));
  return pathToFileURL(path).href;
}

function icicle(page: Page) {
  return page.getByRole("application", { name: "Icicle of the tree" });
}

/** Id of the node whose details are shown. */
function chosen(page: Page): Promise<string | null> {
  return page.locator("#details-heading").textContent();
}

function nodeOnTop(page: Page): Promise<string | null> {
  return page.locator(".path [aria-current]").textContent();
}

/** Zooms end at once. */
const still = (page: Page) => page.emulateMedia({ reducedMotion: "reduce" });

describeInChromium("the report page", (open) => {
  const openReport = async (report: FlowReport, options: HtmlPictureOptions = {}) => {
    const page = await open(await fileOf(report, options), still);
    await icicle(page).waitFor();
    return page;
  };

  test("opens from disk and asks for nothing else", async () => {
    const asked: string[] = [];
    const url = await fileOf(reportOf(fourUsers));
    const page = await open(url, async (opened) => {
      opened.on("request", (request) => asked.push(request.url()));
    });
    await icicle(page).waitFor();
    expect(asked).toEqual([url]);
    expect(await page.locator("h1").textContent()).toBe("Power plant");
    expect(await page.locator(".figures dd").allTextContents()).toEqual(["7", "1", "3", "1"]);
  });

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    test.each([
      ["wide", 1300],
      ["narrow", 390],
    ])("passes axe, %s", async (_, width) => {
      const page = await openReport(reportOf(street));
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.getByLabel("Find a node").fill("house");
      await page.getByText("As a table").click();
      expect(await accessibilityFaults(page)).toEqual([]);
    });

    test("draws what binds in another colour than what does not", async () => {
      const page = await openReport(reportOf(fourUsers));
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(50);
      const colours = await page.locator("canvas").evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const [level, right] = [canvas.height / 3, canvas.width - 9];
        const at = (x: number, y: number) => [...canvas.getContext("2d")!.getImageData(x, y, 1, 1).data].join();
        return [at(canvas.width / 2 - 9, level * 1.9), at(right, level * 1.9), at(right, level * 2.9)];
      });
      expect(new Set(colours).size).toBe(3);
    });
  });

  test("axe sees what is wrong", async () => {
    const page = await openReport(reportOf(street));
    await page.evaluate(() => document.querySelector("label")?.remove());
    expect(await accessibilityFaults(page)).not.toEqual([]);
  });

  test("a click zooms in, another on the top zooms out", async () => {
    const page = await openReport(reportOf(fourUsers));
    const { width } = (await page.locator("canvas").boundingBox())!;
    await page.locator("canvas").click({ position: { x: width * 0.75, y: 80 } });
    expect([await nodeOnTop(page), await chosen(page)]).toEqual(["feeder2", "feeder2"]);
    await page.locator("canvas").click({ position: { x: width * 0.25, y: 80 } });
    expect([await nodeOnTop(page), await chosen(page)]).toEqual(["feeder2", "user3"]);
    await page.locator("canvas").click({ position: { x: width / 2, y: 20 } });
    await page.locator("canvas").click({ position: { x: width / 2, y: 20 } });
    expect(await nodeOnTop(page)).toBe("plant");
  });

  test("a zoom that is shown ends where one that is not does", async () => {
    const page = await openReport(reportOf(fourUsers));
    await page.emulateMedia({ reducedMotion: "no-preference" });
    const { width } = (await page.locator("canvas").boundingBox())!;
    await page.locator("canvas").click({ position: { x: width * 0.75, y: 80 } });
    await page.waitForTimeout(600);
    await page.locator("canvas").click({ position: { x: width * 0.25, y: 80 } });
    expect([await nodeOnTop(page), await chosen(page)]).toEqual(["feeder2", "user3"]);
  });

  test("the keyboard reaches all of it, and each step is told", async () => {
    const page = await openReport(reportOf(fourUsers));
    await icicle(page).focus();
    const steps = [
      ["ArrowDown", "feeder1"],
      ["ArrowRight", "feeder2"],
      ["ArrowRight", "feeder2"],
      ["ArrowDown", "user3"],
      ["ArrowUp", "feeder2"],
    ];
    for (const [key, id] of steps) {
      await page.keyboard.press(key);
      expect(await chosen(page)).toBe(id);
    }
    expect(await page.getByRole("application").getByRole("status").textContent()).toBe(
      "feeder2, 3 of 4 (75 %), 2 leaves below",
    );
    await page.keyboard.press("Enter");
    expect(await nodeOnTop(page)).toBe("feeder2");
    await page.keyboard.press("ArrowLeft");
    expect([await chosen(page), await nodeOnTop(page)]).toEqual(["feeder1", "plant"]);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    expect(await nodeOnTop(page)).toBe("plant");
    await page.keyboard.press("Tab");
    expect(await icicle(page).evaluate((element) => element === document.activeElement)).toBe(false);
  });

  test("search finds by id and name, from the keyboard alone", async () => {
    const page = await openReport(reportOf(street));
    const box = page.getByLabel("Find a node");
    await box.fill("OVEN");
    expect(await page.locator(".results button").allTextContents()).toEqual(["bakery (Ovens)"]);
    await page.keyboard.press("Enter");
    expect([await chosen(page), await nodeOnTop(page)]).toEqual(["bakery", "shady"]);
    await box.fill("house");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await chosen(page)).toBe("house2");
    await box.fill("nobody");
    expect(await page.locator(".count").textContent()).toBe("No node has this in its id or name");
  });

  test("a binding limit leads from the table to its place in the tree", async () => {
    const page = await openReport(reportOf(fourUsers));
    await page.getByRole("table").first().getByRole("button", { name: "feeder1" }).click();
    expect([await chosen(page), await nodeOnTop(page)]).toEqual(["feeder1", "plant"]);
    const cells = page.getByRole("table").first().locator("tbody tr").first().locator("td");
    expect(await cells.allTextContents()).toEqual(["▲\u00a0upper 4", "1", "1"]);
  });

  test("going back undoes a zoom, and going forward does it again", async () => {
    const page = await openReport(reportOf(fourUsers));
    const { width } = (await page.locator("canvas").boundingBox())!;
    await page.locator("canvas").click({ position: { x: width * 0.75, y: 80 } });
    expect(new URL(page.url()).hash).toBe("#under=feeder2");
    await page.goBack();
    expect([await nodeOnTop(page), await chosen(page)]).toEqual(["plant", "plant"]);
    await page.goForward();
    expect([await nodeOnTop(page), await chosen(page)]).toEqual(["feeder2", "feeder2"]);
  });

  test("the address leads to a place; one that leads nowhere opens at the start", async () => {
    const url = await fileOf(reportOf(hostileGrid));
    const place = new URLSearchParams({ under: hostileIds[0], node: hostileIds[2] });
    const page = await open(`${url}#${place}`, still);
    await icicle(page).waitFor();
    expect(await chosen(page)).toBe(hostileIds[2]);
    const lost = await open(`${url}#under=nobody&from=2`, still);
    await icicle(lost).waitFor();
    expect(await chosen(lost)).toBe(hostileIds[0]);
  });

  test("the worst served leaf leads to its place, and to the limit that holds it", async () => {
    const page = await openReport(reportOf(fourUsers));
    const worst = page.getByRole("region", { name: "Table of the worst served leaves" });
    expect(await worst.locator("tbody tr").allTextContents()).toEqual(["user267 %23feeder1"]);
    await worst.getByRole("button", { name: "user2" }).click();
    expect(await chosen(page)).toBe("user2");
    await worst.getByRole("button", { name: "feeder1" }).click();
    expect(await chosen(page)).toBe("feeder1");
  });

  test("at 390 pixels the page is not wider than the screen; a table that is scrolls in its own frame", async () => {
    const page = await openReport(reportOf(street));
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const frames = await page
      .locator(".scroll")
      .evaluateAll((all) =>
        all.map((frame) => [
          frame.scrollWidth > frame.clientWidth,
          getComputedStyle(frame).overflowX,
          (frame as HTMLElement).tabIndex,
        ]),
      );
    expect(frames.length).toBe(2);
    for (const [, overflow, tabIndex] of frames) expect([overflow, tabIndex]).toEqual(["auto", 0]);
  });

  test("at 390 pixels an id without a place to break is broken all the same", async () => {
    const longId = "x".repeat(190);
    const page = await openReport(reportOf(`id,parent,upper\n${longId},,1\n${longId}y,${longId},2\n`));
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  test("width by flow, and a start elsewhere", async () => {
    const page = await openReport(reportOf(fourUsers), { under: "feeder2", widthBy: "flow" });
    expect([await chosen(page), await nodeOnTop(page)]).toEqual(["feeder2", "feeder2"]);
    const { width } = (await page.locator("canvas").boundingBox())!;
    await page.locator("canvas").click({ position: { x: width * 0.6, y: 80 } });
    expect(await chosen(page)).toBe("user3");
    await page.getByLabel("Width tells").selectOption("leaves");
    await page.locator("canvas").click({ position: { x: width * 0.6, y: 80 } });
    expect(await chosen(page)).toBe("user4");
  });

  test("ids that mean something to HTML are text", async () => {
    const page = await openReport(reportOf(hostileGrid));
    expect(await chosen(page)).toBe(hostileIds[0]);
    await page.getByLabel("Find a node").fill("a");
    expect(await page.locator("img, b").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toBe(hostileIds[1]);
  });

  test("a hundred thousand side by side: a click opens a crowd", async () => {
    const page = await openReport(reportOf(star(100_000)));
    const { width } = (await page.locator("canvas").boundingBox())!;
    await page.locator("canvas").click({ position: { x: width - 4, y: 80 } });
    expect(await chosen(page)).toMatch(/^leaf99\d\d\d$/);
    await page.getByLabel("Find a node").fill("leaf4321");
    await page.keyboard.press("Enter");
    expect(await chosen(page)).toBe("leaf4321");
    await page.locator("canvas").hover({ position: { x: width / 2, y: 80 } });
    expect(await page.locator(".tip").textContent()).toMatch(/^leaf432\d\n1 of 2 \(50 %\)/);
  });

  test.each([
    ["a single leaf", "id,parent,lower,upper\nalone,,0,2\n", "alone"],
    ["a tree in which nothing flows, by flow", "id,parent,lower,upper\nroot,,,0\na,root,0,2\nb,root,0,0\n", "root"],
  ])("%s can be walked through", async (_, grid, id) => {
    const page = await openReport(reportOf(grid), { widthBy: "flow" });
    for (const key of ["ArrowDown", "ArrowRight", "Enter", "Escape", "ArrowUp", "Home"]) await icicle(page).press(key);
    expect([await chosen(page), await nodeOnTop(page)]).toEqual([id, id]);
  });

  test("a hundred thousand in series are one cell", async () => {
    const page = await openReport(reportOf(chain(100_000)));
    expect(await page.locator(".details h3").textContent()).toBe("100,000 in series from here");
    await icicle(page).press("ArrowDown");
    expect(await chosen(page)).toBe("user");
  });
});

describeInChromium("the SVG icicle", (open) => {
  test.each([
    ["four users", fourUsers],
    ["a street that feeds back", street],
    ["ids that mean something to XML", hostileGrid],
    ["a star", star(5000)],
  ])("is well-formed: %s", async (_, grid) => {
    const page = await open("about:blank");
    const root = await page.evaluate(
      (picture) => new DOMParser().parseFromString(picture, "image/svg+xml").documentElement.nodeName,
      svgPicture(reportOf(grid)),
    );
    expect(root).toBe("svg");
  });
});
