import type { Topology } from "../tree/topology.js";

/**
 * The leaves below a node, or the node itself where it is one, in no particular order.
 * @param isEntered whether to look at a node, and below it; default: at all of them
 */
export function* leavesBelow(
  topology: Topology,
  node: number,
  isEntered: (node: number) => boolean = () => true,
): Generator<number, void, undefined> {
  const { childStart, childNodes } = topology;
  const pending = [node];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (!isEntered(v)) continue;
    if (topology.isLeaf(v)) yield v;
    for (let c = childStart[v]; c < childStart[v + 1]; c++) pending.push(childNodes[c]);
  }
}
