import type { Topology } from "../tree/topology.js";

/**
 * Some nodes of a tree, the others left out, cut into paths: each goes on above a node where most of the nodes below come
 * from. So from any node to the root there are few paths, at most one more than the logarithm of how many nodes there are.
 *
 * Nodes stand by their position: those of a path one after the other, the lowest first.
 */
export interface HeavyPaths {
  /** Length `nodeCount`: the position of the first of them above each node, -1 for none. */
  readonly above: Int32Array;
  /** The node at each position. */
  readonly node: Int32Array;
  /** Of each position: the one behind the last of its path. */
  readonly end: Int32Array;
  /** Of the last position of a path: where the way to the root goes on, -1 for nowhere. */
  readonly next: Int32Array;
  /** Of the longest path. */
  readonly length: number;
}

/** @param isKept 1 for inner nodes that are kept; length `nodeCount` */
export function heavyPaths(topology: Topology, isKept: Uint8Array): HeavyPaths {
  const { nodeCount, parent, topDown } = topology;
  const nodeAbove = new Int32Array(nodeCount).fill(-1);
  const kept: number[] = [];
  for (let k = 0; k < nodeCount; k++) {
    const v = topDown[k];
    const p = parent[v];
    if (p >= 0) nodeAbove[v] = isKept[p] === 1 ? p : nodeAbove[p];
    if (isKept[v] === 1) kept.push(v);
  }
  const heaviest = heaviestBelow(nodeAbove, kept);

  const count = kept.length;
  const node = new Int32Array(count);
  const end = new Int32Array(count);
  const next = new Int32Array(count).fill(-1);
  const position = new Int32Array(nodeCount).fill(-1);
  let length = 0;
  for (let k = 0, begin = 0; k < count; k++) {
    const top = kept[k];
    const above = nodeAbove[top];
    if (above >= 0 && heaviest[above] === top) continue;
    let last = begin - 1;
    for (let v = top; v >= 0; v = heaviest[v]) last++;
    for (let v = top, at = last; v >= 0; v = heaviest[v], at--) {
      node[at] = v;
      position[v] = at;
      end[at] = last + 1;
    }
    next[last] = above < 0 ? -1 : position[above];
    length = Math.max(length, last + 1 - begin);
    begin = last + 1;
  }
  for (let v = 0; v < nodeCount; v++) if (nodeAbove[v] >= 0) nodeAbove[v] = position[nodeAbove[v]];
  return { above: nodeAbove, node, end, next, length };
}

/**
 * The node below each with the most nodes below it, -1 for none.
 * @param kept every node after those above it
 */
function heaviestBelow(nodeAbove: Int32Array, kept: readonly number[]): Int32Array {
  const size = new Int32Array(nodeAbove.length);
  const heaviest = new Int32Array(nodeAbove.length).fill(-1);
  for (let k = kept.length - 1; k >= 0; k--) {
    const v = kept[k];
    const above = nodeAbove[v];
    size[v]++;
    if (above < 0) continue;
    size[above] += size[v];
    if (heaviest[above] < 0 || size[heaviest[above]] < size[v]) heaviest[above] = v;
  }
  return heaviest;
}
