import { describe, expect, test } from "vitest";
import { explainSchedule } from "../../src/schedule/explanation/explain-schedule.js";
import type { OptimalPlan } from "../../src/schedule/plan.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, StepLimit } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { randomSchedule } from "./random-schedule.js";

const tree = new FlatTree({
  parent: [-1, 0, 0, 1, 1, 2],
  ids: ["street", "north", "south", "a", "b", "c"],
  lower: [0, 0, 0, 0, 0, 0],
  upper: [100, 4, 100, 9, 9, 9],
});
const request: ScheduleRequest = {
  steps: 3,
  stepHours: 1,
  sessions: [
    { id: "s1", leaf: "a", arrival: 0, departure: 2, energyKwh: 6, maximumKw: 4 },
    { id: "s2", leaf: "b", arrival: 0, departure: 2, energyKwh: 4, maximumKw: 4 },
    { id: "s3", leaf: "c", arrival: 0, departure: 3, energyKwh: 6, maximumKw: 3 },
  ],
};

function planned(given: ScheduleRequest, grid = tree): OptimalPlan {
  const plan = schedule(grid, given);
  if (plan.status !== "optimal") throw new Error(`the plan is ${plan.status}`);
  return plan;
}

const explained = (part: Partial<ScheduleRequest> = {}) => {
  const given = { ...request, ...part };
  return explainSchedule(tree, given, planned(given));
};

describe("a session that is short", () => {
  test("is held by the limits where all that it could get ends, and shares them with those behind", () => {
    const { isShort, wantedKwh, servedKwh, level, heldBy, sharing } = explained().session("s1");
    expect({ isShort, wantedKwh, sharing }).toEqual({ isShort: true, wantedKwh: 6, sharing: [1] });
    expect(servedKwh).toBeCloseTo(4.8, 12);
    expect(level).toBeCloseTo(0.8, 12);
    expect(heldBy).toEqual([{ node: 1, id: "north", limit: "upper", steps: [0, 1], bounds: [4, 4] }]);
  });

  test("is held by a limit of another step, if those who share could move there", () => {
    const sessions = [
      { id: "s1", leaf: "a", arrival: 0, departure: 1, energyKwh: 6, maximumKw: 9 },
      { id: "s2", leaf: "b", arrival: 0, departure: 2, energyKwh: 6, maximumKw: 9 },
    ];
    const { heldBy, sharing } = explained({ sessions }).session("s1");
    // s2 takes all of the second step already, and none of the first: it has nothing to give.
    expect(heldBy.map(({ steps }) => steps)).toEqual([[0]]);
    expect(sharing).toEqual([]);
    const even = explained({ sessions: [sessions[0], { ...sessions[1], energyKwh: 9 }] }).session("s1");
    expect(even.servedKwh).toBeCloseTo(3.2, 12);
    expect(even.heldBy.map(({ steps }) => steps)).toEqual([[0, 1]]);
    expect(even.sharing).toEqual([1]);
  });

  test("is held by a lower limit that makes others take what they do", () => {
    const limits = [
      { node: "north", from: 0, to: 3, lower: 2 },
      { node: "street", from: 0, to: 3, upper: 3 },
    ];
    const sessions = [
      { id: "s1", leaf: "a", arrival: 0, departure: 3, energyKwh: 12, maximumKw: 9 },
      { id: "s3", leaf: "c", arrival: 0, departure: 3, energyKwh: 12, maximumKw: 9 },
    ];
    const { heldBy, sharing, servedKwh } = explained({ sessions, limits }).session("s3");
    expect(servedKwh).toBeCloseTo(3, 12);
    expect(heldBy).toEqual([
      { node: 0, id: "street", limit: "upper", steps: [0, 1, 2], bounds: [3, 3, 3] },
      { node: 1, id: "north", limit: "lower", steps: [0, 1, 2], bounds: [2, 2, 2] },
    ]);
    expect(sharing).toEqual([]);
  });

  test("would get its part of one more kWh, and of one more hour", () => {
    const told = explained();
    const { heldBy } = told.session("s1");
    expect(told.gainOfKwh("s1", heldBy[0])).toEqual({
      ownKwh: expect.closeTo(0.6, 12),
      totalKwh: expect.closeTo(1, 12),
    });
    // The third step is its own: there it takes what it misses, and leaves the others to s2.
    expect(told.gainOfHour("s1", "later")).toEqual({
      ownKwh: expect.closeTo(1.2, 12),
      totalKwh: expect.closeTo(2, 12),
    });
    expect(told.gainOfHour("s1", "earlier")).toBeUndefined();
    expect(told.gainOfHour("s3", "later")).toBeUndefined();
  });

  test("with powers by step keeps those of its last step in the hour that is added", () => {
    const sessions = [{ ...request.sessions[0], energyKwh: 9, maximumKw: [3, 1] }];
    const told = explained({ sessions });
    expect(told.gainOfHour("s1", "later")?.ownKwh).toBeCloseTo(1, 12);
    const late = [{ ...sessions[0], arrival: 1, departure: 3 }];
    expect(explained({ sessions: late }).gainOfHour("s1", "earlier")?.ownKwh).toBeCloseTo(3, 12);
  });
});

