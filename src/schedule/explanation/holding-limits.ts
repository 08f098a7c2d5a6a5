import type { AuditedPlan } from "../certificate/audited-plan.js";
import type { Reached } from "../certificate/reached.js";
import type { HoldingLimit } from "./session-story.js";

/** The limits at the border of what is reached, where nothing gets out: nodes in the tree's order, parents first. */
export function holdingLimits(plan: AuditedPlan, { byPlace }: Reached): HoldingLimit[] {
  const { request, limited } = plan;
  const { steps, tree } = request;
  const isReached = (place: number, t: number) => byPlace[place * steps + t] >= 0;
  const held: HoldingLimit[] = [];
  for (let place = 0; place < limited.count; place++) {
    const above = limited.parent[place];
    const isOutside = (t: number) => above < 0 || !isReached(above, t);
    for (const side of ["upper", "lower"] as const) {
      const at: number[] = [];
      for (let t = 0; t < steps; t++) {
        if (
          side === "upper"
            ? isReached(place, t) && isOutside(t)
            : forces(plan, place, t) && !isReached(place, t) && !isOutside(t)
        ) {
          at.push(t);
        }
      }
      if (at.length === 0) continue;
      const node = limited.node[place];
      held.push({ node, id: tree.id(node), limit: side, steps: at, bounds: at.map((t) => plan.limit(side, place, t)) });
    }
  }
  return held;
}

/** Whether a lower limit makes those below a node take what they do. */
function forces({ request, limited, flow, limit, slack }: AuditedPlan, place: number, t: number): boolean {
  const k = place * request.steps + t;
  const room = slack / request.hours[t];
  const lower = limit("lower", place, t);
  return lower > limited.fixed[k] + room && flow[k] - lower <= room;
}
