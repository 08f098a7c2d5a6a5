import type { Topology } from "./topology.js";

/** How far below the root every node is; length `nodeCount`. */
export function depths({ topDown, parent, root, nodeCount }: Topology): Int32Array {
  const depth = new Int32Array(nodeCount);
  for (const v of topDown) if (v !== root) depth[v] = depth[parent[v]] + 1;
  return depth;
}

/** Sorts nodes the deepest first, those of one depth in the tree's order. */
export function deepestFirst(topology: Topology): (node: number, other: number) => number {
  const depth = depths(topology);
  return (node, other) => depth[other] - depth[node] || node - other;
}