test("a session with all that it wants is held by nothing", () => {
  const { isShort, heldBy, sharing } = explained().session("s3");
  expect({ isShort, heldBy, sharing }).toEqual({ isShort: false, heldBy: [], sharing: [] });
});

test("why a session takes no more in each step", () => {
  const sessions = [request.sessions[0], request.sessions[1], { ...request.sessions[2], energyKwh: 4 }];
  const { steps } = explained({ sessions }).session("s3");
  // 4 kW flow in the first two steps already; so the third takes 3, its greatest power, and what is left evens the first two.
  expect(steps.map(({ reason }) => reason)).toEqual(["load", "load", "maximum"]);
  expect(steps[2]).toEqual({ step: 2, power: 3, load: 3, reason: "maximum" });
  const [first] = explained().session("s1").steps;
  expect(first).toMatchObject({ step: 0, reason: "limit", node: 1, id: "north" });
});

describe("refused", () => {
  test("a session that there is not, with the nearest", () => {
    expect(() => explained().session("s11")).toThrow('unknown session "s11"; known are "s1", "s2", "s3"');
    expect(() => explained().session(3)).toThrow("there is no session 3; there are 3");
  });

  test("a wrong number of powers", () => {
    expect(() => explainSchedule(tree, request, { power: [1] })).toThrow("power has 1 entries, expected 9");
  });

  test("a plan in which somebody could get more", () => {
    const told = explainSchedule(tree, request, { power: new Float64Array(9) });
    expect(() => told.session("s1")).toThrow('session "s1" could get more without anybody getting less');
  });
});

describe("random plans", () => {
  test("without all limits but those that hold a session, it and those who share get no more together", () => {
    let [told, gained] = [0, 0];
    for (let seed = 1; seed <= 2500; seed++) {
      const { tree: grid, request: given } = randomSchedule(seed);
      const plan = schedule(grid, given);
      if (plan.status !== "optimal") continue;
      const explanation = explainSchedule(grid, given, plan);
      for (const { session } of plan.short.slice(0, 2)) {
        const { heldBy, sharing } = explanation.session(session);
        const together = [session, ...sharing];
        const sum = (energy: Float64Array) => together.reduce((kwh, s) => kwh + energy[s], 0);
        const greatest = (kept: readonly StepLimit[]) => {
          const free = schedule(withoutLimits(grid), { ...given, limits: kept });
          return free.status === "optimal" ? sum(free.energy) : Number.NaN;
        };
        const held = heldBy.flatMap(({ node, limit, steps, bounds }) =>
          steps.map((step, k): StepLimit => ({ node, from: step, to: step + 1, [limit]: bounds[k] })),
        );
        expect(greatest(held), `seed ${seed}`).toBeLessThanOrEqual(sum(plan.energy) + 1e-9);
        if (held.length === 0) continue;
        told++;
        if (held.some((_, k) => greatest(held.filter((_, other) => other !== k)) > sum(plan.energy) + 1e-6)) gained++;
      }
    }
    expect(told).toBeGreaterThan(200);
    // Most of what is named is needed.
    expect(gained).toBeGreaterThan(told / 2);
  });

  test("a step that is left alone for its load has at least the load of every step that is used", () => {
    let compared = 0;
    for (let seed = 1; seed <= 2500; seed++) {
      const { tree: grid, request: given } = randomSchedule(seed);
      const hasLower = [grid.lower, ...(given.limits ?? []).map(({ lower }) => [lower ?? 0])].some((row) =>
        Array.from(row).some((lower) => lower !== 0 && lower !== Number.NEGATIVE_INFINITY),
      );
      const plan = schedule(grid, given);
      if (plan.status !== "optimal" || hasLower || given.price) continue;
      const explanation = explainSchedule(grid, given, plan);
      given.sessions.forEach(({ minimumKw }, s) => {
        if (minimumKw !== undefined) return;
        const { steps } = explanation.session(s);
        const used = Math.max(...steps.filter(({ power }) => power > 1e-6).map(({ load }) => load));
        for (const { reason, load } of steps) {
          if (reason !== "load" || used === Number.NEGATIVE_INFINITY) continue;
          compared++;
          expect(load, `seed ${seed}, session ${s}`).toBeGreaterThan(used - 1e-6);
        }
      });
    }
    expect(compared).toBeGreaterThan(100);
  });
});

/** Every inner node and leaf lets everything through. */
function withoutLimits({ topology, shift }: FlatTree): FlatTree {
  const count = topology.parent.length;
  return new FlatTree({
    parent: Array.from(topology.parent),
    lower: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    upper: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    shift,
  });
}
