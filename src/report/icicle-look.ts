import { type FlowReport, limitState } from "./flow-report.js";
import type { IcicleCell } from "./icicle-cells.js";
import {
  flowWordings,
  flowWords,
  nodeId,
  nodeKind,
  nodeName,
  restWords,
  seriesWords,
  stateSign,
  stateWordings,
  stateWords,
} from "./node-words.js";
import { counted, percent, pictureCount } from "./picture-numbers.js";
import { clippedMiddle, fittingText } from "./text-width.js";

/** What a cell's colour means: how full a limit is, or how well leaves are served. */
export type CellTone = "calm" | "near" | "binding" | "broken" | "leaf" | "open";

/** From here on a limit counts as nearly full. */
export const NEARLY_FULL = 0.8;

/** Cells lower than this, in pixels, are shaded as a whole: filling them from the foot would only make stripes. */
export const LEAST_FILLED_HEIGHT = 22;

/** How dark a cell is shaded that is too low to be filled, 0 to 1 in steps. */
export function shading(fill: number): number {
  return fill <= 0 ? 0 : 0.25 + 0.25 * Math.min(3, Math.floor(fill * 4));
}

/** How a cell is to be drawn, whoever draws it. */
export interface CellLook {
  readonly tone: CellTone;
  /** How far the cell is filled from its foot, 0 to 1. */
  readonly fill: number;
  /** Sign of a limit that binds or is broken, here or within a crowd; else empty. */
  readonly sign: string;
}

export function cellLook(report: FlowReport, { shown, crowd }: IcicleCell): CellLook {
  return shown < 0 ? crowdLook(report, crowd) : nodeLook(report, shown);
}

function nodeLook(report: FlowReport, node: number): CellLook {
  const sign = stateSign(report, node);
  if (report.state[node] === limitState.broken) return { tone: "broken", fill: 1, sign };
  if (report.isBinding(node)) return { tone: "binding", fill: 1, sign };
  const fullness = Math.min(1, report.fullness[node] || 0);
  if (report.tree.topology.isLeaf(node)) {
    const served = report.served[node];
    return { tone: "leaf", fill: Number.isNaN(served) ? fullness : served, sign };
  }
  if (!Number.isFinite(report.limit[node])) return { tone: "open", fill: 0, sign };
  return { tone: fullness >= NEARLY_FULL ? "near" : "calm", fill: fullness, sign };
}

/** A crowd is drawn as its leaves are served, all in all. */
function crowdLook(report: FlowReport, crowd: ArrayLike<number>): CellLook {
  const { shortfall, wantedBelow, binding, broken } = report;
  let [short, wanted, bindingCount, brokenCount] = [0, 0, 0, 0];
  for (let at = 0; at < crowd.length; at++) {
    short += shortfall[crowd[at]];
    wanted += wantedBelow[crowd[at]];
    bindingCount += binding[crowd[at]];
    brokenCount += broken[crowd[at]];
  }
  // Of leaves that want nothing, or no finite amount, a crowd is as empty as each of them.
  const fill = wanted > 0 ? Math.max(0, 1 - short / wanted) : 0;
  if (brokenCount > 0) return { tone: "broken", fill, sign: "✖" };
  if (bindingCount > 0) return { tone: "binding", fill, sign: "▲" };
  return { tone: "leaf", fill, sign: "" };
}

const FONT_SIZE = 12;
/** Bold letters are about as wide as those of this size. */
const BOLD_SIZE = 13;

/**
 * What to write into a cell so wide, at most so many lines of 12 pixels, the first of several bold. A name may be cut; a number is
 * written whole or not at all.
 */
export function cellLines(report: FlowReport, { shown, crowd }: IcicleCell, width: number, most: number): string[] {
  if (shown < 0) {
    const words = fittingText([counted(crowd.length, "sibling"), `${pictureCount(crowd.length)} ×`], BOLD_SIZE, width);
    return words === undefined ? [] : [words];
  }
  const sign = stateSign(report, shown);
  const title = clippedMiddle(`${sign} ${nodeId(report, shown)}`.trim(), BOLD_SIZE, width);
  if (title === "") return sign !== "" && width >= BOLD_SIZE ? [sign] : [];
  if (most === 1) {
    const wordings = flowWordings(report, shown).map((words) => `${title}: ${words}`);
    return [fittingText(wordings, BOLD_SIZE, width) ?? title];
  }
  const state = stateWordings(report, shown);
  const isContent = state.length === 0 && report.served[shown] === 1;
  const lines = [flowWordings(report, shown), isContent ? ["all it wants", "all"] : state]
    .slice(0, most - 1)
    .map((wordings) => fittingText(wordings, FONT_SIZE, width));
  return [title, ...lines.filter((line) => line !== undefined)];
}

/** Everything about a cell, for a tooltip: a line each. */
export function cellDescription(report: FlowReport, { node, shown, crowd, isClosed }: IcicleCell): string[] {
  if (node < 0)
    return [`${counted(crowd.length, "sibling")}: ${restWords(report, Array.from(crowd)).replace(/^.*?: /, "")}`];
  const inSeries = report.series.length[node];
  const lines = [[nodeId(report, shown), nodeName(report, shown), nodeKind(report, shown)].filter(Boolean).join(", ")];
  if (inSeries > 1) lines.push(seriesWords(report, shown, node));
  lines.push(flowWords(report, shown));
  const served = report.served[shown];
  if (!Number.isNaN(served)) lines.push(`has ${percent(served)} of what it wants`);
  const state = stateWords(report, shown);
  if (state !== "") lines.push(state);
  if (!report.tree.topology.isLeaf(shown)) lines.push(`${counted(report.leaves[shown], "leaf", "leaves")} below`);
  if (isClosed) lines.push("more levels below");
  return lines;
}
