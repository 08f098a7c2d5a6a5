import type { Topology } from "../src/tree/topology.js";

/** The order in which the native yardstick draws its numbers. */
export interface YardstickOrder {
  /** Inner nodes in post-order. */
  readonly inners: Int32Array;
  /** Leaves, those of one node together, in the order of `inners`. */
  readonly leaves: Int32Array;
  /** The own leaves of `inners[k]` end at `leaves[leafEnd[k]]`, where those of `inners[k + 1]` begin. */
  readonly leafEnd: Int32Array;
}

/** Depth first, the inner child with most nodes below it first (the kernel's order goes by leaves), own leaves last. */
export function yardstickOrder(topology: Topology): YardstickOrder {
  const { nodeCount, leafCount, root, parent, childStart, childNodes, topDown } = topology;
  const size = new Int32Array(nodeCount).fill(1);
  for (let k = nodeCount - 1; k > 0; k--) size[parent[topDown[k]]] += size[topDown[k]];

  // Post-order backwards: each node before its children, the last child first and the heaviest last.
  const inners = new Int32Array(nodeCount - leafCount);
  const pending = [root];
  for (let k = inners.length - 1; k >= 0; k--) {
    const v = pending.pop()!;
    inners[k] = v;
    const heaviest = heaviestInner(topology, v, size);
    if (heaviest >= 0) pending.push(heaviest);
    for (let c = childStart[v]; c < childStart[v + 1]; c++) {
      const child = childNodes[c];
      if (child !== heaviest && size[child] > 1) pending.push(child);
    }
  }

  const leaves = new Int32Array(leafCount);
  const leafEnd = new Int32Array(inners.length);
  let next = 0;
  for (let k = 0; k < inners.length; k++) {
    const v = inners[k];
    for (let c = childStart[v]; c < childStart[v + 1]; c++) {
      if (size[childNodes[c]] === 1) leaves[next++] = childNodes[c];
    }
    leafEnd[k] = next;
  }
  return { inners, leaves, leafEnd };
}

/** The first of the greatest; -1 where there are only leaves. */
function heaviestInner({ childStart, childNodes }: Topology, v: number, size: Int32Array): number {
  let heaviest = -1;
  for (let c = childStart[v]; c < childStart[v + 1]; c++) {
    const child = childNodes[c];
    if (size[child] > 1 && (heaviest < 0 || size[child] > size[heaviest])) heaviest = child;
  }
  return heaviest;
}
