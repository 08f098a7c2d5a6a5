import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { AllocatedStep } from "./allocated-step.js";
import { LimitUse } from "./limit-use.js";
import type { DayOfRun, LeafOfRun, RunReport } from "./run-report.js";

const HOURS_OF_DAY = 24;
const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 1440;
/** Differences that arithmetic leaves behind are nothing that was cut. */
const ROUNDING = 1e-9;
/** Leaves of the worst day that are drawn by name. */
const NAMED = 6;

const MILLISECONDS_OF_DAY = 86_400_000;
const isDate = /^\d{4}-\d\d-\d\d$/;
const dated = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)/;

/** What a run is seen with. */
export interface RunSumsOptions {
  /** With the limits whose use is to be known. */
  readonly tree?: FlatTree | undefined;
  /** Length of a step. Default: the shortest time between two. */
  readonly stepMinutes?: number | undefined;
  /** Where times are numbers: how many minutes one of them is. */
  readonly timeMinutes?: number | undefined;
}

/** Sums up a run, one step after the other; memory grows with leaves and days, not with both. */
export class RunSums {
  readonly #ids: readonly string[];
  readonly #stepMinutes: number | undefined;
  readonly #timeMinutes: number | undefined;
  readonly #limits: LimitUse | undefined;
  readonly #days: string[] = [];
  readonly #cutByHour: number[] = [];
  readonly #leaves: LeafSum[] = [];
  #times = 0;
  #withoutAnswer = 0;
  #first = "";
  #last = "";
  #interval = Number.POSITIVE_INFINITY;
  #lastAt = Number.NaN;
  #isWhole = true;
  #rows = -1;
  #cut = { import: 0, export: 0 };
  #day = new OpenDay("");
  #worst: OpenDay | undefined;

  /** @param ids names of the leaves, which may become more */
  constructor(ids: readonly string[], { tree, stepMinutes, timeMinutes }: RunSumsOptions = {}) {
    this.#ids = ids;
    this.#stepMinutes = stepMinutes;
    this.#timeMinutes = timeMinutes;
    this.#limits = tree && new LimitUse(tree);
  }

