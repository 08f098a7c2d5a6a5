import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { CaseResult } from "./measure-case.js";
import { timing } from "./tables.js";

// Hues that stand out from white and from near-black alike; the ink and the paper are swapped by the style below.
const series = [
  ["kernel", "#e8590c"],
  ["balance(root)", "#f2a93b"],
  ["Newton in JavaScript", "#2f9e44"],
  ["reference", "#3b82f6"],
  ["HiGHS", "#b05fd4"],
  ["quadprog", "#e64980"],
] as const;

const paper = "#ffffff";
const ink = "#343a40";
const rules = "#dee2e6";

/** Written into the file: a picture in a page follows the reader's colour scheme, not the page's. */
const darkStyle = `<style>
@media (prefers-color-scheme: dark) {
  [fill="${paper}"] { fill: #161b22; }
  [fill="${ink}"] { fill: #d0d7de; }
  [stroke="${rules}"] { stroke: #30363d; }
  [stroke="${ink}"] { stroke: #d0d7de; }
}
</style>`;

/**
 * Time over leaves, both logarithmic, a panel a shape: the text of an SVG file; `undefined` where nothing was
 * measured.
 */
export async function scalingChart(results: readonly CaseResult[]): Promise<string | undefined> {
  const points = results
    .filter(({ sections }) => sections.includes("sizes"))
    .flatMap((result) =>
      series.flatMap(([program]) => {
        const found = timing(result, program);
        return found ? [{ shape: result.family, leaves: result.leaves, program, ...milliseconds(found) }] : [];
      }),
    );
  if (points.length === 0) return undefined;
  const view = new View(parse(compile(chart(points)).spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg.replace(/(<svg[^>]*>)/, `$1${darkStyle}`)}\n`;
}

function milliseconds({ median, p25, p75 }: { median: number; p25: number; p75: number }) {
  return { median, p25, p75 };
}

function chart(points: { shape: string; program: string }[]): TopLevelSpec {
  const shapes = [...new Set(points.map(({ shape }) => shape))];
  const shown = series.filter(([program]) => points.some((point) => point.program === program));
  const logarithmic = { type: "log", nice: false } as const;
  return {
    background: paper,
    padding: 12,
    data: { values: points },
    facet: { field: "shape", sort: shapes, title: null },
    columns: 2,
    spec: {
      width: 330,
      height: 260,
      encoding: {
        x: {
          field: "leaves",
          type: "quantitative",
          scale: logarithmic,
          title: "leaves",
          axis: { format: "~s", values: powersOfTen(1, 7) },
        },
        color: {
          field: "program",
          type: "nominal",
          scale: { domain: shown.map(([program]) => program), range: shown.map(([, color]) => color) },
          legend: { title: null, orient: "top", columns: 4, symbolType: "stroke", symbolStrokeWidth: 3, labelLimit: 0 },
        },
      },
      layer: [
        {
          mark: { type: "line" },
          encoding: {
            size: { condition: { test: "datum.program === 'kernel'", value: 3 }, value: 1.5 },
            y: {
              field: "median",
              type: "quantitative",
              scale: logarithmic,
              title: "milliseconds a solve",
              axis: { values: powersOfTen(-4, 5), format: "~g" },
            },
          },
        },
        {
          mark: { type: "point", filled: true, size: 36, opacity: 1 },
          encoding: { y: { field: "median", type: "quantitative" } },
        },
        {
          mark: { type: "rule", strokeWidth: 1.5 },
          encoding: { y: { field: "p25", type: "quantitative", title: "milliseconds a solve" }, y2: { field: "p75" } },
        },
      ],
    },
    config: {
      font: "system-ui, sans-serif",
      view: { stroke: null },
      axis: {
        gridColor: rules,
        domainColor: rules,
        tickColor: rules,
        labelColor: ink,
        titleColor: ink,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: "normal",
      },
      header: { labelColor: ink, labelFontSize: 14, labelFontWeight: "bold" },
      legend: { labelColor: ink, labelFontSize: 13, symbolSize: 240 },
    },
  };
}

function powersOfTen(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, k) => 10 ** (from + k));
}
