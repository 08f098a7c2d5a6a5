import { axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { create, type Selection } from "d3-selection";
import { area, curveStepAfter, line } from "d3-shape";
import { pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import type { PlanView } from "./plan-view.js";
import { redrawn } from "./sheet.js";
import type { TimeAxis } from "./time-axis.js";

const HEIGHT = 280;
const MARGIN = { top: 22, right: 14, bottom: 26, left: 54 };
type Drawing = Selection<SVGSVGElement, undefined, null, undefined>;

/** What a way is called in the style sheet. */
export function wayClass(name: string): string {
  return name.replaceAll(" ", "-");
}

/** The root's load in each way, and its limit, over time. */
export function loadChart(view: PlanView, axis: TimeAxis): HTMLElement {
  const holder = element("div", { class: "chart" });
  let right = 0;
  const draw = () => {
    right = Math.max(160, holder.clientWidth) - MARGIN.right;
    holder.replaceChildren(drawn(view, axis, right));
  };
  redrawn(holder, draw);
  view.on("step", () => {
    const marker = holder.querySelector(".marker");
    const [from, to] = stepEdges(view, axis, right);
    marker?.setAttribute("x", String(from));
    marker?.setAttribute("width", String(Math.max(1, to - from)));
  });
  holder.addEventListener("pointermove", (event) => {
    const x = event.clientX - holder.getBoundingClientRect().left;
    if (x >= MARGIN.left && x <= right) view.lookAtStep(axis.stepAt(x, MARGIN.left, right));
  });
  return holder;
}

function stepEdges(view: PlanView, axis: TimeAxis, right: number): readonly [number, number] {
  const edges = axis.pixels(MARGIN.left, right);
  return [edges[view.step], edges[view.step + 1]];
}

function drawn(view: PlanView, axis: TimeAxis, right: number): SVGElement {
  const { ways, limit } = view.plan;
  const bottom = HEIGHT - MARGIN.bottom;
  const values = [...ways.map(({ load }) => load), limit.filter(Number.isFinite)].flat();
  const [least, most] = values.reduce(([low, high], kw) => [Math.min(low, kw), Math.max(high, kw)], [0, 0]);
  const y = scaleLinear([least, most > least ? most : 1], [bottom, MARGIN.top]).nice(5);
  const edges = axis.pixels(MARGIN.left, right);
  const svg = create("svg")
    .attr("width", right + MARGIN.right)
    .attr("height", HEIGHT)
    .attr("role", "img")
    .attr("aria-label", `Load over time: ${ways.map(({ name }) => name).join(", ")}, and the limit`);
  const [from, to] = stepEdges(view, axis, right);
  svg
    .append("rect")
    .attr("class", "marker")
    .attr("x", from)
    .attr("width", Math.max(1, to - from))
    .attr("y", MARGIN.top)
    .attr("height", bottom - MARGIN.top);
  drawAxes(svg, axis, y, right, bottom);
  const x = (_: number, step: number) => edges[step];
  const planned = ways[ways.length - 1].load;
  const filled = area<number>(x, y(0), y).curve(curveStepAfter);
  svg
    .append("path")
    .attr("class", "filling")
    .attr("d", filled(closed(planned)));
  const outline = line<number>(x, y).curve(curveStepAfter).defined(Number.isFinite);
  for (const { name, load } of ways) {
    svg
      .append("path")
      .attr("class", `way ${wayClass(name)}`)
      .attr("d", outline(closed(load)));
  }
  svg
    .append("path")
    .attr("class", "way limit")
    .attr("d", outline(closed(limit)));
  return svg.node() as SVGElement;
}

/** A line of steps ends where the last step does. */
function closed(values: readonly number[]): number[] {
  return [...values, values[values.length - 1]];
}

function drawAxes(
  svg: Drawing,
  axis: TimeAxis,
  y: ReturnType<typeof scaleLinear<number, number>>,
  right: number,
  bottom: number,
): void {
  const left = axisLeft<number>(y)
    .ticks(5)
    .tickFormat(pictureNumber)
    .tickSizeOuter(0)
    .tickSizeInner(MARGIN.left - right);
  svg.append("g").attr("class", "grid").attr("transform", `translate(${MARGIN.left} 0)`).call(left.tickPadding(6));
  const times = svg.append("g").attr("transform", `translate(0 ${bottom})`);
  axis.draw(times.node()!, MARGIN.left, right);
  svg
    .append("text")
    .attr("x", MARGIN.left - 6)
    .attr("y", 8)
    .attr("text-anchor", "end")
    .attr("class", "unit")
    .text("kW");
}
