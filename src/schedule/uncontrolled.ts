import type { Engine } from "../engine/solver-options.js";
import { planAsSoonAsPossible } from "./as-soon-as-possible.js";
import type { CheckedRequest } from "./checked-request.js";
import { type Plan, toldPlan } from "./plan.js";

/**
 * Everyone takes its greatest power from the first step of its window on, until it has what it wants. Nobody looks at the limits
 * of inner nodes, which the plan may therefore break; those of leaves hold, as a charger's own do.
 */
export function planUncontrolled(request: CheckedRequest, options: { readonly engine?: Engine | undefined }): Plan {
  const { sessions } = request;
  const plan = planAsSoonAsPossible(withoutInnerLimits(request), options);
  if (plan.status !== "optimal") return plan;
  const { engine, energy, relaxed } = plan;
  // Told with all limits, for whoever asks the plan for a step's tree.
  const power = (s: number) => plan.powerOf(s).slice(sessions[s].from, sessions[s].to);
  return toldPlan(request, { engine, energy, power, relaxed });
}

function withoutInnerLimits(request: CheckedRequest): CheckedRequest {
  const { tree, limits } = request;
  const lower = tree.lower.map((kw, v) => (tree.isLeaf(v) ? kw : Number.NEGATIVE_INFINITY));
  const upper = tree.upper.map((kw, v) => (tree.isLeaf(v) ? kw : Number.POSITIVE_INFINITY));
  return {
    ...request,
    tree: tree.withNumbers({ lower, upper }),
    limits: new Map([...limits].filter(([v]) => tree.isLeaf(v))),
  };
}
