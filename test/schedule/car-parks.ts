import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import type { Random } from "../random-trees.js";

export interface CarPark {
  readonly tree: FlatTree;
  readonly request: ScheduleRequest;
}

/** Up to 200 cars under up to 40 nodes over up to 96 steps: evening arrivals, morning departures, limits that matter. */
export function drawCarPark(random: Random): CarPark {
  const steps = random.integer(4, 96);
  const hours = 24 / steps;
  const inners = random.integer(1, 40);
  const shape = random.integer(0, 2);
  const parents = Array.from({ length: inners }, (_, v) => {
    if (v === 0) return -1;
    return [random.integer(0, v - 1), v - 1, Math.floor((v - 1) / 3)][shape];
  });
  const count = random.integer(1, 200);
  const at = Array.from({ length: count }, () => random.integer(0, inners - 1));
  const leafCount = count + inners;
  const sun = random.chance(0.3);
  const sessions = at.map((_, s) => drawCar(random, s, inners + s, steps, hours));
  const fixed = new Float64Array(leafCount * steps);
  for (let v = 0; v < inners; v++) {
    const size = 6 * random.next();
    const roof = sun && random.chance(0.3) ? 12 * random.next() : 0;
    for (let t = 0; t < steps; t++) {
      const shape = 0.4 + 0.6 * Math.exp(-(((t / steps) * 24 - 7) ** 2) / 8);
      fixed[(count + v) * steps + t] = size * shape - (t < steps / 4 ? roof : 0) + random.next() / 2;
    }
  }
  const parent = [...parents, ...at, ...parents.keys()];
  const { lower, upper } = drawLimits(random, parent, inners, count, sessions, fixed, steps);
  const tree = new FlatTree({ parent, lower, upper });
  const changing = random.chance(0.3);
  const limits = Array.from({ length: changing ? random.integer(1, 6) : 0 }, () => {
    const node = random.integer(0, inners - 1);
    const from = random.integer(0, steps - 1);
    return {
      node,
      from,
      to: random.integer(from, steps),
      upper: Math.max(tree.lower[node], tree.upper[node] * (0.8 + 0.4 * random.next())),
    };
  }).filter(({ upper }) => Number.isFinite(upper));
  const price = random.chance(0.2) ? Array.from({ length: steps }, () => random.integer(1, 3)) : undefined;
  return { tree, request: { steps, stepHours: hours, sessions, fixed, limits, price } };
}

function drawCar(random: Random, s: number, leaf: number, steps: number, hours: number): Session {
  const normal = () => Array.from({ length: 6 }, () => random.next()).reduce((sum, value) => sum + value, -3);
  const arrival = Math.max(0, Math.min(steps - 1, Math.floor((6 + 2 * normal()) / hours)));
  const departure = Math.max(arrival, Math.min(steps, Math.floor((19.5 + 1.5 * normal()) / hours)));
  const maximumKw = random.pick([3.7, 7.4, 11]);
  const length = departure - arrival;
  return {
    ...{ id: `s${s}`, leaf, arrival, departure },
    energyKwh: random.chance(0.3) ? 10 * random.integer(1, 6) : 10 + 50 * random.next(),
    maximumKw: random.chance(0.1)
      ? Array.from({ length }, () => (random.chance(0.2) ? 0 : maximumKw * random.next()))
      : maximumKw,
    ...(random.chance(0.2) && { weight: 1 }),
    ...(random.chance(0.1) && { givenKwh: 30 * random.next() }),
    ...(random.chance(0.1) && { priority: 1 }),
  };
}

/** Nodes with room for 0.4 to 1.4 of what their cars want on average, above what cannot wait. */
function drawLimits(
  random: Random,
  parent: readonly number[],
  inners: number,
  count: number,
  sessions: readonly Session[],
  fixed: Float64Array,
  steps: number,
): { lower: Float64Array; upper: Float64Array } {
  const lower = new Float64Array(parent.length).fill(Number.NEGATIVE_INFINITY);
  const upper = new Float64Array(parent.length).fill(Number.POSITIVE_INFINITY);
  lower.fill(0, inners);
  const wanted = new Float64Array(inners);
  const peak = new Float64Array(inners);
  sessions.forEach(({ energyKwh }, s) => {
    wanted[parent[inners + s]] += energyKwh;
  });
  for (let v = inners - 1; v >= 0; v--) {
    const row = fixed.subarray((count + v) * steps, (count + v + 1) * steps);
    peak[v] += Math.max(0, ...row);
    if (v > 0) {
      wanted[parent[v]] += wanted[v];
      peak[parent[v]] += peak[v];
    }
    if (random.chance(0.6)) upper[v] = peak[v] + (wanted[v] / 13) * (0.4 + random.next());
    if (random.chance(0.2)) lower[v] = -10 * random.next();
  }
  return { lower, upper };
}
