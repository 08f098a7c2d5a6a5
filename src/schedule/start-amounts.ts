import type { CheckedRequest } from "./checked-request.js";
import type { PlannedQuanta } from "./planned-quanta.js";
import { mostAt } from "./session-quanta.js";
import type { StepNetwork } from "./step-network.js";

/**
 * What a plan says of the loads that are still there, within their bounds; in quanta, by load and step.
 * @param passed how many of the plan's steps have passed
 */
export function startAmounts(
  network: StepNetwork,
  request: CheckedRequest,
  before: PlannedQuanta,
  passed: number,
): Float64Array {
  const { loadCount, session, from, to, start, most, wanted, perKwh } = network;
  const placeBefore = new Map(before.request.sessions.map(({ id }, s) => [id, s]));
  const amounts = new Float64Array(start[loadCount]);
  const scale = perKwh / before.perKwh;
  for (let i = 0; i < loadCount; i++) {
    const s = placeBefore.get(request.sessions[session[i]].id);
    if (s === undefined) continue;
    const old = before.request.sessions[s];
    const entry = before.firstEntry[s] + passed - old.from;
    const end = Math.min(to[i], old.to - passed);
    let left = wanted[i];
    for (let t = Math.max(from[i], old.from - passed); t < end; t++) {
      const k = t - from[i];
      const amount = Math.min(Math.floor(before.amounts.at(entry + t) * scale), mostAt(most[i], k), left);
      amounts[start[i] + k] = amount;
      left -= amount;
    }
  }
  return amounts;
}
