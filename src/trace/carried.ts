import type { PosedProblem } from "../problem/posed-problem.js";
import { deepestFirst } from "../tree/depths.js";
import type { Topology } from "../tree/topology.js";
import type { StepList } from "./step.js";
import { enumerated, span, told } from "./words.js";

/** Limits written in decimals may contradict each other in the last digit; a miss below this share is none. */
export const ROUNDING = 1e-12;

/** The children of a node, in their order. */
export function childrenOf({ childStart, childNodes }: Topology, node: number): number[] {
  return [...childNodes.subarray(childStart[node], childStart[node + 1])];
}

/** Every node after those below it: the deepest first, those of one depth in the tree's order. */
export function bottomUp(topology: Topology): number[] {
  return Array.from(topology.topDown).sort(deepestFirst(topology));
}

/**
 * From the leaves up: what each subtree can carry. Then the limits that cannot matter.
 * @returns whether there is an answer
 */
export function findCarried(problem: PosedProblem, list: StepList): boolean {
  const { topology } = problem;
  for (const v of bottomUp(topology)) {
    if (topology.isLeaf(v)) carryLeaf(problem, v, list);
    else if (!carryNode(problem, v, list)) return false;
  }
  if (list.known.greatest[topology.root] === Number.POSITIVE_INFINITY) {
    list.add(
      "unbounded",
      topology.root,
      "No limit stands in the way of ever more flow at the root: there is no greatest flow.",
    );
    return false;
  }
  setAside(problem, list);
  return true;
}

function carryLeaf({ topology, lower, upper, shift }: PosedProblem, v: number, { known }: StepList): void {
  known.least[v] = shift[v] + lower[v];
  known.greatest[v] = shift[v] + upper[v];
  if (topology.root === v) return;
  known.lowerThreshold[v] = Number.NEGATIVE_INFINITY;
  known.upperThreshold[v] = Number.POSITIVE_INFINITY;
}

function carryNode({ topology, lower, upper }: PosedProblem, v: number, list: StepList): boolean {
  const { least, greatest } = list.known;
  const children = childrenOf(topology, v);
  const leastBelow = sumOver(children, least);
  const greatestBelow = sumOver(children, greatest);
  const id = topology.id(v);
  const isTooMuch = !isNotAbove(leastBelow, upper[v]);
  if (isTooMuch || !isNotAbove(lower[v], greatestBelow)) {
    const [limit, bound] = isTooMuch ? ["upper", upper[v]] : ["lower", lower[v]];
    list.add(
      "contradiction",
      v,
      `${id}: what is below it can carry ${span(leastBelow, greatestBelow)}, which its ${limit} limit ${told(bound)} forbids. ` +
        "No flows keep every limit.",
    );
    return false;
  }
  least[v] = Math.min(Math.max(leastBelow, lower[v]), greatestBelow);
  greatest[v] = Math.max(Math.min(greatestBelow, upper[v]), leastBelow);
  const parts = children.map((child) => `${topology.id(child)} ${span(least[child], greatest[child])}`);
  const sum = span(leastBelow, greatestBelow);
  const own = least[v] > leastBelow || greatest[v] < greatestBelow;
  const together = children.length > 1 ? `, together ${sum}` : "";
  const hasLimits = Number.isFinite(lower[v]) || Number.isFinite(upper[v]);
  const unchanged = hasLimits ? " Its own limits take nothing from that." : "";
  const limited = own ? ` With its own limits it carries ${span(least[v], greatest[v])}.` : unchanged;
  list.add("carry", v, `${id}: below it, ${enumerated(parts)}${together}.${limited}`);
  return true;
}

/** A limit that no flow below can reach, or pass, never acts. */
function setAside({ topology, lower, upper }: PosedProblem, list: StepList): void {
  const { least, greatest, lowerThreshold, upperThreshold } = list.known;
  const aside: string[] = [];
  let limitCount = 0;
  for (const v of topology.topDown) {
    if (topology.isLeaf(v)) continue;
    const children = childrenOf(topology, v);
    const limits = [lower[v], upper[v]].map(Number.isFinite);
    limitCount += limits.filter((isLimit) => isLimit).length;
    if (isNotAbove(least[v], sumOver(children, least))) {
      lowerThreshold[v] = Number.NEGATIVE_INFINITY;
      if (limits[0]) aside.push(`the lower limit ${told(lower[v])} of ${topology.id(v)}`);
    }
    if (isNotAbove(sumOver(children, greatest), greatest[v])) {
      upperThreshold[v] = Number.POSITIVE_INFINITY;
      if (limits[1]) aside.push(`the upper limit ${told(upper[v])} of ${topology.id(v)}`);
    }
  }
  const message =
    limitCount === 0
      ? "No node above the leaves has a limit."
      : aside.length === 0
        ? "No limit can be set aside: each may matter."
        : `Set aside, because no flow below can pass them: ${enumerated(aside)}.`;
  list.add("aside", undefined, message);
}

export function sumOver(nodes: readonly number[], values: Float64Array): number {
  return nodes.reduce((sum, node) => sum + values[node], 0);
}

/** But for rounding. */
function isNotAbove(value: number, bound: number): boolean {
  const by = value - bound;
  return !(by > 0) || (Number.isFinite(by) && by <= ROUNDING * Math.max(Math.abs(value), Math.abs(bound)));
}
