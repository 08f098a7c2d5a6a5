/** The closed interval `[lower, upper]`; ±Infinity means unlimited on that side. */
export class Range {
  readonly lower: number;
  readonly upper: number;

  constructor(lower: number, upper: number) {
    this.lower = lower;
    this.upper = upper;
  }
}
