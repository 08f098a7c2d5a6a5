import { escapeMarkup } from "../markup.js";
import { counted, percent, pictureCount, pictureNumber } from "../picture-numbers.js";
import type { LeafOfRun, RunReport } from "../run-report.js";
import { cutMap, dayChart, durationCurves, type Layer, mapDirections, mapTones } from "../svg/run-charts.js";
import { htmlPage, type Provenance } from "./html-page.js";
import { pageStyle } from "./run-page-assets.js";

/** What the page of a run says beside what the run came to. */
export interface RunPageOptions {
  readonly title: string;
  /** What flows are measured in. Default: kW. */
  readonly unit?: string | undefined;
  /** Why there are no curves of limits, where there are none. */
  readonly withoutLimits?: string | undefined;
  readonly provenance?: Provenance | undefined;
}

/** Leaves in the table of who was cut, those that are seen at once and those behind them. */
const SEEN = 15;
const LISTED = 1000;

/** What a run came to as a page of its own, in one file that needs no network and no script. */
export function runPage(report: RunReport, { title, unit = "kW", withoutLimits, provenance }: RunPageOptions): string {
  const energy = `${unit}h`;
  const panels = [
    figures(report, energy),
    panel("What was cut, by hour and day", report.cutLeaves.length > 0 ? mapPanel(report, energy) : NOTHING),
    panel("The busiest limits", limitsPanel(report, withoutLimits)),
    panel("Who was cut", report.cutLeaves.length > 0 ? leavesTable(report, energy) : NOTHING),
    panel("The worst day", report.worstDay ? dayPanel(report, unit) : NOTHING),
  ];
  return htmlPage({
    title: `${title}: what was cut`,
    heading: title,
    summary: `${counted(report.steps, "step")}${report.isWhole ? "" : " at which somebody was cut"}, from ${report.first} to ${report.last}, ${lengthOf(report.hours)} each`,
    main: `<main>${panels.join("")}</main>`,
    data: {},
    style: pageStyle,
    provenance,
  });
}

/** `15 min`, `1 h`. */
function lengthOf(hours: number): string {
  return hours < 1 ? `${pictureNumber(hours * 60)} min` : `${pictureNumber(hours)} h`;
}

const NOTHING = "<p>Nothing was cut.</p>";

function panel(heading: string, content: string): string {
  return `<section class="panel"><h2>${escapeMarkup(heading)}</h2>${content}</section>`;
}

function figures(report: RunReport, energy: string): string {
  const { isWhole, requested, served, cutImport, cutExport, cutLeaves, leafCount, stepsWithoutAnswer } = report;
  const told: [string, string][] = [
    ["import cut", `${pictureNumber(cutImport)} ${energy}`],
    ["export cut", `${pictureNumber(cutExport)} ${energy}`],
    ...(isWhole && requested > 0
      ? ([["of all requested, served", percent(served / requested)]] as [string, string][])
      : []),
    [isWhole ? `of ${counted(leafCount, "leaf", "leaves")}, cut` : "leaves cut", pictureCount(cutLeaves.length)],
  ];
  if (stepsWithoutAnswer > 0) told.push(["steps without an answer", pictureCount(stepsWithoutAnswer)]);
  const list = told.map(
    ([name, value]) => `<div class="figure"><dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd></div>`,
  );
  const partial = isWhole
    ? ""
    : '<p class="help">The file has rows of those alone who were cut; what the others had is not known.</p>';
  return `<dl class="figures">${list.join("")}</dl>${partial}`;
}

function mapPanel(report: RunReport, energy: string): string {
  const { days, cutByHour } = report;
  const worst = cutByHour.reduce((most, value, at) => (value > cutByHour[most] ? at : most), 0);
  const hour = worst % 24;
  const when = `${days[Math.floor(worst / 24)]}, ${hour}:00 to ${hour + 1}:00`;
  const words = `Most in one hour: ${pictureNumber(cutByHour[worst])} ${energy}, ${when}. Times are those of the file.`;
  const maps = mapDirections(days.length).map((direction, _, { length }) => {
    const which = length === 1 ? "single" : direction;
    return `<div class="scroll map ${which}" tabindex="0" role="region" aria-label="Map of hours and days">${cutMap(report, direction)}</div>`;
  });
  const tones = mapTones().map(({ tone, from }) =>
    legendEntry(
      tone,
      from === 0 ? "little" : `from ${pictureNumber(Number((from * cutByHour[worst]).toPrecision(2)))}`,
    ),
  );
  const legend = [legendEntry("empty", "nothing"), ...tones, `<li>${escapeMarkup(energy)} cut in an hour</li>`];
  return `${maps.join("")}<ul class="legend">${legend.join("")}</ul><p class="help">${escapeMarkup(words)}</p>`;
}

