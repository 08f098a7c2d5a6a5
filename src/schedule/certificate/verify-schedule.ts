import { InputError } from "../../model/input-error.js";
import type { LeafNode } from "../../model/leaf-node.js";
import type { Node } from "../../model/node.js";
import { FlatTree } from "../../tree/flat-tree.js";
import { type CheckedRequest, checkRequest, powerAt } from "../checked-request.js";
import type { RelaxedStepLimit } from "../plan.js";
import type { ScheduleRequest } from "../schedule-request.js";
import { type AuditedPlan, auditedPlan } from "./audited-plan.js";
import { brokenLimits } from "./broken-limits.js";
import { energyGap, loadGap } from "./gaps.js";
import { type Reached, reachOfSessions, reachOfSteps } from "./reached.js";
import type { ScheduleViolation } from "./schedule-violation.js";

export interface VerifyScheduleOptions {
  /**
   * How much less even than the best is still right: levels relative to the greatest that is wanted, loads relative to the
   * greatest, room relative to the most that a session takes in one step. Default 1e-7.
   */
  readonly tolerance?: number | undefined;
}

/** A plan to be checked, from anyone. */
export interface GivenPlan {
  /** kW, a row of `steps` numbers for each session. */
  readonly power: ArrayLike<number>;
  /** Limits that are judged as widened in these steps. Default: none. */
  readonly relaxed?: readonly RelaxedStepLimit[] | undefined;
}

/** What a check of a plan came to. */
export interface ScheduleVerification {
  /** Empty: the plan keeps every limit, and is the most even one. */
  readonly violations: readonly ScheduleViolation[];
  /**
   * How far the plan's sum of squared shortfalls may be above the least possible, relative to it; with priorities the greatest
   * over them. NaN where a power is missing or a limit broken.
   */
  readonly energyGap: number;
  /** How far the sum of squared loads may be above the least possible with these energies, likewise. */
  readonly loadGap: number;
}

/**
 * Checks a plan, from any source, without solving anything: in one pass over the steps of every session and node for each
 * goal, and one more for each priority and price.
 *
 * It looks whom a session that wants more could get it from, be it by way of others, and where load could be moved to. If
 * nobody could get any from one whose level is higher, or whose priority is lower, and no load could be moved to a step where it is
 * lower, or cheaper, the plan is the best: both goals ask for the most even point of a base polyhedron, and there single trades find
 * every improvement (Fujishige 1980). The prices that follow from who reaches what bound how far any plan is from the best (linear
 * programming duality).
 *
 * @returns violations: powers and energies by session, limits by node and step, then who could get more, then what could be moved
 * @throws InputError for nonsense in the tree or the request, and for a wrong number of powers
 */
export function verifySchedule(
  tree: FlatTree | Node | LeafNode,
  request: ScheduleRequest,
  plan: GivenPlan,
  options: VerifyScheduleOptions = {},
): ScheduleVerification {
  const { tolerance = 1e-7 } = options;
  if (!(tolerance >= 0 && tolerance < Number.POSITIVE_INFINITY)) {
    throw new InputError(`tolerance is ${tolerance}; it must be a finite number, 0 or more`, {
      field: "tolerance",
      value: tolerance,
    });
  }
  const checked = checkRequest(tree instanceof FlatTree ? tree : FlatTree.from(tree), request);
  const { power, relaxed = [] } = plan;
  const expected = checked.sessions.length * checked.steps;
  if (power.length !== expected) {
    const message = `power has ${power.length} entries, expected ${expected}: ${checked.steps} steps for each session`;
    throw new InputError(message, { field: "power", value: power.length });
  }
  const audited = auditedPlan(checked, power, relaxed, tolerance);
  const violations: ScheduleViolation[] = [];
  judgePowers(checked, power, audited, violations);
  if (violations.length > 0) return { violations, energyGap: Number.NaN, loadGap: Number.NaN };
  judgeEnergies(checked, audited, violations);
  for (const broken of brokenLimits(audited)) violations.push(broken);
  const isBroken = violations.length > 0;
  const energies = reachOfSessions(audited, wanting(audited));
  judgeEvenness(checked, audited, energies, tolerance, violations);
  const loads = reachOfSteps(audited, stepsByLoad(audited));
  judgeLoad(checked, audited, loads, tolerance, violations);
  const worst = (values: Iterable<number>) => (isBroken ? Number.NaN : Math.max(0, ...values));
  const priorities = new Set(checked.sessions.map(({ priority }) => priority));
  return {
    violations,
    energyGap: worst([...priorities].map((priority) => energyGap(audited, energies, priority))),
    loadGap: worst([...new Set(checked.priceRank)].map((rank) => loadGap(audited, loads, rank))),
  };
}

