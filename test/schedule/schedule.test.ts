import { describe, expect, test } from "vitest";
import { balance } from "../../src/balance.js";
import { Solver } from "../../src/engine/solver.js";
import { LeafNode } from "../../src/model/leaf-node.js";
import { Node } from "../../src/model/node.js";
import type { OptimalPlan, Plan } from "../../src/schedule/plan.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";
import { Random } from "../random-trees.js";
import { drawSchedule } from "./random-schedule.js";

const street = new FlatTree({
  parent: [-1, 0, 0],
  ids: ["street", "a", "b"],
  lower: [Number.NEGATIVE_INFINITY, 0, 0],
  upper: [10, 10, 10],
});
const car = (id: string, part: Partial<Session> = {}): Session => ({
  ...{ id, leaf: "a", arrival: 0, departure: 4, energyKwh: 8, maximumKw: 4 },
  ...part,
});
const request = (part: Partial<ScheduleRequest> = {}): ScheduleRequest => ({
  ...{ steps: 4, stepHours: 1, sessions: [car("s1")] },
  ...part,
});

function optimal(plan: Plan): OptimalPlan {
  if (plan.status !== "optimal") throw new Error(`the plan is ${plan.status}`);
  return plan;
}

describe("energies", () => {
  test("without limits everyone gets what it wants, to the bit", () => {
    const tree = new FlatTree({ parent: [-1, 0], lower: [-1e9, 0], upper: [1e9, 1e9] });
    const sessions = [0.1, 7.3, 12.345, 59.9].map((energyKwh, k) =>
      car(`s${k}`, { leaf: 1, energyKwh, maximumKw: 22 }),
    );
    expect([...optimal(schedule(tree, request({ sessions }))).energy]).toEqual([0.1, 7.3, 12.345, 59.9]);
  });

  test("a shortage is shared by share of what is wanted", () => {
    const sessions = [car("s1", { energyKwh: 4, maximumKw: 9 }), car("s2", { leaf: "b", energyKwh: 12, maximumKw: 9 })];
    const limits = [{ node: "street", from: 0, to: 4, upper: 2 }];
    const plan = optimal(schedule(street, request({ sessions, limits })));
    expect([...plan.energy]).toEqual([2, 6]);
    expect([...plan.level]).toEqual([0.5, 0.5]);
    expect(plan.short).toEqual([
      { session: 0, id: "s1", missingKwh: 2 },
      { session: 1, id: "s2", missingKwh: 6 },
    ]);
  });

  test("what a session has had counts", () => {
    const sessions = [car("s1", { givenKwh: 4 }), car("s2", { leaf: "b", energyKwh: 12 })];
    const limits = [{ node: "street", from: 0, to: 4, upper: 2 }];
    expect([...optimal(schedule(street, request({ sessions, limits }))).energy]).toEqual([2, 6]);
  });

  test("a higher priority comes first", () => {
    const sessions = [car("s1"), car("s2", { leaf: "b", priority: 1 })];
    const limits = [{ node: "street", from: 0, to: 4, upper: 3 }];
    expect([...optimal(schedule(street, request({ sessions, limits }))).energy]).toEqual([4, 8]);
  });

  test("sessions that share a leaf keep its limit together", () => {
    const limits = [{ node: "a", from: 0, to: 4, upper: 3 }];
    const plan = optimal(schedule(street, request({ sessions: [car("s1"), car("s2")], limits })));
    expect([...plan.energy]).toEqual([6, 6]);
    expect([...plan.load]).toEqual([3, 3, 3, 3]);
  });

  test.each([
    ["least powers and next to nothing", { minimumKw: 1, energyKwh: 4 + 1e-12 }, {}, 4],
    [
      "a tenth ten times, which is less than one",
      { departure: 10, energyKwh: 1, maximumKw: 0.3, minimumKw: 0.1 },
      {},
      1,
    ],
    ["next to nothing beside a target", { energyKwh: 1e-6 }, { target: new Array<number>(10).fill(1e6) }, 1e-6],
  ])("%s: amounts stay so few quanta that they add up, in the end", (_, part, given, energy) => {
    const plan = optimal(schedule(street, request({ steps: 10, sessions: [car("s1", part)], ...given })));
    expect(plan.energy[0]).toBeCloseTo(energy, 8);
  });

  test("a window without steps leaves its session where it is", () => {
    const plan = optimal(schedule(street, request({ sessions: [car("s1", { departure: 0, givenKwh: 2 })] })));
    expect([...plan.level]).toEqual([0.2]);
  });
});

