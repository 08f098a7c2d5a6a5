import type { FlowReport } from "../../src/report/flow-report.js";
import { amount, nodeId, nodeKind, nodeName, stateSign, stateWords } from "../../src/report/node-words.js";
import { percent, pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { button, element } from "../page/element.js";

const LISTED_IN_SERIES = 8;

/** Everything that is known of one node. */
export function detailsPanel(report: FlowReport, node: number, zoomTo: (node: number) => void): HTMLElement[] {
  const { topology } = report.tree;
  const list = element("dl");
  const add = (term: string, value: string | undefined) => {
    if (value !== undefined && value !== "") list.append(element("dt", {}, term), element("dd", {}, value));
  };
  add("Name", nodeName(report, node));
  add("Kind", nodeKind(report, node));
  add("State", `${stateSign(report, node)} ${stateWords(report, node)}`.trim());
  flowRows(report, node, add);
  if (!topology.isLeaf(node)) {
    add("Leaves below", pictureCount(report.leaves[node]));
    add("Limits binding", pictureCount(report.binding[node]));
    if (report.wantedBelow[node] > 0) add("Short below", amount(report, report.shortfall[node]));
  }
  const parts: HTMLElement[] = [element("h2", { id: "details-heading" }, nodeId(report, node)), list];
  if (!topology.isLeaf(node)) parts.push(button("Zoom to it", () => zoomTo(node)));
  return [...parts, ...seriesList(report, node)];
}

function flowRows(report: FlowReport, node: number, add: (term: string, value: string) => void): void {
  const { tree, flow, limited, fullness, served, wanted } = report;
  add("Flow", amount(report, flow[node]));
  if (tree.shift[node] !== 0) {
    add("Fixed part", amount(report, tree.shift[node]));
    add("Movable part", amount(report, limited[node]));
  }
  add("Limits", `${pictureNumber(tree.lower[node])} to ${amount(report, tree.upper[node])}`);
  if (!Number.isNaN(fullness[node])) add("Limit used", percent(fullness[node]));
  add("Headroom up", amount(report, report.headroomUp(node)));
  add("Headroom down", amount(report, report.headroomDown(node)));
  if (!Number.isNaN(served[node]))
    add("Served", `${percent(served[node])} of the ${amount(report, wanted[node])} wanted`);
}

/** The run that the node is in, from it on downwards. */
function seriesList(report: FlowReport, node: number): HTMLElement[] {
  const { length, end } = report.series;
  if (length[node] < 2) return [];
  const { childNodes, childStart } = report.tree.topology;
  const list = element("ol", { class: "series" });
  let v = node;
  for (let listed = 0; listed < LISTED_IN_SERIES; listed++) {
    const share = report.fullness[v];
    const used = Number.isNaN(share) ? "" : `, ${percent(share)} used`;
    list.append(element("li", {}, `${nodeId(report, v)}${used} ${stateSign(report, v)}`.trim()));
    if (v === end[node]) break;
    v = childNodes[childStart[v]];
  }
  const more = length[node] - LISTED_IN_SERIES;
  if (more > 0) list.append(element("li", {}, `… ${pictureCount(more)} more`));
  return [element("h3", {}, `${pictureCount(length[node])} in series from here`), list];
}
