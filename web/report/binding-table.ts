import { type FlowReport, limitState } from "../../src/report/flow-report.js";
import { amount, amountHeading, stateSign, stateWords } from "../../src/report/node-words.js";
import { pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { element } from "../page/element.js";
import { nodeTable } from "./node-table.js";

/** Broken limits, then the binding ones that keep the most back. */
export function bindingTable(report: FlowReport, goTo: (node: number) => void): HTMLElement[] {
  const nodes = [...brokenNodes(report), ...report.bindingNodes()];
  if (nodes.length === 0) return [element("p", {}, "None: no limit holds anything back.")];
  const unlessBroken = (told: (node: number) => string) => (node: number) =>
    report.state[node] === limitState.broken ? "" : told(node);
  const columns = [
    { head: "Limit", cell: (node: number) => `${stateSign(report, node)}\u00a0${limitText(report, node)}` },
    { head: "Leaves held", isNumber: true, cell: unlessBroken((node) => pictureCount(report.heldLeaves[node])) },
    {
      head: amountHeading(report, "They are short"),
      isNumber: true,
      cell: unlessBroken((node) => pictureNumber(report.heldShortfall[node])),
    },
  ];
  const [label, order] = ["Table of the limits that bind", "those that keep the most back first"];
  return nodeTable(report, { label, head: "Node", order, nodes, columns }, goTo);
}

function brokenNodes({ state }: FlowReport): number[] {
  const found: number[] = [];
  for (let v = 0; v < state.length; v++) if (state[v] === limitState.broken) found.push(v);
  return found;
}

function limitText(report: FlowReport, node: number): string {
  const { state, tree } = report;
  if (state[node] === limitState.broken) return stateWords(report, node);
  const isUpper = state[node] === limitState.atUpper;
  return isUpper ? `upper ${amount(report, tree.upper[node])}` : `lower ${amount(report, tree.lower[node])}`;
}
