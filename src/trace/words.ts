/** Six digits. */
export function told(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "unlimited";
  if (value === Number.NEGATIVE_INFINITY) return "-unlimited";
  return String(Number(value.toPrecision(6)) + 0);
}

/** "a", "a and b", "a, b and c". */
export function enumerated(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join();
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** "from 0 to 4", "at most 4", "at least 0", "any amount". */
export function span(least: number, greatest: number): string {
  const isOpenBelow = least === Number.NEGATIVE_INFINITY;
  const isOpenAbove = greatest === Number.POSITIVE_INFINITY;
  if (isOpenBelow && isOpenAbove) return "any amount";
  if (isOpenBelow) return `at most ${told(greatest)}`;
  if (isOpenAbove) return `at least ${told(least)}`;
  return least === greatest ? `just ${told(least)}` : `from ${told(least)} to ${told(greatest)}`;
}
