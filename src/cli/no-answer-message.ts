import { diagnose } from "../audit/diagnose.js";
import type { OptimalSolution, Solution } from "../engine/solution.js";
import type { BalanceOptions } from "../model/options.js";
import { excerpt } from "../model/printable.js";
import type { Grid } from "../text/grid.js";
import { shortNumber } from "../text/number-text.js";
import { diagnosisText } from "./diagnosis-text.js";
import { complain, type Streams } from "./streams.js";

/** Says on standard error why a grid has no balanced allocation, what contradicts, and what would mend it. */
export function complainOfNoAnswer(
  streams: Streams,
  grid: Grid,
  solution: Exclude<Solution, { status: "optimal" }>,
  options: BalanceOptions,
): Promise<void> {
  const diagnosis = diagnose(grid.tree, options);
  return complain(streams, noAnswerMessage(grid, solution, options), diagnosisText(grid, diagnosis));
}

/** One line that says why a grid has no balanced allocation. */
function noAnswerMessage(
  grid: Grid,
  solution: Exclude<Solution, { status: "optimal" }>,
  options: Pick<BalanceOptions, "maximise" | "target">,
): string {
  if (solution.status === "unbounded") {
    const { node, id } = solution.unboundedLeaf;
    const limit = options.maximise === "export" ? "lower" : "upper";
    const ends = grid.tree.hasRequests ? "the root or a leaf of lower priority that is unlimited too" : "the root";
    return `unbounded: no finite ${limit} limit stands between leaf ${told(grid, node, id)} and ${ends}`;
  }
  const { node, id, limit, bound, reachable, miss } = solution.contradiction;
  const isTarget = options.target !== undefined && node === grid.tree.root;
  const what = isTarget ? `the target ${shortNumber(bound)}` : `its ${limit} limit ${shortNumber(bound)}`;
  const [extreme, direction] = limit === "upper" ? ["at least", "too much"] : ["at most", "too little"];
  return (
    `infeasible: node ${told(grid, node, id)} cannot keep ${what}: ` +
    `what is below it carries ${extreme} ${shortNumber(reachable)}, ${shortNumber(miss)} ${direction}`
  );
}

/** One line about a limit that was widened, or gave way. */
export function relaxedMessage(
  grid: Grid,
  { node, id, limit, from, to }: OptimalSolution["relaxed"][number],
  options: Pick<BalanceOptions, "target"> & { readonly curtail?: boolean | undefined },
): string {
  const what = options.curtail ? "gave way" : "relaxed";
  const isTarget = options.target !== undefined && node === grid.tree.root;
  return `${what}: ${isTarget ? "the target" : `the ${limit} limit`} of node ${told(grid, node, id)}, from ${shortNumber(from)} to ${shortNumber(to)}`;
}

function told(grid: Grid, node: number, id: string): string {
  const name = grid.names?.[node];
  return name === undefined || name === id ? `"${excerpt(id)}"` : `"${excerpt(id)}" (${excerpt(name)})`;
}
