import type { InputError } from "../model/input-error.js";
import { faultError, numberFault, type TreeArrays, wishesAt, wishFault } from "../tree/node-numbers.js";

/** Everything that `FlatTree` would refuse of nodes' numbers, not the first of it alone: one fault a node. */
export function addNumberFaults(
  arrays: TreeArrays,
  isLeaf: Uint8Array,
  id: (node: number) => string,
  add: (node: number, fault: InputError) => void,
): void {
  const { lower, upper, shift, weight } = arrays;
  for (let v = 0; v < isLeaf.length; v++) {
    const numbers = { lower: lower[v], upper: upper[v], shift: shift?.[v] ?? 0, weight: weight?.[v] ?? 1 };
    const wishes = wishesAt(arrays, v);
    const leaf = isLeaf[v] === 1;
    const fault =
      numberFault(leaf, numbers.lower, numbers.upper, numbers.shift, numbers.weight) ??
      wishFault(leaf, numbers.lower, numbers.upper, wishes);
    if (fault) add(v, faultError(id(v), fault, { ...numbers, ...wishes }[fault.field]));
  }
}
