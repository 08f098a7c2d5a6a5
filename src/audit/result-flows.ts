import { InputError } from "../model/input-error.js";

/** Flows, one a node in the tree's order, or anything that has them as `flow`, such as a solution. */
export type ResultFlows = ArrayLike<number> | { readonly flow: ArrayLike<number> };

/**
 * The flows themselves.
 * @throws InputError for a solution without any: infeasible, unbounded
 * @internal
 */
export function flowsOf(result: ResultFlows): ArrayLike<number> {
  const given: unknown = result;
  if (typeof given === "object" && given !== null) {
    if ("flow" in given) return flowsOf(given.flow as ArrayLike<number>);
    if ("length" in given && typeof given.length === "number") return given as ArrayLike<number>;
    if ("status" in given) {
      const problem = `the result's status is "${given.status}": there is no allocation in it; diagnose the tree`;
      throw new InputError(problem, { field: "status", value: given.status });
    }
  }
  const what = given === null || given === undefined ? String(given) : `a ${typeof given}`;
  throw new InputError(`the result is ${what}; expected flows, one a node, or a solution`, { value: given });
}
