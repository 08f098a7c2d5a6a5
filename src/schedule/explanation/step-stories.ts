import type { AuditedPlan } from "../certificate/audited-plan.js";
import type { StepStory } from "./session-story.js";

/** What a session does in each step of its window, and why not more. */
export function stepStories(plan: AuditedPlan, power: ArrayLike<number>, session: number): StepStory[] {
  const { request, load } = plan;
  const { from, to } = request.sessions[session];
  return Array.from({ length: to - from }, (_, k): StepStory => {
    const step = from + k;
    const told = { step, power: power[session * request.steps + step], load: load[step] };
    if (plan.more(session, step) <= plan.slack) return { ...told, reason: "maximum" };
    const node = fullNode(plan, session, step);
    if (node < 0) return { ...told, reason: "load" };
    return { ...told, reason: "limit", node, id: request.tree.id(node) };
  });
}

/** The lowest node above a session through which no more flows; -1 where there is none. */
function fullNode({ request, limited, flow, limit, slack }: AuditedPlan, session: number, step: number): number {
  for (let place = limited.placeOf[session]; place >= 0; place = limited.parent[place]) {
    const room = limit("upper", place, step) - flow[place * request.steps + step];
    if (room * request.hours[step] <= slack) return limited.node[place];
  }
  return -1;
}
