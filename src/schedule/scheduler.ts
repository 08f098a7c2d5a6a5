import { InputError } from "../model/input-error.js";
import type { LeafNode } from "../model/leaf-node.js";
import type { Node } from "../model/node.js";
import { FlatTree } from "../tree/flat-tree.js";
import { planAsSoonAsPossible } from "./as-soon-as-possible.js";
import { type CheckedFrame, type CheckedRequest, checkFrame, type ScheduleFrame } from "./checked-request.js";
import { CheckedSessions, type SessionChange } from "./checked-sessions.js";
import { KeptNetwork, spareRoomFor } from "./kept-network.js";
import { instantiateScheduleKernel, type ScheduleKernel } from "./kernel.js";
import { advancedFrame, advancedSession, plannedEnergies } from "./passed-steps.js";
import type { OptimalPlan, Plan } from "./plan.js";
import { type PlannedEvenly, planEvenly, type ScheduleSolver, toldEvenly } from "./plan-evenly.js";
import type { PlannedQuanta } from "./planned-quanta.js";
import { chosenScheduleKernel, referenceSolver, type ScheduleOptions } from "./schedule.js";
import type { ScheduleRequest, Session, StepLimit } from "./schedule-request.js";
import { solveInKernel } from "./solve-in-kernel.js";
import { startAmounts } from "./start-amounts.js";
import type { StepNetwork } from "./step-network.js";

/** The last plan that there was, what it was made for, and how many of its steps have passed. */
interface Last {
  readonly plan: OptimalPlan;
  readonly request: CheckedRequest;
  /** What it was told from, where it is an even one. */
  readonly quanta: PlannedQuanta | undefined;
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
  readonly #sessions: CheckedSessions;
  #frame: ScheduleFrame;
  #checkedFrame: CheckedFrame;
  #last: Last | undefined;
  /** The last problem in the kernel's memory, where sessions alone have changed since, and how they have. */
  #kept: KeptNetwork | undefined;
  #changes: SessionChange[] = [];
  /** Whether sessions have come for which other nodes had to be looked at: more may. */
  #hasOutgrown = false;
  /** The plan for what stands now, if it has been made. */
  #plan: Plan | undefined;

  /** @throws InputError as `schedule` */
  constructor(tree: FlatTree | Node | LeafNode, request: ScheduleRequest, options: ScheduleOptions = {}) {
    this.#tree = tree instanceof FlatTree ? tree : FlatTree.from(tree);
    this.#options = options;
    const module = chosenScheduleKernel(options);
    this.#kernel = module && instantiateScheduleKernel(module);
    const { sessions, ...frame } = request;
    this.#frame = frame;
    this.#checkedFrame = checkFrame(this.#tree, frame);
    this.#sessions = new CheckedSessions(this.#tree, sessions, this.#checkedFrame.hours);
  }

  /** The sessions as they stand, in the order of the plan. */
  get sessions(): Session[] {
    return this.#sessions.asGiven();
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
    this.#put({ ...this.#sessions.get(id), ...changed });
  }

  /** @throws InputError for an unknown session */
  remove(id: string): void {
    this.#note(this.#sessions.remove(id));
  }

