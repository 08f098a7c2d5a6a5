/** How fast a run is, from its first block on: before it, threads are started, and steps that are done already read over. */
export class RunPace {
  readonly #now: () => number;
  readonly #begin: number;
  #first: { readonly steps: number; readonly time: number } | undefined;
  #last = { steps: 0, time: 0 };

  /** @param now milliseconds since some time */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#begin = now();
  }

  /** @param steps how many are done */
  update(steps: number): void {
    this.#last = { steps, time: this.#now() };
    this.#first ??= this.#last;
  }

  /** Since the run was begun. */
  get seconds(): number {
    return (this.#now() - this.#begin) / 1000;
  }

  /** `undefined` before there have been two blocks. */
  get stepsPerSecond(): number | undefined {
    const { steps, time } = this.#first ?? this.#last;
    const [done, milliseconds] = [this.#last.steps - steps, this.#last.time - time];
    return done > 0 && milliseconds > 0 ? (done / milliseconds) * 1000 : undefined;
  }

  /** @param stepCount how many steps there are in all */
  secondsLeft(stepCount: number): number | undefined {
    const pace = this.stepsPerSecond;
    return pace === undefined ? undefined : (stepCount - this.#last.steps) / pace;
  }
}
