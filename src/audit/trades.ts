import type { PosedProblem } from "../problem/posed-problem.js";
import { exportTier, priceTiers } from "../problem/price-tiers.js";
import type { Topology } from "../tree/topology.js";
import type { AuditedFlows } from "./audited-flows.js";
import type { CarryingRange } from "./carrying-range.js";
import { NodeSums } from "./node-sums.js";
import type { ViolationList } from "./violation.js";

/**
 * What could move below each node: the price of what could rise first, or fall first, and the leaf (the child, in sibling
 * fairness) whose it is. A price is compared tier first, then by level. Arrays have length `nodeCount`.
 */
class FirstToMove {
  readonly tier: Int32Array;
  readonly level: Float64Array;
  readonly node: Int32Array;
  /** 1: the least price is first; -1: the greatest. */
  readonly #sense: 1 | -1;

  /** Nothing can move to begin with: a price beyond all others. */
  constructor(nodeCount: number, sense: 1 | -1) {
    this.#sense = sense;
    this.tier = new Int32Array(nodeCount).fill(sense === 1 ? GREATEST_TIER : -1);
    this.level = new Float64Array(nodeCount).fill(sense * Number.POSITIVE_INFINITY);
    this.node = new Int32Array(nodeCount);
  }

  set(v: number, tier: number, level: number, node: number): void {
    this.tier[v] = tier;
    this.level[v] = level;
    this.node[v] = node;
  }

  comesBefore(v: number, other: number): boolean {
    const byTier = this.#sense * (this.tier[v] - this.tier[other]);
    return byTier < 0 || (byTier === 0 && this.#sense * (this.level[v] - this.level[other]) < 0);
  }

  /** Takes a child's over where it comes before what v has. */
  take(v: number, child: number): void {
    if (this.comesBefore(child, v)) this.set(v, this.tier[child], this.level[child], this.node[child]);
  }
}

const GREATEST_TIER = 2 ** 31 - 1;

/** What could move below each node, levels already changed by the tolerance in favour of the allocation. */
interface Moves {
  readonly rise: FirstToMove;
  readonly fall: FirstToMove;
}

/**
 * Fairness among leaves: at every node, no leaf below one child could give to one below another that comes before it.
 * @param grain the least that each leaf may give or take, where it can do so in steps only; length `nodeCount`
 */
export function judgeLeafTrades(
  problem: PosedProblem,
  limits: CarryingRange,
  audited: AuditedFlows,
  tolerance: number,
  found: ViolationList,
  grain?: Float64Array,
): void {
  const { topology, weight } = problem;
  const { nodeCount, bottomUp, childStart, childNodes } = topology;
  const { flow, dispatch, rounding } = audited;
  const { lower, upper } = limits;
  const coarsest = grain && coarsestBelow(topology, grain);
  const tiers = priceTiers(problem);
  const moves: Moves = { rise: new FirstToMove(nodeCount, 1), fall: new FirstToMove(nodeCount, -1) };

  for (const v of bottomUp) {
    const inexact = tolerance + rounding[v];
    // A whole step is traded for whole, also where that ends even, or at a limit.
    const slack = coarsest && coarsest[v] > 0 ? coarsest[v] - inexact : inexact;
    if (topology.isLeaf(v)) {
      const request = problem.request?.[v] ?? upper[v];
      const importTier = tiers.importTier?.[v] ?? 0;
      const raised = dispatch[v] + slack;
      const lowered = dispatch[v] - slack;
      // Up to its request a leaf moves among those whose import is cut, above it among those whose export is.
      const riseTier = raised < request ? importTier : exportTier(tiers, importTier);
      const fallTier = lowered > request ? exportTier(tiers, importTier) : importTier;
      if (raised < upper[v]) moves.rise.set(v, riseTier, raised / weight[v], v);
      if (lowered > lower[v]) moves.fall.set(v, fallTier, lowered / weight[v], v);
      continue;
    }
    const pair = worstPair(topology, v, moves);
    if (pair) {
      const from = moves.fall.node[pair.from];
      const to = moves.rise.node[pair.to];
      found.trade(v, from, dispatch[from] / weight[from], to, dispatch[to] / weight[to]);
    }
    const canRise = flow[v] + slack < upper[v];
    const canFall = flow[v] - slack > lower[v];
    const end = childStart[v + 1];
    for (let c = childStart[v]; c < end; c++) {
      const child = childNodes[c];
      if (canRise) moves.rise.take(v, child);
      if (canFall) moves.fall.take(v, child);
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
  const { nodeCount, bottomUp } = topology;
  const { flow, dispatch, rounding } = audited;
  const { least, greatest } = limits;
  const weight = weightsBelow(problem);
  const moves: Moves = { rise: new FirstToMove(nodeCount, 1), fall: new FirstToMove(nodeCount, -1) };

  for (const v of bottomUp) {
    const slack = tolerance + rounding[v];
    if (flow[v] + slack < greatest[v]) moves.rise.set(v, 0, (dispatch[v] + slack) / weight[v], v);
    if (flow[v] - slack > least[v]) moves.fall.set(v, 0, (dispatch[v] - slack) / weight[v], v);
    const pair = worstPair(topology, v, moves);
    if (pair) {
      const { from, to } = pair;
      found.trade(v, from, dispatch[from] / weight[from], to, dispatch[to] / weight[to]);
    }
  }
}

/** Length `nodeCount`: the sum of the conversion factors of the leaves below. */
function weightsBelow({ topology, weight }: PosedProblem): Float64Array {
  const { nodeCount, bottomUp, parent } = topology;
  const sums = new NodeSums(nodeCount);
  for (const v of bottomUp) {
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
  /** By how much who falls is above who rises. */
  const gap = (faller: number, riser: number) => ({
    tiers: fall.tier[faller] - rise.tier[riser],
    levels: fall.level[faller] - rise.level[riser],
  });
  let to = -1;
  let nextTo = -1;
  let from = -1;
  let nextFrom = -1;
  for (let c = first; c < end; c++) {
    const child = childNodes[c];
    if (to < 0 || rise.comesBefore(child, to)) {
      nextTo = to;
      to = child;
    } else if (nextTo < 0 || rise.comesBefore(child, nextTo)) nextTo = child;
    if (from < 0 || fall.comesBefore(child, from)) {
      nextFrom = from;
      from = child;
    } else if (nextFrom < 0 || fall.comesBefore(child, nextFrom)) nextFrom = child;
  }
  if (to === from) {
    // A child cannot trade with itself at this node: one of the two sides takes its runner-up.
    const [takerChanged, giverChanged] = [gap(from, nextTo), gap(nextFrom, to)];
    const byTier = takerChanged.tiers - giverChanged.tiers;
    if (byTier > 0 || (byTier === 0 && takerChanged.levels > giverChanged.levels)) to = nextTo;
    else from = nextFrom;
  }
  const { tiers, levels } = gap(from, to);
  return tiers > 0 || (tiers === 0 && levels > 0) ? { from, to } : undefined;
}

/** The coarsest grain of the leaves at or below each node. */
function coarsestBelow({ bottomUp, parent, root }: Topology, grain: Float64Array): Float64Array {
  const coarsest = grain.slice();
  for (const v of bottomUp) if (v !== root) coarsest[parent[v]] = Math.max(coarsest[parent[v]], coarsest[v]);
  return coarsest;
}
