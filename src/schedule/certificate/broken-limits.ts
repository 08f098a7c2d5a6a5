import type { AuditedPlan } from "./audited-plan.js";
import type { BrokenStepLimit } from "./schedule-violation.js";

/** Limits that a plan's flows do not keep, by node and step. */
export function* brokenLimits(plan: AuditedPlan): Generator<BrokenStepLimit, void> {
  const { limited, slack, flow: flows, request } = plan;
  const { tree, steps, hours } = request;
  for (let place = 0; place < limited.count; place++) {
    for (let step = 0; step < steps; step++) {
      const flow = flows[place * steps + step];
      for (const limit of ["lower", "upper"] as const) {
        const bound = plan.limit(limit, place, step);
        const by = limit === "upper" ? flow - bound : bound - flow;
        if (!(by > slack / hours[step] + 1e-12 * Math.abs(bound))) continue;
        const node = limited.node[place];
        const id = tree.id(node);
        const message = `node "${id}", step ${step}: its flow ${flow} kW is beyond its ${limit} limit ${bound}, by ${by}`;
        yield { kind: "limit", node, id, step, limit, bound, flow, by, message };
      }
    }
  }
}
