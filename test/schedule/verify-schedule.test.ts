import { describe, expect, test } from "vitest";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";
import { randomSchedule } from "./random-schedule.js";

const tree = new FlatTree({
  parent: [-1, 0, 0],
  ids: ["street", "a", "b"],
  lower: [0, 0, 0],
  upper: [4, 9, 9],
});
const request: ScheduleRequest = {
  steps: 2,
  stepHours: 1,
  sessions: [
    { id: "s1", leaf: "a", arrival: 0, departure: 2, energyKwh: 6, maximumKw: 4 },
    { id: "s2", leaf: "b", arrival: 0, departure: 2, energyKwh: 4, maximumKw: 4 },
  ],
};
const messages = (power: number[], part: Partial<ScheduleRequest> = {}) =>
  verifySchedule(tree, { ...request, ...part }, { power }).violations.map(({ message }) => message);

describe("tells", () => {
  test("nothing of the most even plan", () => {
    const { violations, energyGap, loadGap } = verifySchedule(tree, request, { power: [2.4, 2.4, 1.6, 1.6] });
    expect(violations).toEqual([]);
    expect(energyGap).toBeLessThan(1e-12);
    expect(loadGap).toBeLessThan(1e-12);
  });

  test("power out of its range, and power that is no number", () => {
    expect(messages([-1, 5, Number.NaN, 0])).toEqual([
      'session "s1", step 0: its power is -1 kW, it must be within 0..4',
      'session "s1", step 1: its power is 5 kW, it must be within 0..4',
      'session "s2", step 0: its power is NaN kW, it must be within 0..4',
    ]);
  });

  test("power outside the window", () => {
    const sessions = [{ ...request.sessions[0], departure: 1 }];
    expect(messages([1, 1], { sessions })).toEqual(['session "s1", step 1: its power is 1 kW, it must be within 0..0']);
  });

  test("more energy than wanted", () => {
    expect(messages([0, 0, 4, 1])).toContain('session "s2": it takes 5 kWh, more than the 4 that it wants');
  });

  test("a limit that is passed", () => {
    expect(messages([3, 1, 2, 2])).toContain('node "street", step 0: its flow 5 kW is beyond its upper limit 4, by 1');
  });

  test("a session that could get more", () => {
    expect(messages([2, 2, 1, 1])).toContain(
      'session "s2": it could get more without anybody getting less; its level is 0.5',
    );
  });

  test("a session that could get more from one with a higher level", () => {
    expect(messages([2, 2, 2, 2])).toEqual([
      'session "s1", at level 0.6666666666666666, could get more from session "s2", whose level is 1',
    ]);
  });

  test("a session that could get more from one of lower priority", () => {
    const sessions = [request.sessions[0], { ...request.sessions[1], priority: 1 }];
    expect(messages([2.4, 2.4, 1.6, 1.6], { sessions })).toEqual([
      'session "s2", at level 0.8, could get more from session "s1", whose priority 0 is below 1',
    ]);
  });

  test("load that could be moved", () => {
    expect(
      messages([0, 0, 3, 1], { sessions: [{ ...request.sessions[0], energyKwh: 0 }, request.sessions[1]] }),
    ).toEqual(["load of step 0, 3 kW, could be moved to step 1, where it is 1"]);
  });

  test("load that could be moved to where it is cheaper", () => {
    const sessions = [{ ...request.sessions[0], energyKwh: 0 }, request.sessions[1]];
    expect(messages([0, 0, 2, 2], { sessions, price: [1, 2] })).toEqual([
      "load of step 1, 2 kW, could be moved to step 0, where it is cheaper",
    ]);
    expect(messages([0, 0, 4, 0], { sessions, price: [1, 2] })).toEqual([]);
  });
});

describe("random plans", () => {
  /** A plan with some power taken from one session and step and given to another, as far as ranges and energies let it. */
  function disturbed(power: Float64Array, given: ScheduleRequest, random: Random): Float64Array | undefined {
    const { steps, sessions } = given;
    const changed = power.slice();
    const s = random.integer(0, sessions.length - 1);
    const [t, other] = [random.integer(0, steps - 1), random.integer(0, steps - 1)];
    const to = s * steps + other;
    const from = s * steps + t;
    const { maximumKw, arrival, departure } = sessions[s];
    if (other < arrival || other >= departure) return undefined;
    const most = typeof maximumKw === "number" ? maximumKw : maximumKw[other - arrival];
    const by = Math.min(0.25, power[from], most - power[to]);
    if (by < 0.01 || t === other) return undefined;
    changed[from] -= by;
    changed[to] += by;
    return changed;
  }

  test("moving load of the most even plan is always told", () => {
    let told = 0;
    for (let seed = 1; seed <= 1500; seed++) {
      const { tree, request: given } = randomSchedule(seed);
      const plain = {
        ...given,
        stepHours: 1,
        sessions: given.sessions.map((session) => ({ ...session, minimumKw: 0 })),
      };
      const plan = schedule(tree, plain);
      if (plan.status !== "optimal" || plain.sessions.length === 0) continue;
      const power = disturbed(plan.power, plain, new Random(seed));
      if (!power) continue;
      const { violations, loadGap } = verifySchedule(tree, plain, { power });
      // One session alone changed its steps, so the loads differ from the only best ones.
      expect(violations.length, `seed ${seed}`).toBeGreaterThan(0);
      expect(violations.every(({ kind }) => kind === "move") ? loadGap : 1, `seed ${seed}`).toBeGreaterThan(1e-9);
      told++;
    }
    expect(told).toBeGreaterThan(20);
  });

  test("the gap of the energies is never below how far they are from the best, and near it", () => {
    let least = Number.POSITIVE_INFINITY;
    let compared = 0;
    for (let seed = 1; seed <= 3000; seed++) {
      const { tree, request: given } = randomSchedule(seed);
      const request = { ...given, sessions: given.sessions.map((session) => ({ ...session, priority: 0 })) };
      const best = schedule(tree, request);
      const hasty = schedule(tree, { ...request, goal: "asSoonAsPossible" });
      if (best.status !== "optimal" || hasty.status !== "optimal" || request.sessions.length === 0) continue;
      const { violations, energyGap } = verifySchedule(tree, request, hasty);
      if (!violations.every(({ kind }) => kind === "rise" || kind === "trade" || kind === "move")) continue;
      const above = 1 - unevenness(request, best.level) / unevenness(request, hasty.level);
      if (!(above > 1e-6)) continue;
      compared++;
      expect(energyGap, `seed ${seed}`).toBeGreaterThan(above * (1 - 1e-9));
      least = Math.min(least, energyGap / above);
    }
    expect(compared).toBeGreaterThan(50);
    // Half of it would be no bound.
    expect(least).toBeLessThan(2);
  });
});

/** What the most even energies make least: `weight · (L - level)² / 2` over all, L being the greatest level wanted. */
function unevenness({ sessions }: ScheduleRequest, level: Float64Array): number {
  const wishes = sessions.map(({ givenKwh = 0, energyKwh }) => givenKwh + energyKwh);
  const weights = sessions.map(({ weight }, s) => weight ?? wishes[s]);
  const greatest = Math.max(...sessions.map((_, s) => (weights[s] > 0 ? wishes[s] / weights[s] : 0)));
  return sessions.reduce((sum, _, s) => sum + (weights[s] * (greatest - level[s]) ** 2) / 2, 0);
}
