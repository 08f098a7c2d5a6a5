import type { FlowReport } from "../../src/report/flow-report.js";
import type { IcicleWidths } from "../../src/report/icicle-widths.js";

/** What of the tree fills the icicle: a node on top, and which part of its width. */
export interface IcicleWindow {
  readonly top: number;
  readonly from: number;
  readonly to: number;
}

/** Where a node lies below another: its part of the other's width, and how many levels down, runs in series being one. */
export interface NodePlace {
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** First node of the run of elements in series that a node is in. */
export function runStart({ tree, series }: FlowReport, node: number): number {
  const { parent } = tree.topology;
  let v = node;
  while (parent[v] >= 0 && series.end[parent[v]] === series.end[v]) v = parent[v];
  return v;
}

/** Whether `node` is `ancestor` or below it, or in series with it. */
export function isBelow({ tree, series }: FlowReport, node: number, ancestor: number): boolean {
  const { parent } = tree.topology;
  for (let v = node; v >= 0; v = parent[v]) if (series.end[v] === series.end[ancestor]) return true;
  return false;
}

/** @param ancestor at or above `node`, or in series with it */
export function placeWithin(report: FlowReport, widths: IcicleWidths, ancestor: number, node: number): NodePlace {
  const { parent } = report.tree.topology;
  const { end } = report.series;
  let [from, to, level] = [0, 1, 0];
  for (let v = node; end[v] !== end[ancestor]; v = parent[v]) {
    const above = parent[v];
    if (end[above] === end[v]) continue;
    const place = placeAmongSiblings(report, widths, v);
    [from, to] = [place.from + from * place.width, place.from + to * place.width];
    level += 1;
  }
  return { from, to, level };
}

function placeAmongSiblings(
  { tree }: FlowReport,
  { width, childNodes }: IcicleWidths,
  node: number,
): { from: number; width: number } {
  const { parent, childStart } = tree.topology;
  const above = parent[node];
  let left = 0;
  for (let c = childStart[above]; childNodes[c] !== node; c++) left += width[childNodes[c]];
  const whole = width[above] || 1;
  return { from: left / whole, width: width[node] / whole };
}

/** A window in which the node can be seen among its siblings, at least `leastPixels` wide if it has any width. */
export function windowAround(
  report: FlowReport,
  widths: IcicleWidths,
  node: number,
  pixels: number,
  leastPixels: number,
): IcicleWindow {
  const start = runStart(report, node);
  const above = report.tree.topology.parent[start];
  if (above < 0) return { top: start, from: 0, to: 1 };
  const { from, to } = placeWithin(report, widths, above, start);
  const span = Math.min(1, ((to - from) * pixels) / leastPixels);
  if (!(span > 0)) return { top: above, from: 0, to: 1 };
  const left = Math.min(1 - span, Math.max(0, (from + to - span) / 2));
  return { top: above, from: left, to: left + span };
}

/** A window that a crowd of siblings fills. */
export function windowOfCrowd(report: FlowReport, widths: IcicleWidths, crowd: ArrayLike<number>): IcicleWindow {
  const top = report.tree.topology.parent[crowd[0]];
  const { from } = placeAmongSiblings(report, widths, crowd[0]);
  const last = placeAmongSiblings(report, widths, crowd[crowd.length - 1]);
  return { top, from, to: last.from + last.width };
}

/** Levels from each node down, its own included, runs in series being one. Length `nodeCount`. */
export function levelsBelow({ tree, series }: FlowReport): Int32Array {
  const { topDown, parent, nodeCount } = tree.topology;
  const levels = new Int32Array(nodeCount).fill(1);
  for (let k = nodeCount - 1; k > 0; k--) {
    const v = topDown[k];
    const above = parent[v];
    levels[above] = Math.max(levels[above], levels[v] + (series.end[above] === series.end[v] ? 0 : 1));
  }
  return levels;
}
