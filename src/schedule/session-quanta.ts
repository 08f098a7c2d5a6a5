import { type CheckedRequest, type CheckedSession, powerAt } from "./checked-request.js";

/** Bits of a sum that is exact: everything that all loads can take together stays below 2^50 quanta. */
const QUANTUM_BITS = 50;

/**
 * The quantum in kWh, a power of two: 2^-50 or less of what all loads could take together, or of the greatest fixed load of a
 * step where that is more. Energies that are whole multiples of it add up without rounding, in any order.
 */
export function quantumOf({ sessions, hours }: CheckedRequest, base: Float64Array): number {
  let taken = 0;
  for (const session of sessions) taken += greatestEnergy(session, hours);
  let greatest = taken;
  base.forEach((kw, t) => {
    greatest = Math.max(greatest, Math.abs(kw) * hours[t]);
  });
  if (greatest === 0) return 2 ** -QUANTUM_BITS;
  return 2 ** (Math.ceil(Math.log2(greatest)) + 1 - QUANTUM_BITS);
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
 */
export function mostOf(
  session: CheckedSession,
  wanted: number,
  room: Most,
  hours: Float64Array,
  quantum: number,
): Most {
  const { from, to, minimumKw, maximumKw } = session;
  const most = (t: number) => {
    const able = Math.floor(((powerAt(maximumKw, t - from) - powerAt(minimumKw, t - from)) * hours[t]) / quantum);
    return Math.max(0, Math.min(able, wanted, typeof room === "number" ? room : room[t]));
  };
  if (from === to) return 0;
  const first = most(from);
  let t = from + 1;
  while (t < to && most(t) === first) t++;
  return t === to ? first : Float64Array.from({ length: to - from }, (_, k) => most(from + k));
}

/** What a load can take in the k-th step of its window. */
export function mostAt(most: Most, k: number): number {
  return typeof most === "number" ? most : most[k];
}
