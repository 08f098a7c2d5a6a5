import type { InputError } from "../model/input-error.js";
import { absentNumber, faultError, numberFault, type TreeArrays, wishFault } from "../tree/node-numbers.js";

/** Everything that `FlatTree` would refuse of nodes' numbers, not the first of it alone: one fault a node. */
export function addNumberFaults(
  { lower, upper, shift, weight, request, priority, connected }: TreeArrays,
  isLeaf: Uint8Array,
  id: (node: number) => string,
  add: (node: number, fault: InputError) => void,
): void {
  for (let v = 0; v < isLeaf.length; v++) {
    const numbers = { lower: lower[v], upper: upper[v], shift: shift?.[v] ?? 0, weight: weight?.[v] ?? 1 };
    const wishes = {
      request: request?.[v] ?? absentNumber.request,
      priority: priority?.[v] ?? absentNumber.priority,
      connected: connected?.[v] ?? absentNumber.connected,
    };
    const leaf = isLeaf[v] === 1;
    const fault =
      numberFault(leaf, numbers.lower, numbers.upper, numbers.shift, numbers.weight) ??
      wishFault(leaf, numbers.lower, numbers.upper, wishes);
    if (fault) add(v, faultError(id(v), fault, { ...numbers, ...wishes }[fault.field]));
  }
}
