import type { PageWay, PlanPageData } from "../../src/report/html/plan-page-data.js";
import { percent, pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";

const rows: readonly (readonly [string, (figures: PageWay["figures"]) => string])[] = [
  ["Energy served, kWh", ({ servedKwh }) => pictureNumber(servedKwh)],
  ["Sessions short", ({ shortSessions }) => pictureCount(shortSessions)],
  ["Least share served", ({ leastServed }) => (leastServed ? percent(leastServed.share) : "")],
  ["Greatest load, kW", ({ greatestLoad }) => pictureNumber(greatestLoad.kw)],
  ["Mean load over greatest", ({ loadFactor }) => (loadFactor === undefined ? "" : percent(loadFactor))],
  ["Jain's index of the shares", ({ fairnessIndex }) => pictureNumber(fairnessIndex)],
  ["Nodes beyond their limits", ({ brokenLimits }) => pictureCount(brokenLimits)],
  ["Most beyond a limit, kW", ({ worstBroken }) => pictureNumber(worstBroken?.by ?? 0)],
];

/** The ways to charge side by side. */
export function waysTable({ ways }: PlanPageData): HTMLElement {
  const heads = ["", ...ways.map(({ name }) => name)];
  const head = heads.map((text, at) =>
    at === 0 ? element("td", {}) : element("th", { scope: "col", class: "number" }, text),
  );
  const body = rows.map(([title, cell]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, title),
      ...ways.map(({ figures }) => element("td", { class: "number" }, cell(figures))),
    ),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
  return element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of the ways to charge" },
    table,
  );
}
