/** Whole numbers in full, others to four significant digits; groups of three, whatever the reader's language. */
const format = new Intl.NumberFormat("en", {
  maximumFractionDigits: 0,
  maximumSignificantDigits: 4,
  roundingPriority: "morePrecision",
});
const [LEAST, GREATEST] = [1e-6, 1e15];

/** For labels: four significant digits, or all of them before the decimal point, in groups of three. */
export function pictureNumber(value: number): string {
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? "∞" : "-∞";
  if (size >= GREATEST || (size > 0 && size < LEAST))
    return Number(value.toPrecision(4)).toExponential().replace("e+", "e");
  return format.format(value + 0);
}

/** Whole per cent; 100 % only where it is all, 0 % only where it is nothing. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100);
  const isNearlyAll = rounded === 100 && share < 1 - 1e-6;
  const isNearlyNothing = rounded === 0 && share > 1e-6;
  return `${isNearlyAll ? ">99" : isNearlyNothing ? "<1" : rounded} %`;
}

/** `1 leaf`, `2 leaves`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${pictureCount(count)} ${count === 1 ? one : several}`;
}

/** A whole number in groups of three. */
export function pictureCount(count: number): string {
  return format.format(count);
}
