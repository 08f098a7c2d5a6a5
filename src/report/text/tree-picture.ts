import { InputError } from "../../model/input-error.js";
import { type FlowReport, limitState } from "../flow-report.js";
import { type FoldedRow, type FoldOptions, foldedRows, startNode } from "../fold.js";
import { NEARLY_FULL } from "../icicle-look.js";
import {
  flowWords,
  nodeId,
  nodeName,
  restWords,
  seriesWords,
  stateSign,
  stateWords,
  summaryWords,
} from "../node-words.js";
import { counted, percent, pictureNumber } from "../picture-numbers.js";
import { type FlowBar, flowBar } from "./flow-bar.js";
import { type Paint, type Painted, paintedLine } from "./terminal-paint.js";

export interface TreePictureOptions extends FoldOptions {
  /** With escape sequences for a terminal's colours. Default false. */
  readonly color?: boolean | undefined;
  /** Width of the terminal, where longer lines are cut; default: they are not. */
  readonly columns?: number | undefined;
}

/** Rows of a picture that nobody asked to be of another size. */
const ROWS = 48;
const NAMED_LIMITS = 5;
const ONE_SIDED_CELLS = 12;
const TWO_SIDED_CELLS = 8;
const GREATEST_INDENTATION = 1e8;

/**
 * A text tree with a bar for each node, its flow against its limit, and a summary below. Bars fill to the right for import;
 * where something is exported they have a left side too. Binding and broken limits have a sign. Numbers are rounded.
 * @throws InputError for options that are nonsense, and for a tree whose indentation alone would fill 100 million characters
 */
export function treePicture(report: FlowReport, options: TreePictureOptions = {}): string {
  const rows = foldedRows(report, options, ROWS);
  const prefixes = branchPrefixes(rows);
  const isTwoSided = rows.some(({ node }) => node >= 0 && report.limited[node] < 0);
  const figures = figureColumns(report, rows);
  const lines = rows.map((row, at) => {
    const pieces = [
      { text: `${figures[at]} `, paint: "plain" as const },
      ...barPieces(report, row, isTwoSided),
      { text: ` ${prefixes[at]}`, paint: "faint" as const },
      ...labelPieces(report, row),
    ];
    return paintedLine(pieces, options.color ?? false, options.columns);
  });
  const start = startNode(report, options.under);
  return [...lines, "", summaryWords(report, start), ...hiddenLimits(report, start, rows), ""].join("\n");
}

/** The binding limits that folding hides and that keep the most back: where to look next. */
function hiddenLimits(report: FlowReport, start: number, rows: readonly FoldedRow[]): string[] {
  const shown = new Set(rows.map(({ node }) => node));
  const hidden = report.bindingNodes(start).filter((node) => !shown.has(node));
  if (hidden.length === 0 || !rows.some(({ isClosed }) => isClosed)) return [];
  const named = hidden
    .slice(0, NAMED_LIMITS)
    .map(
      (node) =>
        `  ${nodeId(report, node)}: ${flowWords(report, node)}  ${stateSign(report, node)} ${stateWords(report, node)}`,
    );
  return [
    "",
    `Not drawn, look closer with --under: ${counted(hidden.length, "more limit binds", "more limits bind")}`,
    ...named,
  ];
}

/** What stands left of each label: the lines that join it to the row above it in the tree. */
function branchPrefixes(rows: readonly FoldedRow[]): string[] {
  const below: string[] = [];
  let indentation = 0;
  return rows.map(({ above, isLastChild }, at) => {
    if (above < 0) {
      below[at] = "";
      return "";
    }
    below[at] = below[above] + (isLastChild ? "   " : "│  ");
    indentation += below[at].length;
    if (indentation > GREATEST_INDENTATION) throw tooDeep();
    return below[above] + (isLastChild ? "└─ " : "├─ ");
  });
}

function tooDeep(): InputError {
  return new InputError("the tree is too deep to draw in text; give a depth", { field: "depth" });
}

