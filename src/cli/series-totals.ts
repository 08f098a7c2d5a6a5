import { type StepSums, stepStatuses } from "../engine/step-answers.js";
import { bitsOfNumbers, numbersOfBits } from "../series/number-bits.js";
import { shortNumber } from "../text/number-text.js";

const OPTIMAL = stepStatuses.indexOf("optimal");
const directions = ["import", "export"] as const;
const kinds = ["requested", "served", "curtailed"] as const;

/** `StepSums` has a number for each of these and each direction. */
export type SumKind = (typeof kinds)[number];
export type SumDirection = (typeof directions)[number];

/** The sums as a checkpoint has them. */
export interface SavedTotals {
  readonly steps: number;
  readonly unanswered: number;
  readonly firstUnanswered: string;
  readonly sums: Readonly<Record<string, string>>;
}

/** What a series came to, summed up over its steps. */
export class SeriesTotals {
  readonly #hours: number | undefined;
  readonly #sums = new Map<keyof StepSums, number>();
  #steps = 0;
  #unanswered = 0;
  #firstUnanswered = "";

  /** @param hours the length of a step; `undefined` where it is not known */
  constructor(hours: number | undefined) {
    this.#hours = hours;
  }

  add({ times, status, sums }: { times: readonly string[]; status: Uint8Array; sums: StepSums }): void {
    for (const [step, time] of times.entries()) {
      this.#steps++;
      if (status[step] !== OPTIMAL) {
        if (this.#unanswered === 0) this.#firstUnanswered = `${stepStatuses[status[step]]}: the step ${time}`;
        this.#unanswered++;
        continue;
      }
      for (const name of Object.keys(sums) as (keyof StepSums)[]) {
        this.#sums.set(name, (this.#sums.get(name) ?? 0) + sums[name][step]);
      }
    }
  }

  /** All sums, to the bit; `restore` takes them back. */
  toJSON(): SavedTotals {
    const sums = Array.from(this.#sums, ([name, sum]) => [name, bitsOfNumbers(Float64Array.of(sum))] as const);
    return {
      steps: this.#steps,
      unanswered: this.#unanswered,
      firstUnanswered: this.#firstUnanswered,
      sums: Object.fromEntries(sums),
    };
  }

  /** Goes on from the sums of another. */
  restore({ steps, unanswered, firstUnanswered, sums }: SavedTotals): void {
    this.#steps = steps;
    this.#unanswered = unanswered;
    this.#firstUnanswered = firstUnanswered;
    for (const [name, bits] of Object.entries(sums)) this.#sums.set(name as keyof StepSums, numbersOfBits(bits)[0]);
  }

  /** How many steps there have been. */
  get steps(): number {
    return this.#steps;
  }

  /** How many of them have no answer. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** An energy where the length of a step is known, else a sum over the steps. */
  sum(kind: SumKind, direction: SumDirection): number {
    const name = `${kind}${direction === "import" ? "Import" : "Export"}` as const;
    return (this.#sums.get(name) ?? 0) * (this.#hours ?? 1);
  }

  /** The first step that has no answer, and how many more there are; `undefined` where there is none. */
  get withoutAnswer(): string | undefined {
    if (this.#unanswered === 0) return undefined;
    const more =
      this.#unanswered > 1 ? `, and ${this.#unanswered - 1} more; their cells are empty` : "; its cells are empty";
    return this.#firstUnanswered + more;
  }

  /** For people: energies where the length of a step is known, else sums over the steps. */
  text(): string {
    const unit =
      this.#hours === undefined ? "summed over the steps" : "in units of the limits times hours (kWh for kW)";
    const lines = [`${this.#steps} steps; ${unit}:`];
    for (const kind of kinds) {
      const cells = directions.map((direction) => `${direction} ${shortNumber(this.sum(kind, direction))}`);
      lines.push(`${kind} ${cells.join(", ")}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
