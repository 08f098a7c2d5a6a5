import { InputError } from "../model/input-error.js";
import { excerpt } from "../model/printable.js";

/**
 * The index of each node's parent, -1 for the root, from ids in any order.
 * @param parentIds `""` for the root
 * @param fault is told what is wrong with node `node`: a duplicate id, which is a second way to the node where the parents differ,
 * an unknown parent, a second root. The node's parent is then -1.
 */
export function linkParents(
  ids: readonly string[],
  parentIds: readonly string[],
  fault: (node: number, fault: InputError) => void,
): Int32Array {
  const indexOf = new Map<string, number>();
  for (let v = 0; v < ids.length; v++) {
    const id = ids[v];
    const first = indexOf.get(id);
    if (first === undefined) indexOf.set(id, v);
    else fault(v, new InputError(duplicateProblem(parentIds[first], parentIds[v]), { id, field: "id", value: id }));
  }

  const parent = new Int32Array(ids.length).fill(-1);
  let root = -1;
  for (let v = 0; v < ids.length; v++) {
    const id = ids[v];
    const parentId = parentIds[v];
    const p = parentId === "" ? -1 : indexOf.get(parentId);
    if (p === undefined) {
      const problem = `parent "${excerpt(parentId)}" is not a node`;
      fault(v, new InputError(problem, { id, field: "parent", value: parentId }));
    } else if (p >= 0) parent[v] = p;
    else if (root < 0) root = v;
    else if (id !== ids[root]) {
      const problem = `it has no parent, and so a second root beside "${excerpt(ids[root])}"`;
      fault(v, new InputError(problem, { id, field: "parent", value: parentId }));
    }
  }
  return parent;
}

/** Two nodes of one id under two parents are one node that somebody reaches by two ways: a loop or a mesh. */
export function duplicateProblem(firstParent: string, secondParent: string): string {
  if (firstParent === secondParent || firstParent === "" || secondParent === "") return "the id is used twice";
  return (
    `the id is used twice: a second way to it, through "${excerpt(secondParent)}" beside "${excerpt(firstParent)}"; ` +
    "a tree has one, so a loop must be opened and a mesh left out"
  );
}