/** `limited of limit  share`, aligned over all rows. */
function figureColumns(report: FlowReport, rows: readonly FoldedRow[]): string[] {
  const cells = rows.map(({ node }) => {
    if (node < 0) return ["", "", ""];
    const share = report.fullness[node];
    return [
      pictureNumber(report.limited[node]),
      pictureNumber(report.limit[node]),
      Number.isNaN(share) ? "" : percent(share),
    ];
  });
  const widths = [0, 1, 2].map((column) => cells.reduce((widest, row) => Math.max(widest, row[column].length), 0));
  return cells.map(([limited, limit, share]) => {
    const of = limit === "" ? "    " : " of ";
    return `${limited.padStart(widths[0])}${of}${limit.padEnd(widths[1])} ${share.padStart(widths[2])}`;
  });
}

function barPieces(report: FlowReport, { node }: FoldedRow, isTwoSided: boolean): Painted[] {
  const cells = isTwoSided ? TWO_SIDED_CELLS : ONE_SIDED_CELLS;
  if (node < 0) return [{ text: " ".repeat(isTwoSided ? 2 * cells + 3 : cells + 2), paint: "plain" }];
  const hasLimit = Number.isFinite(report.limit[node]);
  const bar = flowBar(Math.abs(report.fullness[node]), report.limited[node] < 0, cells, hasLimit);
  const fill = barPaint(report, node);
  const right: Painted[] = [
    { text: bar.right.filled, paint: fill },
    { text: `${bar.right.empty}▏`, paint: "faint" },
  ];
  return isTwoSided ? [...leftSide(bar, fill), ...right] : [{ text: "▕", paint: "faint" }, ...right];
}

function leftSide(bar: FlowBar, fill: Paint): Painted[] {
  return [
    { text: `▕${bar.left.empty}`, paint: "faint" },
    { text: bar.left.filled, paint: fill },
    { text: "│", paint: "faint" },
  ];
}

function barPaint(report: FlowReport, node: number): Paint {
  if (report.state[node] === limitState.broken) return "broken";
  if (report.isBinding(node)) return "binding";
  if (report.tree.topology.isLeaf(node)) return "leaf";
  return report.fullness[node] >= NEARLY_FULL ? "near" : "calm";
}

function labelPieces(report: FlowReport, { node, first, inSeries, rest, isClosed }: FoldedRow): Painted[] {
  if (node < 0) return [{ text: `… ${restWords(report, rest)}`, paint: "faint" }];
  const pieces: Painted[] = [{ text: nodeId(report, node), paint: "plain" }];
  const name = nodeName(report, node);
  if (name !== undefined) pieces.push({ text: ` (${name})`, paint: "plain" });
  if (inSeries > 1) pieces.push({ text: `  ${seriesWords(report, node, first)}`, paint: "faint" });
  if (report.tree.shift[node] !== 0) {
    pieces.push({ text: `  ${fixedWords(report, node)}`, paint: "faint" });
  }
  const state = `${stateSign(report, node)} ${stateWords(report, node)}`.trim();
  if (state !== "") pieces.push({ text: `  ${state}`, paint: statePaint(report, node) });
  if (isClosed) pieces.push({ text: `  … ${belowWords(report, node)}`, paint: "faint" });
  return pieces;
}

/** What stands beside a leaf's dispatch that cannot be moved, and the flow that both come to. */
function fixedWords(report: FlowReport, node: number): string {
  const fixed = report.tree.shift[node];
  return `${fixed < 0 ? "-" : "+"} ${pictureNumber(Math.abs(fixed))} fixed = ${pictureNumber(report.flow[node])}`;
}

function statePaint(report: FlowReport, node: number): Paint {
  if (report.state[node] === limitState.broken) return "broken";
  return report.isBinding(node) ? "binding" : "short";
}

/** What a closed row hides. */
function belowWords(report: FlowReport, node: number): string {
  const last = report.series.end[node];
  const binding = report.binding[last] - (report.isBinding(last) ? 1 : 0);
  const leaves = `${counted(report.leaves[last], "leaf", "leaves")} below`;
  return binding > 0 ? `${leaves}, ${counted(binding, "limit binds", "limits bind")}` : leaves;
}
