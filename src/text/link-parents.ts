import { InputError } from "../model/input-error.js";

/**
 * The index of each node's parent, -1 for the root, from ids in any order.
 * @param parentIds `""` for the root
 * @param fail throws the error for node `node`, with its place
 * @throws what `fail` does, for a duplicate id, an unknown parent, a second root
 */
export function linkParents(
  ids: readonly string[],
  parentIds: readonly string[],
  fail: (node: number, fault: InputError) => never,
): Int32Array {
  const indexOf = new Map<string, number>();
  for (let v = 0; v < ids.length; v++) {
    const id = ids[v];
    if (indexOf.has(id)) {
      fail(v, new InputError("the id is used twice", { id, field: "id", value: id }));
    }
    indexOf.set(id, v);
  }

  const parent = new Int32Array(ids.length);
  let root = -1;
  for (let v = 0; v < ids.length; v++) {
    const parentId = parentIds[v];
    if (parentId === "") {
      if (root >= 0) {
        const problem = `it has no parent, and so a second root beside "${ids[root]}"`;
        fail(v, new InputError(problem, { id: ids[v], field: "parent", value: parentId }));
      }
      root = v;
    }
    const p = parentId === "" ? -1 : indexOf.get(parentId);
    if (p === undefined) {
      fail(v, new InputError(`parent "${parentId}" is not a node`, { id: ids[v], field: "parent", value: parentId }));
    }
    parent[v] = p as number;
  }
  return parent;
}
