/** What leaves had at a step of a run; the arrays may be filled anew for the next. */
export interface AllocatedStep {
  readonly time: string;
  /** How many rows there are; the arrays may be longer. */
  readonly count: number;
  /** Which leaf of `ids`. */
  readonly leaf: Int32Array;
  /** NaN where there is no answer. */
  readonly request: Float64Array;
  readonly dispatch: Float64Array;
  readonly curtailment: Float64Array;
}
