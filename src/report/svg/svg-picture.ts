import type { FlowReport } from "../flow-report.js";
import { checkFoldOptions, type FoldOptions, startNode } from "../fold.js";
import { type IcicleCell, icicleCells } from "../icicle-cells.js";
import { icicleWidths, type WidthBy } from "../icicle-widths.js";
import { escapeMarkup } from "../markup.js";
import { nodeId, nodeName, summaryWords } from "../node-words.js";
import { clippedText, textWidth } from "../text-width.js";
import { CELL_FONT_SIZE, hatchPattern, svgCells } from "./svg-cells.js";
import { svgLegend } from "./svg-legend.js";
import { svgStyle } from "./svg-style.js";

export interface SvgPictureOptions extends FoldOptions {
  /** What widths tell: the number of leaves below (default), or what is moved below, whichever way. */
  readonly widthBy?: WidthBy | undefined;
}

const WIDTH = 960;
const MARGIN = 20;
const INNER_WIDTH = WIDTH - 2 * MARGIN;
const HEIGHT_OF_ALL_LEVELS = 640;
const [LEAST_LEVEL_HEIGHT, GREATEST_LEVEL_HEIGHT] = [9, 60];
const GREATEST_LEVELS = 80;
const LEAST_CELL_WIDTH = 3;
const CAPTION_LINE_HEIGHT = 18;
const SUMMARY_FONT_SIZE = 13;

/**
 * An icicle of the tree as SVG: the first node on top, under each node its children. Width tells the leaves below, or the
 * flow; colour and filling how full each limit is, and how much of what they want leaves have. Siblings that are too narrow
 * to be seen share cells, so that the picture stays small whatever the size of the tree. Light or dark as the reader has it.
 * @throws InputError for options that are nonsense
 */
export function svgPicture(report: FlowReport, options: SvgPictureOptions = {}): string {
  checkFoldOptions(options);
  const start = startNode(report, options.under);
  const widthBy = options.widthBy ?? "leaves";
  const cells = visibleCells(report, start, widthBy, options);
  const levels = cells.reduce((most, { level }) => Math.max(most, level + 1), 1);
  const levelHeight = Math.round(
    Math.min(GREATEST_LEVEL_HEIGHT, Math.max(LEAST_LEVEL_HEIGHT, HEIGHT_OF_ALL_LEVELS / levels)),
  );
  const heading = nodeName(report, start) ?? nodeId(report, start);
  const summary = summaryWords(report, start);
  const caption = captionLines(heading, summary);
  const icicleTop = MARGIN + 12 + caption.length * CAPTION_LINE_HEIGHT;
  const legendTop = icicleTop + levels * levelHeight + 14;
  const legend = svgLegend(MARGIN, legendTop, INNER_WIDTH, widthBy);
  return [
    ...frame(heading, summary, legendTop + legend.height + MARGIN - 6),
    ...caption,
    `<g transform="translate(${MARGIN} ${icicleTop})" font-size="${CELL_FONT_SIZE}">`,
    ...svgCells(report, cells, levelHeight),
    "</g>",
    legend.markup,
    "</svg>\n",
  ].join("\n");
}

function visibleCells(
  report: FlowReport,
  start: number,
  widthBy: WidthBy,
  { under, depth, top }: FoldOptions,
): IcicleCell[] {
  const named = under === undefined ? -1 : start;
  return icicleCells(report, icicleWidths(report, widthBy), {
    top: start,
    named,
    from: 0,
    to: 1,
    firstLevel: 0,
    levels: Math.min(GREATEST_LEVELS, (depth ?? GREATEST_LEVELS) + 1),
    pixels: INNER_WIDTH,
    leastPixels: LEAST_CELL_WIDTH,
    children: top ?? Number.POSITIVE_INFINITY,
  });
}

/** The opening tag, what is not seen, and the sheet behind everything. */
function frame(heading: string, summary: string, height: number): string[] {
  const size = `viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} class="cnab" role="img" aria-labelledby="cnab-title cnab-desc">`,
    `<title id="cnab-title">${escapeMarkup(heading)}: flows and limits</title>`,
    `<desc id="cnab-desc">${escapeMarkup(summary)}</desc>`,
    `<style>${svgStyle()}</style>`,
    hatchPattern,
    `<rect class="surface" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
  ];
}

/** The heading, and the summary on as many lines as it takes. */
function captionLines(heading: string, summary: string): string[] {
  const title = escapeMarkup(clippedText(heading, 18, INNER_WIDTH));
  const lines = wrapped(summary, INNER_WIDTH).map((line, at) => {
    const y = MARGIN + 36 + at * CAPTION_LINE_HEIGHT;
    return `<text class="quiet" x="${MARGIN}" y="${y}" font-size="${SUMMARY_FONT_SIZE}">${escapeMarkup(line)}</text>`;
  });
  return [`<text class="strong" x="${MARGIN}" y="${MARGIN + 15}" font-size="18">${title}</text>`, ...lines];
}

/** Sentences on as few lines as they need. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && textWidth(longer, SUMMARY_FONT_SIZE) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
