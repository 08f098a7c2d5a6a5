import { excerpt } from "../model/printable.js";

// No part of it can match what another part has matched: linear, whatever the length.
export const plainNumber = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const infinity = /^([+-]?)(?:inf(?:inity)?|∞)$/i;
const grouped = /^([+-]?)(\d{1,3}(?:([\s'’.,])\d{3})(?:\3\d{3})*)(?:[.,](\d*))?$/;
const withComma = /^[+-]?(?:\d+,\d*|,\d+)(?:e[+-]?\d+)?$/i;
/** One separator with three digits behind it: 1,250 is 1250 to some and 1.25 to others. */
const doubtful = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

/** What a file's numbers tell of its decimal sign. */
export interface DecimalSign {
  /** Whether some number has a comma that can be nothing but the decimal sign. */
  readonly isComma: () => boolean;
  /** Whether commas stand between the cells; one inside a number is then no habit of the file. */
  readonly commaDelimits: boolean;
}

/** Whether a cell says nothing: it is empty, or a dash. */
export function isAbsent(cell: string): boolean {
  return cell === "" || cell === "-" || cell === "–" || cell === "—" || cell === "−";
}

/** The number in a cell, or what is wrong with it, to be read behind the column's name. */
export function cellNumber(text: string, sign: DecimalSign): number | string {
  const cell = text.replace("−", "-");
  const value = plainNumber.test(cell) ? Number(cell) : writtenNumber(cell);
  if (value === undefined || Number.isNaN(value)) {
    return `is "${excerpt(cell)}"; it must be a number, inf or -inf`;
  }
  if (Math.abs(value) === Number.POSITIVE_INFINITY && /\d/.test(cell)) {
    return `is "${excerpt(cell)}"; it must be a number that a double can hold, inf or -inf`;
  }
  if (!doubtful.test(cell)) return value + 0;
  const isComma = cell.includes(",");
  if (!isComma && !sign.isComma()) return value;
  if (isComma && !sign.commaDelimits && sign.isComma()) return decimal(cell);
  const digits = cell.replace(/[.,]/, "");
  return `is "${cell}", which may be ${digits} or ${decimal(cell)}; write it without a separator of thousands`;
}

/** Whether the comma in a cell can be nothing but a decimal sign. */
export function hasDecimalComma(cell: string): boolean {
  if (!cell.includes(",") || doubtful.test(cell)) return false;
  return withComma.test(cell) || (grouped.test(cell) && !/,.*[.,]/.test(cell) && /[\s'’.].*,/.test(cell));
}

/** `inf`, `-Infinity`, `∞` and the like; `undefined` for anything else. */
export function infiniteNumber(text: string): number | undefined {
  const found = infinity.exec(text);
  if (found === null) return undefined;
  return found[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function decimal(cell: string): number {
  return Number(cell.replace(",", "."));
}

/** A number as people write it, `undefined` where it is none; of a doubtful one any reading. */
function writtenNumber(cell: string): number | undefined {
  const infinite = infiniteNumber(cell);
  if (infinite !== undefined) return infinite;
  if (withComma.test(cell)) return decimal(cell);
  const [, minus, digits, separator, fraction] = grouped.exec(cell) ?? [];
  if (digits === undefined || cell.split(separator).length - 1 > (digits.length - 1) >> 2) return undefined;
  return Number(`${minus}${digits.replaceAll(separator, "")}.${fraction ?? ""}`);
}
