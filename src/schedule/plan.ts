import type { Engine } from "../engine/solver-options.js";
import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type Adjustment, type CheckedRequest, nodeIndex, powerAt } from "./checked-request.js";
import type { StepContradiction } from "./step-contradiction.js";

/** A session that does not get all that it wants. */
export interface ShortSession {
  /** Index of the session. */
  readonly session: number;
  readonly id: string;
  /** kWh that it wants and does not get. */
  readonly missingKwh: number;
}

/** A limit that was widened in one step, because nobody could keep it; kW. */
export interface RelaxedStepLimit {
  readonly node: number;
  readonly id: string;
  readonly step: number;
  readonly limit: "lower" | "upper";
  readonly from: number;
  readonly to: number;
}

/** Who takes how much, and when. Arrays are copies: yours to keep; they are made when they are first read. */
export interface OptimalPlan {
  readonly status: "optimal";
  readonly engine: Engine;
  /** kWh a session, in the order of the request. */
  readonly energy: Float64Array;
  /** `(given + energy) / weight` of each session: with the default weight the share of it that is served. */
  readonly level: Float64Array;
  /** Those who do not get all that they want. */
  readonly short: readonly ShortSession[];
  /** kW, a row of `steps` numbers for each session. */
  readonly power: Float64Array;
  /** kW at the root in each step, fixed loads and generation included. */
  readonly load: Float64Array;
  /** What was read otherwise than it was written: windows beyond the horizon, energies below what the least power takes. */
  readonly adjustments: readonly Adjustment[];
  /** The limits that were widened; empty unless `whenInfeasible` is `"relax"`. */
  readonly relaxed: readonly RelaxedStepLimit[];
  /** kW of one session in each step. @throws InputError for a session that there is not */
  powerOf(session: number | string): Float64Array;
  /** kW through a node in each step, fixed loads and generation included. @throws InputError for an unknown node */
  flow(node: number | string): Float64Array;
  /**
   * The tree as it is in one step, for the one-step engine: the step's limits, fixed loads in the shift constants, and the
   * plan's power as the request of every leaf with sessions, within what those who are there can take. Other leaves request
   * what is nearest 0.
   * @throws InputError for a step that there is not
   */
  step(step: number): FlatTree;
}

/** There is no plan: one limit that nobody can keep is named. */
export interface InfeasiblePlan {
  readonly status: "infeasible";
  readonly engine: Engine;
  readonly contradiction: StepContradiction;
  readonly adjustments: readonly Adjustment[];
}

export type Plan = OptimalPlan | InfeasiblePlan;

/** What a plan is told from. */
export interface PlannedPowers {
  readonly engine: Engine;
  /** By session: kWh it takes. */
  readonly energy: Float64Array;
  /** kW of a session in each step of its window within the horizon. */
  power(session: number): Float64Array;
  readonly relaxed: readonly RelaxedStepLimit[];
}

/** Less than this share of what a session wants is rounding, not want. */
const ROUNDING_OF_ENERGY = 1e-9;

/** Tells a plan in the caller's terms. */
export function toldPlan(request: CheckedRequest, planned: PlannedPowers): OptimalPlan {
  return new ToldPlan(request, planned);
}

class ToldPlan implements OptimalPlan {
  readonly status = "optimal";
  readonly engine: Engine;
  readonly energy: Float64Array;
  readonly adjustments: readonly Adjustment[];
  readonly relaxed: readonly RelaxedStepLimit[];
  readonly #request: CheckedRequest;
  readonly #powerInWindow: (session: number) => Float64Array;
  #level: Float64Array | undefined;
  #short: readonly ShortSession[] | undefined;
  #power: Float64Array | undefined;
  #load: Float64Array | undefined;
  #sessionsAt: Map<number, number[]> | undefined;
  #indexOfId: Map<string, number> | undefined;

  constructor(request: CheckedRequest, { engine, energy, power, relaxed }: PlannedPowers) {
    this.#request = request;
    this.#powerInWindow = power;
    this.engine = engine;
    this.energy = energy;
    this.adjustments = request.adjustments;
    this.relaxed = relaxed;
  }

  get level(): Float64Array {
    const { sessions } = this.#request;
    this.#level ??= this.energy.map((kwh, s) => (sessions[s].givenKwh + kwh) / sessions[s].weight);
    return this.#level;
  }

  get short(): readonly ShortSession[] {
    this.#short ??= shortSessions(this.#request, this.energy);
    return this.#short;
  }

  get power(): Float64Array {
    this.#power ??= this.#allPowers();
    return this.#power;
  }

  get load(): Float64Array {
    this.#load ??= this.flow(this.#request.tree.root);
    return this.#load;
  }

