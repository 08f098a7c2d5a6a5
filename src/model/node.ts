import type { LeafNode } from "./leaf-node.js";
import { Range } from "./range.js";
import { TreeNode } from "./tree-node.js";

export interface NodeOptions {
  /** Unique in the tree. Default: the position, such as `"1.2"` for the second child of the root. */
  id?: string;
  /** Least flow, in the units of the leaves; default -Infinity. */
  lowerLimit?: number;
  /** Greatest flow, in the units of the leaves; default +Infinity. */
  upperLimit?: number;
  /** At least one; the order does not matter to the answer. */
  children: readonly (Node | LeafNode)[];
}

/** An inner node: a line, a transformer, a switchboard. Its flow is the sum of its children's flows. */
export class Node extends TreeNode {
  lowerLimit: number;
  upperLimit: number;
  children: (Node | LeafNode)[];

  constructor(options: NodeOptions) {
    super(options.id);
    this.lowerLimit = options.lowerLimit ?? Number.NEGATIVE_INFINITY;
    this.upperLimit = options.upperLimit ?? Number.POSITIVE_INFINITY;
    this.children = [...options.children];
  }

  /** The range that the node's flow must keep. */
  get limits(): Range {
    return new Range(this.lowerLimit, this.upperLimit);
  }
}
