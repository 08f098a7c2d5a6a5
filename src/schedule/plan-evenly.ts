import { type CheckedRequest, powerAt } from "./checked-request.js";
import type { ScheduleKernel } from "./kernel.js";
import { type Plan, type PlannedPowers, type RelaxedStepLimit, toldPlan } from "./plan.js";
import { solveReference } from "./reference/solve-reference.js";
import { leastEnergy } from "./session-quanta.js";
import { solveInKernel } from "./solve-in-kernel.js";
import type { SolvedSchedule } from "./solved-schedule.js";
import { deepestFirst, type StepContradiction } from "./step-contradiction.js";
import { type PosedSchedule, poseSchedule, type StepNetwork } from "./step-network.js";

/**
 * The most even energies, then the most even load.
 * @param kernel solves; without one the reference does
 * @param startFrom amounts for the kernel to start from, by load and step of its window, within their bounds
 */
export function planEvenly(
  request: CheckedRequest,
  kernel: ScheduleKernel | undefined,
  startFrom?: (network: StepNetwork) => Float64Array,
): Plan {
  const engine = kernel ? "wasm" : "reference";
  const solve = (network: StepNetwork) =>
    kernel ? solveInKernel(kernel, network, startFrom?.(network)) : solveReference(network);
  // The reference solves the problem as it stands, the kernel what can bind of it.
  const posed = poseSchedule(request, kernel !== undefined);
  const { contradictions, network, taken } = solveOrWiden(request, posed, solve);
  const faults = deepestFirst(contradictions, request.tree.topology);
  if (!taken || (faults.length > 0 && request.whenInfeasible === "report")) {
    return { status: "infeasible", engine, contradiction: faults[0], adjustments: request.adjustments };
  }
  return toldPlan(request, { engine, ...powersOf(request, network, taken), relaxed: faults.map(widened) });
}

interface Solved {
  readonly network: StepNetwork;
  readonly contradictions: readonly StepContradiction[];
  readonly taken?: Float64Array;
}

/** Lower limits that loads cannot meet in time are widened by what is missing there, where limits are to be relaxed. */
function solveOrWiden(
  request: CheckedRequest,
  { network, contradictions }: PosedSchedule,
  solve: (network: StepNetwork) => SolvedSchedule,
): Solved {
  if (contradictions.length > 0 && request.whenInfeasible === "report") return { network, contradictions };
  const solved = solve(network);
  if (solved.status === "optimal") return { network, contradictions, taken: solved.taken };
  const unmet = solved.unmet.flatMap((missing, v) => toldUnmet(request, network, v, missing));
  if (request.whenInfeasible === "report") return { network, contradictions: unmet };
  const lower = network.lower.slice();
  solved.unmet.forEach((missing, v) => {
    missing.forEach((quanta, t) => {
      lower[v * network.steps + t] -= quanta;
    });
  });
  return solveOrWiden(
    request,
    { network: { ...network, lower }, contradictions: [...contradictions, ...unmet] },
    solve,
  );
}

function toldUnmet(
  { tree, limits }: CheckedRequest,
  { node, hours, perKwh }: StepNetwork,
  v: number,
  missing: Float64Array,
): StepContradiction[] {
  const at = node[v];
  return Array.from(missing, (quanta, step) => {
    const miss = quanta / (perKwh * hours[step]);
    const bound = limits.get(at)?.lower[step] ?? tree.lower[at];
    return { node: at, id: tree.id(at), step, limit: "lower" as const, bound, reachable: bound - miss, miss };
  }).filter(({ miss }) => miss > 0);
}

function widened({ node, id, step, limit, bound, reachable }: StepContradiction): RelaxedStepLimit {
  return { node, id, step, limit, from: bound, to: reachable };
}

/** From quanta to kW and kWh. An energy within a quantum of what is wanted is that. */
function powersOf(
  { sessions, hours }: CheckedRequest,
  { session, start, perKwh }: StepNetwork,
  taken: Float64Array,
): Pick<PlannedPowers, "energy" | "power"> {
  const energy = new Float64Array(sessions.length);
  const firstEntry = new Int32Array(sessions.length);
  session.forEach((s, i) => {
    const { energyKwh } = sessions[s];
    firstEntry[s] = start[i];
    let quanta = 0;
    for (let k = start[i]; k < start[i + 1]; k++) quanta += taken[k];
    const kwh = leastEnergy(sessions[s], hours) + quanta / perKwh;
    energy[s] = Math.abs(energyKwh - kwh) * perKwh <= 1 ? energyKwh : kwh;
  });
  const power = (s: number) => {
    const { from, to, minimumKw, maximumKw } = sessions[s];
    const row = new Float64Array(to - from);
    for (let k = 0; k < row.length; k++) {
      const kw = powerAt(minimumKw, k) + taken[firstEntry[s] + k] / perKwh / hours[from + k];
      const most = powerAt(maximumKw, k);
      row[k] = Math.abs(most - kw) <= 2 ** -50 * most ? most : kw;
    }
    return row;
  };
  return { energy, power };
}
