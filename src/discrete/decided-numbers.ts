import type { FlatTree } from "../tree/flat-tree.js";

/** What is left to be balanced when it is decided who is on, and at which step. Arrays have length `nodeCount`. */
export interface DecidedNumbers {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Of leaves: within the limits, without end where these have none. */
  readonly request: Float64Array;
  /** Between 0 and the request. `undefined` where all are 0. */
  readonly guarantee: Float64Array | undefined;
}

/** Such limits, and requests and guarantees held within them. */
export function withinLimits(
  { topology, guarantee: guaranteed }: Pick<FlatTree, "topology" | "guarantee">,
  lower: Float64Array,
  upper: Float64Array,
  wants: Float64Array,
): DecidedNumbers {
  const request = wants.slice();
  const guarantee = guaranteed?.slice();
  for (let v = 0; v < request.length; v++) {
    if (!topology.isLeaf(v)) continue;
    request[v] = Math.min(upper[v], Math.max(lower[v], request[v]));
    if (guarantee) guarantee[v] = towards(request[v], guarantee[v]);
  }
  return { lower, upper, request, guarantee };
}

/** A guarantee as far as the request goes: from 0, whichever way. */
function towards(request: number, guarantee: number): number {
  return guarantee > 0 ? Math.max(0, Math.min(guarantee, request)) : Math.min(0, Math.max(guarantee, request));
}

/** The tree with those numbers, and without minimums and steps. */
export function decidedTree(tree: FlatTree, { lower, upper, request, guarantee }: DecidedNumbers): FlatTree {
  const none = new Float64Array(tree.nodeCount).fill(Number.NaN);
  const finite = request.map((value, v) => (tree.isLeaf(v) && Number.isFinite(value) ? value : Number.NaN));
  return tree.withNumbers({ lower, upper, request: finite, guarantee, minimum: none, step: none });
}
