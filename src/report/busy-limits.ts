import { type AuditedPlan, auditedPlan } from "../schedule/certificate/audited-plan.js";
import type { CheckedRequest } from "../schedule/checked-request.js";
import type { OptimalPlan } from "../schedule/plan.js";

/** How full the limits of one inner node are over the steps of a plan. */
export interface BusyLimit {
  /** Index in the tree's order. */
  readonly node: number;
  readonly id: string;
  /** The share of the limit on the flow's side that is used, a step each; NaN where there is none. */
  readonly use: Float64Array;
  /** Steps whose flow is at a limit, and the first of them; -1 where there is none. */
  readonly bindingSteps: number;
  readonly firstBinding: number;
  /** The least and the greatest limit that its flow is at, kW: it may change with the steps. NaN where there is none. */
  readonly bindingBounds: readonly [least: number, greatest: number];
  /** The step in which it is fullest, and the flow and the limit there, in kW. */
  readonly fullestStep: number;
  readonly flow: number;
  readonly bound: number;
}

/** As in `verifySchedule`. */
const TOLERANCE = 1e-7;

/** The limits of inner nodes, the busiest first: at their limit in most steps, then the fullest. */
export function busyLimits(request: CheckedRequest, plan: OptimalPlan, most: number): BusyLimit[] {
  const { tree } = request;
  const audited = auditedPlan(request, plan.power, plan.relaxed, TOLERANCE);
  const found: BusyLimit[] = [];
  for (let place = 0; place < audited.limited.count; place++) {
    if (tree.isLeaf(audited.limited.node[place])) continue;
    const limit = busyLimit(audited, place);
    if (limit === undefined) continue;
    found.push(limit);
    // Rows of steps are kept for the busiest alone.
    if (found.length >= 4 * most) found.sort(busiestFirst).splice(most);
  }
  return found.sort(busiestFirst).slice(0, most);
}

function busiestFirst(a: BusyLimit, b: BusyLimit): number {
  return b.bindingSteps - a.bindingSteps || b.use[b.fullestStep] - a.use[a.fullestStep] || a.node - b.node;
}

/** `undefined` where no step has a limit on the side of its flow. */
function busyLimit(plan: AuditedPlan, place: number): BusyLimit | undefined {
  const { steps, hours, tree } = plan.request;
  const use = new Float64Array(steps);
  let bindingSteps = 0;
  let firstBinding = -1;
  let fullestStep = -1;
  let [least, greatest] = [Number.NaN, Number.NaN];
  for (let t = 0; t < steps; t++) {
    const flow = plan.flow[place * steps + t];
    const slack = plan.slack / hours[t];
    const lower = plan.limit("lower", place, t);
    const upper = plan.limit("upper", place, t);
    use[t] = flow < 0 ? flow / lower : upper === 0 && flow === 0 ? 1 : flow / upper;
    if (!Number.isFinite(flow < 0 ? lower : upper)) use[t] = Number.NaN;
    // Where nothing flows out, a limit of 0 on it holds nobody.
    const couldBeLess = lower !== 0 || plan.limited.fixed[place * steps + t] < -slack;
    const isAtUpper = flow >= upper - slack;
    if (isAtUpper || (couldBeLess && flow <= lower + slack)) {
      const bound = isAtUpper ? upper : lower;
      [least, greatest] = bindingSteps === 0 ? [bound, bound] : [Math.min(least, bound), Math.max(greatest, bound)];
      bindingSteps++;
      if (firstBinding < 0) firstBinding = t;
    }
    if (use[t] > (fullestStep < 0 ? Number.NEGATIVE_INFINITY : use[fullestStep])) fullestStep = t;
  }
  if (fullestStep < 0) return undefined;
  const node = plan.limited.node[place];
  const flow = plan.flow[place * steps + fullestStep];
  const bound = plan.limit(flow < 0 ? "lower" : "upper", place, fullestStep);
  const bindingBounds = [least, greatest] as const;
  return { node, id: tree.id(node), use, bindingSteps, firstBinding, bindingBounds, fullestStep, flow, bound };
}
