import { describe, expect, test } from "vitest";
import { Solver } from "../../src/engine/solver.js";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import type { OptimalPlan, Plan } from "../../src/schedule/plan.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, Session, StepLimit } from "../../src/schedule/schedule-request.js";
import { Scheduler } from "../../src/schedule/scheduler.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";
import { drawCarPark } from "./car-parks.js";

function optimal(plan: Plan): OptimalPlan {
  if (plan.status !== "optimal") throw new Error(`the plan is ${plan.status}`);
  return plan;
}

function expectSame(found: OptimalPlan, fresh: OptimalPlan, what: string): void {
  for (const field of ["energy", "load"] as const) {
    const scale = fresh[field].reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
    fresh[field].forEach((value, k) => {
      if (!(Math.abs(found[field][k] - value) <= 1e-7 * scale)) {
        expect.fail(`${what}: ${field}[${k}] is ${found[field][k]}, afresh ${value}`);
      }
    });
  }
}

describe("re-plans are what a fresh plan is", () => {
  test("after random arrivals, departures, changes and limits", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new Random(seed);
      const { tree, request } = drawCarPark(random);
      const { sessions, ...frame } = { ...request, whenInfeasible: "relax" as const };
      const late = sessions.filter(() => random.chance(0.1));
      const first = sessions.filter((session) => !late.includes(session));
      const scheduler = new Scheduler(tree, { ...frame, sessions: first });
      let limits = request.limits ?? [];
      for (let round = 0; round < 5; round++) {
        const here = scheduler.sessions;
        const arriving = late.pop();
        if (arriving) scheduler.add(arriving);
        if (here.length > 0 && random.chance(0.5)) scheduler.remove(random.pick(here).id);
        const changing = scheduler.sessions;
        if (changing.length > 0) scheduler.change(random.pick(changing).id, { energyKwh: 40 * random.next() });
        if (random.chance(0.3)) {
          const node = random.integer(0, 3) % (tree.nodeCount - tree.leafCount);
          const limit = {
            node,
            from: 0,
            to: request.steps,
            upper: Math.max(tree.lower[node], 0) + 100 * random.next(),
          };
          scheduler.limit(limit);
          limits = [...limits, limit];
        }
        const now: ScheduleRequest = { ...frame, limits, sessions: scheduler.sessions };
        const plan = optimal(scheduler.solve());
        const what = `seed ${seed}, round ${round}`;
        expectSame(plan, optimal(schedule(tree, now)), what);
        const { violations, energyGap, loadGap } = verifySchedule(tree, now, plan);
        expect(violations, what).toEqual([]);
        expect(energyGap, what).toBeLessThan(1e-9);
        expect(loadGap, what).toBeLessThan(1e-9);
      }
    }
  });
});

describe("re-plans after sessions alone have come, gone and changed", () => {
  // Three feeders of four bays each behind a root, limits near what is wanted: some nodes bind, some nearly do.
  function drawSite(random: Random): { tree: FlatTree; limits: StepLimit[] } {
    const parent = [-1, 0, 0, 0, ...Array.from({ length: 12 }, (_, k) => 1 + (k % 3))];
    const upper = parent.map((_, v) => {
      if (v === 0) return random.pick([30, 60, Number.POSITIVE_INFINITY]);
      return v < 4
        ? random.pick([8, 16, 25, Number.POSITIVE_INFINITY])
        : random.pick([4, 11, Number.POSITIVE_INFINITY]);
    });
    const limits = random.chance(0.3) ? [{ node: 1, from: 3, to: 9, upper: 6 }] : [];
    return { tree: new FlatTree({ parent, lower: parent.map(() => 0), upper }), limits };
  }

  function drawSession(random: Random, id: string): Session {
    const arrival = random.integer(0, 10);
    const departure = random.integer(arrival + 1, 12);
    const steps = departure - arrival;
    const maximumKw = random.chance(0.2)
      ? Array.from({ length: steps }, () => random.integer(1, 11))
      : random.pick([4, 11]);
    const leaf = random.integer(4, 15);
    const energyKwh = random.integer(0, 30);
    const priority = random.chance(0.1) ? 1 : 0;
    const minimumKw = random.chance(0.05) ? 0.5 : 0;
    return { id, leaf, arrival, departure, energyKwh, maximumKw, minimumKw, priority };
  }

  test("are what a fresh plan is, and leave the plans before as they were", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const { tree, limits } = drawSite(random);
      const frame = { steps: 12, stepHours: 0.5, limits, whenInfeasible: "relax" as const };
      const sessions = Array.from({ length: random.integer(0, 20) }, (_, k) => drawSession(random, `s${k}`));
      const scheduler = new Scheduler(tree, { ...frame, sessions });
      let before = optimal(scheduler.solve());
      // More than the room to spare that is kept, so that it runs out.
      for (let round = 0; round < 90; round++) {
        const told = round % 3 === 0 ? undefined : before.power.slice();
        for (let change = random.integer(1, 3); change > 0; change--) {
          const here = scheduler.sessions;
          const kind = random.integer(0, 2);
          if (kind === 0 || here.length === 0) scheduler.add(drawSession(random, `r${round}.${change}`));
          else if (kind === 1) scheduler.remove(random.pick(here).id);
          else {
            const { id, ...changed } = drawSession(random, "");
            scheduler.change(random.pick(here).id, random.chance(0.5) ? { energyKwh: changed.energyKwh } : changed);
          }
        }
        const what = `seed ${seed}, round ${round}`;
        const now: ScheduleRequest = { ...frame, sessions: scheduler.sessions };
        const plan = optimal(scheduler.solve());
        expectSame(plan, optimal(schedule(tree, now)), what);
        const { violations } = verifySchedule(tree, now, plan);
        expect(violations, what).toEqual([]);
        if (told) expect(before.power, what).toEqual(told);
        before = plan;
      }
    }
  });

  test("hand out the power of the plan before as it was, also when it is read late", () => {
    const tree = new FlatTree({ parent: [-1, 0, 0], lower: [0, 0, 0], upper: [4, 9, 9] });
    const car = { arrival: 0, departure: 2, energyKwh: 4, maximumKw: 8 };
    const scheduler = new Scheduler(tree, { steps: 2, stepHours: 1, sessions: [{ id: "s1", leaf: 1, ...car }] });
    scheduler.solve();
    scheduler.change("s1", { energyKwh: 6 });
    const second = optimal(scheduler.solve());
    scheduler.add({ id: "s2", leaf: 2, ...car });
    const third = optimal(scheduler.solve());
    expect([...second.power]).toEqual([3, 3]);
    expect([...third.energy]).toEqual([4.8, 3.2]);
    expect([...third.load]).toEqual([4, 4]);
  });
});

