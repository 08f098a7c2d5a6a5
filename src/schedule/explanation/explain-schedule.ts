import { InputError } from "../../model/input-error.js";
import type { LeafNode } from "../../model/leaf-node.js";
import { unknownName } from "../../model/nearest-name.js";
import type { Node } from "../../model/node.js";
import { FlatTree } from "../../tree/flat-tree.js";
import { type AuditedPlan, auditedPlan } from "../certificate/audited-plan.js";
import { reachOfSessions } from "../certificate/reached.js";
import type { GivenPlan } from "../certificate/verify-schedule.js";
import { checkRequest } from "../checked-request.js";
import { type ScheduleOptions, schedule } from "../schedule.js";
import type { ScheduleRequest, Session, StepLimit } from "../schedule-request.js";
import { holdingLimits } from "./holding-limits.js";
import type { GainOfChange, HoldingLimit, SessionStory } from "./session-story.js";
import { stepStories } from "./step-stories.js";

/** As in `verifySchedule`. */
const TOLERANCE = 1e-7;

/**
 * Why sessions get what they get, and when: told from the certificate of a plan, without solving, in one pass over the steps of every
 * session; each session's story is one more over what it reaches. The `Gain`s solve a changed request.
 *
 * What holds a session is a cut of the network (Ford and Fulkerson 1956): all that could still be given to it, be it by
 * way of others, ends at the limits that are named, and whoever is behind them shares what they let through.
 * @param plan the most even plan of this request, from anyone
 * @throws InputError for nonsense in the tree or the request, and for a wrong number of powers
 */
export function explainSchedule(
  tree: FlatTree | Node | LeafNode,
  request: ScheduleRequest,
  plan: GivenPlan,
): ScheduleExplanation {
  const flatTree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
  const checked = checkRequest(flatTree, request);
  const expected = checked.sessions.length * checked.steps;
  if (plan.power.length !== expected) {
    const message = `power has ${plan.power.length} entries, expected ${expected}: ${checked.steps} steps for each session`;
    throw new InputError(message, { field: "power", value: plan.power.length });
  }
  return new ScheduleExplanation(request, auditedPlan(checked, plan.power, plan.relaxed ?? [], TOLERANCE), plan.power);
}

/** Why sessions get what they get. */
export class ScheduleExplanation {
  readonly #request: ScheduleRequest;
  readonly #plan: AuditedPlan;
  readonly #power: ArrayLike<number>;

  /** @internal */
  constructor(request: ScheduleRequest, plan: AuditedPlan, power: ArrayLike<number>) {
    this.#request = request;
    this.#plan = plan;
    this.#power = power;
  }

