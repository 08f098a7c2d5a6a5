import type { PosedProblem } from "../problem/posed-problem.js";
import { exportTier, type PriceTiers, priceTiers } from "../problem/price-tiers.js";
import type { Bounds } from "./bounds.js";
import { PriceCurves } from "./price-curves.js";
import { shareResiduals } from "./residuals.js";

/**
 * The balanced allocation over all leaves: the root at the price at which everybody has their request.
 *
 * Thresholds from the leaves up, prices from the root down. O(n log n) in the number of nodes, no recursion. What a price
 * cannot tell, where great numbers cancel beside small ones, is shared in the end (residuals.ts).
 *
 * @param bounds of a problem that is neither infeasible nor unbounded
 * @returns length `nodeCount`: each leaf's dispatch, NaN at inner nodes
 */
export function leafLevels(problem: PosedProblem, bounds: Bounds): Float64Array {
  const tiers = priceTiers(problem);
  const halves = exportHalves(problem);
  const curves = findThresholds(problem, bounds, tiers, halves);
  return dispatchAt(curves, problem, bounds, tiers, halves);
}

/**
 * A leaf below its upper limit at its request moves in two tiers, as if it were two leaves: one goes from the lower limit
 * to the request, the other from there to the upper limit, less the request.
 */
interface ExportHalves {
  readonly count: number;
  /** Length `nodeCount`: the curve of a leaf's second half, -1 where there is none; absent where no leaf has one. */
  readonly curve: Int32Array | undefined;
}

function exportHalves({ topology, upper, request }: PosedProblem): ExportHalves {
  const { nodeCount } = topology;
  if (request === undefined) return { count: 0, curve: undefined };
  const curve = new Int32Array(nodeCount).fill(-1);
  let count = 0;
  for (let v = 0; v < nodeCount; v++) if (topology.isLeaf(v) && request[v] < upper[v]) curve[v] = nodeCount + count++;
  return { count, curve };
}

function findThresholds(
  problem: PosedProblem,
  { lower, upper }: Bounds,
  tiers: PriceTiers,
  halves: ExportHalves,
): PriceCurves {
  const { topology, shift, weight, request } = problem;
  const { nodeCount, bottomUp, parent, root } = topology;
  const curves = new PriceCurves(nodeCount + halves.count, (halves.count > 0 ? 2 : 1) * tiers.priorityCount);
  for (const v of bottomUp) {
    if (topology.isLeaf(v)) {
      const tier = tiers.importTier?.[v] ?? 0;
      const wanted = request?.[v] ?? upper[v];
      curves.setLeaf(v, tier, weight[v], lower[v], wanted);
      // After the limits: they are on the dispatch, not on the flow.
      curves.addConstant(v, shift[v]);
      const half = halves.curve?.[v] ?? -1;
      if (half >= 0) {
        curves.setLeaf(half, exportTier(tiers, tier), weight[v], wanted, upper[v]);
        curves.addConstant(half, -wanted);
        if (v !== root) curves.moveInto(parent[v], half);
      }
    } else {
      curves.hold(v, lower[v], upper[v]);
    }
    if (v !== root) curves.moveInto(parent[v], v);
  }
  return curves;
}

function dispatchAt(
  { thresholds, thresholdTiers }: PriceCurves,
  problem: PosedProblem,
  bounds: Bounds,
  { priorityCount }: PriceTiers,
  halves: ExportHalves,
): Float64Array {
  const { topology, lower, upper, weight, request } = problem;
  const { nodeCount, topDown, parent, root } = topology;
  const price = new Float64Array(nodeCount + halves.count);
  const tier = new Uint32Array(nodeCount + halves.count);
  const dispatch = new Float64Array(nodeCount).fill(Number.NaN);
  const total = new Float64Array(nodeCount).fill(Number.NaN);
  const ranges = { least: new Float64Array(nodeCount), greatest: new Float64Array(nodeCount) };

  const settle = (curve: number, outerTier: number, outerPrice: number) => {
    const low = 2 * curve;
    const high = low + 1;
    tier[curve] = outerTier;
    price[curve] = outerPrice;
    if (comesBefore(thresholdTiers[high], thresholds[high], outerTier, outerPrice)) {
      tier[curve] = thresholdTiers[high];
      price[curve] = thresholds[high];
    }
    if (comesBefore(tier[curve], price[curve], thresholdTiers[low], thresholds[low])) {
      tier[curve] = thresholdTiers[low];
      price[curve] = thresholds[low];
    }
  };
  const atEnd = (curve: number, outerTier: number, outerPrice: number, least: number, greatest: number) => {
    const low = 2 * curve;
    const high = low + 1;
    // Limits so near each other that their prices are one double: the price outside tells which it is.
    if (!comesBefore(thresholdTiers[low], thresholds[low], outerTier, outerPrice)) return least;
    if (!comesBefore(outerTier, outerPrice, thresholdTiers[high], thresholds[high])) return greatest;
    return undefined;
  };

  for (const v of topDown) {
    // The root stands between the import tiers and the export tiers.
    const outerTier = v === root ? priorityCount - 1 : tier[parent[v]];
    const outerPrice = v === root ? Number.POSITIVE_INFINITY : price[parent[v]];
    settle(v, outerTier, outerPrice);
    if (!topology.isLeaf(v)) {
      if (comesBefore(tier[v], price[v], outerTier, outerPrice)) total[v] = bounds.upper[v];
      else if (comesBefore(outerTier, outerPrice, tier[v], price[v])) total[v] = bounds.lower[v];
      continue;
    }
    const wanted = request?.[v] ?? upper[v];
    dispatch[v] = atEnd(v, outerTier, outerPrice, lower[v], wanted) ?? clamp(weight[v] * price[v], lower[v], wanted);
    let [least, greatest] = [lower[v], wanted];
    const half = halves.curve?.[v] ?? -1;
    if (half >= 0 && dispatch[v] >= wanted) {
      settle(half, outerTier, outerPrice);
      dispatch[v] =
        atEnd(half, outerTier, outerPrice, wanted, upper[v]) ?? clamp(weight[v] * price[half], wanted, upper[v]);
      [least, greatest] = [wanted, upper[v]];
    }
    const isFree = least < dispatch[v] && dispatch[v] < greatest;
    ranges.least[v] = isFree ? least : dispatch[v];
    ranges.greatest[v] = isFree ? greatest : dispatch[v];
  }
  shareResiduals(problem, total, ranges, dispatch);
  return dispatch;
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(value, greatest));
}

function comesBefore(tier: number, price: number, otherTier: number, otherPrice: number): boolean {
  return tier < otherTier || (tier === otherTier && price < otherPrice);
}
