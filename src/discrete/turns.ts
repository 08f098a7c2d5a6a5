import type { FlatTree } from "../tree/flat-tree.js";
import { sortStably } from "./stable-order.js";

/** Puts leaves in the order of their connection: who was connected first, those without an order last, then by index. */
export function sortByConnection(leaves: Int32Array, { connected }: Pick<FlatTree, "connected">): void {
  if (connected)
    sortStably(
      leaves,
      connected.map((rank) => (Number.isNaN(rank) ? Number.POSITIVE_INFINITY : rank)),
    );
}

/** Puts the higher priority first; within one leaves keep their order. */
export function sortByPriority(leaves: Int32Array, { priority }: Pick<FlatTree, "priority">): void {
  if (priority)
    sortStably(
      leaves,
      priority.map((own) => -own),
    );
}

/** What each leaf requests: as given, or as much as its limits allow, which way is asked for. Length `nodeCount`. */
export function requestsOf({ request, lower, upper }: FlatTree, maximise: "import" | "export"): Float64Array {
  const wants = (maximise === "export" ? lower : upper).slice();
  if (request) for (let v = 0; v < wants.length; v++) if (!Number.isNaN(request[v])) wants[v] = request[v];
  return wants;
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
