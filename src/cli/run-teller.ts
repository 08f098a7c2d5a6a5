import { printable } from "../model/printable.js";
import { shortNumber } from "../text/number-text.js";
import { RunPace } from "./run-pace.js";
import type { SeriesRun } from "./series-run.js";
import { complain, complainOf, type Streams } from "./streams.js";
import { canRewriteLines, terminalColumns } from "./terminal.js";

/** What is left of a run that ends before its end. */
export interface KeptSteps {
  readonly steps: number;
  readonly stepCount: number;
}

/** Who says how a run is doing. */
export interface RunTeller {
  /** Something to know that is no fault. */
  remark(message: string): Promise<void>;
  /** A long file is read and checked. */
  reading(path: string): Promise<void>;
  /** Everything is read and checked; the first step is solved next. */
  started(run: SeriesRun): Promise<void>;
  /** A block is done and summed up. */
  advanced(run: SeriesRun): Promise<void>;
  /** All steps are solved and written. */
  ended(run: SeriesRun): Promise<void>;
  /** @param kept steps that need not be solved again; `undefined` for none */
  failed(error: unknown, kept: KeptSteps | undefined): Promise<void>;
  /** A signal ends the process at once. */
  stopped(kept: KeptSteps): void;
}

/** Between two looks at the same line, in milliseconds: less cannot be read. */
const REDRAWN_EVERY = 100;
const ERASED = "\r\u001B[K";

/** Says it in words. Progress is a line that is written over again and again, for those who look at a terminal. */
export class TextTeller implements RunTeller {
  readonly #streams: Streams;
  readonly #isQuiet: boolean;
  readonly #hasProgress: boolean;
  readonly #now: () => number;
  #pace: RunPace | undefined;
  #drawn = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  /**
   * @param isQuiet whether to say nothing but what went wrong
   * @param isPrinting whether the result itself goes to standard output
   */
  constructor(streams: Streams, isQuiet: boolean, isPrinting: boolean, now: () => number = () => performance.now()) {
    this.#streams = streams;
    this.#isQuiet = isQuiet;
    // On the terminal that the result is printed on, the line would be in its way.
    const isInTheWay = isPrinting && terminalColumns(streams.stdout) !== undefined;
    this.#hasProgress = !isQuiet && !isInTheWay && canRewriteLines(streams.stderr);
    this.#now = now;
  }

  async remark(message: string): Promise<void> {
    if (!this.#isQuiet) await this.#complain(message);
  }

  async reading(path: string): Promise<void> {
    this.#draw(`reading ${printable(path)}`);
  }

  async started(run: SeriesRun): Promise<void> {
    this.#pace = new RunPace(this.#now);
    this.#draw(progressText(run, this.#pace));
  }

  async advanced(run: SeriesRun): Promise<void> {
    this.#pace?.update(run.totals.steps);
    if (this.#now() - this.#drawn >= REDRAWN_EVERY) this.#draw(progressText(run, this.#pace));
  }

  async ended({ totals }: SeriesRun): Promise<void> {
    this.#erase();
    if (totals.withoutAnswer !== undefined) await this.#complain(totals.withoutAnswer);
  }

  async failed(error: unknown, kept: KeptSteps | undefined): Promise<void> {
    this.#erase();
    await complainOf(this.#streams, error);
    if (kept) await this.#complain(keptText(kept));
  }

  stopped(kept: KeptSteps): void {
    this.#erase();
    if (kept.steps > 0) this.#streams.stderr.write(`cnab: stopped; ${keptText(kept)}\n`);
  }

  async #complain(message: string): Promise<void> {
    this.#erase();
    await complain(this.#streams, message);
  }

  #draw(text: string): void {
    if (!this.#hasProgress) return;
    this.#drawn = this.#now();
    this.#isDrawn = true;
    const columns = terminalColumns(this.#streams.stderr) ?? Number.POSITIVE_INFINITY;
    // A character in the last column may break the line.
    this.#streams.stderr.write(`\r${text.slice(0, columns - 1)}\u001B[K`);
  }

  #erase(): void {
    if (this.#isDrawn) this.#streams.stderr.write(ERASED);
    this.#isDrawn = false;
  }
}

/** How to go on. */
function keptText({ steps, stepCount }: KeptSteps): string {
  return `${steps} of ${stepCount} steps are kept; the same command with --resume goes on behind them`;
}

function progressText({ table: { stepCount }, totals }: SeriesRun, pace: RunPace | undefined): string {
  const [perSecond, left] = [pace?.stepsPerSecond, pace?.secondsLeft(stepCount)];
  const cut = (["import", "export"] as const).map(
    (direction) => [direction, totals.sum("curtailed", direction)] as const,
  );
  const cutText = cut.map(([direction, sum]) => `${direction} ${shortNumber(sum)}`).join(", ");
  return [
    `${totals.steps} of ${stepCount} steps`,
    ...(perSecond === undefined ? [] : [`${Math.round(perSecond)} steps/s`]),
    ...(left === undefined ? [] : [`${durationText(left)} left`]),
    `curtailed so far: ${cutText}`,
  ].join(" · ");
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
