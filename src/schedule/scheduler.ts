import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { FlatTree } from "../tree/flat-tree.js";
import { planAsSoonAsPossible } from "./as-soon-as-possible.js";
import { type CheckedRequest, checkRequest } from "./checked-request.js";
import { instantiateScheduleKernel, type ScheduleKernel } from "./kernel.js";
import type { OptimalPlan, Plan } from "./plan.js";
import { planEvenly } from "./plan-evenly.js";
import { chosenScheduleKernel, type ScheduleOptions } from "./schedule.js";
import type { ScheduleRequest, Session, StepLimit } from "./schedule-request.js";
import { mostAt } from "./session-quanta.js";
import type { StepNetwork } from "./step-network.js";

/** All of a request but the sessions. */
export type ScheduleFrame = Omit<ScheduleRequest, "sessions">;

/** The last plan, what it was made for, and how many of its steps have passed. */
interface Last {
  readonly plan: OptimalPlan;
  readonly request: CheckedRequest;
  readonly passed: number;
}

/**
 * A plan that is kept up to date: sessions come, go and change, limits change, steps pass. `solve` starts from the plan it
 * has, and comes to what `schedule` comes to: the same energies and loads, to the promise. Who takes which part of a step may
 * differ.
 *
 * ```ts
 * const scheduler = new Scheduler(tree, { steps: 96, stepHours: 0.25, sessions });
 * scheduler.solve();
 * scheduler.add({ id: "s7", leaf: "bay7", arrival: 3, departure: 40, energyKwh: 20, maximumKw: 11 });
 * const plan = scheduler.solve();
 * ```
 */
export class Scheduler {
  readonly #tree: FlatTree;
  readonly #options: ScheduleOptions;
  readonly #kernel: ScheduleKernel | undefined;
  readonly #sessions: Map<string, Session>;
  #frame: ScheduleFrame;
  #last: Last | undefined;

