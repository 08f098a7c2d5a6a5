import type { Topology } from "./topology.js";

/**
 * Flow of every node, from the leaves' flows: an inner node's is the sum of its children's, compensated (Neumaier), so
 * that it is the double next to the exact sum of the leaves below it.
 * @param flow length `nodeCount`, the leaves' entries filled; the inner nodes' are filled here
 */
export function sumFlows(topology: Topology, flow: Float64Array): void {
  const { topDown, parent, childStart, nodeCount } = topology;
  const lost = new Float64Array(nodeCount);
  for (let v = 0; v < nodeCount; v++) if (childStart[v] < childStart[v + 1]) flow[v] = 0;
  for (let k = nodeCount - 1; k > 0; k--) {
    const v = topDown[k];
    const p = parent[v];
    const before = flow[p];
    const sum = before + flow[v];
    const rounding = Math.abs(before) >= Math.abs(flow[v]) ? before - sum + flow[v] : flow[v] - sum + before;
    flow[p] = sum;
    lost[p] += rounding + lost[v];
  }
  for (let v = 0; v < nodeCount; v++) flow[v] += lost[v];
}

/**
 * Greatest level below every node.
 * @param level length `nodeCount`, the leaves' entries filled; the inner nodes' are filled here
 */
export function raiseLevels(topology: Topology, level: Float64Array): void {
  const { topDown, parent, childStart, nodeCount } = topology;
  for (let v = 0; v < nodeCount; v++) if (childStart[v] < childStart[v + 1]) level[v] = Number.NEGATIVE_INFINITY;
  for (let k = nodeCount - 1; k > 0; k--) {
    const v = topDown[k];
    level[parent[v]] = Math.max(level[parent[v]], level[v]);
  }
}
