import type { FlatTree } from "../src/tree/flat-tree.js";

/** Most limits on the way from the root to a leaf, the leaf's own left out. */
export function treeDepth({ nodeCount, parent, topology }: FlatTree): number {
  const depth = new Int32Array(nodeCount);
  let deepest = 0;
  for (const v of topology.topDown) {
    if (parent[v] >= 0) depth[v] = depth[parent[v]] + 1;
    deepest = Math.max(deepest, depth[v]);
  }
  return deepest;
}

/** Whether a method whose work grows with leaves × depth is worth a try. */
export function isShallow(tree: FlatTree): boolean {
  return treeDepth(tree) <= 64;
}