describe("loads", () => {
  const fixed = { b: [1, 5, 3, 1] };

  test("valleys are filled", () => {
    const level = expect.closeTo(13 / 3, 9);
    expect([...optimal(schedule(street, request({ fixed }))).load]).toEqual([level, 5, level, level]);
  });

  test("the cheapest steps take as much as they can", () => {
    const plan = optimal(schedule(street, request({ fixed, price: [2, 1, 2, 3] })));
    expect([...plan.power]).toEqual([3, 4, 1, 0]);
  });

  test("a target is followed", () => {
    const plan = optimal(schedule(street, request({ target: [0, 6, 2, 0] })));
    expect([...plan.power]).toEqual([2 / 3, 4, 8 / 3, 2 / 3].map((kw) => expect.closeTo(kw, 9)));
  });

  test("steps of different length are compared in kW", () => {
    const plan = optimal(schedule(street, request({ stepHours: [0.5, 0.5, 1, 2] })));
    expect([...plan.load]).toEqual([2, 2, 2, 2]);
  });
});

describe("infeasible", () => {
  test("a fixed load above a limit is named with node, step and by how much", () => {
    const plan = schedule(street, request({ fixed: { b: [0, 0, 12, 0] } }));
    expect(plan.status === "infeasible" && plan.contradiction).toEqual({
      ...{ node: 0, id: "street", step: 2, limit: "upper", bound: 10, reachable: 12, miss: 2 },
    });
  });

  test("a lower limit that loads cannot meet in time is named", () => {
    const limits = [{ node: "street", from: 0, to: 4, lower: 3 }];
    const plan = schedule(street, request({ limits }));
    expect(plan.status === "infeasible" && plan.contradiction).toMatchObject({
      id: "street",
      limit: "lower",
      bound: 3,
    });
    expect(plan.status === "infeasible" && plan.contradiction.miss).toBeGreaterThan(0);
  });

  test("relaxed: just what is missing, and listed", () => {
    const plan = optimal(schedule(street, request({ fixed: { b: [0, 0, 12, 0] }, whenInfeasible: "relax" })));
    expect(plan.relaxed).toEqual([{ node: 0, id: "street", step: 2, limit: "upper", from: 10, to: 12 }]);
    expect(plan.load[2]).toBe(12);
    const limits = [{ node: "street", from: 0, to: 4, lower: 3 }];
    const lowered = optimal(schedule(street, request({ limits, whenInfeasible: "relax" })));
    expect(lowered.relaxed.reduce((missing, { from, to }) => missing + from - to, 0)).toBeCloseTo(4, 9);
  });
});