function limitsPanel({ limits }: RunReport, withoutLimits: string | undefined): string {
  if (limits === undefined || limits.length === 0) {
    return `<p>${escapeMarkup(withoutLimits ?? "The grid has no limits but those of its leaves.")}</p>`;
  }
  const legend = limits.map(({ id, alike, hoursFull }, which) => {
    const others = alike === 0 ? "" : ` and ${pictureCount(alike)} more alike`;
    const full = hoursFull === 0 ? "never full" : `full for ${pictureNumber(hoursFull)} h`;
    return legendEntry(`series${which}`, `${id}${others}: ${full}`);
  });
  return `<div class="chart">${durationCurves(limits)}</div><ul class="legend">${legend.join("")}</ul>`;
}

function dayPanel({ worstDay, isWhole, hours }: RunReport, unit: string): string {
  if (worstDay === undefined) return NOTHING;
  const { minutes, date, served, cut, othersCut } = worstDay;
  const layers: Layer[] = cut.map(({ id, power }, which) => ({ series: `series${which}`, word: id, power }));
  if (othersCut.some((power) => power > 0)) layers.push({ series: "others", word: "all others", power: othersCut });
  const all = minutes.map((_, at) => layers.reduce((sum, { power }) => sum + power[at], 0));
  const day: Layer[] = [
    { series: "served", word: isWhole ? "served" : "served of those who were cut", power: served },
    { series: "cut", word: "cut", power: Float64Array.from(all) },
  ];
  const axis = { minutes, stepMinutes: hours * 60, unit };
  const chart = (label: string, stacked: readonly Layer[]) =>
    `<div><h3>${escapeMarkup(label)}</h3><div class="chart">${dayChart(axis, stacked, label)}</div>` +
    `<ul class="legend">${stacked.map(({ series, word }) => legendEntry(series, word)).join("")}</ul></div>`;
  return (
    `<p>${escapeMarkup(`${date}, import and export alike.`)}</p>` +
    `<div class="pair">${chart("Served and cut", day)}${chart("Cut, by whom", layers)}</div>`
  );
}

function legendEntry(series: string, word: string): string {
  return `<li><span class="swatch ${series}"></span>${escapeMarkup(word)}</li>`;
}

function leavesTable({ cutLeaves, cutImport, cutExport, isWhole }: RunReport, energy: string): string {
  const all = cutImport + cutExport;
  const most = cutLeaves[0].cut;
  const heads = ["leaf", `cut, ${energy}`, "of all cut", "hours cut", ...(isWhole ? ["served"] : [])];
  const head = heads.map(
    (name, at) => `<th scope="col"${at === 0 ? "" : ' class="number"'}>${escapeMarkup(name)}</th>`,
  );
  const table = (leaves: readonly LeafOfRun[], label: string) =>
    `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${head.join("")}</tr></thead>` +
    `<tbody>${leaves.map((leaf) => leafRow(leaf, all, most, isWhole)).join("")}</tbody></table></div>`;
  const others = cutLeaves.slice(SEEN, LISTED);
  const left = cutLeaves.length - LISTED;
  const unlisted = left > 0 ? `<p class="help">and ${counted(left, "leaf", "leaves")} from whom less was cut</p>` : "";
  const count = counted(others.length, "more leaf", "more leaves");
  const more = `<details><summary>${count}</summary>${table(others, "Table of the others who were cut")}${unlisted}</details>`;
  return table(cutLeaves.slice(0, SEEN), "Table of who was cut") + (others.length > 0 ? more : "");
}

function leafRow(
  { id, cut, hoursCut, requested, served }: LeafOfRun,
  all: number,
  most: number,
  isWhole: boolean,
): string {
  const bar = `<span class="bar" style="width:${Math.round((100 * cut) / most)}%"></span>`;
  const cells = [
    pictureNumber(cut),
    percent(cut / all),
    pictureNumber(hoursCut),
    ...(isWhole ? [requested > 0 ? percent(served / requested) : ""] : []),
  ];
  const numbers = cells.map((cell) => `<td class="number">${escapeMarkup(cell)}</td>`);
  return `<tr><th scope="row">${escapeMarkup(id)}${bar}</th>${numbers.join("")}</tr>`;
}
