import { GridUser } from "../../src/model/grid-user.js";
import { Node } from "../../src/model/node.js";
import { FlatTree } from "../../src/tree/flat-tree.js";

export const unlimited = Number.POSITIVE_INFINITY;
export const notGiven = Number.NaN;

/** Limits 7.5 over two feeders of 4, over users who ask for 2, 3 and 2, 1; balanced at 2, 2, 2, 1. In pre-order. */
export function fourUsers(): Node {
  const user = (requestedNetImportKw: number) => new GridUser({ requestedNetImportKw });
  return new Node({
    upperLimit: 7.5,
    children: [
      new Node({ upperLimit: 4, children: [user(2), user(3)] }),
      new Node({ upperLimit: 4, children: [user(2), user(1)] }),
    ],
  });
}

/** A root over leaves. */
export function star(
  root: { lower?: number; upper?: number },
  leaves: { lower?: number; upper?: number; shift?: number; weight?: number; id?: string }[],
): FlatTree {
  return new FlatTree({
    parent: [-1, ...leaves.map(() => 0)],
    lower: [root.lower ?? -unlimited, ...leaves.map(({ lower }) => lower ?? 0)],
    upper: [root.upper ?? unlimited, ...leaves.map(({ upper }) => upper ?? unlimited)],
    shift: [0, ...leaves.map(({ shift }) => shift ?? 0)],
    weight: [1, ...leaves.map(({ weight }) => weight ?? 1)],
    ids: ["root", ...leaves.map(({ id }, k) => id ?? `leaf${k + 1}`)],
  });
}