describe("a plan", () => {
  test("step(t) is the tree of that step, with the plan as requests", () => {
    const fixed = { b: [1, 5, 3, 1] };
    const limits = [{ node: "street", from: 1, to: 2, upper: 7 }];
    const plan = optimal(schedule(street, request({ fixed, limits })));
    const tree = plan.step(1);
    expect([...tree.upper]).toEqual([7, 4, 10]);
    expect([...tree.shift]).toEqual([0, 0, 5]);
    expect(tree.request?.[1]).toBe(plan.power[1]);
    const solution = new Solver(tree).solve();
    expect(solution.status === "optimal" && solution.flow[0]).toBeCloseTo(plan.load[1], 12);
    expect(() => plan.step(4)).toThrow("step is 4; it must be one of 0..3");
  });

  test("flows add up at every node, and are the caller's to keep", () => {
    const { tree, request: drawn } = drawSchedule(new Random(5), {
      ...{ inners: 4, sessions: 5, steps: 4, isWhole: false, priorities: 1, prices: 1 },
    });
    const plan = optimal(schedule(tree, { ...drawn, whenInfeasible: "relax" }));
    for (let v = 0; v < tree.nodeCount; v++) {
      const children = [...tree.parent.keys()].filter((c) => tree.parent[c] === v);
      const sums = plan.flow(v).map((_, t) => children.reduce((sum, c) => sum + plan.flow(c)[t], 0));
      if (children.length > 0) for (const [t, kw] of plan.flow(v).entries()) expect(kw).toBeCloseTo(sums[t], 9);
    }
    plan.flow(0).fill(7);
    expect([...plan.load]).not.toContain(7);
  });

  test("an unknown session or node is refused", () => {
    const plan = optimal(schedule(street, request()));
    expect(() => plan.powerOf("x")).toThrow('"x" is not a session: there are 1');
    expect(() => plan.flow("x")).toThrow('flow: "x" is not a node of the tree');
    expect([...plan.powerOf("s1")]).toEqual([...plan.power]);
  });
});

describe("one step", () => {
  test("is what the one-step engine makes of it", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const wants = Array.from({ length: random.integer(1, 8) }, () => random.integer(1, 30) / 4);
      const limit = random.integer(1, 40) / 4;
      const leaves = wants.map((want) => new LeafNode({ lowerLimit: 0, upperLimit: want, conversionFactor: want }));
      const root = new Node({ upperLimit: limit, children: leaves });
      const sessions = wants.map(
        (energyKwh, k): Session => ({
          ...{ id: `s${k}`, leaf: k + 1, arrival: 0, departure: 1, energyKwh, maximumKw: energyKwh },
        }),
      );
      const plan = optimal(schedule(root, { steps: 1, stepHours: 1, sessions }));
      balance(root);
      for (const [k, leaf] of leaves.entries()) expect(plan.energy[k]).toBeCloseTo(leaf.flow, 9);
    }
  });
});

describe("as soon as possible", () => {
  test("everyone takes what the limits let through, at once", () => {
    const sessions = [car("s1"), car("s2", { leaf: "b", arrival: 1, energyKwh: 12 })];
    const limits = [{ node: "street", from: 0, to: 4, upper: 5 }];
    const plan = optimal(schedule(street, request({ sessions, limits, goal: "asSoonAsPossible" })));
    expect([...plan.load]).toEqual([4, 5, 5, 4]);
    expect([...plan.powerOf("s1")]).toEqual([4, 2, 2, 0]);
    expect([...plan.energy]).toEqual([8, 10]);
  });

  test("a limit that fixed loads break is named as it is for even plans", () => {
    const fixed = { b: [0, 0, 12, 0] };
    const [even, greedy] = (["even", "asSoonAsPossible"] as const).map((goal) =>
      schedule(street, request({ fixed, goal })),
    );
    expect(greedy.status === "infeasible" && greedy.contradiction).toEqual(
      even.status === "infeasible" && even.contradiction,
    );
  });

  test("never serves more in all than the even plan", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const { tree, request: drawn } = drawSchedule(new Random(seed), {
        ...{ inners: 3, sessions: 5, steps: 5, isWhole: true, priorities: 2, prices: 1 },
      });
      const even = schedule(tree, drawn);
      const greedy = schedule(tree, { ...drawn, goal: "asSoonAsPossible" });
      if (even.status === "infeasible") {
        expect(greedy.status, `seed ${seed}`).toBe("infeasible");
        continue;
      }
      if (greedy.status === "infeasible") continue;
      const total = (plan: OptimalPlan) => plan.energy.reduce((sum, kwh) => sum + kwh, 0);
      expect(total(greedy), `seed ${seed}`).toBeLessThanOrEqual(total(even) + 1e-9);
    }
  });
});
