import { excerpt } from "../model/printable.js";
import { withoutApostrophe } from "../text/csv-cells.js";
import { ProfileRows, type ProfileStep, type RowPlace, type RowReading } from "./profile-rows.js";

/** A row for each time and id, `time,id,request`: the rows of a time stand together, its ids in any order. */
export class LongRows extends ProfileRows {
  readonly columns: string[] = [];
  protected values = new Float64Array(0);
  readonly #at: { readonly id: number; readonly request: number };
  readonly #columnOf = new Map<string, number>();
  /** The step in which each column had its last number. */
  readonly #lastStep: number[] = [];
  #step = -1;
  #time = "";
  #place: RowPlace = { line: 1 };

  /**
   * @param at which of the columns behind the time are which
   * @param known the ids, where they are known: from the first row on each of them has a column
   */
  constructor(reading: RowReading, at: { readonly id: number; readonly request: number }, known: readonly string[]) {
    super(reading);
    this.#at = at;
    this.values = new Float64Array(known.length).fill(Number.NaN);
    for (const id of known) this.#add(id);
  }

  *take(cells: readonly string[], place: RowPlace): Generator<ProfileStep, void> {
    if (cells.length !== 3) {
      this.tell(`expected 3 cells as in the header, got ${cells.length}`, place);
      return;
    }
    const [time, ...others] = cells;
    if (time !== this.#time || this.#step < 0) {
      yield* this.end();
      yield* this.skipTo(time, place);
      this.#step++;
      this.#time = time;
    }
    this.#place = place;
    const id = withoutApostrophe(others[this.#at.id]);
    const k = this.#columnOf.get(id) ?? this.#discovered(id, place);
    if (this.#lastStep[k] === this.#step) {
      this.tell(`"${excerpt(id)}" stands there twice at ${excerpt(time)}`, place, { field: id });
      return;
    }
    this.#lastStep[k] = this.#step;
    this.readCell(others[this.#at.request], k, place);
  }

  /** Ends the step that is read. */
  *end(): Generator<ProfileStep, void> {
    if (this.#step < 0) return;
    for (let k = 0; k < this.columns.length; k++) {
      if (this.#lastStep[k] === this.#step) continue;
      this.makeUp(k, `"${excerpt(this.columns[k])}" has no row at ${excerpt(this.#time)}`, this.#place);
    }
    yield { time: this.#time, values: this.values.subarray(0, this.columns.length) };
  }

  /** An id that has had no row at the times before. */
  #discovered(id: string, place: RowPlace): number {
    if (this.#step > 0 && this.missing !== "zero") {
      const problem = `"${excerpt(id)}" has no row before ${excerpt(this.#time)}; the steps before have others`;
      this.tell(problem, place, { field: id });
    }
    return this.#add(id);
  }

  #add(id: string): number {
    const k = this.columns.push(id) - 1;
    this.#columnOf.set(id, k);
    this.#lastStep.push(-1);
    if (k >= this.values.length) {
      const longer = new Float64Array(2 * k + 16).fill(Number.NaN);
      longer.set(this.values);
      this.values = longer;
    }
    return k;
  }
}
