import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { planAsSoonAsPossible } from "../schedule/as-soon-as-possible.js";
import { auditedPlan } from "../schedule/certificate/audited-plan.js";
import { brokenLimits } from "../schedule/certificate/broken-limits.js";
import type { BrokenStepLimit } from "../schedule/certificate/schedule-violation.js";
import { type CheckedRequest, checkRequest } from "../schedule/checked-request.js";
import type { OptimalPlan, Plan } from "../schedule/plan.js";
import { type ScheduleOptions, schedule } from "../schedule/schedule.js";
import type { ScheduleRequest } from "../schedule/schedule-request.js";
import { planUncontrolled } from "../schedule/uncontrolled.js";
import { FlatTree } from "../tree/flat-tree.js";
import { jainIndex } from "./jain-index.js";

/**
 * - `"uncontrolled"`: everyone takes its greatest power from its arrival on, until it has what it wants. Limits of leaves hold,
 *   those of inner nodes are not looked at, and may be broken;
 * - `"stepByStep"`: every step shared out fairly by the one-step engine, without foresight;
 * - `"planned"`: the most even energies, then the most even load.
 */
export type WayToCharge = "uncontrolled" | "stepByStep" | "planned";

/** What one way to charge comes to. */
export interface ScheduleResult {
  readonly way: WayToCharge;
  readonly plan: Plan;
  /** The figures; `undefined` where there is no plan. */
  readonly figures: ScheduleFigures | undefined;
}

export interface ScheduleFigures {
  /** kWh that all sessions want, and what they get of it. */
  readonly wantedKwh: number;
  readonly servedKwh: number;
  /** How many sessions do not get all that they want. */
  readonly shortSessions: number;
  /** The session that has the least share of what it wants, the first in the request's order; absent where none wants anything. */
  readonly leastServed: { readonly session: number; readonly id: string; readonly share: number } | undefined;
  /** The greatest load at the root, and the first step that has it. */
  readonly greatestLoad: { readonly step: number; readonly kw: number };
  /** The load's mean over its greatest; `undefined` where the root takes nothing in any step. */
  readonly loadFactor: number | undefined;
  /** Jain's index of the shares served: 1 where all are equal, 1/n where one of n sessions has everything. */
  readonly fairnessIndex: number;
  /** How many nodes' limits the flows do not keep in some step. */
  readonly brokenLimits: number;
  /** The limit that is broken most, in kW; `undefined` where all are kept. */
  readonly worstBroken: BrokenStepLimit | undefined;
}

/** As much room, relative to what a session can take in a step, is rounding: as in `verifySchedule`. */
const TOLERANCE = 1e-7;

/**
 * The same sessions charged in each way, to be compared side by side: uncontrolled, fair step by step, planned. A session's share is
 * what it has had and gets of what it has had and wants; sessions that want nothing have none.
 * @throws InputError for nonsense in the tree, the request or the options
 */
export function compareSchedules(
  tree: FlatTree | Node | LeafNode,
  request: Omit<ScheduleRequest, "goal">,
  options: ScheduleOptions = {},
): ScheduleResult[] {
  const flatTree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  const checked = checkRequest(flatTree, { ...request, goal: "even" });
  const plans: readonly (readonly [WayToCharge, Plan])[] = [
    ["uncontrolled", planUncontrolled(checked, options)],
    ["stepByStep", planAsSoonAsPossible(checked, options)],
    ["planned", schedule(flatTree, { ...request, goal: "even" }, options)],
  ];
  return plans.map(([way, plan]) => ({
    way,
    plan,
    figures: plan.status === "optimal" ? figuresOf(checked, plan) : undefined,
  }));
}

function figuresOf(request: CheckedRequest, plan: OptimalPlan): ScheduleFigures {
  const { sessions } = request;
  const isShort = new Set(plan.short.map(({ session }) => session));
  const shares: number[] = [];
  let wantedKwh = 0;
  let servedKwh = 0;
  let leastServed: ScheduleFigures["leastServed"];
  sessions.forEach(({ id, energyKwh, givenKwh }, session) => {
    wantedKwh += energyKwh;
    servedKwh += plan.energy[session];
    if (energyKwh + givenKwh === 0) return;
    const share = isShort.has(session) ? (givenKwh + plan.energy[session]) / (givenKwh + energyKwh) : 1;
    shares.push(share);
    if (leastServed === undefined || share < leastServed.share) leastServed = { session, id, share };
  });
  return {
    wantedKwh,
    servedKwh,
    shortSessions: isShort.size,
    leastServed,
    ...loadFigures(request, plan),
    fairnessIndex: jainIndex(shares),
    ...limitFigures(request, plan),
  };
}

function loadFigures(
  { hours }: CheckedRequest,
  { load }: OptimalPlan,
): Pick<ScheduleFigures, "greatestLoad" | "loadFactor"> {
  let greatest = 0;
  let energy = 0;
  let time = 0;
  load.forEach((kw, step) => {
    if (kw > load[greatest]) greatest = step;
    energy += kw * hours[step];
    time += hours[step];
  });
  const kw = load[greatest];
  return { greatestLoad: { step: greatest, kw }, loadFactor: kw > 0 ? energy / time / kw : undefined };
}

function limitFigures(
  request: CheckedRequest,
  { power }: OptimalPlan,
): Pick<ScheduleFigures, "brokenLimits" | "worstBroken"> {
  const nodes = new Set<number>();
  let worstBroken: BrokenStepLimit | undefined;
  for (const broken of brokenLimits(auditedPlan(request, power, [], TOLERANCE))) {
    nodes.add(broken.node);
    if (worstBroken === undefined || broken.by > worstBroken.by) worstBroken = broken;
  }
  return { brokenLimits: nodes.size, worstBroken };
}
