import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";

const MINUTES_OF_HOUR = 60;
const MINUTES_OF_DAY = 1440;
const MILLISECONDS_OF_MINUTE = 60_000;
const MILLISECONDS_OF_DAY = 86_400_000;
const dated = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)/;

/** When a step begins. */
export interface StepPlace {
  /** Since 1970, or since the number 0, as the time's own zone has it. */
  readonly day: number;
  /** Of that day. */
  readonly minute: number;
  /** Minutes since whenever. */
  readonly at: number;
}

/** The times of a run's steps, one after the other. */
export class RunClock {
  readonly #timeMinutes: number | undefined;
  #isDated = false;
  #last = Number.NEGATIVE_INFINITY;

  /** @param timeMinutes where times are numbers: how many minutes one of them is */
  constructor(timeMinutes: number | undefined) {
    this.#timeMinutes = timeMinutes;
  }

  /** @throws InputError for what is no time, a number where it is not said what it counts, and a time that is not after the last */
  next(time: string): StepPlace {
    const [, date, hour, minutes] = dated.exec(time) ?? [];
    this.#isDated = date !== undefined;
    const place = this.#isDated
      ? {
          day: Date.parse(date) / MILLISECONDS_OF_DAY,
          minute: Number(hour) * MINUTES_OF_HOUR + Number(minutes),
          at: Date.parse(time.replace(" ", "T")) / MILLISECONDS_OF_MINUTE,
        }
      : this.#numbered(time);
    if (Number.isNaN(place.at)) throw fault(time, "is no time");
    if (place.at <= this.#last) throw fault(time, "is not after the one above it");
    this.#last = place.at;
    return place;
  }

  /** What a day is called. */
  nameOf(day: number): string {
    return this.#isDated ? new Date(day * MILLISECONDS_OF_DAY).toISOString().slice(0, 10) : `day ${day + 1}`;
  }

  #numbered(time: string): StepPlace {
    const at = Number(time) * (this.#timeMinutes ?? Number.NaN);
    if (time.trim() === "" || !(at >= 0)) {
      const isNumber = this.#timeMinutes === undefined && time.trim() !== "" && Number(time) >= 0;
      throw fault(time, isNumber ? "is a number; how many minutes is one of them?" : "is no time");
    }
    return { day: Math.floor(at / MINUTES_OF_DAY), minute: at % MINUTES_OF_DAY, at };
  }
}

function fault(time: string, problem: string): InputError {
  return new InputError(`the time "${excerpt(time)}" ${problem}`, { field: "timeMinutes", value: time });
}
