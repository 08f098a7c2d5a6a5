import type { PosedProblem } from "../problem/posed-problem.js";
import { bottomUp, childrenOf, sumOver } from "./carried.js";
import type { StepList } from "./step.js";
import { enumerated, told } from "./words.js";

/** Fairness among leaves: thresholds from the leaves up, then levels from the root down. */
export function handPricesDown(problem: PosedProblem, list: StepList): void {
  const { topology } = problem;
  for (const v of bottomUp(topology)) if (!topology.isLeaf(v)) findThresholds(problem, v, list);
  for (const v of topology.topDown) {
    if (topology.isLeaf(v)) serveLeaf(problem, v, list);
    else handDown(problem, v, list);
  }
  const { flow } = list.known;
  for (const v of bottomUp(topology)) {
    if (!topology.isLeaf(v)) flow[v] = sumOver(childrenOf(topology, v), flow);
  }
}

function findThresholds(problem: PosedProblem, v: number, list: StepList): void {
  const { topology, lower, upper } = problem;
  const { least, greatest, lowerThreshold, upperThreshold } = list.known;
  const meetings: string[] = [];
  const meets = (limit: string, bound: number, level: number) =>
    meetings.push(`its ${limit} ${told(bound)} at level ${told(level)}${answers(problem, list, v, level)}`);
  if (Number.isNaN(upperThreshold[v])) {
    upperThreshold[v] = greatestLevelWithin(problem, list, v, greatest[v]);
    meets(lower[v] === upper[v] ? "one limit" : "upper limit", upper[v], upperThreshold[v]);
  }
  if (Number.isNaN(lowerThreshold[v])) {
    lowerThreshold[v] = leastLevelWithin(problem, list, v, least[v]);
    if (lowerThreshold[v] !== upperThreshold[v]) meets("lower limit", lower[v], lowerThreshold[v]);
  }
  if (meetings.length === 0) return;
  list.add("threshold", v, `${topology.id(v)}: as the level rises, the sum below it meets ${enumerated(meetings)}.`);
}

/** " (a 2, b 2)": what the children ask for at a level. */
function answers(problem: PosedProblem, list: StepList, v: number, level: number): string {
  const { topology } = problem;
  const parts = childrenOf(topology, v).map(
    (child) => `${topology.id(child)} ${told(flowAt(problem, list, child, level))}`,
  );
  return ` (${parts.join(", ")})`;
}

function handDown({ topology, lower, upper }: PosedProblem, v: number, list: StepList): void {
  const { lowerThreshold, upperThreshold, price } = list.known;
  const isRoot = v === topology.root;
  const above = isRoot ? Number.POSITIVE_INFINITY : price[topology.parent[v]];
  price[v] = Math.max(lowerThreshold[v], Math.min(above, upperThreshold[v]));
  const id = topology.id(v);
  const come = isRoot ? "nothing holds the level above the root" : `from above comes ${levelText(above)}`;
  const becomes =
    price[v] < above
      ? `its upper limit ${told(upper[v])} holds it at ${told(price[v])}`
      : price[v] > above
        ? `its lower limit ${told(lower[v])} keeps it at ${told(price[v])}`
        : "it hands that down as it is";
  list.add("price", v, `${id}: ${come}; ${becomes}.`);
}

function levelText(level: number): string {
  return level === Number.POSITIVE_INFINITY ? "a level without limit" : `level ${told(level)}`;
}

function serveLeaf(problem: PosedProblem, v: number, list: StepList): void {
  const { topology, shift, weight } = problem;
  const { price, flow } = list.known;
  const above = v === topology.root ? Number.POSITIVE_INFINITY : price[topology.parent[v]];
  const dispatch = dispatchAt(problem, v, above);
  price[v] = dispatch / weight[v];
  flow[v] = shift[v] + dispatch;
  const fixed = shift[v] === 0 ? "" : `, and with ${told(shift[v])} fixed its flow is ${told(flow[v])}`;
  list.add(
    "leaf",
    v,
    `${topology.id(v)}: ${answerText(problem, v, above, dispatch)}: it gets ${told(dispatch)}${fixed}.`,
  );
}