  /** One more limit, which holds over those before it. @throws InputError for an unknown node or nonsense in the limit */
  limit(limit: StepLimit): void {
    this.update({ limits: [...(this.#frame.limits ?? []), limit] });
  }

  /** Changes what is given of all but the sessions. @throws InputError for nonsense; nothing is changed then */
  update(changed: Partial<ScheduleFrame>): void {
    const frame = { ...this.#frame, ...changed };
    const checked = checkFrame(this.#tree, frame);
    if ("steps" in changed || "stepHours" in changed) this.#sessions.checkAgain(this.sessions, checked.hours);
    this.#setFrame(frame, checked);
  }

  /**
   * Steps have passed: those that remain move up to the front, sessions whose departure has come are gone, and the others have
   * had what they took. `update` brings new steps.
   * @param taken kWh that sessions took in these steps, by id; who is not named took nothing. Default: what the last plan says that
   * there was, also where none could be made since; who has come after it took nothing
   * @throws InputError unless some steps remain; for an unknown session in `taken`, or an energy that is not finite or below 0;
   * and where there has been no plan, without `taken`
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
    const had = taken ? this.#checkTaken(taken) : this.#planned(count);
    const remaining = this.sessions
      .filter(({ departure }) => departure > count)
      .map((session) => advancedSession(session, count, had.get(session.id) ?? 0));
    const frame = advancedFrame(this.#frame, this.#tree.leafCount, count);
    const checked = checkFrame(this.#tree, frame);
    this.#sessions.checkAgain(remaining, checked.hours);
    this.#setFrame(frame, checked);
    if (last) this.#last = { ...last, passed: last.passed + count };
  }

  /** The plan for what stands now; the same one until something changes. @throws InputError where it does not fit the kernel's memory */
  solve(): Plan {
    this.#plan ??= this.#solve({ ...this.#checkedFrame, ...this.#sessions.checked() });
    return this.#plan;
  }

  #solve(request: CheckedRequest): Plan {
    const { plan, quanta } =
      request.goal === "asSoonAsPossible"
        ? { plan: planAsSoonAsPossible(request, this.#options), quanta: undefined }
        : (this.#solveKept(request) ?? this.#solveAnew(request));
    if (plan.status === "optimal") this.#last = { plan, request, quanta, passed: 0 };
    return plan;
  }

  #solveKept(request: CheckedRequest): PlannedEvenly | undefined {
    const changes = this.#changes;
    this.#changes = [];
    const kept = this.#kept;
    if (!kept) return undefined;
    const quanta = kept.update(request, changes) ? kept.solve(request) : undefined;
    if (quanta) return toldEvenly(quanta, "wasm", []);
    this.#kept = undefined;
    this.#hasOutgrown = true;
    return undefined;
  }

  #solveAnew(request: CheckedRequest): PlannedEvenly {
    const planned = planEvenly(request, this.#solver(request));
    if (planned.plan.status !== "optimal" || planned.plan.relaxed.length > 0) this.#kept = undefined;
    return planned;
  }

  #solver(request: CheckedRequest): ScheduleSolver {
    const kernel = this.#kernel;
    const last = this.#last;
    if (!kernel) return referenceSolver;
    const startFrom = (network: StepNetwork) =>
      last?.quanta && startAmounts(network, request, last.quanta, last.passed);
    return {
      engine: "wasm",
      keep: this.#hasOutgrown ? "nearlyBinding" : "binding",
      solve: (network) => {
        const spare = spareRoomFor(network);
        const solved = solveInKernel(kernel, network, startFrom(network), spare);
        const mustPass = network.lower.some((quanta) => quanta > 0);
        this.#kept = mustPass ? undefined : new KeptNetwork(kernel, request, network, spare);
        return solved;
      },
    };
  }

  #put(session: Session): void {
    this.#note(this.#sessions.put(session, this.#checkedFrame.hours));
  }

  #note(change: SessionChange): void {
    this.#plan = undefined;
    if (this.#kept) this.#changes.push(change);
  }

  #setFrame(frame: ScheduleFrame, checked: CheckedFrame): void {
    this.#frame = frame;
    this.#checkedFrame = checked;
    this.#plan = undefined;
    this.#kept = undefined;
  }

  #checkTaken(taken: Readonly<Record<string, number>>): Map<string, number> {
    const energies = Object.entries(taken);
    for (const [id, kwh] of energies) {
      this.#sessions.get(id);
      if (kwh >= 0 && kwh <= 1e30) continue;
      throw new InputError(`session "${id}": taken is ${kwh}; it must be finite, 0 or more`, {
        field: "taken",
        value: kwh,
      });
    }
    return new Map(energies);
  }

  #planned(count: number): Map<string, number> {
    const last = this.#last;
    if (last) return plannedEnergies(last.plan, last.request, last.passed, last.passed + count);
    throw new InputError("taken is not given, and there has been no plan to take it from", { field: "taken" });
  }
}