describe("a plan for what stands", () => {
  const tree = new FlatTree({ parent: [-1, 0], ids: ["street", "a"], lower: [0, 0], upper: [4, 9] });
  const car = { id: "s1", leaf: "a", arrival: 0, departure: 2, energyKwh: 6, maximumKw: 8 };

  test("is handed out again until something changes", () => {
    const scheduler = new Scheduler(tree, { steps: 2, stepHours: 1, sessions: [car] });
    const plan = scheduler.solve();
    expect(scheduler.solve()).toBe(plan);
    scheduler.change("s1", { energyKwh: 4 });
    expect(scheduler.solve() === plan).toBe(false);
  });

  test("does not change when others are made", () => {
    const scheduler = new Scheduler(tree, { steps: 2, stepHours: 1, sessions: [car] });
    const plan = optimal(scheduler.solve());
    scheduler.add({ ...car, id: "s2", energyKwh: 2 });
    scheduler.solve();
    scheduler.change("s1", { energyKwh: 1 });
    scheduler.solve();
    expect([...plan.energy, ...plan.power]).toEqual([6, 3, 3]);
  });
});

describe("a step of a re-plan", () => {
  test("goes through the one-step engine with the tree's minimums and whole steps", () => {
    const street = new FlatTree({
      ...{ parent: [-1, 0, 0], ids: ["street", "a", "b"], lower: [0, 0, 0], upper: [7, 9, 9] },
      ...{ minimum: [Number.NaN, 4, 4], step: [Number.NaN, 0.5, 0.5] },
    });
    const car = { id: "s1", leaf: "a", arrival: 0, departure: 2, energyKwh: 12, maximumKw: 8 };
    const scheduler = new Scheduler(street, { steps: 2, stepHours: 1, sessions: [car] });
    scheduler.solve();
    scheduler.add({ ...car, id: "s2", leaf: "b" });
    const step = optimal(scheduler.solve()).step(0);
    const solution = new Solver(step).solve();
    if (solution.status !== "optimal") throw new Error(`the step is ${solution.status}`);
    for (const leaf of step.leaves) {
      const kw = solution.flow[leaf];
      expect(kw === 0 || (kw >= 4 && Number.isInteger(2 * kw)), `${step.id(leaf)} takes ${kw}`).toBe(true);
    }
    expect(solution.rootFlow).toBeGreaterThanOrEqual(4);
    expect(solution.rootFlow).toBeLessThanOrEqual(7);
  });
});

