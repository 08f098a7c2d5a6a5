import { compareSchedules } from "../../src/comparison/compare-schedules.js";
import { type PlanReport, planReport } from "../../src/report/plan-report.js";
import type { ScheduleRequest, Session } from "../../src/schedule/schedule-request.js";
import { PlanSteps } from "../../src/text/plan-steps.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

/** A street of homes behind two feeders, from 18:00 on. */
export const streetSessions: readonly Session[] = [
  { id: "red", leaf: "home1", arrival: 0, departure: 8, energyKwh: 12, maximumKw: 11 },
  { id: "blue", leaf: "home2", arrival: 2, departure: 4, energyKwh: 20, maximumKw: 11 },
  { id: "van", leaf: "home3", arrival: 1, departure: 7, energyKwh: 9, maximumKw: 4, priority: 1 },
];

const street = {
  parent: [-1, 0, 0, 1, 1, 2],
  ids: ["street", "north", "south", "home1", "home2", "home3"],
  lower: [0, 0, 0, 0, 0, 0],
  upper: [20, 8, Number.POSITIVE_INFINITY, 11, 11, 11],
};

/** The report of a plan of the street. */
export function streetPlan(sessions = streetSessions, request: Partial<ScheduleRequest> = {}): PlanReport {
  return planOf(new FlatTree(street), { steps: 8, stepHours: 1, ...request, sessions });
}

/** The report of a plan whose first step begins at 18:00. */
export function planOf(tree: FlatTree, request: ScheduleRequest, from = "2030-06-01T18:00:00+02:00"): PlanReport {
  const steps = new PlanSteps({ from, steps: request.steps, stepMinutes: 60 });
  return planReport(tree, request, compareSchedules(tree, request), (step) => steps.time(step));
}
