import { describe, expect, test } from "vitest";
import { compareSchedules, type ScheduleResult, type WayToCharge } from "../../src/comparison/compare-schedules.js";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";
import { drawCarPark } from "../schedule/car-parks.js";

const street = new FlatTree({ parent: [-1, 0, 0], ids: ["street", "a", "b"], lower: [0, 0, 0], upper: [12, 11, 11] });
const car = (id: string, leaf: string, part: Partial<Session> = {}): Session => ({
  ...{ id, leaf, arrival: 0, departure: 4, energyKwh: 22, maximumKw: 11 },
  ...part,
});
const hourly = (sessions: readonly Session[], steps = 4) => ({ steps, stepHours: 1, sessions });

function of(results: readonly ScheduleResult[], way: WayToCharge): ScheduleResult {
  const found = results.find((result) => result.way === way);
  if (!found) throw new Error(`no result for ${way}`);
  return found;
}

describe("uncontrolled", () => {
  test("takes the greatest power from the arrival on, whatever the limit above", () => {
    const sessions = [car("s1", "a"), car("s2", "b", { arrival: 1 })];
    const { plan, figures } = of(compareSchedules(street, hourly(sessions)), "uncontrolled");
    expect(plan.status === "optimal" && [...plan.load]).toEqual([11, 22, 11, 0]);
    expect(figures).toMatchObject({ servedKwh: 44, shortSessions: 0, loadFactor: 0.5, brokenLimits: 1 });
    expect(figures?.worstBroken).toMatchObject({ id: "street", step: 1, limit: "upper", bound: 12, flow: 22, by: 10 });
  });

  test("keeps a leaf's own limit", () => {
    const sessions = [car("s1", "a", { maximumKw: 22 })];
    const { plan, figures } = of(compareSchedules(street, hourly(sessions)), "uncontrolled");
    expect(plan.status === "optimal" && [...plan.load]).toEqual([11, 11, 0, 0]);
    expect(figures).toMatchObject({ brokenLimits: 0, worstBroken: undefined });
  });

  test("breaks a limit that holds in some steps only", () => {
    const request = { ...hourly([car("s1", "a")]), limits: [{ node: "street", from: 1, to: 2, upper: 4 }] };
    const [{ plan, figures }] = compareSchedules(street, request);
    expect(figures?.worstBroken).toMatchObject({ step: 1, bound: 4, flow: 11 });
    expect(plan.status === "optimal" && plan.step(1).upper[0]).toBe(4);
  });

  test("is there where fixed loads alone break a limit", () => {
    const results = compareSchedules(street, { ...hourly([car("s1", "a")]), fixed: { b: [1, 1, 13, 1] } });
    expect(results.map(({ plan }) => plan.status)).toEqual(["optimal", "infeasible", "infeasible"]);
    expect(results.map(({ figures }) => figures?.worstBroken?.step)).toEqual([2, undefined, undefined]);
  });
});

describe("figures", () => {
  test("what planning gains", () => {
    const sessions = [car("s1", "a", { departure: 6 }), car("s2", "b", { departure: 2, energyKwh: 20 })];
    const results = compareSchedules(street, hourly(sessions, 6));
    expect(of(results, "planned").figures).toMatchObject({
      ...{ wantedKwh: 42, servedKwh: 42, shortSessions: 0, fairnessIndex: 1, brokenLimits: 0 },
      leastServed: { session: 0, id: "s1", share: 1 },
    });
    const { figures } = of(results, "stepByStep");
    expect(figures).toMatchObject({ shortSessions: 1, leastServed: { id: "s2" }, brokenLimits: 0 });
    expect(figures?.servedKwh).toBeLessThan(42);
  });

  test("what a session has had counts as served", () => {
    const sessions = [car("s1", "a", { energyKwh: 90, givenKwh: 10 })];
    const results = compareSchedules(street, hourly(sessions));
    expect(results.map(({ figures }) => figures?.leastServed?.share)).toEqual([0.54, 0.54, 0.54]);
    expect(results.map(({ figures }) => figures?.servedKwh)).toEqual([44, 44, 44]);
  });

  test("a session that wants nothing has no share", () => {
    const [{ figures }] = compareSchedules(street, hourly([car("s1", "a", { energyKwh: 0 })]));
    expect(figures).toMatchObject({ leastServed: undefined, fairnessIndex: 1, loadFactor: undefined });
  });

  test("the load factor counts the length of steps", () => {
    const sessions = [car("s1", "a", { departure: 1, energyKwh: 11 })];
    const [{ figures }] = compareSchedules(street, { steps: 2, stepHours: [1, 3], sessions });
    expect(figures?.loadFactor).toBe(0.25);
  });
});

test("seeded car parks: the planned way is schedule's, keeps every limit, and serves and shares at least as much as step by step", () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { tree, request } = drawCarPark(new Random(seed));
    const results = compareSchedules(tree, request);
    const planned = of(results, "planned");
    const alone = schedule(tree, request);
    expect(planned.plan.status, `seed ${seed}`).toBe(alone.status);
    if (planned.plan.status !== "optimal" || alone.status !== "optimal") continue;
    expect(planned.plan.power, `seed ${seed}`).toEqual(alone.power);
    const { violations } = verifySchedule(tree, request, planned.plan);
    expect(violations, `seed ${seed}`).toEqual([]);
    expect(planned.figures?.brokenLimits, `seed ${seed}`).toBe(0);
    const stepByStep = of(results, "stepByStep").figures;
    if (!stepByStep || !planned.figures) throw new Error(`seed ${seed}: no figures`);
    const rounding = 1e-7 * planned.figures.wantedKwh;
    expect(planned.figures.servedKwh, `seed ${seed}`).toBeGreaterThanOrEqual(stepByStep.servedKwh - rounding);
    const uncontrolled = of(results, "uncontrolled");
    if (uncontrolled.plan.status !== "optimal") throw new Error(`seed ${seed}: uncontrolled has no plan`);
    const isBroken = verifySchedule(tree, request, uncontrolled.plan).violations.some(({ kind }) => kind === "limit");
    expect(uncontrolled.figures?.worstBroken !== undefined, `seed ${seed}`).toBe(isBroken);
  }
});
