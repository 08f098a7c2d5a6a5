import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import { verifySchedule } from "../src/schedule/certificate/verify-schedule.js";
import { checkRequest } from "../src/schedule/checked-request.js";
import { instantiateScheduleKernel, type ScheduleKernel } from "../src/schedule/kernel.js";
import type { Plan } from "../src/schedule/plan.js";
import { chosenScheduleKernel, schedule } from "../src/schedule/schedule.js";
import { Scheduler } from "../src/schedule/scheduler.js";
import { solveInKernel } from "../src/schedule/solve-in-kernel.js";
import { poseSchedule } from "../src/schedule/step-network.js";
import { digits, milliseconds, table } from "./markdown.js";
import { collectGarbage, summary, type Timing, timeOf } from "./measure.js";
import { type ScheduleCase, scheduleCase } from "./schedule-cases.js";

/** One case of many sessions and steps: a plan, and plans anew after one arrival each. */
export interface ShiftingResult {
  readonly name: string;
  readonly sessions: number;
  /** From the request to the energies. */
  readonly whole: Timing;
  /** The kernel alone, the problem posed. */
  readonly kernel: Timing;
  /** The native yardstick alone, likewise. */
  readonly native?: Timing;
  /** A `Scheduler` from one more session to the energies. */
  readonly arrival: Timing;
  /** Relative gaps of the certificate. */
  readonly energyGap: number;
  readonly loadGap: number;
  readonly faults: readonly string[];
}

const MOST_GAP = 1e-9;

/**
 * @param name in the yardstick's notation: see `scheduleCase`
 * @param yardstick path of the native program, if it takes part: it draws the same sessions
 */
export function measureShifting(name: string, turns: number, yardstick: string | undefined): ShiftingResult {
  const drawn = scheduleCase(name);
  const { tree, request } = drawn;
  const kernel = freshKernel();
  const { network } = poseSchedule(checkRequest(tree, request), "binding");
  const arrivals = new Arrivals(drawn);
  const samples = { whole: [] as number[], kernel: [] as number[], native: [] as number[], arrival: [] as number[] };
  let plan: Plan | undefined;
  // The first turn warms up.
  for (let turn = 0; turn <= turns; turn++) {
    samples.whole.push(
      timed(() => {
        plan = schedule(tree, request);
        return plan.status === "optimal" && plan.energy;
      }),
    );
    samples.kernel.push(timed(() => solveInKernel(kernel, network)));
    if (yardstick) samples.native.push(nativeTime(yardstick, name));
    samples.arrival.push(arrivals.next());
  }
  const { energyGap, loadGap, faults } = judged(drawn, plan);
  const of = (program: keyof typeof samples) => summary(program, samples[program].slice(1));
  return {
    ...{ name: shortName(name), sessions: request.sessions.length },
    ...{ whole: of("whole"), kernel: of("kernel"), arrival: of("arrival") },
    ...(yardstick && { native: of("native") }),
    ...{ energyGap, loadGap, faults },
  };
}

export function shiftingTable(results: readonly ShiftingResult[]): string {
  return table(
    "96 steps, both goals, in milliseconds: median (quartiles).",
    [
      "sessions",
      "native",
      "kernel",
      "kernel / native",
      "whole call",
      "one arrival",
      "one arrival / whole call",
      "gaps",
    ],
    results.map(({ name, whole, kernel, native, arrival, energyGap, loadGap }) => [
      name,
      native ? milliseconds(native) : "",
      milliseconds(kernel),
      native ? digits(kernel.median / native.median) : "",
      milliseconds(whole),
      milliseconds(arrival),
      digits(arrival.median / whole.median),
      `${energyGap.toExponential(0)}, ${loadGap.toExponential(0)}`,
    ]),
  );
}

/** Sessions that come one after the other to where others are. */
class Arrivals {
  readonly #case: ScheduleCase;
  readonly #scheduler: Scheduler;
  #came = 0;

  constructor(of: ScheduleCase) {
    this.#case = of;
    this.#scheduler = new Scheduler(of.tree, of.request);
    this.#scheduler.solve();
  }

  /** Milliseconds until the energies with one more are there. */
  next(): number {
    const { sessions } = this.#case.request;
    const like = sessions[(this.#came * 7) % sessions.length];
    const session = { ...like, id: `late ${this.#came++}`, energyKwh: 0.7 * like.energyKwh };
    return timed(() => {
      this.#scheduler.add(session);
      const plan = this.#scheduler.solve();
      return plan.status === "optimal" && plan.energy;
    });
  }
}

function judged(
  { tree, request }: ScheduleCase,
  plan: Plan | undefined,
): Pick<ShiftingResult, "energyGap" | "loadGap" | "faults"> {
  if (plan?.status !== "optimal") return { energyGap: NaN, loadGap: NaN, faults: [`the plan is ${plan?.status}`] };
  const { violations, energyGap, loadGap } = verifySchedule(tree, request, plan);
  const faults = violations.map(({ message }) => message);
  if (!(energyGap <= MOST_GAP && loadGap <= MOST_GAP)) faults.push(`gaps are ${energyGap} and ${loadGap}`);
  return { energyGap, loadGap, faults };
}

function freshKernel(): ScheduleKernel {
  const module = chosenScheduleKernel({ engine: "wasm" });
  if (!module) throw new Error("there is no kernel");
  return instantiateScheduleKernel(module);
}

function timed(run: () => unknown): number {
  collectGarbage();
  return timeOf(run);
}

/** The program times its own solve. */
function nativeTime(yardstick: string, name: string): number {
  const told = execFileSync(yardstick, name.split(" "), { encoding: "utf8", env: { ...process.env, REPS: "1" } });
  const total = /total ([\d.]+) ms/.exec(told);
  if (!total) throw new Error(`the native yardstick says no total: ${told}`);
  return Number(total[1]);
}

function shortName(name: string): string {
  const [first, ...rest] = name.split(" ");
  return [basename(first, ".csv"), ...rest].join(" ");
}
