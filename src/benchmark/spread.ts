/** What several measurements of one thing came to. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** @param samples at least one */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = Float64Array.from(samples).sort();
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    least: sorted[0],
    greatest: sorted[sorted.length - 1],
  };
}

/** The spread of what the samples are made to, such as a rate of a time. */
export function spreadBy(samples: readonly number[], figure: (sample: number) => number): Spread {
  return spreadOf(samples.map(figure));
}
