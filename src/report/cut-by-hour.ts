const HOURS_OF_DAY = 24;
const MINUTES_OF_HOUR = 60;

/** What was cut at each step, told by hour and day: memory is that of the steps at which somebody was cut. */
export class CutByHour {
  /** Hours since the days began to be counted. */
  readonly #begins: number[] = [];
  readonly #powers: number[] = [];
  #firstDay = Number.POSITIVE_INFINITY;
  #lastDay = Number.NEGATIVE_INFINITY;

  /** Adds a step, at which nothing may be cut. */
  add(day: number, minute: number, power: number): void {
    this.#firstDay = Math.min(this.#firstDay, day);
    this.#lastDay = Math.max(this.#lastDay, day);
    if (power === 0) return;
    this.#begins.push(day * HOURS_OF_DAY + minute / MINUTES_OF_HOUR);
    this.#powers.push(power);
  }

  /**
   * Energies, 24 a day. A step's energy goes to each hour that it covers by the time in it; the hour that a day has twice is one.
   * @param hours the length of a step
   */
  told(hours: number): { readonly days: readonly number[]; readonly energy: Float64Array } {
    const lastEnd = this.#begins.reduce((last, begin) => Math.max(last, begin + hours), 0);
    const lastDay = Math.max(this.#lastDay, Math.ceil(lastEnd / HOURS_OF_DAY) - 1);
    const days = Array.from({ length: lastDay - this.#firstDay + 1 }, (_, at) => this.#firstDay + at);
    const energy = new Float64Array(days.length * HOURS_OF_DAY);
    for (const [step, power] of this.#powers.entries()) {
      const begin = this.#begins[step] - this.#firstDay * HOURS_OF_DAY;
      const end = begin + hours;
      for (let hour = Math.floor(begin); hour < end; hour++) {
        energy[hour] += power * (Math.min(hour + 1, end) - Math.max(hour, begin));
      }
    }
    return { days, energy };
  }
}
