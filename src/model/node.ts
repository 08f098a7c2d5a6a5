import { InputError } from "./input-error.js";
import type { LeafNode } from "./leaf-node.js";
import { checkNamesOf, namesOf, numberOr } from "./option-names.js";
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

const known = namesOf<NodeOptions>({ id: true, lowerLimit: true, upperLimit: true, children: true });

/** An inner node: a line, a transformer, a switchboard. Its flow is the sum of its children's flows. */
export class Node extends TreeNode {
  lowerLimit: number;
  upperLimit: number;
  children: (Node | LeafNode)[];

  /** @throws InputError for an option that there is not, children that are no array, and a limit that is no number */
  constructor(options: NodeOptions) {
    checkNamesOf(new.target !== Node, options, known);
    const { id, lowerLimit, upperLimit, children } = options;
    super(id);
    this.lowerLimit = numberOr("lowerLimit", lowerLimit, Number.NEGATIVE_INFINITY, id);
    this.upperLimit = numberOr("upperLimit", upperLimit, Number.POSITIVE_INFINITY, id);
    if (!Array.isArray(children)) {
      const problem = `children is ${String(children)}; expected an array of nodes (at the end of the tree, a LeafNode)`;
      throw new InputError(problem, { id, field: "children", value: children });
    }
    this.children = [...children];
  }

  /** The range that the node's flow must keep. */
  get limits(): Range {
    return new Range(this.lowerLimit, this.upperLimit);
  }
}
