/** One thing that is measured: a column of the tables. */
export interface Program {
  readonly name: string;
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