  powerOf(session: number | string): Float64Array {
    const { sessions, steps } = this.#request;
    const row = new Float64Array(steps);
    const s = this.#sessionIndex(session);
    row.set(this.#powerInWindow(s), sessions[s].from);
    return row;
  }

  flow(node: number | string): Float64Array {
    const { tree, steps } = this.#request;
    const { childStart, childNodes } = tree.topology;
    const total = new Float64Array(steps);
    const stack = [nodeIndex(tree, node, "flow")];
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      if (tree.isLeaf(v)) this.#addLeaf(v, total);
      for (let c = childStart[v]; c < childStart[v + 1]; c++) stack.push(childNodes[c]);
    }
    return total;
  }

  step(step: number): FlatTree {
    const { tree, steps, sessions, limits, fixed } = this.#request;
    if (!(Number.isInteger(step) && step >= 0 && step < steps)) throw stepError(step, steps);
    const lower = tree.lower.slice();
    const upper = tree.upper.slice();
    const shift = tree.shift.slice();
    const request = new Float64Array(tree.nodeCount).fill(Number.NaN);
    const priority = tree.priority?.slice() ?? new Float64Array(tree.nodeCount);
    for (const [v, rows] of limits) {
      lower[v] = rows.lower[step];
      upper[v] = rows.upper[step];
    }
    for (const { node, limit, to, step: at } of this.relaxed) if (at === step) ({ lower, upper })[limit][node] = to;
    for (const [leaf, row] of fixed) shift[leaf] += row[step];
    for (const leaf of tree.leaves) request[leaf] = Math.min(Math.max(0, lower[leaf]), upper[leaf]);
    for (const [leaf, here] of this.#sessionsByLeaf()) {
      const present = here.filter((s) => sessions[s].from <= step && step < sessions[s].to);
      const total = (of: (s: number) => number) => present.reduce((sum, s) => sum + of(s), 0);
      const able = total((s) => powerAt(sessions[s].maximumKw, step - sessions[s].from));
      upper[leaf] = Math.max(lower[leaf], Math.min(upper[leaf], able));
      const planned = total((s) => this.#powerInWindow(s)[step - sessions[s].from]);
      request[leaf] = Math.min(Math.max(planned, lower[leaf]), upper[leaf]);
      if (present.length > 0 && !tree.priority) priority[leaf] = Math.max(...present.map((s) => sessions[s].priority));
    }
    return tree.withNumbers({ lower, upper, shift, request, priority });
  }

  #addLeaf(leaf: number, total: Float64Array): void {
    const { tree, fixed, sessions } = this.#request;
    const row = fixed.get(leaf);
    for (let t = 0; t < total.length; t++) total[t] += tree.shift[leaf] + (row ? row[t] : 0);
    for (const s of this.#sessionsByLeaf().get(leaf) ?? []) {
      const { from } = sessions[s];
      this.#powerInWindow(s).forEach((kw, k) => {
        total[from + k] += kw;
      });
    }
  }

  #allPowers(): Float64Array {
    const { sessions, steps } = this.#request;
    const power = new Float64Array(sessions.length * steps);
    for (let s = 0; s < sessions.length; s++) power.set(this.#powerInWindow(s), s * steps + sessions[s].from);
    return power;
  }

  #sessionsByLeaf(): Map<number, number[]> {
    this.#sessionsAt ??= groupedByLeaf(this.#request);
    return this.#sessionsAt;
  }

  #sessionIndex(session: number | string): number {
    const { sessions } = this.#request;
    this.#indexOfId ??= new Map(sessions.map(({ id }, s) => [id, s]));
    const index = typeof session === "string" ? this.#indexOfId.get(session) : session;
    if (index !== undefined && Number.isInteger(index) && index >= 0 && index < sessions.length) return index;
    throw new InputError(`${JSON.stringify(session)} is not a session: there are ${sessions.length}`, {
      field: "session",
      value: session,
    });
  }
}

function stepError(step: number, steps: number): InputError {
  return new InputError(`step is ${step}; it must be one of 0..${steps - 1}`, { field: "step", value: step });
}

function groupedByLeaf({ sessions }: CheckedRequest): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  sessions.forEach(({ leaf }, s) => {
    const group = groups.get(leaf);
    if (group) group.push(s);
    else groups.set(leaf, [s]);
  });
  return groups;
}

function shortSessions({ sessions }: CheckedRequest, energy: Float64Array): ShortSession[] {
  return sessions.flatMap(({ id, energyKwh }, session) => {
    const missingKwh = energyKwh - energy[session];
    return missingKwh > ROUNDING_OF_ENERGY * energyKwh ? [{ session, id, missingKwh }] : [];
  });
}