  /** @throws InputError for what is no time, a number where it is not said what it counts, and a leaf that the tree does not have */
  add(step: AllocatedStep): void {
    const { time, count, leaf, request, dispatch, curtailment } = step;
    const { date, minute, at } = this.#placeOf(time);
    if (this.#times === 0) this.#first = time;
    this.#last = time;
    this.#times++;
    if (!Number.isNaN(this.#lastAt)) this.#interval = Math.min(this.#interval, at - this.#lastAt);
    this.#lastAt = at;
    if (this.#rows >= 0 && count !== this.#rows) this.#isWhole = false;
    this.#rows = count;
    if (date !== this.#day.date) this.#begin(date);
    if (count > 0 && Number.isNaN(dispatch[0])) {
      this.#withoutAnswer++;
      return;
    }
    let cutNow = 0;
    const column = this.#day.begin(minute);
    for (let row = 0; row < count; row++) {
      this.#leaves[leaf[row]] ??= new LeafSum();
      const sum = this.#leaves[leaf[row]];
      const [asked, given, cut] = [request[row], dispatch[row], curtailment[row]];
      const served = Math.min(Math.abs(asked), Math.abs(given)) * (asked * given < 0 ? 0 : 1);
      sum.requested += Math.abs(asked);
      sum.served += served;
      column.requested += Math.abs(asked);
      column.served += served;
      if (Math.abs(cut) <= ROUNDING * Math.max(Math.abs(asked), Math.abs(given))) continue;
      sum.cut += Math.abs(cut);
      sum.stepsCut++;
      this.#cut[cut > 0 ? "import" : "export"] += Math.abs(cut);
      cutNow += Math.abs(cut);
      column.cuts.push({ leaf: leaf[row], power: Math.abs(cut) });
    }
    this.#day.cut += cutNow;
    this.#cutByHour[(this.#days.length - 1) * HOURS_OF_DAY + Math.floor(minute / MINUTES_OF_HOUR)] += cutNow;
    this.#limits?.add(step, this.#ids);
  }

  /** @throws InputError for a run of no step */
  report(mostLimits: number): RunReport {
    if (this.#times === 0) throw new InputError("it has no steps: there is nothing to report");
    this.#keepWorst();
    const shortest = Number.isFinite(this.#interval) ? this.#interval : MINUTES_OF_HOUR;
    const hours = (this.#stepMinutes ?? shortest) / MINUTES_OF_HOUR;
    const isWhole = this.#isWhole && this.#rows === this.#ids.length;
    const leaves = this.#ids.map((id, k) => leafOf(id, this.#leaves[k] ?? new LeafSum(), hours));
    const total = (of: (leaf: LeafOfRun) => number) => leaves.reduce((sum, leaf) => sum + of(leaf), 0);
    return {
      steps: this.#times,
      stepsWithoutAnswer: this.#withoutAnswer,
      hours,
      first: this.#first,
      last: this.#last,
      days: this.#days,
      cutByHour: Float64Array.from(this.#cutByHour, (power) => power * hours),
      isWhole,
      cutLeaves: leaves.filter(({ cut }) => cut > 0).sort((a, b) => b.cut - a.cut),
      leafCount: leaves.length,
      requested: total(({ requested }) => requested),
      served: total(({ served }) => served),
      cutImport: this.#cut.import * hours,
      cutExport: this.#cut.export * hours,
      worstDay: this.#worst && this.#worst.cut > 0 ? this.#worst.told(this.#ids) : undefined,
      limits: isWhole ? this.#limits?.fullest(mostLimits, hours) : undefined,
    };
  }

  #begin(date: string): void {
    this.#keepWorst();
    const last = this.#day.date;
    this.#day = new OpenDay(date);
    // A file of those alone who were cut has no rows on a day without any.
    for (const day of [...daysBetween(last, date), date]) {
      this.#days.push(day);
      for (let hour = 0; hour < HOURS_OF_DAY; hour++) this.#cutByHour.push(0);
    }
  }

  #keepWorst(): void {
    if (this.#worst === undefined || this.#day.cut > this.#worst.cut) this.#worst = this.#day;
  }

  /** The day and minute of a time, as its zone has them, and minutes since whenever. */
  #placeOf(time: string): { readonly date: string; readonly minute: number; readonly at: number } {
    const [, date, hour, minutes] = dated.exec(time) ?? [];
    if (date !== undefined) {
      return {
        date,
        minute: Number(hour) * MINUTES_OF_HOUR + Number(minutes),
        at: Date.parse(time.replace(" ", "T")) / 60_000,
      };
    }
    const at = Number(time) * (this.#timeMinutes ?? Number.NaN);
    if (time.trim() === "" || !(at >= 0)) {
      const isNumber = this.#timeMinutes === undefined && time.trim() !== "" && Number(time) >= 0;
      const problem = isNumber ? "is a number; how many minutes is one of them?" : "is no time";
      throw new InputError(`the time "${excerpt(time)}" ${problem}`, { field: "timeMinutes", value: time });
    }
    return { date: `day ${Math.floor(at / MINUTES_OF_DAY) + 1}`, minute: at % MINUTES_OF_DAY, at };
  }
}

/** The dates between two; none where they are no dates. */
function daysBetween(last: string, next: string): string[] {
  const [from, to] = [last, next].map((date) => (isDate.test(date) ? Date.parse(date) : Number.NaN));
  const between: string[] = [];
  for (let day = from + MILLISECONDS_OF_DAY; day < to; day += MILLISECONDS_OF_DAY) {
    between.push(new Date(day).toISOString().slice(0, 10));
  }
  return between;
}

/** Powers, added up. */
class LeafSum {
  requested = 0;
  served = 0;
  cut = 0;
  stepsCut = 0;
}

function leafOf(id: string, { requested, served, cut, stepsCut }: LeafSum, hours: number): LeafOfRun {
  return { id, requested: requested * hours, served: served * hours, cut: cut * hours, hoursCut: stepsCut * hours };
}

interface DayColumn {
  readonly minute: number;
  requested: number;
  served: number;
  readonly cuts: { readonly leaf: number; readonly power: number }[];
}

/** A day while its steps come. */
class OpenDay {
  readonly date: string;
  readonly #columns: DayColumn[] = [];
  cut = 0;

  constructor(date: string) {
    this.date = date;
  }

  begin(minute: number): DayColumn {
    const column = { minute, requested: 0, served: 0, cuts: [] };
    this.#columns.push(column);
    return column;
  }

  told(ids: readonly string[]): DayOfRun {
    const byLeaf = new Map<number, number>();
    for (const { cuts } of this.#columns) {
      for (const { leaf, power } of cuts) byLeaf.set(leaf, (byLeaf.get(leaf) ?? 0) + power);
    }
    const named = [...byLeaf]
      .sort((a, b) => b[1] - a[1])
      .slice(0, NAMED)
      .map(([leaf]) => leaf);
    const powerOf = (isMeant: (leaf: number) => boolean) =>
      Float64Array.from(this.#columns, ({ cuts }) =>
        cuts.reduce((sum, { leaf, power }) => sum + (isMeant(leaf) ? power : 0), 0),
      );
    return {
      date: this.date,
      minutes: this.#columns.map(({ minute }) => minute),
      served: Float64Array.from(this.#columns, ({ served }) => served),
      requested: Float64Array.from(this.#columns, ({ requested }) => requested),
      cut: named.map((wanted) => ({ id: ids[wanted], power: powerOf((leaf) => leaf === wanted) })),
      othersCut: powerOf((leaf) => !named.includes(leaf)),
    };
  }
}
