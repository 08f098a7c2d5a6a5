import { type CheckedRequest, powerAt } from "./checked-request.js";
import { type Plan, type PlannedPowers, type RelaxedStepLimit, toldPlan } from "./plan.js";
import { solveReference } from "./reference/solve-reference.js";
import { leastEnergy } from "./session-quanta.js";
import { deepestFirst, type StepContradiction } from "./step-contradiction.js";
import { type PosedSchedule, poseSchedule, type StepNetwork } from "./step-network.js";

/** The most even energies, then the most even load. */
export function planEvenly(request: CheckedRequest): Plan {
  const engine = "reference";
  const posed = poseSchedule(request, false);
  const { contradictions, network, taken } = solveOrWiden(request, posed);
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
function solveOrWiden(request: CheckedRequest, { network, contradictions }: PosedSchedule): Solved {
  if (contradictions.length > 0 && request.whenInfeasible === "report") return { network, contradictions };
  const solved = solveReference(network);
  if (solved.status === "optimal") return { network, contradictions, taken: solved.taken };
  const unmet = solved.unmet.flatMap((missing, v) => toldUnmet(request, network, v, missing));
  if (request.whenInfeasible === "report") return { network, contradictions: unmet };
  const lower = network.lower.slice();
  solved.unmet.forEach((missing, v) => {
    missing.forEach((quanta, t) => {
      lower[v * network.steps + t] -= quanta;
    });
  });
  return solveOrWiden(request, { network: { ...network, lower }, contradictions: [...contradictions, ...unmet] });
}

function toldUnmet(
  { tree, limits }: CheckedRequest,
  { node, hours, quantum }: StepNetwork,
  v: number,
  missing: Float64Array,
): StepContradiction[] {
  const at = node[v];
  return Array.from(missing, (quanta, step) => {
    const miss = (quanta * quantum) / hours[step];
    const bound = limits.get(at)?.lower[step] ?? tree.lower[at];
    return { node: at, id: tree.id(at), step, limit: "lower" as const, bound, reachable: bound - miss, miss };
  }).filter(({ miss }) => miss > 0);
}

function widened({ node, id, step, limit, bound, reachable }: StepContradiction): RelaxedStepLimit {
  return { node, id, step, limit, from: bound, to: reachable };
}

/** From quanta to kW and kWh. What is within a quantum of a wish or a greatest power is that. */
function powersOf(
  { sessions, hours }: CheckedRequest,
  { session, start, quantum }: StepNetwork,
  taken: Float64Array,
): Pick<PlannedPowers, "energy" | "power"> {
  const energy = new Float64Array(sessions.length);
  const firstEntry = new Int32Array(sessions.length);
  session.forEach((s, i) => {
    const { energyKwh } = sessions[s];
    firstEntry[s] = start[i];
    let quanta = 0;
    for (let k = start[i]; k < start[i + 1]; k++) quanta += taken[k];
    const kwh = leastEnergy(sessions[s], hours) + quanta * quantum;
    energy[s] = Math.abs(energyKwh - kwh) <= quantum ? energyKwh : kwh;
  });
  const power = (s: number) => {
    const { from, to, minimumKw, maximumKw } = sessions[s];
    const row = new Float64Array(to - from);
    for (let k = 0; k < row.length; k++) {
      const unit = quantum / hours[from + k];
      const kw = powerAt(minimumKw, k) + taken[firstEntry[s] + k] * unit;
      const most = powerAt(maximumKw, k);
      row[k] = most - kw <= unit ? most : kw;
    }
    return row;
  };
  return { energy, power };
}
