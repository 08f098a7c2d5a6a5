import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { AllocatedStep } from "./allocated-step.js";
import { CutByHour } from "./cut-by-hour.js";
import { LimitUse } from "./limit-use.js";
import { RunClock } from "./run-clock.js";
import type { DayOfRun, LeafOfRun, RunReport } from "./run-report.js";

const MINUTES_OF_HOUR = 60;
/** Differences that arithmetic leaves behind are nothing that was cut. */
const ROUNDING = 1e-9;
/** Leaves of the worst day that are drawn by name. */
const NAMED = 6;

/** What a run is seen with. */
export interface RunSumsOptions {
  /** With the limits whose use is to be known. */
  readonly tree?: FlatTree | undefined;
  /** Length of a step. Default: the shortest time between two. */
  readonly stepMinutes?: number | undefined;
  /** Where times are numbers: how many minutes one of them is. */
  readonly timeMinutes?: number | undefined;
}

/** Sums up a run, one step after the other; memory grows with leaves and steps, not with both; of one day it has who was cut at each. */
export class RunSums {
  readonly #ids: readonly string[];
  readonly #stepMinutes: number | undefined;
  readonly #leafCount: number | undefined;
  readonly #clock: RunClock;
  readonly #limits: LimitUse | undefined;
  readonly #cutByHour = new CutByHour();
  readonly #leaves: LeafSum[] = [];
  #times = 0;
  #withoutAnswer = 0;
  #first = "";
  #last = "";
  #interval = Number.POSITIVE_INFINITY;
  #lastAt = Number.NaN;
  #isEven = true;
  #hasUncut = false;
  #rows = -1;
  #cut = { import: 0, export: 0 };
  #day = new OpenDay(Number.NaN);
  #worst: OpenDay | undefined;

  /** @param ids names of the leaves, which may become more */
  constructor(ids: readonly string[], { tree, stepMinutes, timeMinutes }: RunSumsOptions = {}) {
    this.#ids = ids;
    this.#stepMinutes = stepMinutes;
    this.#clock = new RunClock(timeMinutes);
    this.#leafCount = tree?.leafCount;
    this.#limits = tree && new LimitUse(tree);
  }

  /** @throws InputError as `RunClock.next`, and for a leaf that the tree does not have */
  add(step: AllocatedStep): void {
    const { time, count, leaf, request, dispatch, curtailment } = step;
    const { day, minute, at } = this.#clock.next(time);
    if (this.#times === 0) this.#first = time;
    this.#last = time;
    this.#times++;
    if (!Number.isNaN(this.#lastAt)) this.#interval = Math.min(this.#interval, at - this.#lastAt);
    this.#lastAt = at;
    if (this.#rows >= 0 && count !== this.#rows) this.#isEven = false;
    this.#rows = count;
    if (day !== this.#day.day) {
      this.#keepWorst();
      this.#day = new OpenDay(day);
    }
    if (count > 0 && Number.isNaN(dispatch[0])) {
      this.#withoutAnswer++;
      this.#cutByHour.add(day, minute, 0);
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
      column.served += served;
      if (Math.abs(cut) <= ROUNDING * Math.max(Math.abs(asked), Math.abs(given))) {
        this.#hasUncut = true;
        continue;
      }
      sum.cut += Math.abs(cut);
      sum.stepsCut++;
      this.#cut[cut > 0 ? "import" : "export"] += Math.abs(cut);
      cutNow += Math.abs(cut);
      column.cuts.push({ leaf: leaf[row], power: Math.abs(cut) });
    }
    this.#day.cut += cutNow;
    this.#cutByHour.add(day, minute, cutNow);
    this.#limits?.add(step, this.#ids);
  }

  /** @throws InputError for a run of no step */
  report(mostLimits: number): RunReport {
    if (this.#times === 0) throw new InputError("it has no steps: there is nothing to report");
    this.#keepWorst();
    const shortest = Number.isFinite(this.#interval) ? this.#interval : MINUTES_OF_HOUR;
    const hours = (this.#stepMinutes ?? shortest) / MINUTES_OF_HOUR;
    const isWhole = this.#isWhole();
    const byHour = this.#cutByHour.told(hours);
    const leaves = this.#ids.map((id, k) => leafOf(id, this.#leaves[k] ?? new LeafSum(), hours));
    const total = (of: (leaf: LeafOfRun) => number) => leaves.reduce((sum, leaf) => sum + of(leaf), 0);
    return {
      steps: this.#times,
      stepsWithoutAnswer: this.#withoutAnswer,
      hours,
      first: this.#first,
      last: this.#last,
      days: byHour.days.map((day) => this.#clock.nameOf(day)),
      cutByHour: byHour.energy,
      isWhole,
      cutLeaves: leaves.filter(({ cut }) => cut > 0).sort((a, b) => b.cut - a.cut),
      leafCount: leaves.length,
      requested: total(({ requested }) => requested),
      served: total(({ served }) => served),
      cutImport: this.#cut.import * hours,
      cutExport: this.#cut.export * hours,
      worstDay: this.#worst && this.#worst.cut > 0 ? this.#worst.told(this.#ids, this.#clock) : undefined,
      limits: isWhole ? this.#limits?.fullest(mostLimits, hours) : undefined,
    };
  }

  /** Those who are cut at every step look like all leaves: only the grid, or somebody who was not cut, tells that they are. */
  #isWhole(): boolean {
    if (!this.#isEven || this.#rows !== this.#ids.length) return false;
    return this.#leafCount === undefined ? this.#hasUncut : this.#rows === this.#leafCount;
  }

  #keepWorst(): void {
    if (this.#worst === undefined || this.#day.cut > this.#worst.cut) this.#worst = this.#day;
  }
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
  served: number;
  readonly cuts: { readonly leaf: number; readonly power: number }[];
}

/** A day while its steps come. */
class OpenDay {
  readonly day: number;
  readonly #columns: DayColumn[] = [];
  cut = 0;

  constructor(day: number) {
    this.day = day;
  }

  begin(minute: number): DayColumn {
    const column = { minute, served: 0, cuts: [] };
    this.#columns.push(column);
    return column;
  }

  told(ids: readonly string[], clock: RunClock): DayOfRun {
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
      date: clock.nameOf(this.day),
      minutes: this.#columns.map(({ minute }) => minute),
      served: Float64Array.from(this.#columns, ({ served }) => served),
      cut: named.map((wanted) => ({ id: ids[wanted], power: powerOf((leaf) => leaf === wanted) })),
      othersCut: powerOf((leaf) => !named.includes(leaf)),
    };
  }
}