  /**
   * @param session its id, or its index
   * @throws InputError for a session that there is not, and one that could get more without anybody getting less, which no most even plan
   * has
   */
  session(session: string | number): SessionStory {
    const s = this.#index(session);
    const { request, energy, level, slack } = this.#plan;
    const { id, leaf, energyKwh } = request.sessions[s];
    const isShort = energyKwh - energy[s] > slack;
    const told = {
      ...{ session: s, id, leaf: request.tree.id(leaf) },
      ...{ wantedKwh: energyKwh, servedKwh: energy[s], level: level[s], isShort },
      steps: stepStories(this.#plan, this.#power, s),
    };
    if (!isShort) return { ...told, heldBy: [], sharing: [] };
    const reached = reachOfSessions(this.#plan, Int32Array.of(s));
    if (reached.atRoot >= 0) {
      const problem = `session "${id}" could get more without anybody getting less: this is not the most even plan`;
      throw new InputError(problem, { id, field: "power" });
    }
    const sharing = [...reached.bySession.keys()].filter((other) => other !== s && reached.bySession[other] >= 0);
    return { ...told, heldBy: holdingLimits(this.#plan, reached), sharing };
  }

  /**
   * What a session would get if a limit that holds it let one more kWh through, in equal powers in the steps in which it
   * holds: 1 kWh for all together, unless less is wanted, or another limit is next. Solves once.
   * @param limit one of the story's `heldBy`
   * @throws InputError as `schedule`
   */
  gainOfKwh(session: string | number, limit: HoldingLimit, options: ScheduleOptions = {}): GainOfChange {
    const hours = limit.steps.reduce((sum, step) => sum + this.#plan.request.hours[step], 0);
    const by = limit.limit === "upper" ? 1 / hours : -1 / hours;
    const wider = limit.steps.map(
      (step, k): StepLimit => ({
        ...{ node: limit.node, from: step, to: step + 1 },
        ...this.#limitsAt(limit.node, step),
        [limit.limit]: limit.bounds[k] + by,
      }),
    );
    return this.#gain(session, { ...this.#request, limits: [...(this.#request.limits ?? []), ...wider] }, options);
  }

  /**
   * What a session would get if it came earlier or left later, by whole steps that last an hour or more together, within the plan; its greatest
   * and least power in them are those of its first or last step. Solves once.
   * @returns `undefined` where its window goes to that end of the plan, or is empty
   * @throws InputError as `schedule`
   */
  gainOfHour(
    session: string | number,
    where: "earlier" | "later",
    options: ScheduleOptions = {},
  ): GainOfChange | undefined {
    const s = this.#index(session);
    const { hours, steps, sessions } = this.#plan.request;
    const { from, to } = sessions[s];
    const more = where === "later" ? stepsOfHour(hours.subarray(to)) : stepsOfHour(hours.slice(0, from).reverse());
    if (more === 0 || from === to) return undefined;
    const changed = longer(this.#request.sessions[s], where, more, steps);
    return this.#gain(s, { ...this.#request, sessions: this.#request.sessions.with(s, changed) }, options);
  }

  #gain(session: string | number, request: ScheduleRequest, options: ScheduleOptions): GainOfChange {
    const s = this.#index(session);
    const { energy } = this.#plan;
    const plan = schedule(this.#plan.request.tree, request, options);
    if (plan.status !== "optimal") {
      throw new InputError("there is no plan for the changed request; relax it as the plan was", {
        field: "whenInfeasible",
        value: request.whenInfeasible,
      });
    }
    const totalKwh = plan.energy.reduce((sum, kwh, k) => sum + (kwh - energy[k]), 0);
    return { ownKwh: plan.energy[s] - energy[s], totalKwh };
  }

  #limitsAt(node: number, step: number): { lower: number; upper: number } {
    const { limits, tree } = this.#plan.request;
    const rows = limits.get(node);
    return { lower: rows?.lower[step] ?? tree.lower[node], upper: rows?.upper[step] ?? tree.upper[node] };
  }

  #index(session: string | number): number {
    const { sessions } = this.#plan.request;
    const s = typeof session === "number" ? session : sessions.findIndex(({ id }) => id === session);
    if (Number.isInteger(s) && s >= 0 && s < sessions.length) return s;
    const problem =
      typeof session === "number"
        ? `there is no session ${session}; there are ${sessions.length}`
        : unknownName(
            "session",
            session,
            sessions.slice(0, 10_000).map(({ id }) => id),
          );
    throw new InputError(problem, { field: "session", value: session });
  }
}

/** How many of these steps last an hour together, or all of them. */
function stepsOfHour(hours: Float64Array): number {
  let sum = 0;
  const last = hours.findIndex((length) => {
    sum += length;
    return sum >= 1 - 1e-12;
  });
  return last < 0 ? hours.length : last + 1;
}

function longer(session: Session, where: "earlier" | "later", more: number, steps: number): Session {
  const extended = (power: number | ArrayLike<number> | undefined) => {
    if (power === undefined || typeof power === "number") return power;
    const row = Array.from(power).slice(Math.max(0, -session.arrival));
    row.length = Math.min(row.length, departure - arrival);
    return where === "later" ? [...row, ...Array(more).fill(row.at(-1))] : [...Array(more).fill(row[0]), ...row];
  };
  // What reaches beyond the plan is cut first.
  const arrival = Math.max(0, session.arrival);
  const departure = Math.min(steps, session.departure);
  const window = where === "later" ? { arrival, departure: departure + more } : { arrival: arrival - more, departure };
  const { maximumKw, minimumKw } = session;
  return { ...session, ...window, maximumKw: extended(maximumKw) ?? maximumKw, minimumKw: extended(minimumKw) };
}
