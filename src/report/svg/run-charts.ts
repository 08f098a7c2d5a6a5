import { escapeMarkup } from "../markup.js";
import { pictureNumber } from "../picture-numbers.js";
import type { LimitOfRun, RunReport } from "../run-report.js";

/** Classes of colour, from little to most. */
const TONES = 6;
const HOURS = 24;
const [LEFT, TOP] = [58, 8];
/** More days than that are drawn as narrow as can be. */
const FEW_DAYS = 14;

/** Which way the days of a map go: across, for wide screens, or down, for narrow ones. */
export type MapDirection = "across" | "down";

/** Which maps a run has: one for wide screens and one for narrow ones, or a single one for both where there are few days. */
export function mapDirections(dayCount: number): readonly MapDirection[] {
  return dayCount <= FEW_DAYS ? ["down"] : ["across", "down"];
}

/** Days and hours: how much was cut in each. The darker, the more; by the square root, so that little is seen. */
export function cutMap({ days, cutByHour }: RunReport, direction: MapDirection): string {
  const isDown = direction === "down";
  const isFew = days.length <= FEW_DAYS;
  const perDay = Math.max(3, Math.min(isDown ? 16 : 28, Math.floor(1080 / days.length)));
  const perHour = isDown ? (isFew ? 13 : 11) : 9;
  const paths = Array.from({ length: TONES }, () => "");
  const top = TOP + (isDown ? 16 : 0);
  for (const { day, hour, hours, tone } of toneRuns(cutByHour)) {
    const [x, y] = isDown ? [hour * perHour, day * perDay] : [day * perDay, hour * perHour];
    const [wide, high] = isDown ? [hours * perHour, perDay] : [perDay, hours * perHour];
    paths[tone] += `M${LEFT + x} ${top + y}h${wide}v${high}h-${wide}z`;
  }
  const [allDays, allHours] = [days.length * perDay, HOURS * perHour];
  const [width, height] = isDown ? [allHours, allDays] : [allDays, allHours];
  const hours = [0, 6, 12, 18, 24].map((hour) =>
    isDown
      ? text(LEFT + hour * perHour, TOP + 8, `${hour}:00`, "middle")
      : text(LEFT - 6, TOP + hour * perHour + 4, `${hour}:00`, "end"),
  );
  const marks = dayMarks(days, perDay, isDown ? 16 : 52).map(({ at, word }) =>
    isDown
      ? text(LEFT - 6, top + at + Math.min(12, Math.max(9, perDay - 4)), word, "end")
      : text(LEFT + at, top + height + 17, word, "start"),
  );
  return svg(LEFT + width + 20, top + height + (isDown ? 8 : 24), "What was cut, by hour and day", [
    `<rect class="empty" x="${LEFT}" y="${top}" width="${width}" height="${height}"/>`,
    ...paths.map((path, tone) => (path === "" ? "" : `<path class="tone tone${tone}" d="${path}"/>`)),
    ...hours,
    ...marks,
  ]);
}

/** Classes of colour with the least share of the most that each begins at. */
export function mapTones(): readonly { readonly tone: string; readonly from: number }[] {
  return Array.from({ length: TONES }, (_, tone) => ({ tone: `tone tone${tone}`, from: (tone / TONES) ** 2 }));
}

/** Hours of a day, one after the other, that have one tone; none where nothing was cut. */
function* toneRuns(cutByHour: Float64Array) {
  const most = cutByHour.reduce((greatest, value) => Math.max(greatest, value), 0);
  const toneAt = (at: number) => (cutByHour[at] > 0 ? toneOf(cutByHour[at] / most) : -1);
  for (let at = 0; at < cutByHour.length; ) {
    const [from, tone] = [at, toneAt(at)];
    do at++;
    while (at % HOURS !== 0 && toneAt(at) === tone);
    if (tone >= 0) yield { day: Math.floor(from / HOURS), hour: from % HOURS, hours: at - from, tone };
  }
}

function toneOf(share: number): number {
  return Math.min(TONES - 1, Math.floor(Math.sqrt(share) * TONES));
}

/** Where months begin, or days where there are few. @param room that a word takes */
function dayMarks(days: readonly string[], side: number, room: number) {
  const isLong = days.length > 45;
  let free = 0;
  return days.flatMap((day, place) => {
    const at = place * side;
    const isDate = /^\d{4}-\d\d-\d\d$/.test(day);
    // Days with numbers are marked by the ten.
    const begins = !isLong || (isDate ? day.endsWith("-01") : place % 10 === 0);
    if (!begins || at < free) return [];
    free = at + room;
    return [{ at, word: isDate ? (isLong ? day.slice(0, 7) : day.slice(5)) : day.replace("day ", "") }];
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
  return svg(LEFT + width + 24, TOP + height + 40, "Duration curves of the busiest limits", [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      line(x(0), y(share), x(1), y(share)),
      text(LEFT - 6, y(share) + 4, `${share * 100} %`, "end"),
      text(x(share), TOP + height + 17, `${share * 100} %`, "middle"),
    ]),
    text(x(0.5), TOP + height + 35, "of the time", "middle"),
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

/** What a day's powers are drawn with. */
export interface DayAxis {
  /** From midnight, at which the steps begin that there are. */
  readonly minutes: readonly number[];
  /** Length of a step. */
  readonly stepMinutes: number;
  readonly unit: string;
}

/** A day's powers, stacked; nothing where there is no step. */
export function dayChart(
  { minutes: given, stepMinutes, unit }: DayAxis,
  layers: readonly Layer[],
  label: string,
): string {
  const [width, height] = [440, 220];
  const tops: Float64Array[] = [];
  const minutes = withGaps(given, stepMinutes);
  const stepOf = new Map(given.map((minute, step) => [minute, step]));
  for (const { power } of layers) {
    const below = tops.at(-1);
    tops.push(Float64Array.from(minutes, (minute, at) => (power[stepOf.get(minute) ?? -1] ?? 0) + (below?.[at] ?? 0)));
  }
  const top = niceAbove(Math.max(...(tops.at(-1) ?? [])));
  const x = (minute: number) => round(LEFT + (minute / 1440) * width);
  const y = (power: number) => round(TOP + (1 - power / top) * height);
  const ends = minutes.map((_, at) => minutes[at + 1] ?? Math.min(minutes[at] + stepMinutes, 1440));
  const shapes = tops.map((above, which) => {
    const outline = `M${x(minutes[0])} ${y(tops[which - 1]?.[0] ?? 0)}${stairs(minutes, above, x, y)}`;
    const under = tops[which - 1] ?? new Float64Array(minutes.length);
    const back = stairs([...ends].reverse(), under.slice().reverse(), x, y);
    return `<path class="area ${layers[which].series}" d="${outline}H${x(ends[ends.length - 1])}${back}z"/>`;
  });
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

/** The steps, and where one is not followed by the next an empty one. */
function withGaps(minutes: readonly number[], stepMinutes: number): number[] {
  return minutes.flatMap((minute, at) => {
    const end = minute + stepMinutes;
    const next = minutes[at + 1] ?? end;
    return next > end + 1e-6 ? [minute, end] : [minute];
  });
}

/** A line that goes on at its height until the value is another. */
function stairs(
  minutes: readonly number[],
  values: Float64Array,
  x: (minute: number) => number,
  y: (power: number) => number,
): string {
  let path = "";
  let last = "";
  for (const [at, minute] of minutes.entries()) {
    const height = String(y(values[at]));
    if (height !== last) path += `H${x(minute)}V${height}`;
    last = height;
  }
  return path;
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
