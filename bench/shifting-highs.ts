import { checkRequest } from "../src/schedule/checked-request.js";
import { schedule } from "../src/schedule/schedule.js";
import { poseSchedule, type StepNetwork } from "../src/schedule/step-network.js";
import { digits, milliseconds, table } from "./markdown.js";
import { collectGarbage, summary, type Timing, timeOf } from "./measure.js";
import { type HighsGoal, type HighsRun, runHighs } from "./peers/highs-schedule.js";
import { scheduleCase } from "./schedule-cases.js";

/** A plan beside HiGHS, which is asked for less: only the total, or only the energies. */
export interface ShiftingHighsResult {
  readonly name: string;
  /** `schedule`, from the request to the energies: both goals. */
  readonly whole: Timing;
  readonly total: Timing;
  /** Absent where HiGHS fails. */
  readonly energies: Timing | undefined;
  readonly faults: readonly string[];
}

const TOLERANCE = 1e-9;

/** @param withEnergies whether HiGHS is asked for the energies as well */
export function measureShiftingHighs(name: string, turns: number, withEnergies: boolean): ShiftingHighsResult {
  const { tree, request } = scheduleCase(name);
  const { network } = poseSchedule(checkRequest(tree, request), "binding");
  const goals: readonly HighsGoal[] = withEnergies ? ["total", "energies"] : ["total"];
  const samples = { whole: [] as number[], total: [] as number[], energies: [] as number[] };
  const faults = new Set<string>();
  // The first turn warms up.
  for (let turn = 0; turn <= turns; turn++) {
    let energy: Float64Array = new Float64Array(0);
    collectGarbage();
    samples.whole.push(
      timeOf(() => {
        const plan = schedule(tree, request);
        if (plan.status !== "optimal") throw new Error(`the plan is ${plan.status}`);
        energy = plan.energy;
      }),
    );
    for (const goal of goals) {
      const run = runHighs(network, goal);
      samples[goal].push(run.milliseconds);
      for (const fault of differences(network, goal, run, energy)) faults.add(fault);
    }
  }
  const of = (program: keyof typeof samples) => summary(program, samples[program].slice(1));
  return {
    name,
    whole: of("whole"),
    total: of("total"),
    energies: withEnergies ? of("energies") : undefined,
    faults: [...faults],
  };
}

/** What HiGHS finds otherwise: the total, or somebody's energy. */
function differences({ session }: StepNetwork, goal: HighsGoal, run: HighsRun, energy: Float64Array): string[] {
  const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
  const total = sum(energy);
  const faults: string[] = [];
  if (!(Math.abs(sum(run.energy) - total) <= TOLERANCE * total))
    faults.push(`HiGHS serves ${sum(run.energy)} kWh, we ${total}`);
  if (goal === "total") return faults;
  const most = run.energy.reduce((greatest, kwh, l) => Math.max(greatest, Math.abs(kwh - energy[session[l]])), 0);
  if (!(most <= TOLERANCE * total)) faults.push(`energies differ by ${most} kWh`);
  return faults;
}

export function shiftingHighsTable(results: readonly ShiftingHighsResult[]): string {
  return table(
    "96 steps, in milliseconds: median (quartiles). HiGHS finds the total or the energies alone, `schedule` both and the most even load.",
    ["sessions", "schedule", "HiGHS, total", "total / schedule", "HiGHS, energies", "energies / schedule"],
    results.map(({ name, whole, total, energies }) => [
      name,
      milliseconds(whole),
      milliseconds(total),
      digits(total.median / whole.median),
      energies ? milliseconds(energies) : "fails",
      energies ? digits(energies.median / whole.median) : "",
    ]),
  );
}
