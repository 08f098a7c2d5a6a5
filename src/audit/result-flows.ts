import { InputError } from "../model/input-error.js";

/** Flows, one a node in the tree's order, or anything that has them as `flow`, such as a solution. */
export type ResultFlows = ArrayLike<number> | { readonly flow: ArrayLike<number> };

/**
 * The flows themselves.
 * @throws InputError for a solution without any: infeasible, unbounded
 * @internal
 */
export function flowsOf(result: ResultFlows): ArrayLike<number> {
  if (typeof result === "object" && result !== null && "flow" in result) return result.flow;
  if (typeof result === "object" && result !== null && "status" in result) {
    throw new InputError(`the result's status is "${result.status}": there is no allocation in it; diagnose the tree`, {
      field: "status",
      value: result.status,
    });
  }
  return result;
}
