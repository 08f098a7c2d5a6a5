import { describe, expect, test } from "vitest";
import { InputError } from "../../src/model/input-error.js";
import { verifySchedule } from "../../src/schedule/certificate/verify-schedule.js";
import { schedule } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const tree = new FlatTree({
  parent: [-1, 0, 0],
  ids: ["root", "a", "b"],
  lower: [-9, 0, 0],
  upper: [9, 9, 9],
});
const car: Session = { id: "s1", leaf: "a", arrival: 0, departure: 4, energyKwh: 5, maximumKw: 2 };
const sound: ScheduleRequest = { steps: 4, stepHours: 1, sessions: [car] };

const refusedSessions: [string, Partial<Session>, string][] = [
  ["an unknown leaf", { leaf: "c" }, 'session "s1": "c" is not a node of the tree'],
  ["an index that is no node", { leaf: 3 }, 'session "s1": 3 is not a node of the tree'],
  [
    "a node that is no leaf",
    { leaf: "root" },
    'session "s1": leaf is "root"; it must be a leaf: the node has children',
  ],
  [
    "a departure before the arrival",
    { arrival: 3, departure: 2 },
    'session "s1": departure is 2; it must not be before the arrival, 3',
  ],
  ["half a step", { arrival: 0.5 }, 'session "s1": arrival is 0.5; it must be a whole number of steps'],
  ["energy below 0", { energyKwh: -1 }, 'session "s1": energyKwh is -1; it must be finite, 0 or more'],
  [
    "energy that is no number",
    { energyKwh: Number.NaN },
    'session "s1": energyKwh is NaN; it must be finite, 0 or more',
  ],
  [
    "power that is no number",
    { maximumKw: [1, 2, Number.NaN, 4] },
    'session "s1": maximumKw of step 2 is NaN; it must be finite, 0 or more',
  ],
  [
    "powers for other steps",
    { maximumKw: [1, 2] },
    'session "s1": maximumKw has 2 entries, its window 4 steps: one number, or one for each',
  ],
  [
    "a maximum below the minimum",
    { minimumKw: 3 },
    'session "s1": minimumKw is 3; it must not be above maximumKw 2, step 0',
  ],
  ["energy given below 0", { givenKwh: -2 }, 'session "s1": givenKwh is -2; it must be finite, 0 or more'],
  ["a weight of 0", { weight: 0 }, 'session "s1": weight is 0; it must be finite and above 0'],
  [
    "an infinite priority",
    { priority: Number.POSITIVE_INFINITY },
    'session "s1": priority is Infinity; it must be finite',
  ],
  ["an empty id", { id: "" }, 'session 0: id is ""; it must be a string that is not empty'],
];

const refusedRequests: [string, Partial<ScheduleRequest>, string][] = [
  ["no steps", { steps: 0 }, "steps is 0; it must be a whole number, 1 or more"],
  ["steps without length", { stepHours: 0 }, "stepHours is 0; it must be finite and above 0"],
  ["lengths of other steps", { stepHours: [1, 1] }, "stepHours has 2 entries, expected 4: one a step"],
  ["an id used twice", { sessions: [car, car] }, 'session "s1": the id is used twice, by sessions 0 and 1'],
  [
    "fixed loads of the wrong length",
    { fixed: [1, 2, 3, 4] },
    "fixed has 4 entries, expected 8: 4 steps for each of 2 leaves",
  ],
  ["fixed loads of an unknown leaf", { fixed: { c: [1, 2, 3, 4] } }, 'fixed: "c" is not a node of the tree'],
  [
    "fixed loads of an inner node",
    { fixed: { root: [1, 2, 3, 4] } },
    'fixed is "root"; it must be by leaves: the node has children',
  ],
  ["a row of the wrong length", { fixed: { a: [1] } }, 'leaf "a": fixed has 1 entries, expected 4: one a step'],
  [
    "a fixed load that is no number",
    { fixed: { a: [1, Number.NaN, 1, 1] } },
    'leaf "a": fixed of step 1 is NaN; it must be finite',
  ],
  [
    "limits of an unknown node",
    { limits: [{ node: "x", from: 0, to: 1, upper: 1 }] },
    'limits: "x" is not a node of the tree',
  ],
  [
    "limits beyond the horizon",
    { limits: [{ node: "a", from: 0, to: 5 }] },
    'limits of node "a": to is 5; it must be a step from 0 to 4',
  ],
  [
    "limits that cross",
    { limits: [{ node: "a", from: 1, to: 2, lower: 3, upper: 1 }] },
    'limits of node "a", step 1: lower is 3; it must not be above upper 1',
  ],
  [
    "a limit that is no number",
    { limits: [{ node: "a", from: 1, to: 2, upper: Number.NaN }] },
    'limits of node "a", step 1: upper is NaN; it bounds from above',
  ],
  ["prices of other steps", { price: [1] }, "price has 1 entries, expected 4: one a step"],
  ["a target that is no number", { target: [0, 0, Number.NaN, 0] }, "target of step 2 is NaN; it must be finite"],
  ["an unknown goal", { goal: "cheap" as "even" }, 'goal is "cheap"; it must be "even" or "asSoonAsPossible"'],
];

describe("is refused, with session and value", () => {
  test.each(refusedSessions)("%s", (_, part, message) => {
    const refused = () => schedule(tree, { ...sound, sessions: [{ ...car, ...part }] });
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(message);
  });

  test.each(refusedRequests)("%s", (_, part, message) => {
    const refused = () => schedule(tree, { ...sound, ...part });
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(message);
  });

  test("windows too long for the memory", () => {
    const sessions = Array.from({ length: 600 }, (_, s) => ({ ...car, id: `s${s}`, departure: 1e6 }));
    const refused = () => schedule(tree, { steps: 1e6, stepHours: 1, sessions });
    expect(refused).toThrow('session "s536": with it the windows of 537 of 600 sessions have 537000000 steps');
  });

  test("a plan with another number of powers, when it is verified", () => {
    expect(() => verifySchedule(tree, sound, { power: [1, 2] })).toThrow(
      "power has 2 entries, expected 4: 4 steps for each session",
    );
  });
});

describe("is read otherwise than written, and told", () => {
  test("a window beyond the horizon is cut", () => {
    const plan = schedule(tree, { ...sound, sessions: [{ ...car, arrival: -2, departure: 6 }] });
    expect(plan.adjustments).toEqual([
      {
        session: 0,
        id: "s1",
        kind: "window",
        message: 'session "s1": its window -2..6 is cut to 0..4: there are 4 steps',
      },
    ]);
  });

  test("powers of a cut window are those of its steps", () => {
    const plan = schedule(tree, {
      ...sound,
      sessions: [{ ...car, arrival: -2, departure: 3, maximumKw: [9, 9, 0, 1, 2] }],
    });
    expect(plan.status === "optimal" && [...plan.power]).toEqual([0, 1, 2, 0]);
  });

  test("energy below what the least power takes is raised to it", () => {
    const plan = schedule(tree, { ...sound, sessions: [{ ...car, energyKwh: 1, minimumKw: 1 }] });
    expect(plan.adjustments.map(({ message }) => message)).toEqual([
      'session "s1": energyKwh is 1, but its least power takes 4 kWh in any case',
    ]);
    expect(plan.status === "optimal" && [...plan.power]).toEqual([1, 1, 1, 1]);
  });
});
