import type { PosedProblem } from "../tree/posed-problem.js";
import type { Topology } from "../tree/topology.js";
import type { AuditedFlows } from "./audited-flows.js";
import type { CarryingRange } from "./carrying-range.js";
import { NodeSums } from "./node-sums.js";
import type { ViolationList } from "./violation.js";

/**
 * What could move below each node. Arrays have length `nodeCount`.
 *
 * `rise` is the least level, already raised by the tolerance, of what could rise; +Infinity where nothing could. `fall` is
 * the greatest level, already lowered by the tolerance, of what could fall; -Infinity where nothing could.
 */
interface Moves {
  readonly rise: Float64Array;
  readonly fall: Float64Array;
}

/** Fairness among leaves: at every node, no leaf below one child could give to a lower leaf below another. */
export function judgeLeafTrades(
  problem: PosedProblem,
  limits: CarryingRange,
  audited: AuditedFlows,
  tolerance: number,
  found: ViolationList,
): void {
  const { topology, weight } = problem;
  const { nodeCount, topDown, childStart, childNodes } = topology;
  const { flow, dispatch, rounding } = audited;
  const { lower, upper } = limits;
  const rise = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const fall = new Float64Array(nodeCount).fill(Number.NEGATIVE_INFINITY);
  const moves: Moves = { rise, fall };
  const riser = new Int32Array(nodeCount);
  const faller = new Int32Array(nodeCount);

  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    const slack = tolerance + rounding[v];
    if (topology.isLeaf(v)) {
      if (dispatch[v] + slack < upper[v]) rise[v] = (dispatch[v] + slack) / weight[v];
      if (dispatch[v] - slack > lower[v]) fall[v] = (dispatch[v] - slack) / weight[v];
      riser[v] = v;
      faller[v] = v;
      continue;
    }
    const pair = worstPair(topology, v, moves);
    if (pair) {
      const from = faller[pair.from];
      const to = riser[pair.to];
      found.trade(v, from, dispatch[from] / weight[from], to, dispatch[to] / weight[to]);
    }
    const canRise = flow[v] + slack < upper[v];
    const canFall = flow[v] - slack > lower[v];
    const end = childStart[v + 1];
    for (let c = childStart[v]; c < end; c++) {
      const child = childNodes[c];
      if (canRise && rise[child] < rise[v]) {
        rise[v] = rise[child];
        riser[v] = riser[child];
      }
      if (canFall && fall[child] > fall[v]) {
        fall[v] = fall[child];
        faller[v] = faller[child];
      }
    }
  }
}

/** Fairness among siblings: at every node, no child could give to a lower one, each within what it can carry. */
export function judgeSiblingTrades(
  problem: PosedProblem,
  limits: CarryingRange,
  audited: AuditedFlows,
  tolerance: number,
  found: ViolationList,
): void {
  const { topology } = problem;
  const { nodeCount, topDown } = topology;
  const { flow, dispatch, rounding } = audited;
  const { least, greatest } = limits;
  const weight = weightsBelow(problem);
  const rise = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
  const fall = new Float64Array(nodeCount).fill(Number.NEGATIVE_INFINITY);
  const moves: Moves = { rise, fall };

  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    const slack = tolerance + rounding[v];
    if (flow[v] + slack < greatest[v]) rise[v] = (dispatch[v] + slack) / weight[v];
    if (flow[v] - slack > least[v]) fall[v] = (dispatch[v] - slack) / weight[v];
    const pair = worstPair(topology, v, moves);
    if (pair) {
      const { from, to } = pair;
      found.trade(v, from, dispatch[from] / weight[from], to, dispatch[to] / weight[to]);
    }
  }
}

/** Length `nodeCount`: the sum of the conversion factors of the leaves below. */
function weightsBelow({ topology, weight }: PosedProblem): Float64Array {
  const { nodeCount, topDown, parent } = topology;
  const sums = new NodeSums(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) sums.set(v, weight[v]);
    if (parent[v] >= 0) sums.addSum(parent[v], v);
  }
  return sums.values();
}

/** The two different children of `node` whose trade would even out most, if any two could trade. */
function worstPair(topology: Topology, node: number, { rise, fall }: Moves): { from: number; to: number } | undefined {
  const { childStart, childNodes } = topology;
  const first = childStart[node];
  const end = childStart[node + 1];
  if (end - first < 2) return undefined;
  let to = -1;
  let nextTo = -1;
  let from = -1;
  let nextFrom = -1;
  for (let c = first; c < end; c++) {
    const child = childNodes[c];
    if (to < 0 || rise[child] < rise[to]) {
      nextTo = to;
      to = child;
    } else if (nextTo < 0 || rise[child] < rise[nextTo]) nextTo = child;
    if (from < 0 || fall[child] > fall[from]) {
      nextFrom = from;
      from = child;
    } else if (nextFrom < 0 || fall[child] > fall[nextFrom]) nextFrom = child;
  }
  if (to === from) {
    // A child cannot trade with itself at this node: one of the two sides takes its runner-up.
    if (fall[from] - rise[nextTo] > fall[nextFrom] - rise[to]) to = nextTo;
    else from = nextFrom;
  }
  return fall[from] > rise[to] ? { from, to } : undefined;
}
