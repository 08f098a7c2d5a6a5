import { finiteOrNull } from "../text/number-text.js";
import { RunPace } from "./run-pace.js";
import type { KeptSteps, RunTeller } from "./run-teller.js";
import type { SeriesRun } from "./series-run.js";
import type { SeriesTotals } from "./series-totals.js";
import { complaints, print, type Streams } from "./streams.js";

/** Between two events that tell how far a run is, in milliseconds. */
const TOLD_EVERY = 500;

const kinds = ["requested", "served", "curtailed"] as const;

/** Says it to programs: a JSON object a line on standard error. */
export class JsonTeller implements RunTeller {
  readonly #streams: Streams;
  readonly #now: () => number;
  #pace: RunPace;
  #told = Number.NEGATIVE_INFINITY;

  constructor(streams: Streams, now: () => number = () => performance.now()) {
    this.#streams = streams;
    this.#now = now;
    this.#pace = new RunPace(now);
  }

  async remark(message: string): Promise<void> {
    await this.#tell({ event: "remark", message });
  }

  async reading(path: string): Promise<void> {
    await this.#tell({ event: "reading", path });
  }

  async started({ grid: { tree }, table, totals }: SeriesRun): Promise<void> {
    this.#pace = new RunPace(this.#now);
    const { nodeCount, leafCount } = tree;
    const { stepCount, hours = null } = table;
    await this.#tell({
      event: "start",
      nodes: nodeCount,
      leaves: leafCount,
      steps: stepCount,
      stepsDone: totals.steps,
      hours,
    });
  }

  async advanced({ table: { stepCount }, totals }: SeriesRun): Promise<void> {
    this.#pace.update(totals.steps);
    if (this.#now() - this.#told < TOLD_EVERY) return;
    this.#told = this.#now();
    await this.#tell({
      event: "progress",
      steps: stepCount,
      stepsDone: totals.steps,
      seconds: this.#pace.seconds,
      stepsPerSecond: this.#pace.stepsPerSecond ?? null,
      secondsLeft: this.#pace.secondsLeft(stepCount) ?? null,
      ...sumsOf(totals),
    });
  }

  async ended({ grid: { tree }, table, totals, leaves }: SeriesRun): Promise<void> {
    const { hours = null } = table;
    const { steps, unanswered, withoutAnswer: message } = totals;
    await this.#tell({
      event: "done",
      steps,
      seconds: this.#pace.seconds,
      hours,
      ...sumsOf(totals),
      leaves: tree.leafCount,
      leavesCut: leaves.cutLeaves,
      leastServed: leaves.leastServed ?? null,
      fairnessIndex: leaves.fairnessIndex,
      withoutAnswer: message === undefined ? null : { steps: unanswered, message },
    });
  }

  async failed(error: unknown, kept: KeptSteps | undefined): Promise<void> {
    await this.#tell({ event: "error", messages: complaints(error), stepsKept: kept?.steps ?? 0 });
  }

  stopped({ steps }: KeptSteps): void {
    this.#streams.stderr.write(lineOf({ event: "error", messages: ["stopped by a signal"], stepsKept: steps }));
  }

  async #tell(event: object): Promise<void> {
    // Where nobody can be told, the exit code still says it.
    await print(this.#streams.stderr, lineOf(event)).catch(() => undefined);
  }
}

function lineOf(event: object): string {
  return `${JSON.stringify(event)}\n`;
}

/** Of the steps so far: energies, or sums over the steps where their length is not known. */
function sumsOf(totals: SeriesTotals): object {
  const entries = kinds.map((kind) => {
    const [imported, exported] = (["import", "export"] as const).map((direction) => totals.sum(kind, direction));
    return [kind, { import: finiteOrNull(imported), export: finiteOrNull(exported) }] as const;
  });
  return Object.fromEntries(entries);
}
