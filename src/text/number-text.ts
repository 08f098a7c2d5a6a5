/** The shortest decimal that reads back to the same double; `inf` and `-inf`. A zero has no sign. */
export function exactNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return String(value);
}

/** For people: three decimals, or six significant digits where those say more. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return exactNumber(value);
  const integerDigits = Math.ceil(Math.log10(Math.abs(value) + 1));
  const significant = Math.min(Math.max(6, integerDigits + 3), 17);
  return String(Number(value.toPrecision(significant)) + 0);
}

/** For JSON, where an infinite limit is null. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
