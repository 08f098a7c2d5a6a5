import type { PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** One of the lower limits that add up past an upper limit above them. */
export interface Member {
  readonly node: number;
  /** The flow that it forces through its node. */
  readonly flow: number;
  /** By how much the flow that the limits below force through the node at fault falls when this limit alone is taken away. */
  readonly room: number;
  /** By how much the leaf's shift may fall before what is below a node in between carries too little for its lower limit. */
  readonly shiftRoom: number;
}

/**
 * The lower limits below a node that force more through it than its upper limit lets pass. Where a limit higher up forces
 * enough by itself, it stands for those below it: few limits that cannot be done without, not all that are true. Those of
 * the greatest flow first.
 *
 * @param fault the deepest node at fault, so that nothing below contradicts itself
 * @param rounding what the members may add up to less than the whole
 */
export function contradictingLimits(
  problem: PosedProblem,
  fault: number,
  rounding: number,
): { reachable: number; members: Member[] } {
  const { topology, lower, upper, shift } = problem;
  const { childStart, childNodes } = topology;
  const below = nodesBelow(problem, fault);
  const leastBelow = leastFlows(problem, below);
  const greatestBelow = greatestFlows(problem, below);
  const leafCount = leavesBelow(problem, below);
  const reachable = leastBelow.value(fault);
  let spare = reachable - upper[fault] - rounding;

  const members: Member[] = [];
  const unlimited = { room: Number.POSITIVE_INFINITY, shiftRoom: Number.POSITIVE_INFINITY };
  const pending: { node: number; room: number; shiftRoom: number }[] = [{ node: fault, ...unlimited }];
  for (const { node, room, shiftRoom } of pending) {
    for (let c = childStart[node]; c < childStart[node + 1]; c++) {
      const child = childNodes[c];
      if (topology.isLeaf(child)) {
        members.push({ node: child, flow: shift[child] + lower[child], room, shiftRoom });
        continue;
      }
      // What forces the flow here is the child's own limit, or what is below it.
      const surplus = leastBelow.value(child) - lower[child];
      if (surplus < 0) members.push({ node: child, flow: lower[child], room: Math.min(room, -surplus), shiftRoom: 0 });
      else if (surplus < spare && leafCount[child] > 1) {
        spare -= surplus;
        members.push({ node: child, flow: lower[child], room: 0, shiftRoom: 0 });
      } else {
        pending.push({
          node: child,
          room: Math.min(room, surplus),
          shiftRoom: fallOfGreatest(greatestBelow.value(child), lower[child], upper[child], shiftRoom),
        });
      }
    }
  }
  return { reachable, members: members.sort((a, b) => Math.abs(b.flow) - Math.abs(a.flow) || a.node - b.node) };
}

/** The node and all below it, every node after its parent. */
function nodesBelow({ topology }: PosedProblem, node: number): number[] {
  const nodes = [node];
  for (const v of nodes) {
    for (let c = topology.childStart[v]; c < topology.childStart[v + 1]; c++) nodes.push(topology.childNodes[c]);
  }
  return nodes;
}

/** Of each inner node, the least flow that what is below it can carry; its own limits are not counted. */
function leastFlows({ topology, lower, shift }: PosedProblem, topDown: readonly number[]): NodeSums {
  const sums = new NodeSums(topology.nodeCount);
  for (let k = topDown.length - 1; k > 0; k--) {
    const v = topDown[k];
    const p = topology.parent[v];
    if (topology.isLeaf(v)) {
      sums.add(p, shift[v]);
      sums.add(p, lower[v]);
    } else if (lower[v] > sums.value(v)) sums.add(p, lower[v]);
    else sums.addSum(p, v);
  }
  return sums;
}

/** Likewise the greatest. */
function greatestFlows({ topology, upper, shift }: PosedProblem, topDown: readonly number[]): NodeSums {
  const sums = new NodeSums(topology.nodeCount);
  for (let k = topDown.length - 1; k > 0; k--) {
    const v = topDown[k];
    const p = topology.parent[v];
    if (topology.isLeaf(v)) {
      sums.add(p, shift[v]);
      sums.add(p, upper[v]);
    } else if (upper[v] < sums.value(v)) sums.add(p, upper[v]);
    else sums.addSum(p, v);
  }
  return sums;
}

/**
 * By how much the greatest flow below a node may fall, so that the node can still keep its lower limit, and what its own
 * greatest flow falls by is no more than `above` allows.
 */
function fallOfGreatest(greatest: number, lower: number, upper: number, above: number): number {
  if (greatest === Number.POSITIVE_INFINITY) return greatest;
  return Math.min(greatest - lower, Math.max(0, greatest - upper) + above);
}

function leavesBelow({ topology }: PosedProblem, topDown: readonly number[]): Int32Array {
  const count = new Int32Array(topology.nodeCount);
  for (let k = topDown.length - 1; k > 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) count[v] = 1;
    count[topology.parent[v]] += count[v];
  }
  return count;
}
