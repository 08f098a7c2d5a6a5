import { type CalendarDay, QUARTERS_OF_DAY } from "./calendar.js";
import type { SeededRandom } from "./seeded-random.js";

/** What a home takes besides what it switches on, by the hour of the day, and how often something large is switched on. */
const homeByHour = [
  0.5, 0.45, 0.4, 0.4, 0.4, 0.5, 0.8, 1, 1, 0.9, 0.85, 0.95, 1.05, 1, 0.9, 0.9, 1, 1.3, 1.6, 1.7, 1.6, 1.4, 1.1, 0.75,
];
const businessByHour = [
  0.2, 0.2, 0.2, 0.2, 0.2, 0.25, 0.4, 0.65, 0.9, 1, 1, 1, 0.95, 0.95, 1, 1, 0.95, 0.85, 0.6, 0.4, 0.3, 0.25, 0.2, 0.2,
];

/** A hob, an oven, a kettle, a dryer: kW, quarter-hours, how often on a day. */
const appliances = [
  { kw: 2.2, quarters: 2, aDay: 1.3 },
  { kw: 2.8, quarters: 3, aDay: 0.5 },
  { kw: 1.2, quarters: 1, aDay: 2.5 },
  { kw: 1.8, quarters: 4, aDay: 0.45 },
  { kw: 4.5, quarters: 1, aDay: 0.35 },
] as const;

const SUM_OF_HOURS = homeByHour.reduce((sum, value) => sum + value, 0);

/** A home's load in kW, a number a quarter-hour. */
export function homeLoad(days: readonly CalendarDay[], random: SeededRandom): Float64Array {
  const values = new Float64Array(days.length * QUARTERS_OF_DAY);
  const base = random.between(0.16, 0.4);
  const lively = random.between(0.6, 1.4);
  const later = random.integer(-4, 6);
  for (const { day, summer, isWeekend } of days) {
    const away = random.next() < 0.03 ? 0.15 : 1;
    const season = 1 - 0.22 * summer;
    for (let quarter = 0; quarter < QUARTERS_OF_DAY; quarter++) {
      const at = day * QUARTERS_OF_DAY + quarter;
      const hour = hourOf(quarter - later + (isWeekend ? -4 : 0));
      values[at] += base * season * (0.4 + 0.6 * away * homeByHour[hour]) * random.between(0.7, 1.3);
      const often = ((homeByHour[hour] / SUM_OF_HOURS) * lively * away * season * (isWeekend ? 1.15 : 1)) / 4;
      for (const { kw, quarters, aDay } of appliances) {
        if (random.next() >= aDay * often) continue;
        for (let run = 0; run < quarters && at + run < values.length; run++) values[at + run] += kw;
      }
    }
  }
  return values;
}

/** A business's load, a number a quarter-hour, in shares of what it takes at work. */
export function businessLoad(days: readonly CalendarDay[], random: SeededRandom): Float64Array {
  const values = new Float64Array(days.length * QUARTERS_OF_DAY);
  const atNight = random.between(0.1, 0.35);
  const onWeekends = random.weighted([
    [0.15, 0.6],
    [0.6, 0.25],
    [1, 0.15],
  ]);
  const later = random.integer(-6, 8);
  const cooling = random.between(-0.15, 0.25);
  for (const { day, summer, isWeekend } of days) {
    const busy = (isWeekend ? onWeekends : 1) * random.between(0.85, 1);
    for (let quarter = 0; quarter < QUARTERS_OF_DAY; quarter++) {
      const atWork = (businessByHour[hourOf(quarter - later)] - 0.2) / 0.8;
      const load = atNight + (1 - atNight) * atWork * busy;
      values[day * QUARTERS_OF_DAY + quarter] = load * (1 + cooling * summer) * random.between(0.9, 1.1);
    }
  }
  return values;
}

function hourOf(quarter: number): number {
  return Math.floor((((quarter % QUARTERS_OF_DAY) + QUARTERS_OF_DAY) % QUARTERS_OF_DAY) / 4);
}
