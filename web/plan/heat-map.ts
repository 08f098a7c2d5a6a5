import { scaleLinear } from "d3-scale";
import type { PageLimit } from "../../src/report/html/plan-page-data.js";
import { counted, percent, pictureNumber } from "../../src/report/picture-numbers.js";
import { clippedMiddle } from "../../src/report/text-width.js";
import { element } from "../page/element.js";
import { type LegendEntry, legend } from "../page/legend.js";
import type { PlanView } from "./plan-view.js";
import { redrawn, Sheet } from "./sheet.js";
import { stepRuns } from "./step-runs.js";
import type { TimeAxis } from "./time-axis.js";

const entries: readonly LegendEntry[] = [
  { tone: "use-0", words: "empty" },
  { tone: "use-50", words: "half full" },
  { tone: "use-80", words: "80 %" },
  { tone: "use-100", words: "at its limit" },
  { words: "at the right: in the step that is marked" },
];

const ROW = 24;
const AXIS = 26;
/** A limit within rounding of full is full. */
const FULL = 1 - 1e-6;

/** How full the busiest limits are, a row a limit and its steps from left to right. */
export function heatMap(view: PlanView, axis: TimeAxis): HTMLElement[] {
  const { busy } = view.plan;
  if (busy.length === 0) return [element("p", {}, "No node above the leaves has a limit.")];
  const canvas = element("canvas", { role: "img", "aria-label": "How full the busiest limits are in each step" });
  const holder = element("div", { class: "chart" }, canvas);
  const sheet = new Sheet(canvas);
  const draw = () => paint(sheet, holder.clientWidth, view, axis);
  redrawn(holder, draw);
  view.on("step", draw);
  view.on("order", draw);
  holder.addEventListener("pointermove", (event) => {
    const x = event.clientX - holder.getBoundingClientRect().left;
    const { left, right } = sides(sheet.width);
    if (x >= left && x <= right) view.lookAtStep(axis.stepAt(x, left, right));
  });
  return [holder, legend(entries), limitTable(view, axis)];
}

function sides(width: number): { left: number; right: number } {
  return { left: Math.min(150, Math.round(width * 0.28)), right: width - 52 };
}

function paint(sheet: Sheet, width: number, view: PlanView, axis: TimeAxis): void {
  const { busy } = view.plan;
  const bottom = busy.length * ROW;
  sheet.begin(width, bottom + AXIS);
  const { left, right } = sides(width);
  const { window } = view;
  const edges = axis.show(window).pixels(left, right);
  const tone = scaleLinear(
    [0, 0.5, 0.8, 0.999],
    ["track", "calm", "near", "hatch"].map((name) => sheet.colour(name as "calm")),
  );
  busy.forEach(({ id, use }, row) => {
    const y = row * ROW;
    sheet.write(clippedMiddle(id, 12, left - 8), 0, y + ROW / 2, "ink");
    for (const { left: from, right: to, value } of stepRuns(edges, window.from, window.to, (step) => use[step])) {
      sheet.box(
        value > 1 + 1e-6 ? sheet.colour("broken") : tone(Math.min(0.999, value)),
        from,
        y + 1,
        to - from,
        ROW - 2,
      );
      if (value >= FULL) sheet.box(sheet.colour("ink"), from, y + ROW - 4, to - from, 3);
    }
    const now = use[view.step];
    sheet.write(Number.isNaN(now) ? "" : percent(now), width, y + ROW / 2, "ink", "right");
  });
  sheet.mark((edges[view.step] + edges[view.step + 1]) / 2, 0, bottom + 4);
  for (const { x, words } of axis.ticks(left, right)) sheet.write(words, x, bottom + AXIS / 2 + 2, "muted", "center");
}

function limitTable(view: PlanView, axis: TimeAxis): HTMLElement {
  const heads = ["Limit", "At its limit", "First", "Fullest", "At", "Flow, kW", "Limit, kW"];
  const numbers = new Set([3, 5, 6]);
  const cellClass = (at: number) => (numbers.has(at) ? "number" : undefined);
  const rows = view.plan.busy.map((limit) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, limit.id),
      ...cells(limit, view, axis).map((text, at) => element("td", { class: cellClass(at + 1) }, text)),
    ),
  );
  const head = element(
    "tr",
    {},
    ...heads.map((text, at) => element("th", { scope: "col", class: cellClass(at) }, text)),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  return element(
    "details",
    {},
    element("summary", {}, "As a table"),
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of the busiest limits" },
      table,
    ),
  );
}

function cells(limit: PageLimit, view: PlanView, axis: TimeAxis): string[] {
  const { bindingSteps, firstBinding, fullestStep, use, flow, bound } = limit;
  return [
    bindingSteps === 0 ? "never" : bindingSteps === view.steps ? "always" : counted(bindingSteps, "step"),
    firstBinding < 0 ? "" : axis.words(firstBinding),
    ...[percent(use[fullestStep]), axis.words(fullestStep), pictureNumber(flow), pictureNumber(bound)],
  ];
}
