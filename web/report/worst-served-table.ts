import type { FlowReport } from "../../src/report/flow-report.js";
import { amountHeading } from "../../src/report/node-words.js";
import { percent, pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import { nodeLink, nodeTable } from "./node-table.js";

/** The leaves that have the least share of what they want, and what holds each. */
export function worstServedTable(report: FlowReport, goTo: (node: number) => void): HTMLElement[] {
  const nodes = report.worstServed();
  if (nodes.length === 0) return [element("p", {}, "None: every leaf has all it wants.")];
  const { served, limited, wanted, heldBy } = report;
  const columns = [
    {
      head: "Served",
      isNumber: true,
      cell: (leaf: number) => (Number.isNaN(served[leaf]) ? "" : percent(served[leaf])),
    },
    { head: amountHeading(report, "Has"), isNumber: true, cell: (leaf: number) => pictureNumber(limited[leaf]) },
    { head: amountHeading(report, "Wants"), isNumber: true, cell: (leaf: number) => pictureNumber(wanted[leaf]) },
    { head: "Held by", cell: (leaf: number) => (heldBy[leaf] < 0 ? "" : nodeLink(report, heldBy[leaf], goTo)) },
  ];
  const [label, order] = ["Table of the worst served leaves", "those with the least share of what they want first"];
  return nodeTable(report, { label, head: "Leaf", order, nodes, columns }, goTo);
}
