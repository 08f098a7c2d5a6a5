import type { PosedProblem } from "../problem/posed-problem.js";
import { NodeSums } from "./node-sums.js";

/** One of the lower limits that add up past an upper limit above them. */
export interface Member {
  readonly node: number;
  /** The flow that it forces through its node. */
  readonly flow: number;
  /** By how much the flow that the limits below force through the node at fault falls when this limit alone is taken away. */
  readonly room: number;
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
  const leafCount = leavesBelow(problem, below);
  const reachable = leastBelow.value(fault);
  let spare = reachable - upper[fault] - rounding;

  const members: Member[] = [];
  const pending: { node: number; room: number }[] = [{ node: fault, room: Number.POSITIVE_INFINITY }];
  for (const { node, room } of pending) {
    for (let c = childStart[node]; c < childStart[node + 1]; c++) {
      const child = childNodes[c];
      if (topology.isLeaf(child)) {
        members.push({ node: child, flow: shift[child] + lower[child], room });
        continue;
      }
      // What forces the flow here is the child's own limit, or what is below it.
      const surplus = leastBelow.value(child) - lower[child];
      if (surplus < 0) members.push({ node: child, flow: lower[child], room: Math.min(room, -surplus) });
      else if (surplus < spare && leafCount[child] > 1) {
        spare -= surplus;
        members.push({ node: child, flow: lower[child], room: 0 });
      } else pending.push({ node: child, room: Math.min(room, surplus) });
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

function leavesBelow({ topology }: PosedProblem, topDown: readonly number[]): Int32Array {
  const count = new Int32Array(topology.nodeCount);
  for (let k = topDown.length - 1; k > 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) count[v] = 1;
    count[topology.parent[v]] += count[v];
  }
  return count;
}
