const SHOWN = 5;

/** The first few entries, and how many more there are. */
export function listed(entries: readonly string[], separator = ", ", count = entries.length): string {
  const shown = count <= SHOWN + 1 ? entries.slice(0, count) : entries.slice(0, SHOWN);
  const rest = count - shown.length;
  return shown.join(separator) + (rest > 0 ? `${separator}and ${rest} more` : "");
}
