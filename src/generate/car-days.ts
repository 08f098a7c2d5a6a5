import { type CalendarDay, QUARTERS_OF_DAY } from "./calendar.js";
import type { purpose } from "./purpose.js";
import { SeededRandom } from "./seeded-random.js";

/** A stay of a car at its charger. */
export interface Stay {
  /** Quarter-hours from the beginning; may take power in `arrival..departure - 1`. */
  readonly arrival: number;
  readonly departure: number;
  readonly energyKwh: number;
}

const KWH_OF_KM = 0.19;
const BATTERY_KWH = 60;
const MOST_USED_KWH = 0.85 * BATTERY_KWH;

/** What a car does, day by day: it is driven, and plugged in on evenings when its battery asks for it or its driver does. */
export class CarDays {
  readonly #seed: number;
  readonly #car: number;
  readonly #usual: {
    readonly kilometres: number;
    readonly evening: number;
    readonly morning: number;
    readonly plugsIn: number;
  };
  #usedKwh: number;

  /** @param of what its numbers are drawn for, of `purpose` */
  constructor(seed: number, of: typeof purpose.ev | typeof purpose.session, car: number) {
    const random = SeededRandom.for(seed, of, car);
    const far = random.next();
    this.#seed = random.integer(0, 2 ** 31);
    this.#car = car;
    this.#usual = {
      kilometres: 12 + 70 * far * far,
      evening: 70 + 7 * random.around(),
      morning: 30 + 4 * random.around(),
      plugsIn: random.between(0.2, 0.9),
    };
    this.#usedKwh = random.between(0, 12);
  }

  /** @returns its stay from the evening of a day to the next morning; `undefined` where it is not plugged in */
  next({ day, isWeekend }: CalendarDay): Stay | undefined {
    const random = SeededRandom.for(this.#seed, this.#car, day);
    const { kilometres, evening, morning, plugsIn } = this.#usual;
    const driven = (isWeekend ? 1.3 : 1) * kilometres * random.between(0, 2);
    this.#usedKwh = Math.min(this.#usedKwh + driven * KWH_OF_KM, MOST_USED_KWH);
    const needed = this.#usedKwh / MOST_USED_KWH;
    if (random.next() > plugsIn + needed) return undefined;
    const energyKwh = Math.round(this.#usedKwh * 10) / 10;
    this.#usedKwh = 0;
    if (energyKwh === 0) return undefined;
    const arrival = within(evening + (isWeekend ? 10 : 5) * random.around(), 48, 92);
    const departure = QUARTERS_OF_DAY + within(morning + (isWeekend ? 10 : 3) * random.around(), 18, 46);
    const beginning = day * QUARTERS_OF_DAY;
    return { arrival: beginning + arrival, departure: beginning + departure, energyKwh };
  }
}

function within(quarter: number, least: number, most: number): number {
  return Math.min(Math.max(Math.round(quarter), least), most);
}
