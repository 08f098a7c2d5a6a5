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
  const fault = solution.status === "infeasible" ? solution.fault : undefined;
  const without = { minimums: "without minimums there is an answer", steps: "without whole steps there is an answer" };
  const message = noAnswerMessage(grid, solution, options);
  return fault
    ? complain(streams, `${message}; ${without[fault]}`)
    : complain(streams, message, diagnosisText(grid, diagnosis));
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

/** So many leaves that are off are named one by one. */
const NAMED_OFF = 20;

/** Says on standard error which limits were widened or gave way, and who is off and why. */
export async function complainOfGivenUp(
  streams: Streams,
  grid: Grid,
  { relaxed, off }: OptimalSolution,
  options: Pick<BalanceOptions, "target"> & { readonly curtail?: boolean | undefined },
): Promise<void> {
  for (const limit of relaxed) await complain(streams, relaxedMessage(grid, limit, options));
  for (const leaf of off.slice(0, NAMED_OFF)) await complain(streams, offMessage(grid, leaf));
  if (off.length > NAMED_OFF) await complain(streams, `off: ${off.length - NAMED_OFF} more`);
}

function offMessage(grid: Grid, { node, id, needs, blocked }: OptimalSolution["off"][number]): string {
  const who = `off: leaf ${told(grid, node, id)} needs ${shortNumber(needs)}`;
  if (blocked === undefined) return `${who}, and wants or may have less`;
  const { left, limit } = blocked;
  return `${who}; ${shortNumber(left)} of ${told(grid, blocked.node, blocked.id)}'s ${shortNumber(limit)} are left`;
}

/** One line about a limit that was widened, or gave way. */
function relaxedMessage(
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
