import type { FeederKind, FeederNodes } from "./feeder-nodes.js";
import {
  distributionTransformers,
  lowVoltageCables,
  mediumVoltageLines,
  type Ratings,
  smallestRating,
  substationTransformers,
} from "./standard-ratings.js";

/** What so many users that nobody stands out take of the sum of their peaks at once. */
const coincidenceOfMany = { household: 0.16, business: 0.85 } as const;

const loads = ["household", "business"] as const;

const ratingsOf: Partial<Readonly<Record<FeederKind, Ratings>>> = {
  substation: substationTransformers,
  line: mediumVoltageLines,
  transformer: distributionTransformers,
  cable: lowVoltageCables,
};

/**
 * Gives lines, cables and transformers the smallest standard rating for the loads below them, as they were planned for: peaks of n
 * homes or businesses times their coincidence g + (1 - g) / √n, and some to spare. What came later, solar power and cars, is not counted.
 * Coincidence after Rusck, "The simultaneous demand in distribution network supplying domestic consumers", ASEA Journal 10 (1956).
 */
export function rateFeeder({ kinds, parent, lower, upper }: FeederNodes, spare: number): void {
  const below = loads.map((kind) => ({
    many: coincidenceOfMany[kind],
    users: Float64Array.from(kinds, (own) => (own === kind ? 1 : 0)),
    peaks: Float64Array.from(kinds, (own, node) => (own === kind ? upper[node] : 0)),
  }));
  for (let node = kinds.length - 1; node >= 0; node--) {
    const ratings = ratingsOf[kinds[node]];
    if (ratings !== undefined) {
      const kw = below.reduce((sum, { many, users, peaks }) => sum + peaks[node] * coincidence(users[node], many), 0);
      upper[node] = smallestRating(ratings, kw * (1 + spare));
      lower[node] = -upper[node];
    }
    if (parent[node] < 0) continue;
    for (const { users, peaks } of below) {
      users[parent[node]] += users[node];
      peaks[parent[node]] += peaks[node];
    }
  }
}

function coincidence(users: number, ofMany: number): number {
  return users === 0 ? 0 : ofMany + (1 - ofMany) / Math.sqrt(users);
}
