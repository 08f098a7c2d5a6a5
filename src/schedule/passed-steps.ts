import type { CheckedRequest, ScheduleFrame } from "./checked-request.js";
import type { OptimalPlan } from "./plan.js";
import type { Session } from "./schedule-request.js";

/** By id: kWh that the plan's sessions were to take in the steps `from..to - 1`. */
export function plannedEnergies(
  plan: OptimalPlan,
  { sessions, hours }: CheckedRequest,
  from: number,
  to: number,
): Map<string, number> {
  return new Map(
    sessions.map(({ id }, s) => {
      const power = plan.powerOf(s);
      let energy = 0;
      for (let t = from; t < Math.min(to, hours.length); t++) energy += power[t] * hours[t];
      return [id, energy];
    }),
  );
}

/**
 * A session as it is after some steps, whose departure has not come. One that has begun has the rest of its window, and
 * of powers that are rows.
 * @param taken kWh that it took in these steps
 */
export function advancedSession(session: Session, count: number, taken: number): Session {
  const { arrival, departure, energyKwh, maximumKw, minimumKw, givenKwh = 0 } = session;
  const { weight = givenKwh + energyKwh || 1 } = session;
  const passed = Math.max(0, count - arrival);
  const rest = (power: number | ArrayLike<number>) =>
    typeof power === "number" || passed === 0 ? power : Float64Array.from(power).subarray(passed);
  return {
    ...session,
    arrival: arrival + passed - count,
    departure: departure - count,
    energyKwh: Math.max(0, energyKwh - taken),
    maximumKw: rest(maximumKw),
    ...(minimumKw !== undefined && { minimumKw: rest(minimumKw) }),
    givenKwh: givenKwh + taken,
    weight,
  };
}

/** All but the sessions, likewise. */
export function advancedFrame(frame: ScheduleFrame, leafCount: number, count: number): ScheduleFrame {
  const { steps, stepHours, fixed, limits, price, target } = frame;
  const rest = (row: ArrayLike<number>) => Float64Array.from(row).subarray(count);
  return {
    ...frame,
    steps: steps - count,
    stepHours: typeof stepHours === "number" ? stepHours : rest(stepHours),
    fixed: fixed && advancedFixed(fixed, leafCount, steps, count),
    limits: limits
      ?.map((limit) => ({ ...limit, from: Math.max(0, limit.from - count), to: limit.to - count }))
      .filter(({ to }) => to > 0),
    price: price && rest(price),
    target: target && rest(target),
  };
}

function advancedFixed(
  fixed: NonNullable<ScheduleFrame["fixed"]>,
  leafCount: number,
  steps: number,
  count: number,
): NonNullable<ScheduleFrame["fixed"]> {
  if (!Array.isArray(fixed) && !ArrayBuffer.isView(fixed)) {
    const rows = Object.entries(fixed as Readonly<Record<string, ArrayLike<number>>>);
    return Object.fromEntries(rows.map(([id, row]) => [id, Float64Array.from(row).subarray(count)]));
  }
  const all = Float64Array.from(fixed as ArrayLike<number>);
  const left = new Float64Array(leafCount * (steps - count));
  for (let k = 0; k < leafCount; k++) left.set(all.subarray(k * steps + count, (k + 1) * steps), k * (steps - count));
  return left;
}
