import type { FlowReport } from "./flow-report.js";
import type { IcicleWidths } from "./icicle-widths.js";
import { namedOfRun } from "./series-runs.js";

/** A rectangle of an icicle, in pixels from the left and in levels from the top. */
export interface IcicleCell {
  readonly left: number;
  readonly right: number;
  readonly level: number;
  /** First node of its run of elements in series; -1 for a crowd. */
  readonly node: number;
  /** The node of that run that is named: the one that was asked for, or else the one whose limit is fullest; -1 for a crowd. */
  readonly shown: number;
  /** Siblings too narrow to be drawn one by one, in one cell; empty where the cell is a node. */
  readonly crowd: ArrayLike<number>;
  /** Whether there are levels below that are not drawn. */
  readonly isClosed: boolean;
}

/** What of an icicle is drawn. */
export interface IcicleView {
  /** Node on top. */
  readonly top: number;
  /** A node to be named in its run, whatever its limit; -1: none. */
  readonly named: number;
  /** The part of the top node's width that fills the picture, between 0 and 1. */
  readonly from: number;
  readonly to: number;
  /** Levels above this one are left out; the top node is on level 0. */
  readonly firstLevel: number;
  readonly levels: number;
  /** Width of the picture in pixels. */
  readonly pixels: number;
  /** Siblings narrower than this share cells at least this wide, and nothing is drawn below them. */
  readonly leastPixels: number;
  /** Children drawn of each node, the widest ones; the others are one crowd. */
  readonly children: number;
}

interface Placed {
  readonly node: number;
  readonly left: number;
  readonly right: number;
  readonly level: number;
}

/** Cells narrower than this are not worth a rectangle. */
const INVISIBLE = 0.2;

/**
 * The cells that can be seen, each above what is below it. Runs of elements in series are one cell. The work is that of
 * what is seen and of its siblings, whatever the size of the tree.
 */
export function icicleCells(report: FlowReport, widths: IcicleWidths, view: IcicleView): IcicleCell[] {
  const { topology } = report.tree;
  const { end } = report.series;
  const scale = view.pixels / (view.to - view.from);
  const cells: IcicleCell[] = [];
  const pending: Placed[] = [{ node: view.top, left: 0 - view.from * scale, right: (1 - view.from) * scale, level: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, left, right, level } = next;
    const isLowest = level + 1 >= view.firstLevel + view.levels;
    const hasBelow = !topology.isLeaf(end[node]);
    if (level >= view.firstLevel) {
      const shown = namedOfRun(report.series, node, view.named);
      cells.push({ left, right, level, node, shown, crowd: [], isClosed: isLowest && hasBelow });
    }
    if (hasBelow && !isLowest) placeChildren(report, widths, view, next, cells, pending);
  }
  return cells;
}

function placeChildren(
  report: FlowReport,
  { width, childNodes }: IcicleWidths,
  view: IcicleView,
  parent: Placed,
  cells: IcicleCell[],
  pending: Placed[],
): void {
  const { childStart } = report.tree.topology;
  const last = report.series.end[parent.node];
  const scale = (parent.right - parent.left) / width[last] || 0;
  const level = parent.level + 1;
  const stop = childStart[last + 1];
  const lastAlone = childStart[last] + view.children;
  let left = parent.left;
  let at = childStart[last];
  for (; at < stop && at < lastAlone; at++) {
    const pixels = width[childNodes[at]] * scale;
    if (pixels < view.leastPixels) break;
    const right = left + pixels;
    if (right > 0 && left < view.pixels) pending.push({ node: childNodes[at], left, right, level });
    left = right;
  }
  if (level < view.firstLevel) return;
  while (at < stop) {
    const first = at;
    const start = left;
    const isOneCrowd = first >= lastAlone;
    while (at < stop && (isOneCrowd || left - start < view.leastPixels)) left += width[childNodes[at++]] * scale;
    if (left <= 0 || start >= view.pixels || left - start < INVISIBLE) continue;
    const crowd = childNodes.subarray(first, at);
    const [node, rest] = crowd.length === 1 ? [crowd[0], []] : [-1, crowd];
    const isClosed = node >= 0 && !report.tree.topology.isLeaf(node);
    const shown = node < 0 ? -1 : namedOfRun(report.series, node, view.named);
    cells.push({ left: start, right: left, level, node, shown, crowd: rest, isClosed });
  }
}
