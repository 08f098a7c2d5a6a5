import { InputError } from "../model/input-error.js";
import type { FlowReport } from "./flow-report.js";
import { namedOfRun } from "./series-runs.js";

/** What of a large tree is drawn. Given neither depth nor top, as much as fits in `rows`, where most is missing first. */
export interface FoldOptions {
  /** Id of the node to begin with; default the root. */
  readonly under?: string | undefined;
  /** Levels below that node; elements in series are one. */
  readonly depth?: number | undefined;
  /** Children drawn of each node, those first whose leaves are short of most. */
  readonly top?: number | undefined;
}

/** A row of a folded tree. */
export interface FoldedRow {
  /**
   * The node; of several in series the one that was asked for, or else the one whose limit is fullest. -1: the siblings in
   * `rest`, in one row.
   */
  readonly node: number;
  /** First node of its run of elements in series. */
  readonly first: number;
  /** Nodes in series that this row stands for, 1 or more. */
  readonly inSeries: number;
  /** Index in the list of rows of the row above this one in the tree, -1 for the first. */
  readonly above: number;
  readonly isLastChild: boolean;
  /** Siblings that this row stands for; empty where it is a node. */
  readonly rest: readonly number[];
  /** Whether there is something below that is not drawn. */
  readonly isClosed: boolean;
}

const CHILDREN = 8;

/** Node index of the one with that id. @throws InputError for an id that the tree does not have */
export function startNode({ tree: { topology } }: FlowReport, under: string | undefined): number {
  if (under === undefined) return topology.root;
  const node = topology.indexOf(under);
  if (node < 0) throw new InputError("the grid has no such node", { id: under, field: "under", value: under });
  return node;
}

/**
 * The rows to draw, every one behind the row above it in the tree, siblings in the tree's order and their rest last.
 * @param rows how many there should be at most, where the options leave it open
 * @throws InputError for an unknown `under`, a depth below 0, a top below 1
 */
export function foldedRows(report: FlowReport, options: FoldOptions, rows: number): FoldedRow[] {
  checkFoldOptions(options);
  const start = startNode(report, options.under);
  const isOpenEnded = options.depth === undefined && options.top === undefined;
  const budget = isOpenEnded && report.nodes[start] > rows ? rows : Number.POSITIVE_INFINITY;
  const top = options.top ?? (Number.isFinite(budget) ? CHILDREN : Number.POSITIVE_INFINITY);
  const opened = openedNodes(report, start, options.depth ?? Number.POSITIVE_INFINITY, top, budget);
  return listRows(report, start, opened, options.under === undefined ? -1 : start);
}

/** @throws InputError for a depth below 0, a top below 1 */
export function checkFoldOptions({ depth, top }: FoldOptions): void {
  checkCount("depth", depth, 0);
  checkCount("top", top, 1);
}

function checkCount(field: "depth" | "top", value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw new InputError(`${field} is ${value}; it must be a whole number, ${least} or more`, { field, value });
}

interface Branches {
  readonly shown: readonly number[];
  readonly rest: readonly number[];
}

/** The nodes whose children are drawn, by the last node of their run, with the children to draw. */
function openedNodes(
  report: FlowReport,
  start: number,
  depth: number,
  top: number,
  budget: number,
): Map<number, Branches> {
  const { topology } = report.tree;
  const { end } = report.series;
  const opened = new Map<number, Branches>();
  const frontier = [{ node: start, level: 0 }];
  let rowCount = 1;
  while (frontier.length > 0) {
    const { node, level } = frontier.splice(nextToOpen(report, frontier, budget), 1)[0];
    const last = end[node];
    if (topology.isLeaf(last) || level >= depth) continue;
    const branches = branchesOf(report, last, top);
    const added = branches.shown.length + (branches.rest.length > 0 ? 1 : 0);
    if (rowCount + added > budget) continue;
    rowCount += added;
    opened.set(last, branches);
    for (const child of branches.shown) if (!topology.isLeaf(child)) frontier.push({ node: child, level: level + 1 });
  }
  return opened;
}

/** With a budget the node below which most is missing; without one any will do, and the last costs nothing to take. */
function nextToOpen(report: FlowReport, frontier: readonly { node: number }[], budget: number): number {
  if (!Number.isFinite(budget)) return frontier.length - 1;
  let next = 0;
  for (let at = 1; at < frontier.length; at++) {
    if (importance(report, frontier[at].node, frontier[next].node) < 0) next = at;
  }
  return next;
}

/** Order of what to show first: broken limits, what leaves are short of, what is moved. */
function importance(report: FlowReport, a: number, b: number): number {
  const { broken, shortfall, throughput } = report;
  return broken[b] - broken[a] || shortfall[b] - shortfall[a] || throughput[b] - throughput[a] || a - b;
}

function branchesOf(report: FlowReport, node: number, top: number): Branches {
  const { childStart, childNodes } = report.tree.topology;
  const children = childNodes.subarray(childStart[node], childStart[node + 1]);
  // A row for one sibling may as well name it.
  if (children.length <= top + 1) return { shown: [...children], rest: [] };
  const ranked = children.slice().sort((a, b) => importance(report, a, b));
  return { shown: [...ranked.subarray(0, top)].sort((a, b) => a - b), rest: [...ranked.subarray(top)] };
}

/** @param named node to be named in its run, whatever its limit; -1: none */
function listRows(
  report: FlowReport,
  start: number,
  opened: ReadonlyMap<number, Branches>,
  named: number,
): FoldedRow[] {
  const { end, length } = report.series;
  const { topology } = report.tree;
  const rows: FoldedRow[] = [];
  const pending: { first: number; above: number; isLastChild: boolean; rest: readonly number[] }[] = [
    { first: start, above: -1, isLastChild: true, rest: [] },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { first, above, isLastChild, rest } = next;
    if (rest.length > 0) {
      rows.push({ node: -1, first: -1, inSeries: 1, above, isLastChild, rest, isClosed: true });
      continue;
    }
    const branches = opened.get(end[first]);
    const isClosed = branches === undefined && !topology.isLeaf(end[first]);
    const at =
      rows.push({
        node: namedOfRun(report.series, first, named),
        first,
        inSeries: length[first],
        above,
        isLastChild,
        rest,
        isClosed,
      }) - 1;
    if (branches === undefined) continue;
    if (branches.rest.length > 0) pending.push({ first: -1, above: at, isLastChild: true, rest: branches.rest });
    for (let c = branches.shown.length - 1; c >= 0; c--) {
      const isLast = branches.rest.length === 0 && c === branches.shown.length - 1;
      pending.push({ first: branches.shown[c], above: at, isLastChild: isLast, rest: [] });
    }
  }
  return rows;
}
