import { describe, expect, test } from "vitest";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import type { OptimalPlan } from "../../src/schedule/plan.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";
import { type CarPark, drawCarPark } from "./car-parks.js";

/** A plan that keeps the promise: no violation, and gaps below what is promised up to 10,000 sessions. */
function proved({ tree, request }: CarPark, engine: "wasm" | "reference", what: string): OptimalPlan {
  const plan = schedule(tree, { ...request, whenInfeasible: "relax" }, { engine });
  if (plan.status !== "optimal") throw new Error(`${what}: ${plan.status}`);
  const { violations, energyGap, loadGap } = verifySchedule(tree, request, plan);
  expect(violations, what).toEqual([]);
  expect(energyGap, what).toBeLessThan(1e-9);
  expect(loadGap, what).toBeLessThan(1e-9);
  return plan;
}

describe("random car parks", () => {
  test("are proved by the certificate", () => {
    for (let seed = 1; seed <= 400; seed++) proved(drawCarPark(new Random(seed)), "wasm", `seed ${seed}`);
  });

  test("have the energies and loads that the reference finds", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const park = drawCarPark(new Random(seed));
      const plan = proved(park, "wasm", `seed ${seed}`);
      const expected = proved(park, "reference", `reference, seed ${seed}`);
      expectNear(plan.energy, expected.energy, `energies, seed ${seed}`);
      expectNear(plan.load, expected.load, `loads, seed ${seed}`);
    }
  });

  test("the order of sessions and nodes changes nothing that is promised", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const park = drawCarPark(random);
      const plan = proved(park, "wasm", `seed ${seed}`);
      const { tree, request } = park;
      const order = random.permutation(request.sessions.length);
      const place = random.permutation(tree.nodeCount);
      const moved = proved(reordered(park, order, place), "wasm", `reordered, seed ${seed}`);
      expectNear(
        moved.energy,
        Float64Array.from(order, (s) => plan.energy[s]),
        `energies, seed ${seed}`,
      );
      expectNear(moved.load, plan.load, `loads, seed ${seed}`);
    }
  });

  test("the same input gives the same bits", () => {
    const park = drawCarPark(new Random(7));
    const [one, other] = [1, 2].map(() => proved(park, "wasm", "seed 7"));
    expect(other.power).toEqual(one.power);
  });
});

describe("shapes that hurt", () => {
  const shapes: [string, CarPark][] = [
    ["windows of two steps in a path", path(95)],
    [
      "one step for all",
      { tree: flat(300, 500), request: { steps: 1, stepHours: 1, sessions: cars(300, () => [0, 1]) } },
    ],
    [
      "equal everything",
      { tree: flat(300, 500), request: { steps: 96, stepHours: 0.25, sessions: cars(300, () => [10, 60]) } },
    ],
    ["a chain of limits, thousands of levels", chain(3000)],
    [
      "more steps than fit in one block of a set",
      { tree: flat(80, 120), request: { steps: 288, stepHours: 1 / 12, sessions: cars(80, (s) => [s, 288 - s]) } },
    ],
    ["limits of zero", { tree: flat(20, 0), request: { steps: 8, stepHours: 1, sessions: cars(20, () => [0, 8]) } }],
    ["nobody", { tree: flat(3, 5), request: { steps: 5, stepHours: 1, sessions: [] } }],
    [
      "energies twelve orders of magnitude apart",
      {
        tree: flat(40, 3e5),
        request: {
          steps: 24,
          stepHours: 1,
          sessions: cars(40, () => [2, 20]).map((car, s) => ({
            ...car,
            energyKwh: 10 ** (s % 13) / 1e6,
            maximumKw: 1e6,
          })),
        },
      },
    ],
  ];

  test.each(shapes)("%s", (name, park) => {
    proved(park, "wasm", name);
  });
});

function expectNear(found: Float64Array, expected: Float64Array, what: string): void {
  const scale = expected.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
  expected.forEach((value, k) => {
    if (!(Math.abs(found[k] - value) <= 1e-7 * scale)) expect.fail(`${what}: [${k}] is ${found[k]}, not ${value}`);
  });
}

function reordered({ tree, request }: CarPark, order: Int32Array, place: Int32Array): CarPark {
  const moved = (values: Float64Array) => {
    const result = new Float64Array(values.length);
    values.forEach((value, v) => {
      result[place[v]] = value;
    });
    return result;
  };
  const parent = new Int32Array(tree.nodeCount);
  tree.parent.forEach((p, v) => {
    parent[place[v]] = p < 0 ? -1 : place[p];
  });
  const { steps, sessions, limits = [] } = request;
  const changed = new FlatTree({
    parent,
    lower: moved(tree.lower),
    upper: moved(tree.upper),
    shift: moved(tree.shift),
  });
  const rank = new Map([...changed.leaves].map((leaf, k) => [leaf, k]));
  const fixed = new Float64Array(tree.leafCount * steps);
  [...tree.leaves].forEach((leaf, k) => {
    const row = (request.fixed as Float64Array).subarray(k * steps, (k + 1) * steps);
    fixed.set(row, (rank.get(place[leaf]) ?? 0) * steps);
  });
  return {
    tree: changed,
    request: {
      ...request,
      fixed,
      limits: limits.map((limit) => ({ ...limit, node: place[limit.node as number] })),
      sessions: Array.from(order, (s) => ({ ...sessions[s], leaf: place[sessions[s].leaf as number] })),
    },
  };
}

function flat(leaves: number, upper: number): FlatTree {
  const count = leaves + 1;
  const limits = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  limits[0] = upper;
  return new FlatTree({
    parent: Array.from({ length: count }, (_, v) => (v === 0 ? -1 : 0)),
    lower: new Float64Array(count),
    upper: limits,
  });
}

function cars(count: number, window: (s: number) => [number, number]): Session[] {
  return Array.from({ length: count }, (_, s) => {
    const [arrival, departure] = window(s);
    return { id: `s${s}`, leaf: s + 1, arrival, departure, energyKwh: 30, maximumKw: 11 };
  });
}

function path(count: number): CarPark {
  const tree = flat(count, Number.POSITIVE_INFINITY);
  const sessions = cars(count, (s) => [s, s + 2]).map((car) => ({ ...car, maximumKw: 1000, energyKwh: 100 }));
  const fixed = { "1.1": Array.from({ length: 96 }, (_, t) => t) };
  return { tree, request: { steps: 96, stepHours: 0.25, sessions, fixed } };
}

/** A chain of nodes with a car at each, the limits tighter towards the root in no order. */
function chain(depth: number): CarPark {
  const random = new Random(3);
  const parent = Array.from({ length: 2 * depth }, (_, v) => (v < depth ? v - 1 : v - depth));
  const upper = new Float64Array(2 * depth).fill(Number.POSITIVE_INFINITY);
  for (let v = 0; v < depth; v++) upper[v] = (depth - v) * (0.5 + random.next());
  const sessions = Array.from(
    { length: depth },
    (_, s): Session => ({
      ...{ id: `s${s}`, leaf: depth + s, arrival: s % 5, departure: 12 - (s % 3), energyKwh: 10, maximumKw: 3 },
    }),
  );
  const request: ScheduleRequest = { steps: 12, stepHours: 1, sessions };
  return { tree: new FlatTree({ parent, lower: new Float64Array(2 * depth), upper }), request };
}
