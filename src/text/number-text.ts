/** The shortest decimal that reads back to the same double; `inf` and `-inf`. A zero has no sign. */
export function exactNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return String(value);
}

const digits = {
  useGrouping: false,
  maximumFractionDigits: 3,
  maximumSignificantDigits: 6,
  roundingPriority: "morePrecision",
} as const;
const format = new Intl.NumberFormat("en", digits);
const formatUp = new Intl.NumberFormat("en", { ...digits, roundingMode: "ceil" });
const formatDown = new Intl.NumberFormat("en", { ...digits, roundingMode: "floor" });
/** Beyond these a number is written with an exponent. */
const [LEAST, GREATEST] = [1e-6, 1e15];

/** For people: three decimals, or six significant digits where those say more. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= GREATEST || (size > 0 && size < LEAST)) return exactNumber(Number(value.toPrecision(6)));
  return format.format(value + 0);
}

/** The same, but rounded up or down: who types the number in has no less, or no more, than was meant. */
export function outwardNumber(value: number, isUp: boolean): string {
  const size = Math.abs(value);
  if (size >= GREATEST || (size > 0 && size < LEAST)) return exactNumber(value);
  return (isUp ? formatUp : formatDown).format(value + 0);
}

/** For JSON, where an infinite limit is null. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
