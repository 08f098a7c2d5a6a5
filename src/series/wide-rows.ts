import { ProfileRows, type ProfileStep, type RowPlace, type RowReading } from "./profile-rows.js";

/** A row a step: its time, then a number for each column. */
export class WideRows extends ProfileRows {
  readonly columns: readonly string[];
  protected readonly values: Float64Array;

  constructor(reading: RowReading, columns: readonly string[]) {
    super(reading);
    this.columns = columns;
    this.values = new Float64Array(columns.length).fill(Number.NaN);
  }

  *take(cells: readonly string[], place: RowPlace): Generator<ProfileStep, void> {
    const expected = this.columns.length + 1;
    if (cells.length !== expected) {
      this.tell(`expected ${expected} cells as in the header, got ${cells.length}`, place);
      return;
    }
    const [time] = cells;
    yield* this.skipTo(time, place);
    for (let k = 0; k < this.columns.length; k++) this.readCell(cells[k + 1], k, place);
    yield { time, values: this.values, limits: this.limits };
  }

  *end(): Generator<ProfileStep, void> {
    // Every row was a step.
  }
}
