import type { Topology } from "./topology.js";

/**
 * The order in which the kernel wants a tree: depth first, the child with most leaves first, a node's own leaves last, so
 * that the leaves below any node are one slice and the inner nodes below it are another, in post-order.
 *
 * "Leaf k" and "inner node v" below are positions in that order; the root is the last inner node. A tree that is a single
 * leaf gets an unlimited inner node above it, with caller's index -1.
 */
export interface KernelOrder {
  readonly leafCount: number;
  readonly innerCount: number;
  /** Length `leafCount`: the caller's index of leaf k. */
  readonly leafNode: Int32Array;
  /** Length `innerCount`: the caller's index of inner node v. */
  readonly innerNode: Int32Array;
  /** Length `innerCount`: the inner node above v, -1 for the root. */
  readonly parent: Int32Array;
  /** Length `innerCount`: the first inner node below v (v itself where it has none); v is the last. */
  readonly innerBegin: Int32Array;
  /** Length `innerCount + 1`: v's own leaves are [ownBegin[v], ownBegin[v + 1]); together they tile the leaves. */
  readonly ownBegin: Int32Array;
}

/** Linear in the number of nodes; no recursion. */
export function kernelOrder(topology: Topology): KernelOrder {
  const { nodeCount, leafCount, root, parent, childStart, childNodes, topDown } = topology;
  if (topology.isLeaf(root)) return singleLeafOrder();
  const innerCount = nodeCount - leafCount;

  const leavesBelow = new Int32Array(nodeCount);
  const innersBelow = new Int32Array(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    const isLeaf = childStart[v] === childStart[v + 1];
    if (isLeaf) leavesBelow[v] = 1;
    else innersBelow[v] = innersBelow[v] + 1;
    const p = parent[v];
    if (p < 0) continue;
    leavesBelow[p] = leavesBelow[p] + leavesBelow[v];
    innersBelow[p] = innersBelow[p] + innersBelow[v];
  }

  const order: KernelOrder = {
    leafCount,
    innerCount,
    leafNode: new Int32Array(leafCount),
    innerNode: new Int32Array(innerCount),
    parent: new Int32Array(innerCount),
    innerBegin: new Int32Array(innerCount),
    ownBegin: new Int32Array(innerCount + 1),
  };
  order.ownBegin[innerCount] = leafCount;
  // From the root down: each node's slices begin where its parent says.
  const innerAt = new Int32Array(nodeCount);
  const leafAt = new Int32Array(nodeCount);
  for (let k = 0; k < nodeCount; k++) {
    const v = topDown[k];
    const first = childStart[v];
    const end = childStart[v + 1];
    if (first === end) {
      order.leafNode[leafAt[v]] = v;
      continue;
    }
    let heaviest = -1;
    for (let c = first; c < end; c++) {
      const child = childNodes[c];
      if (innersBelow[child] === 0) continue;
      if (heaviest < 0 || leavesBelow[child] > leavesBelow[heaviest]) heaviest = child;
    }
    let nextInner = innerAt[v];
    let nextLeaf = leafAt[v];
    const at = nextInner + innersBelow[v] - 1;
    order.innerNode[at] = v;
    order.innerBegin[at] = nextInner;
    if (heaviest >= 0) {
      innerAt[heaviest] = nextInner;
      leafAt[heaviest] = nextLeaf;
      nextInner += innersBelow[heaviest];
      nextLeaf += leavesBelow[heaviest];
    }
    for (let c = first; c < end; c++) {
      const child = childNodes[c];
      if (child === heaviest || innersBelow[child] === 0) continue;
      innerAt[child] = nextInner;
      leafAt[child] = nextLeaf;
      nextInner += innersBelow[child];
      nextLeaf += leavesBelow[child];
    }
    order.ownBegin[at] = nextLeaf;
    for (let c = first; c < end; c++) {
      const child = childNodes[c];
      if (innersBelow[child] === 0) leafAt[child] = nextLeaf++;
    }
    const p = parent[v];
    order.parent[at] = p < 0 ? -1 : innerAt[p] + innersBelow[p] - 1;
  }
  return order;
}

function singleLeafOrder(): KernelOrder {
  return {
    leafCount: 1,
    innerCount: 1,
    leafNode: Int32Array.of(0),
    innerNode: Int32Array.of(-1),
    parent: Int32Array.of(-1),
    innerBegin: Int32Array.of(0),
    ownBegin: Int32Array.of(0, 1),
  };
}
