import { FlatTree } from "../../src/tree/flat-tree.js";

export const infinity = Number.POSITIVE_INFINITY;

/** A root of at most 10 over b (weight 2) and, below a node of at most 4, a. */
export function smallTree(): FlatTree {
  return new FlatTree({
    parent: [1, -1, 3, 1],
    lower: [0, -infinity, 0, -infinity],
    upper: [8, 10, 6, 4],
    weight: [2, 1, 1, 1],
    ids: ["b", "root", "a", "line"],
  });
}
