import type { PosedProblem } from "../problem/posed-problem.js";
import { priceTiers } from "../problem/price-tiers.js";

/** Leaves that would have flow without end. */
export interface UnboundedLeaves {
  /** The first, in the caller's order. */
  readonly leaf: number;
  readonly count: number;
  /** From the leaf to the last node that could end it: the root, or one below where it meets the payer. */
  readonly path: readonly number[];
  /** From the leaf that pays without end to one below where they meet; `undefined` where it comes through the root. */
  readonly payerPath: readonly number[] | undefined;
}

/** Of what is paid through the root there is no end. */
const ROOT_PAYS = Number.POSITIVE_INFINITY;

/**
 * Leaves that want any amount, with no finite upper limit up to the root; or up to a node below which a leaf of lower
 * priority may export any amount, with no finite lower limit in between.
 */
export function unboundedLeaves(problem: PosedProblem): UnboundedLeaves | undefined {
  const { topology, upper, request = upper } = problem;
  const { importTier } = priceTiers(problem);
  const tierOf = (leaf: number) => importTier?.[leaf] ?? 0;
  const payer = lastPayers(problem, tierOf);
  const payingTier = (v: number) => (payer[v] < 0 ? -1 : tierOf(payer[v]));
  const open = openTiers(problem, payingTier);

  let leaf = -1;
  let count = 0;
  for (let v = topology.nodeCount - 1; v >= 0; v--) {
    if (!topology.isLeaf(v) || request[v] < Number.POSITIVE_INFINITY || tierOf(v) >= open[v]) continue;
    leaf = v;
    count++;
  }
  if (leaf < 0) return undefined;

  // Whoever can pay through the nearest node is met there; else it comes through the root.
  const path = [leaf];
  for (let v = topology.parent[leaf]; v >= 0; v = topology.parent[v]) {
    if (payingTier(v) > tierOf(leaf)) return { leaf, count, path, payerPath: payerPath(problem, payer[v], v) };
    path.push(v);
  }
  return { leaf, count, path, payerPath: undefined };
}

function payerPath({ topology }: PosedProblem, payer: number, meeting: number): number[] {
  const path: number[] = [];
  for (let v = payer; v !== meeting; v = topology.parent[v]) path.push(v);
  return path;
}

/** Below each node, a leaf of the last tier among those who may export through it without end; -1 for none. */
function lastPayers({ topology, lower }: PosedProblem, tierOf: (leaf: number) => number): Int32Array {
  const { root, nodeCount, bottomUp, parent } = topology;
  const payer = new Int32Array(nodeCount).fill(-1);
  for (const v of bottomUp) {
    if (v === root) continue;
    if (lower[v] > Number.NEGATIVE_INFINITY) continue;
    const own = topology.isLeaf(v) ? v : payer[v];
    const other = payer[parent[v]];
    if (own >= 0 && (other < 0 || tierOf(own) > tierOf(other))) payer[parent[v]] = own;
  }
  return payer;
}

/** The last tier in which somebody pays without end for what flows through each node. */
function openTiers({ topology, upper }: PosedProblem, payingTier: (node: number) => number): Float64Array {
  const { nodeCount, topDown, parent } = topology;
  const open = new Float64Array(nodeCount);
  for (const v of topDown) {
    const fromAbove = parent[v] < 0 ? ROOT_PAYS : open[parent[v]];
    open[v] = Math.max(payingTier(v), upper[v] < Number.POSITIVE_INFINITY ? -1 : fromAbove);
  }
  return open;
}