describe("steps that pass", () => {
  const tree = new FlatTree({ parent: [-1, 0, 0], ids: ["street", "a", "b"], lower: [-9, 0, 0], upper: [4, 9, 9] });
  const request: ScheduleRequest = {
    steps: 4,
    stepHours: 1,
    sessions: [
      { id: "s1", leaf: "a", arrival: 0, departure: 1, energyKwh: 1, maximumKw: 4 },
      { id: "s2", leaf: "b", arrival: 0, departure: 4, energyKwh: 8, maximumKw: 4 },
    ],
    fixed: { a: [1, 0, 2, 0] },
    limits: [{ node: "street", from: 0, to: 2, upper: 3 }],
  };

  test("as planned leave the rest of the plan as it was", () => {
    const scheduler = new Scheduler(tree, request);
    const before = optimal(scheduler.solve());
    scheduler.advance();
    expect(scheduler.sessions.map(({ id }) => id)).toEqual(["s2"]);
    const after = optimal(scheduler.solve());
    expect([...after.load]).toEqual([...before.load.subarray(1)].map((kw) => expect.closeTo(kw, 9)));
    expect(after.level[0]).toBeCloseTo(before.level[1], 9);
  });

  test("otherwise than planned are taken as they were", () => {
    const scheduler = new Scheduler(tree, request);
    scheduler.solve();
    scheduler.advance(1, { s2: 0.5 });
    expect(scheduler.sessions).toEqual([
      { id: "s2", leaf: "b", arrival: 0, departure: 3, energyKwh: 7.5, givenKwh: 0.5, maximumKw: 4, weight: 8 },
    ]);
  });

  test("as planned without foresight, too", () => {
    const scheduler = new Scheduler(tree, { ...request, goal: "asSoonAsPossible" });
    const { energy, power } = optimal(scheduler.solve());
    scheduler.advance();
    expect(scheduler.sessions.map(({ givenKwh }) => givenKwh)).toEqual([power[4]]);
    const rest = optimal(scheduler.solve());
    expect(rest.energy[0]).toBeCloseTo(energy[1] - power[4], 9);
  });

  test("do not cut the windows of those who have begun, and their powers are those of the steps that are left", () => {
    const maximumKw = [4, 3, 2, 1];
    const sessions = [{ id: "s1", leaf: "a", arrival: 0, departure: 4, energyKwh: 8, maximumKw, minimumKw: 0.1 }];
    const scheduler = new Scheduler(tree, { steps: 4, stepHours: 1, sessions });
    scheduler.solve();
    for (let step = 1; step < 4; step++) {
      scheduler.advance();
      const [{ arrival, departure, maximumKw: left }] = scheduler.sessions;
      expect([arrival, departure, Array.from(left as Float64Array)]).toEqual([0, 4 - step, maximumKw.slice(step)]);
      expect(optimal(scheduler.solve()).adjustments).toEqual([]);
    }
  });

  test("a least power that takes all there is leaves nothing to tell", () => {
    const always = { id: "s1", leaf: "a", arrival: 0, departure: 10, energyKwh: 1, maximumKw: 0.3, minimumKw: 0.1 };
    const scheduler = new Scheduler(tree, { steps: 10, stepHours: 1, sessions: [always] });
    for (let step = 1; step < 10; step++) {
      expect(optimal(scheduler.solve()).adjustments, `step ${step}`).toEqual([]);
      scheduler.advance();
    }
  });

  test("where there is no plan any more, as the last one says that there was", () => {
    const scheduler = new Scheduler(tree, request);
    const { power } = optimal(scheduler.solve());
    scheduler.add({ id: "s3", leaf: "a", arrival: 0, departure: 4, energyKwh: 4, maximumKw: 4 });
    scheduler.update({ fixed: { a: [9, 0, 0, 0] } });
    expect(scheduler.solve().status).toBe("infeasible");
    scheduler.advance();
    expect(scheduler.sessions.map(({ id, givenKwh }) => [id, givenKwh])).toEqual([
      ["s2", power[4]],
      ["s3", 0],
    ]);
    expect(scheduler.solve().status).toBe("optimal");
  });

  test("in which a session took what is no energy, or that is not there, leave everything as it was", () => {
    const scheduler = new Scheduler(tree, request);
    for (const kwh of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(() => scheduler.advance(1, { s2: kwh })).toThrow(
        `session "s2": taken is ${kwh}; it must be finite, 0 or more`,
      );
    }
    expect(() => scheduler.advance(1, { s9: 1 })).toThrow('"s9" is not a session: there are 2');
    expect(scheduler.sessions).toEqual(request.sessions);
  });

  test("do not take the last one with them", () => {
    expect(() => new Scheduler(tree, request).advance(4, {})).toThrow("count is 4; it must be one of 1..3");
    expect(() => new Scheduler(tree, request).advance()).toThrow("there has been no plan to take it from");
  });

  test("sessions that are nonsense change nothing", () => {
    const scheduler = new Scheduler(tree, request);
    expect(() => scheduler.add({ ...request.sessions[0] })).toThrow('session "s1" is there already');
    expect(() => scheduler.change("s1", { energyKwh: -1 })).toThrow("energyKwh is -1");
    expect(() => scheduler.remove("x")).toThrow('"x" is not a session: there are 2');
    expect(scheduler.sessions).toEqual(request.sessions);
  });
});
