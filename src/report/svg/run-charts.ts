import { escapeMarkup } from "../markup.js";
import { pictureNumber } from "../picture-numbers.js";
import type { LimitOfRun, RunReport } from "../run-report.js";

/** Classes of colour, from little to most. */
const TONES = 6;
const HOURS = 24;
const [LEFT, TOP] = [44, 8];

/** Hours down, days across: how much was cut in each. The darker, the more; by the square root, so that little is seen. */
export function cutMap({ days, cutByHour }: RunReport): string {
  const side = Math.max(3, Math.min(28, Math.floor(1100 / days.length)));
  const height = 9;
  const most = cutByHour.reduce((greatest, value) => Math.max(greatest, value), 0);
  const paths = Array.from({ length: TONES }, () => "");
  cutByHour.forEach((value, at) => {
    if (value === 0) return;
    const tone = Math.min(TONES - 1, Math.floor(Math.sqrt(value / most) * TONES));
    paths[tone] +=
      `M${LEFT + Math.floor(at / HOURS) * side} ${TOP + (at % HOURS) * height}h${side}v${height}h-${side}z`;
  });
  const width = LEFT + days.length * side + 12;
  const bottom = TOP + HOURS * height;
  const marks = [0, 6, 12, 18, 24].map((hour) => text(LEFT - 6, TOP + hour * height + 4, `${hour}:00`, "end"));
  return svg(width, bottom + 24, "What was cut, by hour and day", [
    `<rect class="empty" x="${LEFT}" y="${TOP}" width="${days.length * side}" height="${HOURS * height}"/>`,
    ...paths.map((path, tone) => (path === "" ? "" : `<path class="tone tone${tone}" d="${path}"/>`)),
    ...marks,
    ...dayMarks(days, side).map(({ x, word }) => text(x, bottom + 17, word, "start")),
  ]);
}

/** Where months begin, or days where there are few. */
function dayMarks(days: readonly string[], side: number): { readonly x: number; readonly word: string }[] {
  const isLong = days.length > 45;
  const room = 52;
  let free = 0;
  return days.flatMap((day, at) => {
    const x = LEFT + at * side;
    const begins = !isLong || !/^\d{4}-\d\d-\d\d$/.test(day) || day.endsWith("-01");
    if (!begins || x < free) return [];
    free = x + room;
    const isDate = /^\d{4}-\d\d-\d\d$/.test(day);
    return [{ x, word: isDate ? (isLong ? day.slice(0, 7) : day.slice(5)) : day.replace("day ", "") }];
  });
}

/** How much of each limit is used for how much of the time. */
export function durationCurves(limits: readonly LimitOfRun[]): string {
  const [width, height] = [440, 220];
  const x = (share: number) => LEFT + share * width;
  const y = (use: number) => TOP + (1 - use) * height;
  const lines = limits.map(({ curve }, which) => {
    const points = curve.map((use, at) => `${round(x(at / (curve.length - 1)))},${round(y(use))}`);
    return `<polyline class="series series${which}" points="${points.join(" ")}"/>`;
  });
  return svg(LEFT + width + 24, TOP + height + 36, "Duration curves of the busiest limits", [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      line(x(0), y(share), x(1), y(share)),
      text(LEFT - 6, y(share) + 4, `${share * 100} %`, "end"),
      text(x(share), TOP + height + 17, `${share * 100} %`, "middle"),
    ]),
    text(x(0.5), TOP + height + 33, "of the time", "middle"),
    ...lines,
  ]);
}

/** Powers of a day that are drawn one on top of the other. */
export interface Layer {
  /** Class of its colour. */
  readonly series: string;
  readonly word: string;
  readonly power: Float64Array;
}

/** A day's powers, stacked. */
export function dayChart(minutes: readonly number[], layers: readonly Layer[], label: string, unit: string): string {
  const [width, height] = [440, 220];
  const tops: Float64Array[] = [];
  for (const { power } of layers) tops.push(power.map((own, at) => own + (tops.at(-1)?.[at] ?? 0)));
  const top = niceAbove(Math.max(...(tops.at(-1) ?? [])));
  const stepMinutes = minutes.length > 1 ? minutes[1] - minutes[0] : 60;
  const x = (minute: number) => round(LEFT + (minute / 1440) * width);
  const y = (power: number) => round(TOP + (1 - power / top) * height);
  const area = (above: Float64Array, below: Float64Array | undefined) => {
    const forth = minutes.map(
      (minute, at) => `${x(minute)},${y(above[at])} ${x(minute + stepMinutes)},${y(above[at])}`,
    );
    const back = minutes.map((minute, at) => {
      const under = y(below?.[at] ?? 0);
      return `${x(minute + stepMinutes)},${under} ${x(minute)},${under}`;
    });
    return [...forth, ...back.reverse()].join(" ");
  };
  const shapes = tops.map(
    (above, which) => `<polygon class="area ${layers[which].series}" points="${area(above, tops[which - 1])}"/>`,
  );
  return svg(LEFT + width + 24, TOP + height + 24, label, [
    ...[0, 0.5, 1].flatMap((share) => [
      line(LEFT, y(share * top), LEFT + width, y(share * top)),
      text(LEFT - 6, Number(y(share * top)) + 4, pictureNumber(share * top), "end"),
    ]),
    ...shapes,
    ...[0, 6, 12, 18, 24].map((hour) => text(LEFT + (hour / 24) * width, TOP + height + 17, `${hour}:00`, "middle")),
    text(LEFT + 4, TOP + 12, unit, "start"),
  ]);
}

/** A round number, not below. */
function niceAbove(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function svg(width: number, height: number, label: string, parts: readonly string[]): string {
  const inside = parts.filter((part) => part !== "").join("");
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeMarkup(label)}">${inside}</svg>`;
}

function text(x: number, y: number, word: string, anchor: "start" | "middle" | "end"): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeMarkup(word)}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
