import { describe, expect, test } from "vitest";
import { checkRequest } from "../../src/schedule/checked-request.js";
import { CheckedSessions } from "../../src/schedule/checked-sessions.js";
import { KeptNetwork } from "../../src/schedule/kept-network.js";
import { instantiateScheduleKernel } from "../../src/schedule/kernel.js";
import { chosenScheduleKernel } from "../../src/schedule/schedule.js";
import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { solveInKernel } from "../../src/schedule/solve-in-kernel.js";
import { poseSchedule } from "../../src/schedule/step-network.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

const car = { arrival: 0, departure: 4, energyKwh: 20, maximumKw: 5 };

// A root that binds; a feeder that has room for 3 kW more; below it two bays, the second with a limit of its own.
const site = new FlatTree({
  ids: ["site", "feeder", "bay1", "bay2", "bay3"],
  parent: [-1, 0, 1, 1, 0],
  lower: [0, 0, 0, 0, 0],
  upper: [6, 13, Number.POSITIVE_INFINITY, 7, 20],
});
const standing: Session[] = [
  { id: "s1", leaf: "bay1", ...car },
  { id: "s2", leaf: "bay2", ...car, departure: 2 },
];

/** Whether a kept network takes in what is added to, or taken from, the sessions that stand. */
function takes(
  change: (sessions: CheckedSessions, hours: Float64Array) => ReturnType<CheckedSessions["put"]>,
  {
    tree = site,
    spare = { loads: 4, entries: 16 },
    ...rest
  }: Partial<ScheduleRequest> & {
    tree?: FlatTree;
    spare?: { loads: number; entries: number };
  } = {},
): boolean {
  const request = { steps: 4, stepHours: 1, sessions: standing, ...rest };
  const checked = checkRequest(tree, request);
  const module = chosenScheduleKernel({});
  if (!module) throw new Error("there is no kernel");
  const kernel = instantiateScheduleKernel(module);
  const { network } = poseSchedule(checked, "binding");
  solveInKernel(kernel, network, undefined, spare);
  const kept = new KeptNetwork(kernel, checked, network, spare);
  const sessions = new CheckedSessions(tree, request.sessions, checked.hours);
  const changes = [change(sessions, checked.hours)];
  return kept.update({ ...checked, ...sessions.checked() }, changes);
}

function takesArrival(session: Partial<Session>, setting?: Parameters<typeof takes>[1]): boolean {
  return takes((sessions, hours) => sessions.put({ id: "new", leaf: "bay3", ...car, ...session }, hours), setting);
}

describe("a posed problem is kept", () => {
  test("when a session comes where nothing begins to bind, changes, or goes", () => {
    expect(takesArrival({})).toBe(true);
    expect(takesArrival({ maximumKw: [1, 2, 3, 4] })).toBe(true);
    expect(takesArrival({ leaf: "bay1", maximumKw: 3 })).toBe(true);
    expect(takes((sessions, hours) => sessions.put({ ...standing[0], energyKwh: 3, maximumKw: 2 }, hours))).toBe(true);
    expect(takes((sessions) => sessions.remove("s2"))).toBe(true);
  });

  test("when one comes to a bay that another has left by then", () => {
    expect(takesArrival({ leaf: "bay2", arrival: 2, maximumKw: 3 })).toBe(true);
    expect(takesArrival({ leaf: "bay2", arrival: 1, maximumKw: 3 })).toBe(false);
  });

  test("not when a node begins to bind", () => {
    expect(takesArrival({ leaf: "bay1", maximumKw: 3.5 })).toBe(false);
  });

  test("not when least powers, or a priority that nobody had, come in", () => {
    expect(takesArrival({ minimumKw: 1 })).toBe(false);
    expect(takesArrival({ priority: 1 })).toBe(false);
    expect(takesArrival({ priority: -0 })).toBe(true);
  });

  test("not when its memory has no room", () => {
    expect(takesArrival({}, { spare: { loads: 0, entries: 16 } })).toBe(false);
    expect(takesArrival({}, { spare: { loads: 4, entries: 3 } })).toBe(false);
    expect(takesArrival({}, { spare: { loads: 4, entries: 4 } })).toBe(true);
  });

  test("not when the quanta were counted for far smaller energies", () => {
    const sessions = [{ ...standing[0], energyKwh: 1e-9 }];
    expect(takesArrival({ energyKwh: 1e6, maximumKw: 1e6 }, { sessions })).toBe(false);
  });

  test("not where a node's limit has gone to the one that binds below it, and the session hangs beside that", () => {
    // The feeder's limit is kept by the street below it, as long as nobody hangs on the feeder itself.
    const tree = new FlatTree({
      ids: ["site", "feeder", "street", "bay1", "bay2", "bay3", "yard"],
      parent: [-1, 0, 1, 2, 2, 1, 0],
      lower: [0, 0, 0, 0, 0, 0, 0],
      upper: [100, 7, 8, 50, 50, 50, 50],
    });
    expect(takesArrival({ leaf: "bay3" }, { tree })).toBe(false);
    expect(takesArrival({ leaf: "yard" }, { tree })).toBe(true);
  });
});
