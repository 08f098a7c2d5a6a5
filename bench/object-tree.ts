import { LeafNode } from "../src/model/leaf-node.js";
import { Node } from "../src/model/node.js";
import type { FlatTree } from "../src/tree/flat-tree.js";

/** The objects that a user would have written for the tree, in the tree's order. */
export function objectTree(tree: FlatTree): (Node | LeafNode)[] {
  const { nodeCount, lower, upper, shift, weight, topology } = tree;
  const { topDown, childStart, childNodes } = topology;
  const objects = new Array<Node | LeafNode>(nodeCount);
  for (let k = nodeCount - 1; k >= 0; k--) {
    const v = topDown[k];
    if (topology.isLeaf(v)) {
      objects[v] = new LeafNode({
        lowerLimit: lower[v],
        upperLimit: upper[v],
        shiftConstant: shift[v],
        conversionFactor: weight[v],
      });
      continue;
    }
    const children: (Node | LeafNode)[] = [];
    for (let c = childStart[v]; c < childStart[v + 1]; c++) children.push(objects[childNodes[c]]);
    objects[v] = new Node({ lowerLimit: lower[v], upperLimit: upper[v], children });
  }
  return objects;
}

/** Indices in the tree's order, listed in pre-order: the order of a tree made of objects. */
export function preOrder({ nodeCount, root, topology }: FlatTree): Int32Array {
  const { childStart, childNodes } = topology;
  const order = new Int32Array(nodeCount);
  const pending = [root];
  for (let k = 0; k < nodeCount; k++) {
    const v = pending.pop()!;
    order[k] = v;
    for (let c = childStart[v + 1] - 1; c >= childStart[v]; c--) pending.push(childNodes[c]);
  }
  return order;
}
