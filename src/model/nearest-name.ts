import { excerpt } from "./printable.js";

/**
 * What to say of a name that nobody knows: `unknown field "childern"; did you mean "children"?`, or the known names where
 * none is near.
 * @param what kind of thing the name is for: a field, an option, a column
 */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const meant = nearestName(given, known);
  const advice =
    meant === undefined ? `known are ${known.map((name) => `"${name}"`).join(", ")}` : `did you mean "${meant}"?`;
  return `unknown ${what} "${excerpt(given)}"; ${advice}`;
}

/**
 * The known name that `given` is a slip of: the same but for case and separators, the beginning of it or continued
 * (`prio`, `upperMw`), or with one letter in three wrong. The first letter is taken to be right.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const name = bare(given);
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const slips = slipsBetween(name, bare(candidate));
    if (slips < fewest) [nearest, fewest] = [candidate, slips];
  }
  return nearest;
}

/** Infinity where the names are too far apart to be taken for each other. */
function slipsBetween(name: string, known: string): number {
  if (name === known) return 0;
  const shorter = Math.min(name.length, known.length);
  if (name[0] !== known[0] || shorter < 3) return Number.POSITIVE_INFINITY;
  const allowed = Math.floor(shorter / 3);
  const isPart = known.startsWith(name) || (name.startsWith(known) && known.length > 3);
  if (Math.abs(name.length - known.length) <= allowed) {
    const slips = editDistance(name, known);
    if (slips <= allowed) return slips;
  }
  return isPart ? shorter : Number.POSITIVE_INFINITY;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, "");
}

/** Letters to insert, leave out, replace, or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length];
}
