import { type CheckedRequest, powerAt } from "../checked-request.js";
import type { RelaxedStepLimit } from "../plan.js";
import { type LimitedTree, limitedTree, sumUp } from "./limited-tree.js";

/** A plan's flows, and how much each could still rise or fall. All in kWh a step. */
export interface AuditedPlan {
  readonly request: CheckedRequest;
  readonly limited: LimitedTree;
  /** By session: kWh, and `(given + energy) / weight`. */
  readonly energy: Float64Array;
  readonly level: Float64Array;
  /** Length `steps`: kW at the root, less the target. */
  readonly load: Float64Array;
  /** By place and step: kW. */
  readonly flow: Float64Array;
  /** Less than so many kWh of room is rounding. */
  readonly slack: number;
  /** kWh by which the flow of a place could rise and fall in a step, by its own limit and by what the sessions below can do. */
  rise(place: number, step: number): number;
  fall(place: number, step: number): number;
  /** kWh by which a session's power in a step of its window could rise and fall. */
  more(session: number, step: number): number;
  less(session: number, step: number): number;
  /** kW. */
  limit(side: "lower" | "upper", place: number, step: number): number;
}

/**
 * @param power a row of `steps` numbers a session
 */
export function auditedPlan(
  request: CheckedRequest,
  power: ArrayLike<number>,
  relaxed: readonly RelaxedStepLimit[],
  tolerance: number,
): AuditedPlan {
  const { sessions, steps, hours, target, tree } = request;
  const limited = limitedTree(request);
  const flow = new Float64Array(limited.count * steps);
  const moreBelow = new Float64Array(flow.length);
  const lessBelow = new Float64Array(flow.length);
  const energy = new Float64Array(sessions.length);
  const more = (s: number, t: number) =>
    (powerAt(sessions[s].maximumKw, t - sessions[s].from) - power[s * steps + t]) * hours[t];
  const less = (s: number, t: number) =>
    (power[s * steps + t] - powerAt(sessions[s].minimumKw, t - sessions[s].from)) * hours[t];
  sessions.forEach(({ from, to }, s) => {
    for (let t = from; t < to; t++) {
      const kw = power[s * steps + t];
      const k = limited.placeOf[s] * steps + t;
      energy[s] += kw * hours[t];
      flow[k] += kw;
      moreBelow[k] += more(s, t);
      lessBelow[k] += less(s, t);
    }
  });
  for (const rows of [flow, moreBelow, lessBelow]) sumUp(rows, limited.parent, steps);
  for (let k = 0; k < flow.length; k++) flow[k] += limited.fixed[k];
  const wider = new Map(relaxed.map(({ limit, node, step, to }) => [`${limit} ${node} ${step}`, to]));
  const limit = (side: "lower" | "upper", place: number, t: number) => {
    const v = limited.node[place];
    const given = request.limits.get(v)?.[side][t] ?? tree[side][v];
    return wider.size === 0 ? given : (wider.get(`${side} ${v} ${t}`) ?? given);
  };
  const shift = tree.isLeaf(tree.root) ? Float64Array.from(hours, (_, t) => fixedAtRootLeaf(request, t)) : undefined;
  return {
    request,
    limited,
    energy,
    level: energy.map((kwh, s) => (sessions[s].givenKwh + kwh) / sessions[s].weight),
    load: Float64Array.from(target, (kw, t) => flow[t] - kw + (shift?.[t] ?? 0)),
    flow,
    slack: tolerance * greatestStep(request) + roundingOf(request),
    rise: (place, t) =>
      Math.min(moreBelow[place * steps + t], (limit("upper", place, t) - flow[place * steps + t]) * hours[t]),
    fall: (place, t) =>
      Math.min(lessBelow[place * steps + t], (flow[place * steps + t] - limit("lower", place, t)) * hours[t]),
    more,
    less,
    limit,
  };
}

function fixedAtRootLeaf({ tree, fixed }: CheckedRequest, step: number): number {
  return tree.shift[tree.root] + (fixed.get(tree.root)?.[step] ?? 0);
}

/** The most that a session can take in one step, kWh. */
function greatestStep({ sessions, hours }: CheckedRequest): number {
  let greatest = 0;
  for (const { from, to, maximumKw, energyKwh } of sessions) {
    for (let t = from; t < to; t++) {
      greatest = Math.max(greatest, Math.min(energyKwh, powerAt(maximumKw, t - from) * hours[t]));
    }
  }
  return greatest;
}

/** kWh that plans of doubles, and of energies in quanta of 2^-50 of all, may leave undecided in a step. */
function roundingOf({ sessions, steps }: CheckedRequest): number {
  let total = 0;
  for (const { energyKwh } of sessions) total += energyKwh;
  return steps * 2 ** -48 * total;
}
