import type { AmountPages } from "./amount-pages.js";
import { type CheckedRequest, powerAt } from "./checked-request.js";
import type { PlannedPowers } from "./plan.js";
import { leastEnergy } from "./session-quanta.js";

/** A plan in quanta, as a solver has found it. */
export interface PlannedQuanta {
  readonly request: CheckedRequest;
  readonly perKwh: number;
  /** By session: place in `amounts` of the first step of its window. */
  readonly firstEntry: Int32Array;
  /** What is taken above the least power. */
  readonly amounts: AmountPages;
  /** By session, the sum of it. */
  readonly taken: Float64Array;
}

/** From quanta to kW and kWh. An energy within a quantum of what is wanted is that. */
export function powersOf(planned: PlannedQuanta): Pick<PlannedPowers, "energy" | "power"> {
  const { request, perKwh, firstEntry, amounts, taken } = planned;
  const { sessions, hours } = request;
  const energy = new Float64Array(sessions.length);
  for (let s = 0; s < sessions.length; s++) {
    const { energyKwh } = sessions[s];
    const kwh = leastEnergy(sessions[s], hours) + taken[s] / perKwh;
    energy[s] = Math.abs(energyKwh - kwh) * perKwh <= 1 ? energyKwh : kwh;
  }
  const power = (s: number) => {
    const { from, to, minimumKw, maximumKw } = sessions[s];
    const row = new Float64Array(to - from);
    for (let k = 0; k < row.length; k++) {
      const kw = powerAt(minimumKw, k) + amounts.at(firstEntry[s] + k) / perKwh / hours[from + k];
      const most = powerAt(maximumKw, k);
      row[k] = Math.abs(most - kw) <= 2 ** -50 * most ? most : kw;
    }
    return row;
  };
  return { energy, power };
}
