import { percent, pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import { loadChart, wayClass } from "./load-chart.js";
import type { PlanView } from "./plan-view.js";
import type { TimeAxis } from "./time-axis.js";

/** The load over time, and what it is in the step that is looked at. */
export function loadPanel(view: PlanView, axis: TimeAxis): HTMLElement[] {
  return [loadChart(view, axis), readings(view), stepChoice(view, axis)];
}

/** The chart's legend, with the loads of the step. */
function readings(view: PlanView): HTMLElement {
  const { ways, limit } = view.plan;
  const rows = [...ways.map(({ name, load }) => ({ name, values: load })), { name: "limit", values: limit }];
  const values = rows.map(() => element("b"));
  const show = () =>
    rows.forEach(({ values: kw }, at) => {
      values[at].textContent = `${pictureNumber(kw[view.step])} kW`;
    });
  view.on("step", show);
  show();
  return element(
    "ul",
    { class: "legend", "aria-label": "Loads in the step" },
    ...rows.map(({ name }, at) =>
      element(
        "li",
        {},
        element("span", { class: `swatch ${wayClass(name)}`, "aria-hidden": "true" }),
        name,
        values[at],
      ),
    ),
  );
}

/** The step that all pictures mark: a slider, so that the keyboard has it too. */
function stepChoice(view: PlanView, axis: TimeAxis): HTMLElement {
  const slider = element("input", { id: "step", type: "range", min: 0, max: view.steps - 1, step: 1 });
  const words = element("output", { for: "step" });
  const show = () => {
    const [from, to] = [axis.words(view.step), axis.words(view.step + 1)];
    slider.value = String(view.step);
    slider.setAttribute("aria-valuetext", `${from} to ${to}: ${told(view)}`);
    words.textContent = `${from} – ${to}`;
  };
  slider.addEventListener("input", () => view.lookAtStep(Number(slider.value)));
  view.on("step", show);
  show();
  return element("div", { class: "field steps" }, element("label", { for: "step" }, "Step"), slider, words);
}

function told({ plan: { ways, limit }, step }: PlanView): string {
  const loads = ways.map(({ name, load }) => `${name} ${pictureNumber(load[step])} kW`).join(", ");
  if (!Number.isFinite(limit[step])) return loads;
  const share = limit[step] > 0 ? ` (${percent(ways[ways.length - 1].load[step] / limit[step])} used)` : "";
  return `${loads}, limit ${pictureNumber(limit[step])} kW${share}`;
}
