import type { Engine } from "../engine/solver-options.js";
import type { CheckedRequest } from "./checked-request.js";
import type { KeptNodes } from "./node-rooms.js";
import { type OptimalPlan, type Plan, type RelaxedStepLimit, toldPlan } from "./plan.js";
import { type PlannedQuanta, powersOf } from "./planned-quanta.js";
import type { SolvedSchedule } from "./solved-schedule.js";
import { deepestFirst, type StepContradiction } from "./step-contradiction.js";
import { type PosedSchedule, poseSchedule, type StepNetwork } from "./step-network.js";

/** Who solves the posed problem. */
export interface ScheduleSolver {
  readonly engine: Engine;
  /** Which nodes it is given. */
  readonly keep: KeptNodes;
  solve(network: StepNetwork): SolvedSchedule;
}

export interface PlannedEvenly {
  readonly plan: Plan;
  /** Where there is a plan: what it was told from. */
  readonly quanta?: PlannedQuanta;
}

/** The most even energies, then the most even load. */
export function planEvenly(request: CheckedRequest, solver: ScheduleSolver): PlannedEvenly {
  const { engine } = solver;
  const posed = poseSchedule(request, solver.keep);
  const { contradictions, network, solved } = solveOrWiden(request, posed, solver);
  const faults = deepestFirst(contradictions, request.tree.topology);
  if (!solved || (faults.length > 0 && request.whenInfeasible === "report")) {
    const { adjustments } = request;
    return { plan: { status: "infeasible", engine, contradiction: faults[0], adjustments } };
  }
  return toldEvenly(bySession(request, network, solved), engine, faults.map(widened));
}

export function toldEvenly(
  quanta: PlannedQuanta,
  engine: Engine,
  relaxed: readonly RelaxedStepLimit[],
): { readonly plan: OptimalPlan; readonly quanta: PlannedQuanta } {
  return { plan: toldPlan(quanta.request, { engine, ...powersOf(quanta), relaxed }), quanta };
}

type Optimal = Extract<SolvedSchedule, { status: "optimal" }>;

function bySession(request: CheckedRequest, network: StepNetwork, { amounts, taken }: Optimal): PlannedQuanta {
  const { loadCount, session, start, perKwh } = network;
  const firstEntry = new Int32Array(loadCount);
  const sums = new Float64Array(loadCount);
  for (let i = 0; i < loadCount; i++) {
    firstEntry[session[i]] = start[i];
    sums[session[i]] = taken[i];
  }
  return { request, perKwh, firstEntry, amounts, taken: sums };
}

interface Solved {
  readonly network: StepNetwork;
  readonly contradictions: readonly StepContradiction[];
  readonly solved?: Optimal;
}

/** Lower limits that loads cannot meet in time are widened by what is missing there, where limits are to be relaxed. */
function solveOrWiden(
  request: CheckedRequest,
  { network, contradictions }: PosedSchedule,
  solver: ScheduleSolver,
): Solved {
  if (contradictions.length > 0 && request.whenInfeasible === "report") return { network, contradictions };
  const solved = solver.solve(network);
  if (solved.status === "optimal") return { network, contradictions, solved };
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
    solver,
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
