import { type FlowReport, limitState } from "../../src/report/flow-report.js";
import { nodeId, nodeKind, nodeName, stateSign, stateWords } from "../../src/report/node-words.js";
import { pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { button, element } from "./element.js";

const ROWS_AT_A_TIME = 15;

/** Broken limits, then the binding ones that keep the most back; some, and more when asked for. */
export function bindingTable(report: FlowReport, goTo: (node: number) => void): HTMLElement[] {
  const nodes = [...brokenNodes(report), ...report.bindingNodes()];
  if (nodes.length === 0) return [element("p", {}, "None: no limit holds anything back.")];
  const hasKinds = report.texts.kinds !== undefined;
  const heads = ["Node", ...(hasKinds ? ["Kind"] : []), "Limit", "Leaves held", "They are short"];
  const rows = element("tbody");
  const caption = element("caption");
  const table = element(
    "table",
    {},
    caption,
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    rows,
  );
  const addRows = () => {
    const first = rows.rows.length;
    rows.append(...nodes.slice(first, first + ROWS_AT_A_TIME).map((node) => tableRow(report, node, hasKinds, goTo)));
    const shown = rows.rows.length;
    caption.textContent =
      shown < nodes.length
        ? `The first ${pictureCount(shown)} of ${pictureCount(nodes.length)}, those that keep the most back first`
        : "Those that keep the most back first";
    more.hidden = shown === nodes.length;
  };
  const more = button("Show more", addRows);
  addRows();
  return [
    element(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of the limits that bind" },
      table,
    ),
    more,
  ];
}

function brokenNodes({ state }: FlowReport): number[] {
  const found: number[] = [];
  for (let v = 0; v < state.length; v++) if (state[v] === limitState.broken) found.push(v);
  return found;
}

function tableRow(report: FlowReport, node: number, hasKinds: boolean, goTo: (node: number) => void): HTMLElement {
  const number = (text: string) => element("td", { class: "number" }, text);
  const isBroken = report.state[node] === limitState.broken;
  const name = nodeName(report, node);
  const head = element(
    "th",
    { scope: "row" },
    button(nodeId(report, node), () => goTo(node), { class: "link" }),
  );
  if (name !== undefined) head.append(element("span", { class: "name" }, name));
  return element(
    "tr",
    {},
    head,
    ...(hasKinds ? [element("td", {}, nodeKind(report, node) ?? "")] : []),
    element("td", { class: "state" }, `${stateSign(report, node)} ${limitText(report, node)}`),
    number(isBroken ? "" : pictureCount(report.heldLeaves[node])),
    number(isBroken ? "" : pictureNumber(report.heldShortfall[node])),
  );
}

function limitText(report: FlowReport, node: number): string {
  const { state, tree } = report;
  if (state[node] === limitState.broken) return stateWords(report, node);
  const isUpper = state[node] === limitState.atUpper;
  return isUpper ? `upper ${pictureNumber(tree.upper[node])}` : `lower ${pictureNumber(tree.lower[node])}`;
}
