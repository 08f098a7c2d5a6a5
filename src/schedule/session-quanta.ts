import { type CheckedRequest, type CheckedSession, powerAt } from "./checked-request.js";

/** Sums of energies stay below so many quanta, and 2^53 of them are exact. */
const MOST_QUANTA = 2 ** 51;

/**
 * How many quanta a kWh has: as many as fit if all that all loads could take together, their least powers with it, and the
 * greatest load that a step has in any case, stay below 2^51 of them; 1, 2 or 5 times a power of ten, so that decimal energies
 * are whole numbers. Whole numbers of quanta add up without rounding, in any order.
 * @param fixed kW at the root a step, without least powers
 */
export function quantaPerKwh({ sessions, hours, target }: CheckedRequest, fixed: Float64Array): number {
  const inAnyCase = fixed.map((kw, t) => Math.abs(kw) + Math.abs(target[t]));
  let greatest = 0;
  for (const session of sessions) {
    const { from, to, minimumKw } = session;
    greatest += greatestEnergy(session, hours) + leastEnergy(session, hours);
    if (minimumKw !== 0) for (let t = from; t < to; t++) inAnyCase[t] += powerAt(minimumKw, t - from);
  }
  inAnyCase.forEach((kw, t) => {
    greatest = Math.max(greatest, kw * hours[t]);
  });
  // Powers of ten up to 10^22 are doubles.
  const exponent = greatest === 0 ? 15 : Math.min(22, Math.floor(Math.log10(MOST_QUANTA / greatest)));
  const power = 10 ** exponent;
  const most = MOST_QUANTA / greatest;
  return power * (5 * power <= most ? 5 : 2 * power <= most ? 2 : 1);
}

/** The greatest whole number not above, but for the rounding of a product or two. */
export function wholeBelow(quanta: number): number {
  const nearest = Math.round(quanta);
  return Math.abs(quanta - nearest) <= 2 ** -50 * Math.abs(nearest) ? nearest : Math.floor(quanta);
}

/** The least whole number not below, likewise. */
export function wholeAbove(quanta: number): number {
  return -wholeBelow(-quanta);
}

/** kWh that a session can take in its window above its least power. */
function greatestEnergy(session: CheckedSession, hours: Float64Array): number {
  const { from, to, minimumKw, maximumKw } = session;
  const wanted = session.energyKwh - leastEnergy(session, hours);
  let room = 0;
  for (let t = from; t < to && room < wanted; t++) {
    room += (powerAt(maximumKw, t - from) - powerAt(minimumKw, t - from)) * hours[t];
  }
  return Math.max(0, Math.min(room, wanted));
}

/** kWh that a session's least power takes. */
export function leastEnergy({ from, to, minimumKw }: CheckedSession, hours: Float64Array): number {
  if (minimumKw === 0) return 0;
  let energy = 0;
  for (let t = from; t < to; t++) energy += powerAt(minimumKw, t - from) * hours[t];
  return energy;
}

/** What a session can take in each step above its least power: one number where all steps are alike, else a row. */
export type Most = number | Float64Array;

/**
 * In quanta.
 * @param room what the session's leaf has room for in each step of the horizon
 * @param isEven all steps are of one length
 */
export function mostOf(
  session: CheckedSession,
  wanted: number,
  room: Most,
  hours: Float64Array,
  isEven: boolean,
  perKwh: number,
): Most {
  const { from, to, minimumKw, maximumKw } = session;
  const isPlain = typeof room === "number" && typeof maximumKw === "number" && typeof minimumKw === "number";
  if (isEven && isPlain && from < to)
    return Math.max(0, Math.min(wholeBelow((maximumKw - minimumKw) * hours[from] * perKwh), wanted, room));
  const most = (t: number) => {
    const able = wholeBelow((powerAt(maximumKw, t - from) - powerAt(minimumKw, t - from)) * hours[t] * perKwh);
    return Math.max(0, Math.min(able, wanted, typeof room === "number" ? room : room[t]));
  };
  if (from === to) return 0;
  const first = most(from);
  let t = from + 1;
  while (t < to && most(t) === first) t++;
  return t === to ? first : Float64Array.from({ length: to - from }, (_, k) => most(from + k));
}

/** What a load can take in one step at most. */
export function greatestMost(most: Most): number {
  return typeof most === "number" ? most : most.reduce((greatest, quanta) => Math.max(greatest, quanta), 0);
}

/** What a load can take in the k-th step of its window. */
export function mostAt(most: Most, k: number): number {
  return typeof most === "number" ? most : most[k];
}
