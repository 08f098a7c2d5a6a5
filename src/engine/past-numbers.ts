import type { FlatTree } from "../tree/flat-tree.js";
import { type NumberField, numberFields } from "../tree/node-numbers.js";

/** One node's numbers, absent ones as they stand in arrays. */
export type NumbersOfNode = Record<NumberField, number>;

/**
 * The numbers of a tree at one time, while the tree goes on to be changed in place: the arrays, or what a change has taken
 * out of them and the time after it. Whoever lets go of a time lets go of all that only it led to, so that numbers of the
 * past are kept for those alone who may still ask for them.
 * @internal
 */
export class NumbersAt {
  /** The arrays, as long as these are the numbers that stand in them. */
  #tree: FlatTree | undefined;
  #change: { readonly node: number; readonly before: NumbersOfNode; readonly after: NumbersAt } | undefined;

  constructor(tree: FlatTree) {
    this.#tree = tree;
  }

  /** The time after a change of one node in the same arrays. */
  afterChange(node: number, before: NumbersOfNode): NumbersAt {
    const after = new NumbersAt(this.#tree as FlatTree);
    this.#tree = undefined;
    this.#change = { node, before, after };
    return after;
  }

  /** The tree as it was: a copy. Linear in the number of nodes and of changes since. */
  restored(): FlatTree {
    const changes: { node: number; before: NumbersOfNode }[] = [];
    let at: NumbersAt = this;
    while (at.#change) {
      changes.push(at.#change);
      at = at.#change.after;
    }
    const tree = at.#tree as FlatTree;
    const arrays = copiesOf(tree);
    for (const { node, before } of changes.reverse()) {
      for (const field of numberFields) {
        const values = arrays[field];
        if (values) values[node] = before[field];
      }
    }
    return tree.withNumbers(arrays);
  }
}

function copiesOf(tree: FlatTree): Partial<Record<NumberField, Float64Array>> {
  return Object.fromEntries(numberFields.map((field) => [field, tree[field]?.slice()]));
}
