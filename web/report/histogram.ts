import { bin } from "d3-array";
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { create, type Selection } from "d3-selection";
import type { FlowReport } from "../../src/report/flow-report.js";
import { servedCounts } from "../../src/report/node-words.js";
import { counted, pictureCount } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";

const WIDTH = 310;
const HEIGHT = 220;
const MARGIN = { top: 24, right: 20, bottom: 44, left: 54 };
const BINS = 20;

interface ServedBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * How many leaves have which share of what they want. Those that have it all are told in words: they are often so many that
 * the others would not be seen beside them.
 */
export function servedHistogram(report: FlowReport): (HTMLElement | SVGElement)[] {
  const { wanting, satisfied } = servedCounts(report, report.root);
  if (wanting === 0) return [element("p", {}, "No leaf wants a finite amount.")];
  const all = `${pictureCount(satisfied)} of ${counted(wanting, "leaf", "leaves")} ${satisfied === 1 || wanting === 1 ? "has" : "have"} all they want.`;
  if (satisfied === wanting) return [element("p", {}, all)];
  const bins = servedBins(report);
  return [
    element("p", {}, `${all} The others:`),
    chart(bins, `Histogram: what share of what they want the other ${pictureCount(wanting - satisfied)} leaves have`),
    binTable(bins),
  ];
}

function servedBins({ served, shortfall }: FlowReport): ServedBin[] {
  const shares = served.filter((share, v) => !Number.isNaN(share) && shortfall[v] > 0);
  const thresholds = Array.from({ length: BINS - 1 }, (_, at) => (at + 1) / BINS);
  const binned = bin<number, number>().domain([0, 1]).thresholds(thresholds)(shares);
  return binned.map((values, at) => ({ from: at / BINS, to: (at + 1) / BINS, count: values.length }));
}

function chart(bins: readonly ServedBin[], label: string): SVGElement {
  const most = bins.reduce((greatest, { count }) => Math.max(greatest, count), 0);
  const x = scaleLinear([0, 1], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear([0, most], [HEIGHT - MARGIN.bottom, MARGIN.top]).nice(5);
  const svg = create("svg")
    .attr("viewBox", `0 0 ${WIDTH} ${HEIGHT}`)
    .attr("role", "img")
    .attr("aria-label", label)
    .attr("class", "histogram");
  svg
    .selectAll("rect")
    .data(bins)
    .join("rect")
    .attr("x", ({ from }) => x(from) + 1)
    .attr("width", ({ from, to }) => x(to) - x(from) - 2)
    .attr("y", ({ count }) => y(count))
    .attr("height", ({ count }) => y(0) - y(count))
    .append("title")
    .text((bar) => `${rangeWords(bar)}: ${counted(bar.count, "leaf", "leaves")}`);
  drawAxes(svg, x, y);
  return svg.node() as SVGElement;
}

function drawAxes(
  svg: Selection<SVGSVGElement, undefined, null, undefined>,
  x: ReturnType<typeof scaleLinear<number, number>>,
  y: ReturnType<typeof scaleLinear<number, number>>,
): void {
  svg
    .append("g")
    .attr("transform", `translate(0 ${HEIGHT - MARGIN.bottom})`)
    .call(
      axisBottom<number>(x.nice())
        .ticks(5)
        .tickFormat((share) => `${Math.round(share * 100)} %`)
        .tickSizeOuter(0),
    );
  svg
    .append("g")
    .attr("transform", `translate(${MARGIN.left} 0)`)
    .call(axisLeft<number>(y).tickValues(y.ticks(5).filter(Number.isInteger)).tickFormat(pictureCount));
  svg
    .append("text")
    .attr("x", (MARGIN.left + WIDTH - MARGIN.right) / 2)
    .attr("y", HEIGHT - 6)
    .attr("text-anchor", "middle")
    .text("share of what is wanted");
  svg.append("text").attr("x", 4).attr("y", 12).text("leaves");
}

function binTable(bins: readonly ServedBin[]): HTMLElement {
  const cells = bins
    .filter(({ count }) => count > 0)
    .map((bar) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, rangeWords(bar)),
        element("td", { class: "number" }, pictureCount(bar.count)),
      ),
    );
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, "Share of what is wanted"),
    element("th", { scope: "col", class: "number" }, "Leaves"),
  );
  return element(
    "details",
    {},
    element("summary", {}, "As a table"),
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...cells)),
  );
}

function rangeWords({ from, to }: ServedBin): string {
  return `${Math.round(from * 100)} to ${Math.round(to * 100)} %`;
}
