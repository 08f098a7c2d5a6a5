/**
 * Whether a walk meets the node for the first time: a tree holds every node once. `undefined` for an object that is not
 * of this class (it may be of another copy of this package).
 */
export let meets: (node: object, walk: number) => boolean | undefined;

/** What inner nodes and leaves have in common: a name, and the place where `balance` writes its answer. */
export abstract class TreeNode {
  /** Unique in the tree; a node without one is known by its position: "1" is the root, "1.2" its second child. */
  id: string | undefined;

  /** Flow through the node, in the units of the limits: import positive, export negative. NaN until solved. */
  flow = Number.NaN;

  /** `flow / conversionFactor` at a leaf, the flow at an inner node. NaN until solved. */
  allocation = Number.NaN;

  /**
   * What is balanced: `dispatch / conversionFactor` at a leaf; at an inner node the greatest level of the leaves below.
   * NaN until solved.
   */
  level = Number.NaN;

  /** The last walk over a tree that met this node. */
  #walk = 0;

  constructor(id: string | undefined) {
    this.id = id;
  }

  static {
    meets = (node, walk) => {
      if (!(#walk in node)) return undefined;
      if (node.#walk === walk) return false;
      node.#walk = walk;
      return true;
    };
  }
}

let lastWalk = 0;

/** A number for a walk over a tree, to be told from every other. */
export function newWalk(): number {
  lastWalk++;
  return lastWalk;
}
