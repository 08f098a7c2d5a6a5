import { excerpt } from "../model/printable.js";
import { isAbsent } from "../text/cell-number.js";
import { withoutApostrophe } from "../text/csv-cells.js";
import {
  type LimitField,
  type OfLimits,
  ProfileRows,
  type ProfileStep,
  type RowPlace,
  type RowReading,
} from "./profile-rows.js";

/** Which of the columns behind the time are which. */
export interface LongColumns {
  readonly id: number;
  readonly request: number;
  readonly limits: OfLimits<number>;
}

/** A row for each time and id, `time,id,request[,lower,upper,shift]`: the rows of a time stand together, its ids in any order. */
export class LongRows extends ProfileRows {
  readonly columns: string[] = [];
  protected values = new Float64Array(0);
  protected override limits: { [field in LimitField]?: Float64Array } = {};
  readonly #at: LongColumns;
  readonly #limitsAt: readonly (readonly [LimitField, number])[];
  readonly #columnOf = new Map<string, number>();
  /** The step in which each column had its last row. */
  readonly #lastStep: number[] = [];
  #step = -1;
  #time = "";
  #place: RowPlace = { line: 1 };

  /** @param known the ids, where they are known: from the first row on each of them has a column */
  constructor(reading: RowReading, at: LongColumns, known: readonly string[]) {
    super(reading);
    this.#at = at;
    this.#limitsAt = Object.entries(at.limits) as [LimitField, number][];
    const unknown = () => new Float64Array(known.length).fill(Number.NaN);
    this.values = unknown();
    for (const [field] of this.#limitsAt) this.limits[field] = unknown();
    for (const id of known) this.#add(id);
  }

  *take(cells: readonly string[], place: RowPlace): Generator<ProfileStep, void> {
    const expected = 3 + this.#limitsAt.length;
    if (cells.length !== expected) {
      this.tell(`expected ${expected} cells as in the header, got ${cells.length}`, place);
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
    for (const [field, at] of this.#limitsAt) {
      this.#limitsOf(field)[k] = isAbsent(others[at])
        ? Number.NaN
        : this.numberIn(others[at], { name: field, mayBeInfinite: field !== "shift" }, place);
    }
  }

  /** Ends the step that is read. */
  *end(): Generator<ProfileStep, void> {
    if (this.#step < 0) return;
    const count = this.columns.length;
    for (let k = 0; k < count; k++) {
      if (this.#lastStep[k] === this.#step) continue;
      this.makeUp(k, `"${excerpt(this.columns[k])}" has no row at ${excerpt(this.#time)}`, this.#place);
      if (this.missing === "zero") for (const [field] of this.#limitsAt) this.#limitsOf(field)[k] = Number.NaN;
    }
    const limits = Object.fromEntries(
      this.#limitsAt.map(([field]) => [field, this.#limitsOf(field).subarray(0, count)]),
    );
    yield { time: this.#time, values: this.values.subarray(0, count), limits };
  }

  #limitsOf(field: LimitField): Float64Array {
    return this.limits[field] as Float64Array;
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
      this.values = longer(this.values);
      for (const [field] of this.#limitsAt) this.limits[field] = longer(this.#limitsOf(field));
    }
    return k;
  }
}

function longer(values: Float64Array): Float64Array<ArrayBuffer> {
  const grown: Float64Array<ArrayBuffer> = new Float64Array(2 * values.length + 16).fill(Number.NaN);
  grown.set(values);
  return grown;
}