  /** @throws InputError as `schedule` */
  constructor(tree: FlatTree | Node | LeafNode, request: ScheduleRequest, options: ScheduleOptions = {}) {
    this.#tree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
    this.#options = options;
    const module = chosenScheduleKernel(options);
    this.#kernel = module && instantiateScheduleKernel(module);
    const { sessions, ...frame } = request;
    checkRequest(this.#tree, request);
    this.#frame = frame;
    this.#sessions = new Map(sessions.map((session) => [session.id, session]));
  }

  /** The sessions as they stand, in the order of the plan. */
  get sessions(): Session[] {
    return [...this.#sessions.values()];
  }

  /** @throws InputError for a session that is nonsense, or an id that is there already; nothing is changed then */
  add(session: Session): void {
    if (this.#sessions.has(session.id)) {
      throw new InputError(`session "${session.id}" is there already`, { field: "id", value: session.id });
    }
    this.#put(session);
  }

  /** Changes what is given; the rest stays. @throws InputError for an unknown session, or one that becomes nonsense */
  change(id: string, changed: Partial<Omit<Session, "id">>): void {
    this.#put({ ...this.#get(id), ...changed });
  }

  /** @throws InputError for an unknown session */
  remove(id: string): void {
    this.#get(id);
    this.#sessions.delete(id);
  }

  /** One more limit, which holds over those before it. @throws InputError for an unknown node or nonsense in the limit */
  limit(limit: StepLimit): void {
    this.update({ limits: [...(this.#frame.limits ?? []), limit] });
  }

  /** Changes what is given of all but the sessions. @throws InputError for nonsense; nothing is changed then */
  update(changed: Partial<ScheduleFrame>): void {
    const frame = { ...this.#frame, ...changed };
    checkRequest(this.#tree, { ...frame, sessions: this.sessions });
    this.#frame = frame;
  }

  /**
   * Steps have passed: those that remain move up to the front, sessions whose departure has come are gone, and the others have
   * had what they took. `update` brings new steps.
   * @param taken kWh that sessions took in these steps; by default what the plan says
   * @throws InputError unless some steps remain; and where there is no plan, without `taken`
   */
  advance(count = 1, taken?: Readonly<Record<string, number>>): void {
    const { steps } = this.#frame;
    if (!(Number.isInteger(count) && count >= 1 && count < steps)) {
      throw new InputError(`count is ${count}; it must be one of 1..${steps - 1}: some steps must remain`, {
        field: "count",
        value: count,
      });
    }
    const last = this.#last;
    if (!taken && !last)
      throw new InputError("taken is not given, and there is no plan to take it from", { field: "taken" });
    const planned = taken === undefined && last ? plannedEnergies(last, count) : undefined;
    const had = (id: string) => taken?.[id] ?? planned?.get(id) ?? 0;
    for (const session of this.sessions) {
      if (session.departure <= count) this.#sessions.delete(session.id);
      else this.#sessions.set(session.id, advanced(session, count, had(session.id)));
    }
    this.#frame = advancedFrame(this.#frame, this.#tree.leafCount, count);
    if (last) this.#last = { ...last, passed: last.passed + count };
  }

  /** The plan for what stands now. @throws InputError where it does not fit the kernel's memory */
  solve(): Plan {
    const request = checkRequest(this.#tree, { ...this.#frame, sessions: this.sessions });
    const plan = this.#plan(request);
    this.#last = plan.status === "optimal" ? { plan, request, passed: 0 } : undefined;
    return plan;
  }

  #plan(request: CheckedRequest): Plan {
    if (request.goal === "asSoonAsPossible") return planAsSoonAsPossible(request, this.#options);
    const last = this.#last;
    return planEvenly(request, this.#kernel, last && ((network) => startFrom(network, request, last)));
  }

  #get(id: string): Session {
    const session = this.#sessions.get(id);
    if (session) return session;
    throw new InputError(`${JSON.stringify(id)} is not a session: there are ${this.#sessions.size}`, {
      field: "id",
      value: id,
    });
  }

  #put(session: Session): void {
    checkRequest(this.#tree, { steps: this.#frame.steps, stepHours: this.#frame.stepHours, sessions: [session] });
    this.#sessions.set(session.id, session);
  }
}

/** By id: kWh that the plan's sessions were to take in the next steps. */
function plannedEnergies({ plan, request, passed }: Last, count: number): Map<string, number> {
  const { sessions, hours, steps } = request;
  const end = Math.min(passed + count, steps);
  return new Map(
    sessions.map(({ id }, s) => {
      const power = plan.powerOf(s);
      let energy = 0;
      for (let t = passed; t < end; t++) energy += power[t] * hours[t];
      return [id, energy];
    }),
  );
}

function advanced(session: Session, count: number, taken: number): Session {
  const { arrival, departure, energyKwh, givenKwh = 0, weight = givenKwh + energyKwh || 1 } = session;
  return {
    ...session,
    arrival: arrival - count,
    departure: departure - count,
    energyKwh: Math.max(0, energyKwh - taken),
    givenKwh: givenKwh + taken,
    weight,
  };
}

function advancedFrame(frame: ScheduleFrame, leafCount: number, count: number): ScheduleFrame {
  const { steps, stepHours, fixed, limits, price, target } = frame;
  const rest = (row: ArrayLike<number>) => Float64Array.from(row).subarray(count);
  return {
    ...frame,
    steps: steps - count,
    stepHours: typeof stepHours === "number" ? stepHours : rest(stepHours),
    fixed: fixed && advancedFixed(fixed, leafCount, steps, count),
    limits: limits
      ?.map((limit) => ({ ...limit, from: Math.max(0, limit.from - count), to: limit.to - count }))
      .filter(({ to }) => to > 0),
    price: price && rest(price),
    target: target && rest(target),
  };
}

function advancedFixed(
  fixed: NonNullable<ScheduleFrame["fixed"]>,
  leafCount: number,
  steps: number,
  count: number,
): NonNullable<ScheduleFrame["fixed"]> {
  if (!Array.isArray(fixed) && !ArrayBuffer.isView(fixed)) {
    const rows = Object.entries(fixed as Readonly<Record<string, ArrayLike<number>>>);
    return Object.fromEntries(rows.map(([id, row]) => [id, Float64Array.from(row).subarray(count)]));
  }
  const all = Float64Array.from(fixed as ArrayLike<number>);
  const left = new Float64Array(leafCount * (steps - count));
  for (let k = 0; k < leafCount; k++) left.set(all.subarray(k * steps + count, (k + 1) * steps), k * (steps - count));
  return left;
}

/** What the last plan says of the loads that are still there, within their bounds; in quanta, by load and step. */
function startFrom(
  network: StepNetwork,
  request: CheckedRequest,
  { plan, request: before, passed }: Last,
): Float64Array {
  const { loadCount, session, from, to, start, most, wanted, perKwh, hours } = network;
  const placeBefore = new Map(before.sessions.map(({ id }, s) => [id, s]));
  const amounts = new Float64Array(start[loadCount]);
  for (let i = 0; i < loadCount; i++) {
    const { id, minimumKw } = request.sessions[session[i]];
    const s = placeBefore.get(id);
    if (s === undefined) continue;
    const power = plan.powerOf(s);
    let left = wanted[i];
    for (let t = from[i]; t < to[i] && t + passed < before.steps; t++) {
      const k = t - from[i];
      const least = typeof minimumKw === "number" ? minimumKw : minimumKw[k];
      const planned = Math.round((power[t + passed] - least) * hours[t] * perKwh);
      const amount = Math.max(0, Math.min(planned, mostAt(most[i], k), left));
      amounts[start[i] + k] = amount;
      left -= amount;
    }
  }
  return amounts;
}
