import type { FlowReport } from "../../src/report/flow-report.js";
import { nodeId, nodeKind, nodeName } from "../../src/report/node-words.js";
import { pictureCount } from "../../src/report/picture-numbers.js";
import { button, element } from "../page/element.js";

const ROWS_AT_A_TIME = 15;

/** A column behind those of the node. */
export interface NodeColumn {
  readonly head: string;
  readonly isNumber?: boolean;
  readonly cell: (node: number) => string | HTMLElement;
}

export interface NodeTable {
  /** What the table is, for those who do not see it. */
  readonly label: string;
  /** What stands in the node's column. */
  readonly head: string;
  /** In what order the nodes stand. */
  readonly order: string;
  readonly nodes: readonly number[];
  readonly columns: readonly NodeColumn[];
}

/** A table with a row a node; some, and more when asked for. Wider than the page, it scrolls, and shows that it does. */
export function nodeTable(report: FlowReport, table: NodeTable, goTo: (node: number) => void): HTMLElement[] {
  const { label, order, nodes } = table;
  const columns = report.texts.kinds === undefined ? table.columns : [kindColumn(report), ...table.columns];
  const heads = [table.head, ...columns.map(({ head }) => head)];
  const rows = element("tbody");
  const caption = element("caption");
  const headCells = heads.map((head, at) => element("th", { scope: "col", class: cellClass(columns[at - 1]) }, head));
  const addRows = () => {
    const first = rows.rows.length;
    rows.append(...nodes.slice(first, first + ROWS_AT_A_TIME).map((node) => tableRow(report, node, columns, goTo)));
    const shown = rows.rows.length;
    caption.textContent =
      shown < nodes.length
        ? `The first ${pictureCount(shown)} of ${pictureCount(nodes.length)}, ${order}`
        : capital(order);
    more.hidden = shown === nodes.length;
  };
  const more = button("Show more", addRows);
  addRows();
  const made = element("table", {}, caption, element("thead", {}, element("tr", {}, ...headCells)), rows);
  return [element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, made), more];
}

/** The node's id as a link to its place in the tree. */
export function nodeLink(report: FlowReport, node: number, goTo: (node: number) => void): HTMLElement {
  return button(nodeId(report, node), () => goTo(node), { class: "link" });
}

function kindColumn(report: FlowReport): NodeColumn {
  return { head: "Kind", cell: (node) => nodeKind(report, node) ?? "" };
}

function cellClass(column: NodeColumn | undefined): string | undefined {
  if (column?.head === "Kind") return "kind";
  return column?.isNumber ? "number" : undefined;
}

function tableRow(
  report: FlowReport,
  node: number,
  columns: readonly NodeColumn[],
  goTo: (node: number) => void,
): HTMLElement {
  const name = nodeName(report, node);
  const head = element("th", { scope: "row" }, nodeLink(report, node, goTo));
  if (name !== undefined) head.append(element("span", { class: "name" }, name));
  const cells = columns.map((column) => element("td", { class: cellClass(column) }, column.cell(node)));
  return element("tr", {}, head, ...cells);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
