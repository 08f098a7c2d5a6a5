import type { PlanPageData } from "../../src/report/html/plan-page-data.js";
import { counted, pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import { Gantt } from "./gantt.js";
import { heatMap } from "./heat-map.js";
import { loadPanel } from "./load-panel.js";
import { PlanView } from "./plan-view.js";
import { sessionTable } from "./session-table.js";
import { TimeAxis } from "./time-axis.js";
import { waysTable } from "./ways-table.js";

/** Fills `container` with the whole plan: figures, load, sessions, limits, the ways to charge side by side. */
export function mountPlan(container: HTMLElement, plan: PlanPageData): void {
  const view = new PlanView(plan);
  const axis = new TimeAxis(plan);
  // What is below the load may show a part of the time.
  const partAxis = new TimeAxis(plan);
  const gantt = new Gantt(view, partAxis);
  container.replaceChildren(
    figures(plan),
    panel("load", "Load over time", ...loadPanel(view, axis)),
    panel("sessions", "Who charges when", sessionChoice(view), ...gantt.elements),
    panel("limits", "The busiest limits", ...heatMap(view, partAxis)),
    panel("ways", "Beside other ways to charge", waysTable(plan)),
    panel("table", "Sessions", ...sessionTable(view, axis, (session) => gantt.goTo(session))),
  );
}

function panel(name: string, heading: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element(
    "section",
    { class: `panel ${name}`, "aria-labelledby": `${name}-heading` },
    element("h2", { id: `${name}-heading` }, heading),
    ...children,
  );
}

function figures({ ways, sessions }: PlanPageData): HTMLElement {
  const planned = ways[ways.length - 1].figures;
  const figure = (value: string, words: string) =>
    element("div", { class: "figure" }, element("dt", {}, words), element("dd", {}, value));
  const others = ways
    .slice(0, -1)
    .map(({ name, figures: { greatestLoad } }) => `${pictureNumber(greatestLoad.kw)} ${name}`);
  const beside = others.length > 0 ? `; ${others.join(", ")}` : "";
  return element(
    "dl",
    { class: "figures" },
    figure(`${pictureNumber(planned.greatestLoad.kw)} kW`, `greatest load${beside}`),
    figure(`${pictureNumber(planned.servedKwh)} kWh`, `of ${pictureNumber(planned.wantedKwh)} kWh served`),
    figure(
      pictureCount(planned.shortSessions),
      `of ${counted(sessions.length, "session")} ${planned.shortSessions === 1 ? "is" : "are"} short`,
    ),
  );
}

/** Which sessions are shown. */
function sessionChoice(view: PlanView): HTMLElement {
  const words = element("input", { id: "find", type: "search", autocomplete: "off", spellcheck: "false" });
  const isShortOnly = element("input", { id: "short-only", type: "checkbox" });
  const count = element("span", { class: "shown", role: "status" });
  words.addEventListener("input", () => view.find(words.value));
  isShortOnly.addEventListener("change", () => view.showShortOnly(isShortOnly.checked));
  const show = () => {
    const [shown, all] = [view.order.length, view.plan.sessions.length];
    count.textContent = shown === all ? "" : `${pictureCount(shown)} of ${pictureCount(all)} shown`;
  };
  view.on("order", show);
  return element(
    "div",
    { class: "toolbar" },
    ...timeChoice(view),
    element("div", { class: "field search" }, element("label", { for: "find" }, "Find sessions"), words),
    element(
      "div",
      { class: "field" },
      isShortOnly,
      element("label", { for: "short-only" }, "only those that are short"),
      count,
    ),
  );
}

/** How much time is shown at a time, where there is more than a day and a half. */
function timeChoice(view: PlanView): HTMLElement[] {
  const { elapsed } = view.plan;
  const hours = elapsed[elapsed.length - 1];
  if (hours <= 36) return [];
  const stretches: readonly (readonly [number, string])[] = [
    [24, "the day of the step"],
    [168, "the week of the step"],
  ];
  const select = element(
    "select",
    { id: "stretch" },
    element("option", { value: "" }, "the whole plan"),
    ...stretches
      .filter(([stretch]) => stretch < hours)
      .map(([stretch, words]) => element("option", { value: stretch }, words)),
  );
  select.addEventListener("change", () => view.showHours(Number(select.value) || undefined));
  return [element("div", { class: "field" }, element("label", { for: "stretch" }, "Time shown"), select)];
}
