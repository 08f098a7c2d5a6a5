import type { SchemaElement } from "hyparquet";
import { type TimeKind, timeValue } from "./step-times.js";

/** A column of points in time, or of numbers as the profiles have them. */
export function timeColumn(kind: TimeKind): SchemaElement {
  return kind === "date"
    ? { name: "time", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" }
    : { name: "time", type: "DOUBLE", repetition_type: "REQUIRED" };
}

/** A step's time as `timeColumn` has it. */
export function timeCell(text: string, kind: TimeKind): Date | number {
  const value = timeValue(text, kind);
  return kind === "date" ? new Date(value) : value;
}

/** A column of text, in every row. */
export function textColumn(name: string): SchemaElement {
  return { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" };
}

/** A column of doubles, null where there is no answer. */
export function numberColumn(name: string): SchemaElement {
  return { name, type: "DOUBLE", repetition_type: "OPTIONAL" };
}

/** A column of numbers with null for NaN. */
export function nullsFor(values: Float64Array): Float64Array | (number | null)[] {
  return values.some(Number.isNaN) ? Array.from(values, orNull) : values;
}

export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
