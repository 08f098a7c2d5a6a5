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

const orders = new WeakMap<Topology, KernelOrder>();

/** The kernel's order of a tree's nodes, found at the first call for each topology. */
export function kernelOrder(topology: Topology): KernelOrder {
  let order = orders.get(topology);
  if (order === undefined) {
    order = findOrder(topology);
    orders.set(topology, order);
  }
  return order;
}

/** For who has found the order of an equal topology before, and kept it. */
export function adoptKernelOrder(topology: Topology, order: KernelOrder): void {
  orders.set(topology, order);
}

/**
 * Linear in the number of nodes; no recursion.
 *
 * It works on places in `topDown`, which is breadth first: there the children of one node follow those of the one before,
 * and every array but the result is read from one end to the other.
 */
function findOrder(topology: Topology): KernelOrder {
  const { nodeCount, leafCount, root, topDown } = topology;
  if (topology.isLeaf(root)) return singleLeafOrder();
  const innerCount = nodeCount - leafCount;
  const firstChild = firstChildren(topology);
  const { leavesBelow, innersBelow } = countBelow(firstChild);

  const order: KernelOrder = {
    leafCount,
    innerCount,
    leafNode: new Int32Array(leafCount),
    innerNode: new Int32Array(innerCount),
    parent: new Int32Array(innerCount),
    innerBegin: new Int32Array(innerCount),
    ownBegin: new Int32Array(innerCount + 1),
  };
  const { leafNode, innerNode, parent, innerBegin, ownBegin } = order;
  parent[innerCount - 1] = -1;
  ownBegin[innerCount] = leafCount;
  // From the root down: a node says where its children's slices begin. Where one ends takes the place of its length; until
  // a node is come to, its own leaves begin where all of them do.
  const innerEnd = innersBelow;
  for (let k = 0; k < nodeCount; k++) {
    const first = firstChild[k];
    const end = firstChild[k + 1];
    if (first === end) continue;
    const at = innerEnd[k] - 1;
    innerNode[at] = topDown[k];
    let heaviest = -1;
    let most = 0;
    for (let c = first; c < end; c++) {
      if (innersBelow[c] === 0 || leavesBelow[c] <= most) continue;
      heaviest = c;
      most = leavesBelow[c];
    }
    let nextInner = innerBegin[at];
    let nextLeaf = ownBegin[at];
    if (heaviest >= 0) {
      const last = nextInner + innersBelow[heaviest] - 1;
      parent[last] = at;
      innerBegin[last] = nextInner;
      ownBegin[last] = nextLeaf;
      nextInner = last + 1;
      nextLeaf += most;
      innerEnd[heaviest] = nextInner;
    }
    for (let c = first; c < end; c++) {
      if (c === heaviest || innersBelow[c] === 0) continue;
      const last = nextInner + innersBelow[c] - 1;
      parent[last] = at;
      innerBegin[last] = nextInner;
      ownBegin[last] = nextLeaf;
      nextInner = last + 1;
      nextLeaf += leavesBelow[c];
      innerEnd[c] = nextInner;
    }
    ownBegin[at] = nextLeaf;
    for (let c = first; c < end; c++) if (innerEnd[c] === 0) leafNode[nextLeaf++] = topDown[c];
  }
  return order;
}

/** Where in `topDown` the children of its k-th node begin; those of the next end them. Length `nodeCount + 1`. */
function firstChildren({ nodeCount, topDown, childStart }: Topology): Int32Array {
  const firstChild = new Int32Array(nodeCount + 1);
  firstChild[0] = 1;
  for (let k = 0; k < nodeCount; k++) {
    const v = topDown[k];
    firstChild[k + 1] = firstChild[k] + childStart[v + 1] - childStart[v];
  }
  return firstChild;
}

/** Leaves and inner nodes of the subtree of each place in `topDown`, its own node among them. */
function countBelow(firstChild: Int32Array): { leavesBelow: Int32Array; innersBelow: Int32Array } {
  const nodeCount = firstChild.length - 1;
  const leavesBelow = new Int32Array(nodeCount);
  const innersBelow = new Int32Array(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const end = firstChild[k + 1];
    if (firstChild[k] === end) {
      leavesBelow[k] = 1;
      continue;
    }
    let leaves = 0;
    let inners = 1;
    for (let c = firstChild[k]; c < end; c++) {
      leaves += leavesBelow[c];
      inners += innersBelow[c];
    }
    leavesBelow[k] = leaves;
    innersBelow[k] = inners;
  }
  return { leavesBelow, innersBelow };
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
