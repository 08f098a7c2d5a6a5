import { stat } from "node:fs/promises";
import { InputError } from "../model/input-error.js";
import { oneOf } from "../model/options.js";
import { FaultList } from "../text/fault-list.js";
import { FormatError } from "../text/format-error.js";
import { ProfileReader } from "./profile-reader.js";
import { type LimitField, type Missing, missingChoices, type ProfileStep } from "./profile-rows.js";
import type { TimeKind } from "./step-times.js";

/**
 * A table of profiles in a CSV or Parquet file of any length: a row a step, its time first, then a number for each column; or in long form
 * (`time,id,request[,lower,upper,shift]`) a row for each step and id, which stands for a column.
 */
export class ProfileTable {
  readonly path: string;
  readonly columns: readonly string[];
  readonly stepCount: number;
  /** What its rows have beside the request, in long form. */
  readonly limitFields: readonly LimitField[];
  /** Length of a step in hours; `undefined` where steps are only numbered. */
  readonly hours: number | undefined;
  /** How its times are written. */
  readonly timeKind: TimeKind;
  readonly #missing: Missing;
  readonly #changed: string;

  private constructor(path: string, read: Checked, missing: Missing, changed: string) {
    this.path = path;
    this.columns = read.columns;
    this.stepCount = read.stepCount;
    this.limitFields = read.limitFields;
    this.hours = read.hours;
    this.timeKind = read.timeKind;
    this.#missing = missing;
    this.#changed = changed;
  }

  /**
   * Reads the file from one end to the other, and keeps nothing of it but the names.
   * @throws FormatError with all that is wrong, the first 20 of it: a file that cannot be read, no column of times, names that stand there
   * twice, cells that are no numbers, times that go back, stand there twice or are out of step, in long form an id that stands twice at one
   * time, and what is missing where that is an error
   */
  static async open(path: string, missing: Missing = "error"): Promise<ProfileTable> {
    oneOf("missing", missing, missingChoices);
    if (path === "-")
      throw new InputError("profiles cannot be standard input: they are read twice, first to check them");
    const changed = await fingerprint(path);
    const faults = new FaultList(path);
    const reader = new ProfileReader(path, missing, faults);
    let stepCount = 0;
    for await (const _ of reader.steps()) stepCount++;
    if (stepCount === 0) faults.add(new InputError("it has no steps; expected a header and a row for each"));
    faults.throwIfAny();
    const { columns, limitFields, hours, timeKind } = reader;
    return new ProfileTable(path, { columns, limitFields, stepCount, hours, timeKind }, missing, changed);
  }

  /** The steps once more. @throws FormatError where the file is no longer what it was */
  async *steps(): AsyncGenerator<ProfileStep, void> {
    const faults = new FaultList(this.path);
    let steps = 0;
    for await (const step of new ProfileReader(this.path, this.#missing, faults, this.columns).steps()) {
      if (!faults.isEmpty) break;
      steps++;
      yield step;
    }
    if (!faults.isEmpty || steps !== this.stepCount || (await fingerprint(this.path)) !== this.#changed) {
      throw new FormatError(new InputError("it has changed while it was read"), { source: this.path });
    }
  }
}

type Checked = Pick<ProfileTable, "columns" | "limitFields" | "stepCount" | "hours" | "timeKind">;

/** What tells whether a file is the same; that it cannot be read is told by who reads it. */
async function fingerprint(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? "" : `${found.dev}:${found.ino}:${found.size}:${found.mtimeNs}`;
}
