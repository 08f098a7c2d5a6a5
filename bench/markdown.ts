import type { Timing } from "./measure.js";

export function milliseconds(timing: Timing | undefined): string {
  return timing ? withSpread(timing, 1) : "";
}

/** Median and quartiles, in units of which a millisecond has so many. */
export function withSpread({ median, p25, p75 }: Timing, unit: number): string {
  return `${digits(median * unit)} (${digits(p25 * unit)}–${digits(p75 * unit)})`;
}

/** Median, and the tenths at either end. */
export function withTenths({ median, p10, p90 }: Timing, unit: number): string {
  return `${digits(median * unit)} (${digits(p10 * unit)}–${digits(p90 * unit)})`;
}

export function ratio(a: Timing | undefined, b: Timing | undefined): string {
  return a && b ? digits(a.median / b.median) : "";
}

/** Three significant digits, no exponent. */
export function digits(value: number): string {
  if (value >= 100) return count(Math.round(value));
  const rounded = Number(value.toPrecision(3));
  return rounded !== 0 && rounded < 1e-6 ? rounded.toFixed(9).replace(/0+$/, "") : String(rounded);
}

export function count(value: number): string {
  return value.toLocaleString("en");
}

/** Columns without an entry are left out; a table without one is empty. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = columns.map((_, at) => at).filter((at) => rows.some((row) => row[at] !== ""));
  if (kept.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${kept.map((at) => cells[at]).join(" | ")} |`;
  const rule = columns.map((_, at) => (at === 0 ? "---" : "--:"));
  return [caption, "", line(columns), line(rule), ...rows.map(line), ""].join("\n");
}
