import type { PosedProblem } from "../problem/posed-problem.js";
import { askedFlows } from "./asked-flows.js";
import { carryingRange } from "./carrying-range.js";
import { NodeSums } from "./node-sums.js";

/** Which leaves something may move off their requests; arrays have length `nodeCount`. */
export interface PushedLeaves {
  /** 1 below a node of which a lower limit asks for more than its children would carry. */
  readonly up: Uint8Array;
  /** 1 below a node of which an upper limit leaves less. */
  readonly down: Uint8Array;
}

/** Where every node above a leaf lets through what is asked of its children, the leaf has just what it requests. */
export function pushedLeaves(problem: PosedProblem): PushedLeaves {
  const { topology } = problem;
  const { nodeCount, topDown, bottomUp, parent } = topology;
  const range = carryingRange(problem);
  const asked = askedFlows(problem, range);
  const sums = new NodeSums(nodeCount);
  for (const v of bottomUp) if (parent[v] >= 0) sums.add(parent[v], asked[v]);
  const up = new Uint8Array(nodeCount);
  const down = new Uint8Array(nodeCount);
  for (const v of topDown) {
    const p = parent[v];
    if (p >= 0) [up[v], down[v]] = [up[p], down[p]];
    if (topology.isLeaf(v)) continue;
    if (sums.over(v, range.lower[v]) < 0) up[v] = 1;
    if (sums.over(v, range.upper[v]) > 0) down[v] = 1;
  }
  return { up, down };
}
