import type { AuditedPlan } from "./audited-plan.js";
import type { Reached } from "./reached.js";

/** What an arc leaves on the table: its price difference times the room it has in the direction that would pay. */
function missed(difference: number, rise: number, fall: number): number {
  if (difference === 0) return 0;
  // An infinite room with a price across it is no bound at all; without a price it is none of the gap.
  return difference > 0 ? difference * Math.max(0, rise) : -difference * Math.max(0, fall);
}

/**
 * The most that a session gains by an energy of its own choice, where each kWh pays `worth` less than the last one did and the
 * next one pays `offered` (below 0: costs): the square of what is offered, as far as the energy can go. A level that is off by
 * rounding alone costs the square of the rounding.
 */
function ownChoice(offered: number, weight: number, more: number, less: number): number {
  const room = offered > 0 ? more : less;
  const taken = Math.min(Math.abs(offered) * weight, Math.max(0, room));
  return Math.abs(offered) * taken - (taken * taken) / (2 * weight);
}

/**
 * How far the sum of `weight · (L - level)² / 2` over the sessions of one priority is above its least, as a share of it: a
 * bound, L being the greatest level that anybody wants. Sessions of higher priorities keep their energies, those of lower ones
 * may have any.
 */
export function energyGap(plan: AuditedPlan, reached: Reached, priority: number): number {
  const { request, limited, energy, level } = plan;
  const { sessions, steps } = request;
  let greatest = 0;
  for (const { priority: own, givenKwh, energyKwh, weight } of sessions) {
    if (own === priority) greatest = Math.max(greatest, (givenKwh + energyKwh) / weight);
  }
  /** What the first to reach it would gain: 0 where nobody of this priority or above does. */
  const worth = (who: number) => {
    if (who < 0 || sessions[who].priority < priority) return 0;
    return sessions[who].priority > priority ? greatest : Math.max(0, greatest - level[who]);
  };
  let gap = 0;
  for (let place = 0; place < limited.count; place++) {
    for (let t = 0; t < steps; t++) {
      const above = place === 0 ? 0 : worth(reached.byPlace[limited.parent[place] * steps + t]);
      gap += missed(worth(reached.byPlace[place * steps + t]) - above, plan.rise(place, t), plan.fall(place, t));
    }
  }
  let squares = 0;
  let allSquares = 0;
  sessions.forEach(({ priority: own, weight, energyKwh, from, to }, s) => {
    const gain = own === priority ? Math.max(0, greatest - level[s]) : 0;
    squares += (weight * gain * gain) / 2;
    if (own === priority) allSquares += (weight * greatest * greatest) / 2;
    const wanted = Math.max(0, energyKwh - energy[s]);
    /** What the session leaves on the table with this price on its energy: by itself, and against the prices of its steps. */
    const at = (price: number) => {
      let left = own === priority ? ownChoice(gain - price, weight, wanted, energy[s]) : 0;
      for (let t = from; t < to; t++) {
        const here = worth(reached.byPlace[limited.placeOf[s] * steps + t]);
        left += missed(price - here, plan.more(s, t), plan.less(s, t));
      }
      return left;
    };
    const offered = worth(reached.bySession[s]);
    // Every price gives a bound. Energies of higher priorities are fixed, those of lower ones are worth nothing.
    if (own > priority) gap += at(offered);
    else if (own < priority || gain === offered) gap += at(gain);
    else gap += Math.min(at(gain), at(offered));
  });
  return gap === 0 ? 0 : gap / (squares > 1e-9 * allSquares ? squares : allSquares);
}

/**
 * How far the sum of `hours · load² / 2` over the steps of one price is above its least, as a share of it: a bound. The loads
 * of cheaper steps stay; a kWh in a dearer one costs more than any load of this price.
 */
export function loadGap(plan: AuditedPlan, reached: Reached, rank: number): number {
  const { request, limited, load } = plan;
  const { sessions, steps, priceRank, hours } = request;
  const own = [...load.keys()].filter((t) => priceRank[t] === rank);
  const lowest = Math.min(...own.map((t) => load[t]));
  const highest = Math.max(...own.map((t) => load[t]));
  /** Above all loads: what a kWh in a dearer step costs. */
  const dearer = highest + load.reduce((greatest, kw) => Math.max(greatest, Math.abs(kw)), 0);
  /** What one more kWh meets in a step, seen from this price. */
  const cost = (t: number) => {
    if (t < 0 || priceRank[t] > rank) return dearer;
    return priceRank[t] < rank ? lowest : load[t];
  };
  let gap = 0;
  let squares = 0;
  for (const t of own) squares += (hours[t] * load[t] * load[t]) / 2;
  for (let place = 0; place < limited.count; place++) {
    for (let t = 0; t < steps; t++) {
      const here = cost(reached.byPlace[place * steps + t]);
      if (place === 0 && priceRank[t] < rank) continue;
      const above = place > 0 ? cost(reached.byPlace[limited.parent[place] * steps + t]) : cost(t);
      gap += missed(here - above, plan.rise(place, t), plan.fall(place, t));
    }
  }
  sessions.forEach(({ from, to }, s) => {
    const price = cost(reached.bySession[s]);
    for (let t = from; t < to; t++) {
      const here = cost(reached.byPlace[limited.placeOf[s] * steps + t]);
      gap += missed(price - here, plan.more(s, t), plan.less(s, t));
    }
  });
  return gap === 0 ? 0 : gap / (squares || 1);
}
