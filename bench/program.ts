/** One thing that is measured: a column of the tables. */
export interface Program {
  readonly name: string;
  /**
   * At least so many calls in a turn; default 1. The first of a turn comes right after a collection of garbage, which none
   * of its user's calls do.
   */
  readonly callsPerTurn?: number;
  /** Whether there is nothing to warm up: each run is a process of its own. */
  readonly isWarm?: boolean;
  /** Untimed, before every timed call. */
  prepare?(): void;
  /** The timed call. A program that times itself returns what tinybench then takes instead. */
  run(): unknown;
  /**
   * The last run's flows, in the tree's order; only the leaves' entries are read. `undefined` where a program keeps its
   * answer to itself; it must then have checked it.
   */
  flows(): ArrayLike<number> | undefined;
  dispose?(): void;
}

/** What tinybench takes from a program that times itself, in milliseconds. */
export interface OwnTiming {
  /** Of one call. */
  readonly overriddenDuration: number;
  /** Of everything that the run did: what a turn's time is spent on. */
  readonly overriddenIterationCost: number;
}
