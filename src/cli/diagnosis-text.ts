import type { Diagnosis, InfeasibleDiagnosis, Mend, NextFault, UnboundedDiagnosis } from "../audit/diagnose.js";
import type { Grid } from "../text/grid.js";
import { nodeLabel } from "../text/node-label.js";
import { exactNumber, outwardNumber, shortNumber } from "../text/number-text.js";
import { listed } from "./listed.js";

/** Lines that say what is at fault and what would mend it; none for a tree that is sound. */
export function diagnosisText(grid: Grid, diagnosis: Diagnosis): string {
  switch (diagnosis.status) {
    case "sound":
      return "";
    case "infeasible":
      return contradictionText(grid, diagnosis);
    case "unbounded":
      return openPathText(grid, diagnosis);
  }
}

/** As JSON; ids stand for nodes, and null for nothing that is still at fault. */
export function diagnosisJson(grid: Grid, diagnosis: Diagnosis): string {
  const told = (key: string, value: unknown) => (key === "node" ? undefined : key === "next" ? (value ?? null) : value);
  const plain =
    diagnosis.status === "infeasible"
      ? { ...diagnosis, others: diagnosis.others.map((v) => grid.tree.id(v)) }
      : diagnosis;
  return `${JSON.stringify(plain, told, 2)}\n`;
}

function contradictionText(grid: Grid, { against, mends, others, limit }: InfeasibleDiagnosis): string {
  const members = against.map(({ node, value }) => {
    const fixed = grid.tree.shift[node];
    const more = fixed === 0 ? "" : ` on top of ${shortNumber(fixed)} fixed`;
    return `${nodeLabel(grid, node)} ${shortNumber(value)}${more}`;
  });
  const sum = against.reduce((total, { flow }) => total + flow, 0);
  const side = limit === "upper" ? "lower" : "upper";
  const lines = [
    `${side} limits below it that come to ${shortNumber(sum)}: ${listed(members)}`,
    ...mendsByNext(mends).map((group) => {
      const changes = group.map((mend) => changeText(grid, mend));
      return `${nextText(grid, group[0].next, changes.length)}: ${listed(changes, "; ")}`;
    }),
  ];
  if (mends.length === 0) lines.push("no single change mends it that leaves every limit on its side of 0");
  if (others.length > 0) {
    const nodes = others.map((node) => nodeLabel(grid, node));
    lines.push(`also at fault: ${listed(nodes)}`);
  }
  return lines.map((line) => `  ${line}\n`).join("");
}

/** In groups of those that leave the same at fault; those that are enough for an answer first. */
function mendsByNext(mends: readonly Mend[]): Mend[][] {
  const groups = new Map<string, Mend[]>([["", []]]);
  for (const mend of mends) {
    const { next } = mend;
    const key = next === undefined ? "" : `${next.status} ${next.limit} ${next.node}`;
    const group = groups.get(key);
    if (group) group.push(mend);
    else groups.set(key, [mend]);
  }
  return [...groups.values()].filter((group) => group.length > 0);
}

function changeText(grid: Grid, { node, field, from, to }: Mend): string {
  const what = field === "target" ? "the target" : `${fieldNames[field]} of ${nodeLabel(grid, node)}`;
  // Limits may be moved further than they must, fixed flows and targets not.
  const isLimit = field === "lower" || field === "upper";
  return `${what} from ${shortNumber(from)} to ${isLimit ? outwardNumber(to, to > from) : exactNumber(to)}`;
}

/** What so many changes are good for. */
function nextText(grid: Grid, next: NextFault | undefined, count: number): string {
  const these = count === 1 ? "this change" : "any one of these changes";
  if (next === undefined) return `${these} mends it`;
  const left =
    next.status === "unbounded"
      ? `${nodeLabel(grid, next.node)} without a finite ${next.limit} limit`
      : `the ${next.limit} limit of ${nodeLabel(grid, next.node)} at fault`;
  return `${these} ends this contradiction, and leaves ${left}`;
}

const fieldNames = { lower: "lower limit", upper: "upper limit", shift: "fixed flow" } as const;

function openPathText(grid: Grid, { path, payerPath, limit, leafCount }: UnboundedDiagnosis): string {
  const nodes = path.map(({ node }) => nodeLabel(grid, node));
  const does = leafCount === 1 ? "mends it" : "bounds it";
  const mends = `a finite ${limit} limit at any one of these ${does}: ${listed(nodes)}`;
  const lines: string[] = [];
  if (payerPath === undefined) lines.push(mends);
  else {
    const payers = payerPath.map(({ node }) => nodeLabel(grid, node));
    const other = limit === "upper" ? "lower" : "upper";
    lines.push(
      `${payers[0]}, of lower priority, would pay for it`,
      `${mends}; or, where nobody else can pay, a finite ${other} limit at: ${listed(payers)}`,
    );
  }
  if (leafCount > 1) {
    const all = grid.tree.priority === undefined ? `; one at ${nodes[nodes.length - 1]} bounds all` : "";
    lines.push(`${leafCount - 1} more ${leafCount === 2 ? "leaf is" : "leaves are"} unbounded${all}`);
  }
  return lines.map((line) => `  ${line}\n`).join("");
}
