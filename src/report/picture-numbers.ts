/** For labels: four significant digits, from ten thousand on whole numbers in groups of three. */
export function pictureNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "-∞";
  const rounded = Number(value.toPrecision(4)) + 0;
  if (Math.abs(rounded) < 10_000) return String(rounded);
  if (Math.abs(rounded) >= 1e15) return rounded.toExponential().replace("e+", "e");
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
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
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
