import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { absentNumber } from "../tree/node-numbers.js";
import type { Grid } from "./grid.js";

const consumers = ["load", "ev", "heatpump"];
const producers = ["pv", "generator"];
const storages = ["storage"];

/**
 * The grid with requests by the kind of each leaf, for files that give none: `load`, `ev` and `heatpump` request their upper
 * limit, `pv` and `generator` their lower one, and `storage` 0 (or what its limits allow next to it), with a priority one
 * below all others. Requests that the file gives stay; leaves of other kinds request what their limits allow.
 * @throws InputError for a grid without kinds, and a limit to be requested that is infinite
 */
export function requestsByKind(grid: Grid): Grid {
  const { tree, kinds } = grid;
  if (kinds === undefined) {
    throw new InputError("requests by kind are asked for, but the grid has no kinds", { field: "kind" });
  }
  const request = tree.request?.slice() ?? new Float64Array(tree.nodeCount).fill(absentNumber.request);
  const isStorage = (v: number) => tree.isLeaf(v) && storages.includes(kinds[v] ?? "");
  for (let v = 0; v < tree.nodeCount; v++) {
    if (!tree.isLeaf(v) || !Number.isNaN(request[v])) continue;
    if (isStorage(v)) request[v] = Math.max(tree.lower[v], Math.min(0, tree.upper[v]));
    else if (producers.includes(kinds[v] ?? "")) request[v] = finiteLimit(tree, "lower", v);
    else if (consumers.includes(kinds[v] ?? "")) request[v] = finiteLimit(tree, "upper", v);
  }
  return { ...grid, tree: tree.withNumbers({ request, priority: storageBelowAll(tree, isStorage) }) };
}

function finiteLimit(tree: FlatTree, side: "lower" | "upper", v: number): number {
  const value = tree[side][v];
  if (Number.isFinite(value)) return value;
  const problem = `${side} is ${value}; a request by kind needs a finite limit`;
  throw new InputError(problem, { id: tree.id(v), field: side, value });
}

function storageBelowAll(tree: FlatTree, isStorage: (v: number) => boolean): Float64Array {
  const priority = tree.priority?.slice() ?? new Float64Array(tree.nodeCount);
  let lowest = Number.POSITIVE_INFINITY;
  for (let v = 0; v < tree.nodeCount; v++) if (tree.isLeaf(v) && !isStorage(v)) lowest = Math.min(lowest, priority[v]);
  if (lowest === Number.POSITIVE_INFINITY) return priority;
  return priority.map((own, v) => (isStorage(v) ? lowest - 1 : own));
}
