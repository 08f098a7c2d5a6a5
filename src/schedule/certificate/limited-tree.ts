import type { CheckedRequest } from "../checked-request.js";

/** The tree without its unlimited nodes, which let everything through: places are in the order parents first. */
export interface LimitedTree {
  readonly count: number;
  /** By place: index in the tree. Place 0 is the root, limited or not. */
  readonly node: Int32Array;
  /** By place: place of the limited node above; -1 at the root. */
  readonly parent: Int32Array;
  /** Length `count + 1`: the children of a place are `children[childStart[k] .. childStart[k + 1])`. */
  readonly childStart: Int32Array;
  readonly children: Int32Array;
  /** By session: the place that it hangs on. */
  readonly placeOf: Int32Array;
  /** Sessions of a place are `sessions[sessionStart[k] .. sessionStart[k + 1])`. */
  readonly sessionStart: Int32Array;
  readonly sessions: Int32Array;
  /** By place and step: kW that flow whatever the sessions do. */
  readonly fixed: Float64Array;
}

export function limitedTree({ tree, limits, steps, fixed, sessions }: CheckedRequest): LimitedTree {
  const { topDown, parent } = tree.topology;
  const isLimited = (v: number) =>
    limits.has(v) || tree.upper[v] !== Number.POSITIVE_INFINITY || tree.lower[v] !== Number.NEGATIVE_INFINITY;
  const node = topDown.filter((v) => v === tree.root || isLimited(v));
  const placeAt = new Int32Array(tree.nodeCount).fill(-1);
  node.forEach((v, k) => {
    placeAt[v] = k;
  });
  for (const v of topDown) if (placeAt[v] < 0) placeAt[v] = placeAt[parent[v]];
  const above = Int32Array.from(node, (v) => (parent[v] < 0 ? -1 : placeAt[parent[v]]));
  const placeOf = Int32Array.from(sessions, ({ leaf }) => placeAt[leaf]);
  const { start: childStart, members: children } = grouped(above, node.length);
  const { start: sessionStart, members } = grouped(placeOf, node.length);
  const flows = new Float64Array(node.length * steps);
  for (const leaf of tree.leaves) {
    // The limits of a leaf are on what its sessions take; what flows there in any case is first met above it.
    const place = leaf === tree.root ? -1 : placeAt[parent[leaf]];
    const row = fixed.get(leaf);
    if (place < 0 || (tree.shift[leaf] === 0 && !row)) continue;
    for (let t = 0; t < steps; t++) flows[place * steps + t] += tree.shift[leaf] + (row ? row[t] : 0);
  }
  sumUp(flows, above, steps);
  return {
    count: node.length,
    node,
    parent: above,
    childStart,
    children,
    placeOf,
    sessionStart,
    sessions: members,
    fixed: flows,
  };
}

/** Adds every row to that of its parent, the last first. */
export function sumUp(rows: Float64Array, parent: Int32Array, steps: number): void {
  for (let k = parent.length - 1; k > 0; k--) {
    const above = parent[k] * steps;
    for (let t = 0; t < steps; t++) rows[above + t] += rows[k * steps + t];
  }
}

/** Lists who belongs to each group, in their order; -1 belongs to none. */
function grouped(group: Int32Array, count: number): { start: Int32Array; members: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const g of group) if (g >= 0) start[g + 1]++;
  for (let g = 0; g < count; g++) start[g + 1] += start[g];
  const next = start.slice();
  const members = new Int32Array(start[count]);
  group.forEach((g, k) => {
    if (g >= 0) members[next[g]++] = k;
  });
  return { start, members };
}
