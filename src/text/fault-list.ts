import type { InputError } from "../model/input-error.js";
import { FormatError, type Place } from "./format-error.js";

const MOST_TOLD = 20;

/** What is wrong with an input, gathered so that it is told in one go: the first 20, and how many more there are. */
export class FaultList {
  readonly source: string;
  readonly #faults: FormatError[] = [];
  #count = 0;

  constructor(source: string) {
    this.source = source;
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(fault: InputError, place: Omit<Place, "source"> = {}): void {
    this.#count++;
    if (this.#faults.length < MOST_TOLD) this.#faults.push(new FormatError(fault, { ...place, source: this.source }));
  }

  /** @throws FormatError with all that was added, in the order of the lines */
  throwIfAny(): void {
    if (this.isEmpty) return;
    const byLine = this.#faults.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    throw byLine.length === 1 ? byLine[0] : FormatError.ofSeveral(byLine, this.#count - byLine.length);
  }
}
