import { type CalendarDay, QUARTERS_OF_DAY } from "./calendar.js";
import { CarDays } from "./car-days.js";
import { businessLoad, homeLoad } from "./load-shapes.js";
import { purpose } from "./purpose.js";
import { SeededRandom } from "./seeded-random.js";
import { clearness, clearSky, roofs } from "./weather.js";

/** How many shapes there are of each kind of leaf. */
export const shapeCounts = { household: 64, business: 12, pv: 10, ev: 48 } as const;

export type ShapedKind = keyof typeof shapeCounts;

/** The power of the chargers whose use is turned into shapes, in kW. */
const SAMPLE_CHARGER_KW = 11;

/** What light makes of a roof at noon in June beyond what its inverter takes is lost. */
const KILOWATTS_OF_INVERTER = 1.05;

/** A shape's name, as the grid's column `profile` has it. */
export function shapeName(kind: ShapedKind, shape: number): string {
  return `${kind}${shape + 1}`;
}

/**
 * Makes shapes, a number a quarter-hour: shares of a leaf's limit, 0 to 1, in steps of 0.0001. Loads reach 1 once.
 * @param followed the names of those that some leaf follows; no others are made
 */
export function generateShapes(
  days: readonly CalendarDay[],
  seed: number,
  followed: ReadonlySet<string>,
): Map<string, Float64Array> {
  const shapes = new Map<string, Float64Array>();
  const add = (kind: ShapedKind, make: (random: SeededRandom, shape: number) => Float64Array) => {
    for (let shape = 0; shape < shapeCounts[kind]; shape++) {
      const name = shapeName(kind, shape);
      if (followed.has(name)) shapes.set(name, rounded(make(SeededRandom.for(seed, purpose[kind], shape), shape)));
    }
  };
  add("household", (random) => upToOne(homeLoad(days, random)));
  add("business", (random) => upToOne(businessLoad(days, random)));
  const light = clearness(days, seed);
  add("pv", (random, shape) => roofPower(days, light, random, shape));
  add("ev", (_, car) => chargingAtOnce(days, seed, car));
  return shapes;
}

function roofPower(
  days: readonly CalendarDay[],
  light: Float64Array,
  random: SeededRandom,
  shape: number,
): Float64Array {
  const roof = roofs[shape % roofs.length];
  const kilowatts = KILOWATTS_OF_INVERTER * random.between(0.85, 1);
  return light.map((clear, at) => {
    const power = kilowatts * clear * clearSky(days[Math.floor(at / QUARTERS_OF_DAY)], at % QUARTERS_OF_DAY, roof);
    return Math.min(power * random.between(0.97, 1.03), 1);
  });
}

/** A car that charges with all that its charger has from when it comes until it is full. */
function chargingAtOnce(days: readonly CalendarDay[], seed: number, car: number): Float64Array {
  const values = new Float64Array(days.length * QUARTERS_OF_DAY);
  const driver = new CarDays(seed, purpose.ev, car);
  for (const day of days) {
    const stay = driver.next(day);
    if (stay === undefined) continue;
    let left = (stay.energyKwh / SAMPLE_CHARGER_KW) * 4;
    for (let at = stay.arrival; left > 0 && at < Math.min(stay.departure, values.length); at++, left--) {
      values[at] = Math.min(left, 1);
    }
  }
  return values;
}

function upToOne(values: Float64Array): Float64Array {
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0);
  return values.map((value) => value / most);
}

function rounded(values: Float64Array): Float64Array {
  return values.map((value) => Math.round(value * 10_000) / 10_000);
}
