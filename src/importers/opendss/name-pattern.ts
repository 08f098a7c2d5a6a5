/** A regular expression over names, and what trying a name may cost. */
export interface NamePattern {
  readonly expression: RegExp;
  /** Greatest number of steps to try a name of that length. */
  cost(length: number): number;
}

/** Repeated groups, and what looks around or back: what no bound below would hold for. */
const refused = /\)[*+?{]|\(\?|\\[1-9k]/;

/**
 * The pattern of a `BatchEdit`: found anywhere in a name, letters in any case.
 * @returns `undefined` where it is no regular expression, or one that could take for ever
 */
export function namePattern(pattern: string): NamePattern | undefined {
  if (refused.test(pattern)) return undefined;
  const count = (what: RegExp) => pattern.match(what)?.length ?? 0;
  const repeats = count(/[*+]|\{\d*,\d*\}/g);
  const choices = 2 ** count(/\?/g) * (count(/\|/g) + 1) ** (count(/\(/g) + 1);
  try {
    return { expression: new RegExp(pattern, "i"), cost: (length) => choices * (length + 1) ** (repeats + 1) };
  } catch {
    return undefined;
  }
}
