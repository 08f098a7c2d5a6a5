import { bisectLeft, bisectRight } from "d3-array";
import { axisBottom } from "d3-axis";
import { scaleLinear, scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import type { PlanPageData } from "../../src/report/html/plan-page-data.js";

const MILLISECONDS_OF_HOUR = 3_600_000;
const PIXELS_OF_TICK = 58;
const instant = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?/;

/** The steps of a plan on a horizontal axis, and in words. */
export class TimeAxis {
  readonly #times: readonly string[];
  /** Where steps begin: milliseconds of the clock on the wall, or numbers of steps. */
  readonly #edges: readonly number[];
  readonly #isClock: boolean;
  /** The first step whose clock needs a day beside it, so that no two steps look alike. */
  readonly #firstDated: number;

  /** Edges at the axis's ends. */
  #first = 0;
  #last: number;

  constructor({ times, elapsed }: PlanPageData) {
    this.#last = elapsed.length - 1;
    const first = instant.exec(times[0]);
    this.#times = times;
    this.#isClock = first !== null;
    this.#firstDated = elapsed[elapsed.length - 1] > 24 ? 0 : bisectLeft(elapsed, 24);
    const begin = first ? Date.parse(`${first[1]}T${first[2]}${first[3] ?? ""}Z`) : 0;
    const firstStep = Number(times[0]);
    this.#edges = first
      ? elapsed.map((hours) => begin + hours * MILLISECONDS_OF_HOUR)
      : elapsed.map((_, step) => firstStep + step);
  }

  /** Brings the steps `from..to - 1` between the axis's ends. */
  show({ from, to }: { readonly from: number; readonly to: number }): this {
    [this.#first, this.#last] = [from, to];
    return this;
  }

  /** Where the steps' edges are between two pixels, `steps + 1` of them. */
  pixels(left: number, right: number): number[] {
    const scale = this.#scale(left, right);
    return this.#edges.map((edge) => scale(edge));
  }

  /** The step at a pixel; beyond the ends the one there. */
  stepAt(pixel: number, left: number, right: number): number {
    const edge = this.#scale(left, right).invert(pixel).valueOf();
    return Math.max(this.#first, Math.min(this.#last - 1, bisectRight(this.#edges, edge) - 1));
  }

  /** Draws the axis into an SVG group. */
  draw(group: SVGGElement, left: number, right: number): void {
    const ticks = this.#ticks(left, right);
    const axis = axisBottom<number>(this.#scale(left, right) as ReturnType<typeof scaleLinear<number, number>>);
    axis.tickValues(ticks.map(({ edge }) => edge)).tickFormat((_, at) => ticks[at].words);
    select(group).call(axis.tickSizeOuter(0));
  }

  /** Ticks for who draws the axis without SVG. */
  ticks(left: number, right: number): readonly { readonly x: number; readonly words: string }[] {
    const scale = this.#scale(left, right);
    return this.#ticks(left, right).map(({ edge, words }) => ({ x: scale(edge), words }));
  }

  /** When a step begins, in short: the hour, and the day where there is more than one. */
  words(step: number): string {
    const time = this.#times[step];
    const found = instant.exec(time);
    if (!found) return time;
    const [, day, minutes, seconds = ":00"] = found;
    const clock = seconds === ":00" ? minutes : minutes + seconds;
    return step < this.#firstDated ? clock : `${day.slice(5)} ${clock}`;
  }

  #scale(left: number, right: number) {
    const domain = [this.#edges[this.#first], this.#edges[this.#last]];
    return this.#isClock ? scaleUtc(domain, [left, right]) : scaleLinear(domain, [left, right]);
  }

  #ticks(left: number, right: number): { edge: number; words: string }[] {
    const count = Math.max(2, Math.floor((right - left) / PIXELS_OF_TICK));
    const ticks = this.#scale(left, right).ticks(count).map(Number);
    if (this.#isClock) return ticks.map((edge) => ({ edge, words: clockWords(edge) }));
    return ticks.filter(Number.isInteger).map((edge) => ({ edge, words: String(edge) }));
  }
}

/** The hour, and at midnight the day. */
function clockWords(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return text.slice(11, 19) === "00:00:00" ? text.slice(5, 10) : text.slice(11, 16);
}
