import type { AuditedPlan } from "./audited-plan.js";

/** Who was reached first from each place and step, and from each session; -1 where nobody was. */
export interface Reached {
  readonly byPlace: Int32Array;
  readonly bySession: Int32Array;
  /** For energies: the first of `starts` that gets to the open root; -1 where none does. */
  readonly atRoot: number;
}

/**
 * Sessions that want more, in the order of `starts`: which places and sessions could each give to them, at what step, be it
 * by way of others. Everything is visited once, so the first to come is the first in the order.
 */
export function reachOfSessions(plan: AuditedPlan, starts: Int32Array): Reached {
  const { request, limited, slack } = plan;
  const { steps, sessions } = request;
  const { parent, childStart, children, placeOf, sessionStart, sessions: members } = limited;
  const byPlace = new Int32Array(limited.count * steps).fill(-1);
  const bySession = new Int32Array(sessions.length).fill(-1);
  const queue: number[] = [];
  let atRoot = -1;
  const visit = (place: number, t: number, who: number) => {
    const k = place * steps + t;
    if (byPlace[k] >= 0) return;
    byPlace[k] = who;
    queue.push(k);
  };
  const visitSession = (s: number, who: number) => {
    if (bySession[s] >= 0) return;
    bySession[s] = who;
    for (let t = sessions[s].from; t < sessions[s].to; t++) if (plan.more(s, t) > slack) visit(placeOf[s], t, who);
  };
  for (const who of starts) {
    visitSession(who, who);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const t = next % steps;
      const place = (next - t) / steps;
      if (plan.rise(place, t) > slack) {
        if (place > 0) visit(parent[place], t, who);
        else if (atRoot < 0) atRoot = who;
      }
      for (let c = childStart[place]; c < childStart[place + 1]; c++) {
        if (plan.fall(children[c], t) > slack) visit(children[c], t, who);
      }
      for (let k = sessionStart[place]; k < sessionStart[place + 1]; k++) {
        const s = members[k];
        if (bySession[s] < 0 && isPresent(sessions[s], t) && plan.less(s, t) > slack) visitSession(s, who);
      }
    }
  }
  return { byPlace, bySession, atRoot };
}

/**
 * Steps, in the order of `starts`: from where one more kWh could end up in each, every session's energy staying what it is.
 */
export function reachOfSteps(plan: AuditedPlan, starts: Int32Array): Reached {
  const { request, limited, slack } = plan;
  const { steps, sessions } = request;
  const { parent, childStart, children, placeOf, sessionStart, sessions: members } = limited;
  const byPlace = new Int32Array(limited.count * steps).fill(-1);
  const bySession = new Int32Array(sessions.length).fill(-1);
  const queue: number[] = [];
  const visit = (place: number, t: number, who: number) => {
    const k = place * steps + t;
    if (byPlace[k] >= 0) return;
    byPlace[k] = who;
    queue.push(k);
  };
  const visitSession = (s: number, who: number) => {
    bySession[s] = who;
    for (let t = sessions[s].from; t < sessions[s].to; t++) if (plan.less(s, t) > slack) visit(placeOf[s], t, who);
  };
  for (const who of starts) {
    if (plan.rise(0, who) > slack) visit(0, who, who);
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const t = next % steps;
      const place = (next - t) / steps;
      if (place > 0 && plan.fall(place, t) > slack) visit(parent[place], t, who);
      for (let c = childStart[place]; c < childStart[place + 1]; c++) {
        if (plan.rise(children[c], t) > slack) visit(children[c], t, who);
      }
      for (let k = sessionStart[place]; k < sessionStart[place + 1]; k++) {
        const s = members[k];
        if (bySession[s] < 0 && isPresent(sessions[s], t) && plan.more(s, t) > slack) visitSession(s, who);
      }
    }
  }
  return { byPlace, bySession, atRoot: -1 };
}

function isPresent({ from, to }: { readonly from: number; readonly to: number }, t: number): boolean {
  return from <= t && t < to;
}
