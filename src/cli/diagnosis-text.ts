import type { Diagnosis, InfeasibleDiagnosis, UnboundedDiagnosis } from "../audit/diagnose.js";
import type { Grid } from "../text/grid.js";
import { nodeLabel } from "../text/node-label.js";
import { shortNumber } from "../text/number-text.js";
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

/** As JSON; ids stand for nodes. */
export function diagnosisJson(grid: Grid, diagnosis: Diagnosis): string {
  const isNode = (key: string) => key === "node";
  const plain =
    diagnosis.status === "infeasible"
      ? { ...diagnosis, others: diagnosis.others.map((v) => grid.tree.id(v)) }
      : diagnosis;
  return `${JSON.stringify(plain, (key, value) => (isNode(key) ? undefined : value), 2)}\n`;
}

function contradictionText(grid: Grid, { against, mends, others, limit }: InfeasibleDiagnosis): string {
  const members = against.map(({ node, value }) => {
    const fixed = grid.tree.shift[node];
    const more = fixed === 0 ? "" : ` on top of ${shortNumber(fixed)} fixed`;
    return `${nodeLabel(grid, node)} ${shortNumber(value)}${more}`;
  });
  const sum = against.reduce((total, { flow }) => total + flow, 0);
  const side = limit === "upper" ? "lower" : "upper";
  const changes = mends.map(({ node, field, from, to }) => {
    const what = field === "target" ? "the target" : `${fieldNames[field]} of ${nodeLabel(grid, node)}`;
    return `${what} from ${shortNumber(from)} to ${shortNumber(to)}`;
  });
  const lines = [
    `${side} limits below it that come to ${shortNumber(sum)}: ${listed(members)}`,
    `any one of these changes mends it: ${listed(changes, "; ")}`,
  ];
  if (others.length > 0) {
    const nodes = others.map((node) => nodeLabel(grid, node));
    lines.push(`also at fault: ${listed(nodes)}`);
  }
  return lines.map((line) => `  ${line}\n`).join("");
}

const fieldNames = { lower: "lower limit", upper: "upper limit", shift: "fixed flow" } as const;

function openPathText(grid: Grid, { path, payerPath, limit, leafCount }: UnboundedDiagnosis): string {
  const nodes = path.map(({ node }) => nodeLabel(grid, node));
  const mends = `a finite ${limit} limit at any one of these mends it: ${listed(nodes)}`;
  if (payerPath !== undefined) {
    const payers = payerPath.map(({ node }) => nodeLabel(grid, node));
    const other = limit === "upper" ? "lower" : "upper";
    return `  ${payers[0]}, of lower priority, would pay for it\n  ${mends}; or a finite ${other} limit at: ${listed(payers)}\n`;
  }
  const isOneEnough = leafCount > 1 && grid.tree.priority === undefined;
  const others = isOneEnough ? `; one at ${nodes[nodes.length - 1]} bounds all ${leafCount} such leaves` : "";
  return `  ${mends}${others}\n`;
}
