import { type CalendarDay, cosineOfTurns, QUARTERS_OF_DAY } from "./calendar.js";
import { purpose } from "./purpose.js";
import { SeededRandom } from "./seeded-random.js";

/** How much of a clear sky's light comes down, 0 to 1, a number a quarter-hour: cloudy days follow cloudy ones, and clouds pass. */
export function clearness(days: readonly CalendarDay[], seed: number): Float64Array {
  const random = SeededRandom.for(seed, purpose.weather);
  const values = new Float64Array(days.length * QUARTERS_OF_DAY);
  let ofDay = 0.45;
  let passing = 0;
  days.forEach(({ summer }, day) => {
    const usual = 0.45 + 0.12 * summer;
    ofDay = clamp(usual + 0.5 * (ofDay - usual) + 0.24 * random.around(), 0.12, 1);
    // Clouds pass on days that are neither clear nor overcast.
    const restless = 0.8 * (1 - ofDay) * ofDay;
    for (let quarter = 0; quarter < QUARTERS_OF_DAY; quarter++) {
      passing = 0.7 * passing + 0.6 * random.around() * restless;
      values[day * QUARTERS_OF_DAY + quarter] = clamp(ofDay + passing, 0.06, 1);
    }
  });
  return values;
}

// 50° north; the earth's axis leans by 23.44°. Sines and cosines of both.
const LATITUDE = { sine: 0.766, cosine: 0.6428 };
const LEAN_SINE = 0.3978;

/** Roofs that lean by 30°: the latitude where they would lie flat, and how many hours later than others the sun stands before them. */
export interface Roof {
  /** Sine and cosine of that latitude. */
  readonly sine: number;
  readonly cosine: number;
  readonly hoursLater: number;
}

/** From east over south to west. */
export const roofs: readonly Roof[] = [
  { sine: 0.6428, cosine: 0.766, hoursLater: -2.5 },
  { sine: 0.454, cosine: 0.891, hoursLater: -1.2 },
  { sine: 0.342, cosine: 0.9397, hoursLater: 0 },
  { sine: 0.454, cosine: 0.891, hoursLater: 1.2 },
  { sine: 0.6428, cosine: 0.766, hoursLater: 2.5 },
];

/** The light of a clear sky on a roof at a quarter-hour of a day, 0 to 1. */
export function clearSky({ summer }: CalendarDay, quarter: number, { sine, cosine, hoursLater }: Roof): number {
  const declination = LEAN_SINE * summer;
  const declinationCosine = Math.sqrt(1 - declination * declination);
  const hour = (quarter + 0.5) / 4 - 12;
  const height = LATITUDE.sine * declination + LATITUDE.cosine * declinationCosine * cosineOfTurns(hour / 24);
  if (height <= 0) return 0;
  const onRoof = sine * declination + cosine * declinationCosine * cosineOfTurns((hour - hoursLater) / 24);
  // Low light comes through more air.
  return Math.max(0.08, onRoof) * (1 - 0.3 * (1 - height) * (1 - height));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
