import { InputError } from "../model/input-error.js";
import { unknownName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import type { FlatTree } from "../tree/flat-tree.js";
import type { LimitField } from "./profile-rows.js";
import type { ProfileTable } from "./profile-table.js";

/** Which column of a table of profiles each leaf of a tree follows, and how. */
export interface FollowedProfiles {
  /** Length `leafCount`: what the column's numbers are multiplied by; NaN where the leaf follows none. */
  readonly base: Float64Array;
  /** Length `leafCount`: index of the column. */
  readonly columnOf: Int32Array;
  /** A column of kW of a source, whose base is -1: 1 where its numbers change their sign. */
  readonly isNegated: Uint8Array;
}

/**
 * Finds out what the columns of a table stand for: a leaf's id, its request in kW; or the name of a shape that leaves follow,
 * whose request is the shape times a load's upper limit or a source's lower one (times 1 or -1 where that is unlimited).
 * A leaf that may take and give (a storage) follows no shape, but rows of its own that have limits.
 * @param profiles the shape that each node follows, by name
 * @throws InputError for a column that is neither, or both, a leaf whose shape there is no column for, and a column of a
 * leaf that may take and give, where rows have no limits
 */
export function followedProfiles(
  tree: FlatTree,
  profiles: readonly (string | undefined)[] | undefined,
  { columns, limitFields: [limitField] }: Pick<ProfileTable, "columns" | "limitFields">,
): FollowedProfiles {
  const { leaves, leafCount } = tree;
  const placeOf = new Map(columns.map((name, at) => [name, at]));
  const shapeNames = new Set(Array.from(leaves, (v) => profiles?.[v]).filter((name) => name !== undefined));
  for (const name of columns) checkColumn(tree, shapeNames, name, limitField);
  const base = new Float64Array(leafCount).fill(Number.NaN);
  const columnOf = new Int32Array(leafCount);
  const isNegated = new Uint8Array(columns.length);
  for (let j = 0; j < leafCount; j++) {
    const v = leaves[j];
    const own = placeOf.get(tree.id(v));
    const shape = profiles?.[v];
    if (own === undefined && shape === undefined) continue;
    const column = own ?? placeOf.get(shape as string);
    if (column === undefined) {
      const problem = `its profile "${excerpt(shape as string)}" has no column; they are told by name`;
      throw new InputError(problem, { id: tree.id(v), field: "profile", value: shape });
    }
    const isLoad = tree.lower[v] >= 0;
    const isStorage = !isLoad && tree.upper[v] > 0;
    if (isStorage && own !== undefined && limitField === undefined) {
      const problem =
        "it may take and give: no column says how much of each; in long form its rows do where they have lower, upper or shift";
      throw new InputError(problem, { id: tree.id(v), field: "lower", value: tree.lower[v] });
    }
    if (isStorage && own === undefined) continue;
    columnOf[j] = column;
    // Which way it is asked to go, its rows say.
    if (isStorage) {
      base[j] = 1;
      continue;
    }
    const limit = isLoad ? tree.upper[v] : tree.lower[v];
    base[j] = own === undefined && Number.isFinite(limit) ? limit : isLoad ? 1 : -1;
    if (own !== undefined && !isLoad) isNegated[column] = 1;
  }
  return { base, columnOf, isNegated };
}

function checkColumn(
  tree: FlatTree,
  shapeNames: ReadonlySet<string>,
  name: string,
  limitField: LimitField | undefined,
): void {
  const v = tree.indexOf(name);
  const isShape = shapeNames.has(name);
  if (v >= 0 && isShape) {
    throw new InputError(`column "${excerpt(name)}" is a node's id and a profile's name`, { field: name });
  }
  if (v >= 0 && !tree.isLeaf(v)) {
    throw new InputError(`column "${excerpt(name)}" is an inner node, which requests nothing`, { field: name });
  }
  if (isShape && limitField !== undefined) {
    const problem = `"${excerpt(name)}" is a profile's name, which several leaves may follow; rows that have ${limitField} are a leaf's own`;
    throw new InputError(problem, { field: name });
  }
  if (v >= 0 || isShape) return;
  const ids = Array.from(tree.leaves, (leaf) => tree.id(leaf));
  throw new InputError(unknownName("column", name, [...shapeNames, ...ids].slice(0, 10_000)), { field: name });
}