/** How a leaf comes from a level to its dispatch. */
function answerText({ lower, upper, weight }: PosedProblem, v: number, level: number, dispatch: number): string {
  if (level === Number.POSITIVE_INFINITY) return "nothing above holds it, so its own upper limit does";
  const wish = weight[v] === 1 ? `level ${told(level)}` : `level ${told(level)} times its weight ${told(weight[v])}`;
  if (dispatch === upper[v]) return `${wish} is not below its upper limit`;
  return dispatch === lower[v] ? `${wish} is not above its lower limit` : `${wish} is within its limits`;
}

function dispatchAt({ lower, upper, weight }: PosedProblem, leaf: number, level: number): number {
  return Math.max(lower[leaf], Math.min(weight[leaf] * level, upper[leaf]));
}

/** The flow of a subtree whose limits' thresholds are known, at a level. */
function flowAt(problem: PosedProblem, list: StepList, v: number, level: number): number {
  const { topology, shift } = problem;
  if (topology.isLeaf(v)) return shift[v] + dispatchAt(problem, v, level);
  const { lowerThreshold, upperThreshold } = list.known;
  return flowBelow(problem, list, v, Math.max(lowerThreshold[v], Math.min(level, upperThreshold[v])));
}

function flowBelow(problem: PosedProblem, list: StepList, v: number, level: number): number {
  return childrenOf(problem.topology, v).reduce((sum, child) => sum + flowAt(problem, list, child, level), 0);
}

/** Levels at which what is below a node changes its slope, ascending. */
function turningLevels(problem: PosedProblem, list: StepList, v: number): number[] {
  const { topology, lower, upper, shift, weight } = problem;
  const { lowerThreshold, upperThreshold } = list.known;
  const levels: number[] = [];
  const pending = childrenOf(topology, v);
  for (const w of pending) {
    if (topology.isLeaf(w)) levels.push(lower[w] / weight[w], upper[w] / weight[w]);
    else levels.push(lowerThreshold[w], upperThreshold[w]);
    pending.push(...childrenOf(topology, w));
  }
  const finite = [...new Set(levels.filter(Number.isFinite))].sort((a, b) => a - b);
  const first = finite[0] ?? 0;
  const last = finite[finite.length - 1] ?? 0;
  // Beyond the last turn on either side, another level to draw the line through; far enough for the digits to tell.
  const sizes = [...lower, ...upper, ...shift, first, last].map(Math.abs).filter(Number.isFinite);
  const reach = Math.max(...sizes) || 1;
  return [first - reach, ...(finite.length > 0 ? finite : [0]), last + reach];
}

/** The greatest level at which the sum below does not pass the bound; there is one that does. */
function greatestLevelWithin(problem: PosedProblem, list: StepList, v: number, bound: number): number {
  const levels = turningLevels(problem, list, v);
  const flows = levels.map((level) => flowBelow(problem, list, v, level));
  // The first of them where the sum is past the bound, or the last, and the line through it and the one before.
  const past = flows.findIndex((flow) => flow > bound);
  const at = past < 0 ? levels.length - 1 : Math.max(past, 1);
  return levelOnLine(levels, flows, at - 1, bound);
}

/** The least level at which the sum below does not miss the bound; there is one that does. */
function leastLevelWithin(problem: PosedProblem, list: StepList, v: number, bound: number): number {
  const levels = turningLevels(problem, list, v);
  const flows = levels.map((level) => flowBelow(problem, list, v, level));
  const missing = flows.findLastIndex((flow) => flow < bound);
  const at = missing < 0 ? 0 : Math.min(missing, levels.length - 2);
  return levelOnLine(levels, flows, at, bound);
}

/** Where the line through a point and the next meets the bound; measured from the nearer of the two, for the digits. */
function levelOnLine(levels: readonly number[], flows: readonly number[], at: number, bound: number): number {
  const slope = (flows[at + 1] - flows[at]) / (levels[at + 1] - levels[at]);
  const nearer = Math.abs(flows[at] - bound) <= Math.abs(flows[at + 1] - bound) ? at : at + 1;
  return levels[nearer] + (bound - flows[nearer]) / slope;
}
