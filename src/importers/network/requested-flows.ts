import type { FlatTree } from "../../tree/flat-tree.js";
import type { ImportReport, OverRating } from "../import-report.js";

/** What the tree would carry if everyone got what they request, and what of it is beyond a rating. */
export function requestedFlows(tree: FlatTree): Pick<ImportReport, "overRating" | "depth" | "loadKw" | "exportKw"> {
  const { topDown } = tree.topology;
  const { request, parent, lower, upper } = tree;
  const flow = new Float64Array(tree.nodeCount);
  const depthOf = new Int32Array(tree.nodeCount);
  let loadKw = 0;
  let exportKw = 0;
  for (const leaf of tree.leaves) {
    flow[leaf] = request?.[leaf] ?? 0;
    if (flow[leaf] > 0) loadKw += flow[leaf];
    else exportKw -= flow[leaf];
  }
  for (const node of topDown.toReversed()) if (parent[node] >= 0) flow[parent[node]] += flow[node];
  let depth = 0;
  const overRating: OverRating[] = [];
  for (const node of topDown) {
    if (parent[node] >= 0) depthOf[node] = depthOf[parent[node]] + 1;
    depth = Math.max(depth, depthOf[node]);
    if (tree.isLeaf(node)) continue;
    const ratingKw = flow[node] > 0 ? upper[node] : -lower[node];
    if (Math.abs(flow[node]) > ratingKw * (1 + rounding)) {
      overRating.push({ id: tree.id(node), flowKw: flow[node], ratingKw });
    }
  }
  return { overRating, depth, loadKw, exportKw };
}

/** Sums of requests that come to a rating but for rounding are not beyond it. */
const rounding = 1e-12;
