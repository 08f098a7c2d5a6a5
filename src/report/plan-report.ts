import type { ScheduleFigures, ScheduleResult, WayToCharge } from "../comparison/compare-schedules.js";
import { InputError } from "../model/input-error.js";
import { checkRequest } from "../schedule/checked-request.js";
import type { OptimalPlan } from "../schedule/plan.js";
import type { ScheduleRequest } from "../schedule/schedule-request.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type BusyLimit, busyLimits } from "./busy-limits.js";

/** One way to charge, for pictures. */
export interface ReportedWay {
  readonly way: WayToCharge;
  /** kW at the root, a step each. */
  readonly load: Float64Array;
  readonly figures: ScheduleFigures;
}

/** A session as planned. */
export interface ReportedSession {
  readonly id: string;
  readonly leaf: string;
  /** Its window within the plan: `from..to - 1`. */
  readonly from: number;
  readonly to: number;
  readonly wantedKwh: number;
  readonly servedKwh: number;
  /** What it has had and gets, of what it has had and wants; 1 where it wants nothing. */
  readonly share: number;
  readonly isShort: boolean;
  /** The greatest power that it takes, kW. */
  readonly peakKw: number;
  readonly priority: number;
}

/** What a plan's pictures are drawn from: in text and as a page. */
export interface PlanReport {
  readonly steps: number;
  /** Hours, a step each. */
  readonly hours: Float64Array;
  /** When a step begins; `steps` is the end of the last. */
  readonly time: (step: number) => string;
  /** Those ways that there is a plan for; the last is the plan itself. */
  readonly ways: readonly ReportedWay[];
  readonly plan: OptimalPlan;
  /** The root's upper limit, kW, a step each. */
  readonly limit: Float64Array;
  readonly sessions: readonly ReportedSession[];
  /** Limits of inner nodes, the busiest first. */
  readonly busy: readonly BusyLimit[];
}

/** So many limits are worth a picture. */
const MOST_LIMITS = 24;

/**
 * @param results of `compareSchedules` for the same tree and request
 * @param time when a step begins, as people write it
 * @throws InputError where nothing is planned
 */
export function planReport(
  tree: FlatTree,
  request: ScheduleRequest,
  results: readonly ScheduleResult[],
  time: (step: number) => string,
): PlanReport {
  const checked = checkRequest(tree, request);
  const plan = results.find(({ way }) => way === "planned")?.plan;
  if (plan?.status !== "optimal") throw new InputError("there is no plan to report");
  const isShort = new Set(plan.short.map(({ session }) => session));
  const sessions = checked.sessions.map((session, s): ReportedSession => {
    const { id, leaf, from, to, energyKwh, givenKwh, priority } = session;
    const whole = givenKwh + energyKwh;
    return {
      ...{ id, leaf: tree.id(leaf), from, to, wantedKwh: energyKwh, servedKwh: plan.energy[s], priority },
      share: isShort.has(s) ? (givenKwh + plan.energy[s]) / whole : 1,
      isShort: isShort.has(s),
      peakKw: plan.power.subarray(s * checked.steps, (s + 1) * checked.steps).reduce((a, b) => Math.max(a, b), 0),
    };
  });
  const { root } = tree;
  return {
    steps: checked.steps,
    hours: checked.hours,
    time,
    ways: results.flatMap(({ way, plan: own, figures }) =>
      own.status === "optimal" && figures ? [{ way, load: own.load, figures }] : [],
    ),
    plan,
    limit: checked.limits.get(root)?.upper ?? new Float64Array(checked.steps).fill(tree.upper[root]),
    sessions,
    busy: busyLimits(checked, plan, MOST_LIMITS),
  };
}

export const wayNames: Readonly<Record<WayToCharge, string>> = {
  uncontrolled: "uncontrolled",
  stepByStep: "step by step",
  planned: "planned",
};
