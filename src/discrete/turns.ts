import type { FlatTree } from "../tree/flat-tree.js";

/** In whose turn leaves of one priority stand: who was connected first, those without an order of connection last. */
export function byConnection({ connected }: FlatTree): (leaf: number, other: number) => number {
  const rank = (leaf: number) => {
    const own = connected?.[leaf] ?? Number.NaN;
    return Number.isNaN(own) ? Number.POSITIVE_INFINITY : own;
  };
  return (leaf, other) => (rank(leaf) === rank(other) ? leaf - other : rank(leaf) - rank(other));
}

/** The higher priority first. */
export function byPriority({ priority }: FlatTree): (leaf: number, other: number) => number {
  return (leaf, other) => (priority?.[other] ?? 0) - (priority?.[leaf] ?? 0);
}

/** What each leaf requests: as given, or as much as its limits allow, which way is asked for. Length `nodeCount`. */
export function requestsOf({ request, lower, upper }: FlatTree, maximise: "import" | "export"): Float64Array {
  const furthest = maximise === "export" ? lower : upper;
  return furthest.map((most, v) => {
    const own = request?.[v] ?? Number.NaN;
    return Number.isNaN(own) ? most : own;
  });
}

/** How near a value must be to a whole multiple to be one: 3 x 0.1 is 0.3. */
const NEARLY = 1e-9;

/** The whole number of steps nearest to a value where that is one, else the next one in the direction that `round` takes. */
export function stepsIn(value: number, step: number, round: (value: number) => number): number {
  const count = value / step;
  const nearest = Math.round(count);
  return Math.abs(count - nearest) <= NEARLY * Math.max(1, Math.abs(count)) ? nearest : round(count);
}

/** So many steps as a decimal: 3 of 0.1 are 0.3. */
export function stepped(count: number, step: number): number {
  if (Number.isInteger(step)) return count * step + 0;
  // Tenths and the like: a quotient of whole numbers is the double next to the decimal, a multiple of the double 0.1 is not.
  const parts = Math.round(1 / step);
  return (1 / parts === step ? count / parts : Number((count * step).toPrecision(15))) + 0;
}