function judgePowers(
  { sessions, steps, hours }: CheckedRequest,
  power: ArrayLike<number>,
  { slack }: AuditedPlan,
  violations: ScheduleViolation[],
): void {
  sessions.forEach(({ id, from, to, minimumKw, maximumKw }, session) => {
    for (let step = 0; step < steps; step++) {
      const kw = power[session * steps + step];
      const isInside = from <= step && step < to;
      const minimum = isInside ? powerAt(minimumKw, step - from) : 0;
      const maximum = isInside ? powerAt(maximumKw, step - from) : 0;
      // Whoever reads this for NaN: comparisons with it fail.
      if (kw === minimum || (kw >= minimum - slack / hours[step] && kw <= maximum + slack / hours[step])) continue;
      const message = `session "${id}", step ${step}: its power is ${kw} kW, it must be within ${minimum}..${maximum}`;
      violations.push({ kind: "power", session, id, step, power: kw, minimum, maximum, message });
    }
  });
}

function judgeEnergies({ sessions }: CheckedRequest, plan: AuditedPlan, violations: ScheduleViolation[]): void {
  sessions.forEach(({ id, energyKwh: wanted }, session) => {
    const energy = plan.energy[session];
    if (energy - wanted <= plan.slack) return;
    const message = `session "${id}": it takes ${energy} kWh, more than the ${wanted} that it wants`;
    violations.push({ kind: "energy", session, id, energy, wanted, message });
  });
}

/** Sessions that want more, whoever comes first first: the highest priority, then the lowest level. */
function wanting({ request, energy, level, slack }: AuditedPlan): Int32Array {
  const { sessions } = request;
  return Int32Array.from(sessions.keys())
    .filter((s) => sessions[s].energyKwh - energy[s] > slack)
    .sort((a, b) => sessions[b].priority - sessions[a].priority || level[a] - level[b] || a - b);
}

function stepsByLoad({ request, load }: AuditedPlan): Int32Array {
  const { priceRank } = request;
  return Int32Array.from(load.keys()).sort((a, b) => priceRank[a] - priceRank[b] || load[a] - load[b] || a - b);
}

function judgeEvenness(
  { sessions }: CheckedRequest,
  { level, energy, slack }: AuditedPlan,
  { bySession, atRoot }: Reached,
  tolerance: number,
  violations: ScheduleViolation[],
): void {
  if (atRoot >= 0) {
    const { id } = sessions[atRoot];
    const message = `session "${id}": it could get more without anybody getting less; its level is ${level[atRoot]}`;
    violations.push({ kind: "rise", session: atRoot, id, level: level[atRoot], message });
  }
  let greatest = 0;
  for (const { givenKwh, energyKwh, weight } of sessions)
    greatest = Math.max(greatest, (givenKwh + energyKwh) / weight);
  bySession.forEach((who, s) => {
    if (who < 0 || who === s || energy[s] <= slack) return;
    const isLower = sessions[s].priority < sessions[who].priority;
    const isEven = level[s] - level[who] <= tolerance * greatest;
    if (!isLower && (isEven || sessions[s].priority > sessions[who].priority)) return;
    const from = { session: s, id: sessions[s].id, level: level[s] };
    const to = { session: who, id: sessions[who].id, level: level[who] };
    const why = isLower
      ? `whose priority ${sessions[s].priority} is below ${sessions[who].priority}`
      : `whose level is ${from.level}`;
    const message = `session "${to.id}", at level ${to.level}, could get more from session "${from.id}", ${why}`;
    violations.push({ kind: "trade", from, to, message });
  });
}

function judgeLoad(
  { priceRank }: CheckedRequest,
  plan: AuditedPlan,
  { byPlace }: Reached,
  tolerance: number,
  violations: ScheduleViolation[],
): void {
  const { load, slack } = plan;
  const scale = load.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  load.forEach((fromLoad, fromStep) => {
    const toStep = byPlace[fromStep];
    if (toStep < 0 || plan.fall(0, fromStep) <= slack) return;
    const toLoad = load[toStep];
    const isCheaper = priceRank[toStep] < priceRank[fromStep];
    if (!isCheaper && (priceRank[toStep] > priceRank[fromStep] || fromLoad - toLoad <= tolerance * scale)) return;
    const why = isCheaper ? "where it is cheaper" : `where it is ${toLoad}`;
    const message = `load of step ${fromStep}, ${fromLoad} kW, could be moved to step ${toStep}, ${why}`;
    violations.push({ kind: "move", fromStep, toStep, fromLoad, toLoad, message });
  });
}
