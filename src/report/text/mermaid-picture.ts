import { type FlowReport, limitState } from "../flow-report.js";
import { type FoldedRow, type FoldOptions, foldedRows } from "../fold.js";
import { NEARLY_FULL } from "../icicle-look.js";
import { flowWords, nodeId, nodeName, restWords, seriesWords, stateSign, stateWords } from "../node-words.js";
import { counted } from "../picture-numbers.js";

/** GitHub and others refuse charts of more than 500 links; people lose their way long before. */
const ROWS = 24;
/** More boxes than this are read more easily from left to right. */
const WIDE = 14;
const THICKEST_LINK = 8;

// Fills with their own text colours, since Mermaid's themes set only what is left open.
const classes = [
  "classDef calm fill:#dbe7f3,stroke:#5b7ea3,color:#16202c",
  "classDef near fill:#f4cf86,stroke:#9a6a00,color:#16202c",
  "classDef binding fill:#f0917a,stroke:#8f2a12,color:#16202c,stroke-width:3px",
  "classDef broken fill:#a11226,stroke:#4d0310,color:#ffffff,stroke-width:3px",
  "classDef leaf fill:#c4e6da,stroke:#3a7d69,color:#16202c",
  "classDef short fill:#ffffff,stroke:#3a7d69,color:#16202c,stroke-dasharray:4 3",
  "classDef rest fill:#eef1f5,stroke:#8a94a0,color:#16202c,stroke-dasharray:2 3",
];

/**
 * A Mermaid flowchart, ready to be pasted into Markdown between fences: a box a node with its flow, its limit and what holds
 * there, and links as thick as the flow. Folded as `treePicture` is.
 * @throws InputError for options that are nonsense
 */
export function mermaidPicture(report: FlowReport, options: FoldOptions = {}): string {
  const rows = foldedRows(report, options, ROWS);
  const boxes = rows.map((row, at) => `  n${at}${box(report, row)}`);
  const links = rows.flatMap(({ above }, at) => (above < 0 ? [] : [`  n${above} --- n${at}`]));
  const thickness = rows.flatMap((row) => (row.above < 0 ? [] : [linkThickness(report, row, rows[0])]));
  const styles = thickness.map((width, link) => `  linkStyle ${link} stroke-width:${width}px`);
  return `${[`flowchart ${rows.length > WIDE ? "LR" : "TD"}`, ...boxes, ...links, ...classes.map((line) => `  ${line}`), ...styles].join("\n")}\n`;
}

function box(report: FlowReport, row: FoldedRow): string {
  const lines = row.node < 0 ? [`… ${restWords(report, row.rest)}`] : nodeLines(report, row);
  const text = lines.map(escaped).join("<br/>");
  const isLeaf = row.node >= 0 && report.tree.topology.isLeaf(row.node);
  return isLeaf ? `(["${text}"]):::${className(report, row)}` : `["${text}"]:::${className(report, row)}`;
}

function nodeLines(report: FlowReport, { node, first, inSeries, isClosed }: FoldedRow): string[] {
  const name = nodeName(report, node);
  const lines = [nodeId(report, node)];
  if (name !== undefined) lines.push(name);
  if (inSeries > 1) lines.push(seriesWords(report, node, first));
  lines.push(flowWords(report, node));
  const state = `${stateSign(report, node)} ${stateWords(report, node)}`.trim();
  if (state !== "") lines.push(state);
  if (isClosed) lines.push(`… ${counted(report.leaves[node], "leaf", "leaves")} below`);
  return lines;
}

function className(report: FlowReport, { node }: FoldedRow): string {
  if (node < 0) return "rest";
  if (report.state[node] === limitState.broken) return "broken";
  if (report.isBinding(node)) return "binding";
  if (report.tree.topology.isLeaf(node)) return report.shortfall[node] > 0 ? "short" : "leaf";
  return report.fullness[node] >= NEARLY_FULL ? "near" : "calm";
}

function linkThickness({ throughput }: FlowReport, { node, rest }: FoldedRow, first: FoldedRow): number {
  const carried = node < 0 ? rest.reduce((sum, sibling) => sum + throughput[sibling], 0) : throughput[node];
  const share = carried / throughput[first.node] || 0;
  return Math.round(10 * Math.max(1, THICKEST_LINK * Math.sqrt(share))) / 10;
}

/** Everything but letters, digits and plain punctuation as a character code: Mermaid has its own way to write entities. */
function escaped(text: string): string {
  const plain = text.replace(/[^\p{L}\p{N} _,:()/%=…∞▲▼✖.+-]/gu, (character) => `#${character.codePointAt(0)};`);
  // It would take these for lists in Markdown.
  return plain.replace(/^(\d+)\. /, "$1#46; ").replace(/^([+-]) /, (_, sign) => `#${sign.codePointAt(0)}; `);
}
