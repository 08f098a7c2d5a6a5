import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";
import { withoutApostrophe } from "../text/csv-cells.js";
import type { FaultList } from "../text/fault-list.js";
import { type LongColumns, LongRows } from "./long-rows.js";
import { type LimitField, limitFields, type Missing, type ProfileRows, type ProfileStep } from "./profile-rows.js";
import { StepTimes, type TimeKind, timeNames } from "./step-times.js";
import { tableRows } from "./table-rows.js";
import { WideRows } from "./wide-rows.js";

/** Reads a table of profiles once. */
export class ProfileReader {
  readonly #path: string;
  readonly #missing: Missing;
  readonly #faults: FaultList;
  readonly #known: readonly string[];
  #rows: ProfileRows | undefined;
  #delimiter = ",";
  #limitFields: readonly LimitField[] = [];

  /** @param known the columns, where the table has been read before: in long form they are not known until its end */
  constructor(path: string, missing: Missing, faults: FaultList, known: readonly string[] = []) {
    this.#path = path;
    this.#missing = missing;
    this.#faults = faults;
    this.#known = known;
  }

  get columns(): readonly string[] {
    return this.#rows?.columns ?? [];
  }

  /** What rows have beside the request. */
  get limitFields(): readonly LimitField[] {
    return this.#limitFields;
  }

  get hours(): number | undefined {
    return this.#rows?.times.hours;
  }

  get timeKind(): TimeKind {
    return this.#rows?.times.kind ?? "number";
  }

  async *steps(): AsyncGenerator<ProfileStep, void> {
    let isFirst = true;
    const rows = tableRows(this.#path, (delimiter) => {
      this.#delimiter = delimiter;
    });
    for await (const { line, cells, problem } of rows) {
      if (problem !== undefined) this.#faults.add(new InputError(problem), { line });
      else if (isFirst) this.#rows = this.#readHeader(cells, { line });
      else if (this.#rows) yield* this.#rows.take(cells, { line });
      isFirst = false;
      // Without a header nothing else can be told.
      if (this.#rows === undefined) this.#faults.throwIfAny();
    }
    if (this.#rows) yield* this.#rows.end();
  }

  /** `undefined` where it has told a fault after which nothing can be read. */
  #readHeader(cells: readonly string[], place: { line: number }): ProfileRows | undefined {
    const [first, ...columns] = cells.map(withoutApostrophe);
    const name = first.toLowerCase();
    const refuse = (problem: string, field?: string) => this.#faults.add(new InputError(problem, { field }), place);
    if (!timeNames.some((known) => known === name)) {
      refuse(
        `the first column is "${excerpt(first)}"; expected the times of the steps: ${timeNames.join(", ")}`,
        first,
      );
      return undefined;
    }
    const reading = {
      ...{ times: new StepTimes(name), missing: this.#missing, faults: this.#faults },
      commaDelimits: this.#delimiter === ",",
    };
    const long = longColumns(columns);
    const names = long ? columns.map((column) => column.toLowerCase()) : columns;
    const twice = columns.find((_, at) => names.indexOf(names[at]) !== at);
    if (twice !== undefined) refuse(`there are two columns "${excerpt(twice)}"`, twice);
    if (long) {
      const other = columns.find((column) => !longNames.some((known) => known === column.toLowerCase()));
      this.#limitFields = limitFields.filter((field) => field in long.limits);
      if (other === undefined) return new LongRows(reading, long, this.#known);
      refuse(
        `there is a column "${excerpt(other)}"; long profiles have the time, id and request of a step in each row, and may have lower, upper and shift`,
        other,
      );
      return undefined;
    }
    if (columns.length > 0) return new WideRows(reading, columns);
    refuse("there is no column behind the times");
    return undefined;
  }
}

const longNames = ["id", "request", ...limitFields] as const;

/** Where a table in long form has what, behind the time; `undefined` for one that is not. */
function longColumns(columns: readonly string[]): LongColumns | undefined {
  const names = columns.map((name) => name.toLowerCase());
  const [id, request] = ["id", "request"].map((name) => names.indexOf(name));
  if (id < 0 || request < 0) return undefined;
  const limits = limitFields.map((field) => [field, names.indexOf(field)] as const).filter(([, at]) => at >= 0);
  return { id, request, limits: Object.fromEntries(limits) };
}
