import type { FlowReport } from "./flow-report.js";
import { checkFoldOptions, type FoldOptions, startNode } from "./fold.js";
import { type IcicleCell, icicleCells } from "./icicle-cells.js";
import { cellDescription, cellLines, cellLook, LEAST_FILLED_HEIGHT, shading } from "./icicle-look.js";
import { icicleWidths, type WidthBy } from "./icicle-widths.js";
import { escapeMarkup } from "./markup.js";
import { nodeId, nodeName, summaryWords } from "./node-words.js";
import { svgLegend } from "./svg-legend.js";
import { svgStyle } from "./svg-style.js";
import { clippedText, textWidth } from "./text-width.js";

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
const LEAST_TITLED_WIDTH = 6;
const LINE_HEIGHT = 16;
const FONT_SIZE = 12;
const HATCHED = 'fill="url(#cnab-hatch)" opacity=".35"';

/**
 * An icicle of the tree as SVG: the first node on top, under each node its children. Width tells the leaves below, or the
 * flow; colour and filling how full each limit is, and how much of what they want leaves have. Siblings that are too narrow to be seen share cells, so that the picture
 * stays small whatever the size of the tree. Light or dark as the reader has it.
 * @throws InputError for options that are nonsense
 */
export function svgPicture(report: FlowReport, options: SvgPictureOptions = {}): string {
  checkFoldOptions(options);
  const start = startNode(report, options.under);
  const widthBy = options.widthBy ?? "leaves";
  const cells = icicleCells(report, icicleWidths(report, widthBy), {
    top: start,
    from: 0,
    to: 1,
    firstLevel: 0,
    levels: Math.min(GREATEST_LEVELS, (options.depth ?? GREATEST_LEVELS) + 1),
    pixels: INNER_WIDTH,
    leastPixels: LEAST_CELL_WIDTH,
    children: options.top ?? Number.POSITIVE_INFINITY,
  });
  const levels = cells.reduce((most, { level }) => Math.max(most, level + 1), 1);
  const levelHeight = Math.round(
    Math.min(GREATEST_LEVEL_HEIGHT, Math.max(LEAST_LEVEL_HEIGHT, HEIGHT_OF_ALL_LEVELS / levels)),
  );

  const heading = nodeName(report, start) ?? nodeId(report, start);
  const summary = summaryWords(report, start);
  const summaryLines = wrapped(summary, INNER_WIDTH);
  const icicleTop = MARGIN + 30 + summaryLines.length * 18;
  const legendTop = icicleTop + levels * levelHeight + 14;
  const legend = svgLegend(MARGIN, legendTop, INNER_WIDTH, widthBy);
  const height = legendTop + legend.height + MARGIN - 6;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" class="cnab" role="img" aria-labelledby="cnab-title cnab-desc">`,
    `<title id="cnab-title">${escapeMarkup(heading)}: flows and limits</title>`,
    `<desc id="cnab-desc">${escapeMarkup(summary)}</desc>`,
    `<style>${svgStyle()}</style>`,
    `<defs><pattern id="cnab-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V7"/></pattern></defs>`,
    `<rect class="surface" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    `<text class="strong" x="${MARGIN}" y="${MARGIN + 15}" font-size="18">${escapeMarkup(clippedText(heading, 18, INNER_WIDTH))}</text>`,
    ...summaryLines.map(
      (line, at) =>
        `<text class="quiet" x="${MARGIN}" y="${MARGIN + 36 + at * 18}" font-size="13">${escapeMarkup(line)}</text>`,
    ),
    `<g transform="translate(${MARGIN} ${icicleTop})" font-size="${FONT_SIZE}">`,
    ...narrowCells(report, cells, levelHeight),
    ...cells.filter((cell) => !isNarrow(cell)).map((cell) => wideCell(report, cell, levelHeight)),
    "</g>",
    legend.markup,
    "</svg>\n",
  ].join("\n");
}

function isNarrow({ left, right }: IcicleCell): boolean {
  return right - left < LEAST_TITLED_WIDTH;
}

/** All cells of one tone as one path: too narrow for words, and by far the most. */
function narrowCells(report: FlowReport, cells: readonly IcicleCell[], levelHeight: number): string[] {
  const paths = new Map<string, string[]>();
  const add = (attributes: string, path: string) => {
    const gathered = paths.get(attributes);
    if (gathered) gathered.push(path);
    else paths.set(attributes, [path]);
  };
  for (const cell of cells) {
    if (!isNarrow(cell)) continue;
    const { tone, fill } = cellLook(report, cell);
    const [x, width] = [cell.left, (cell.right - cell.left) * 0.85];
    const [y, height] = [cell.level * levelHeight, levelHeight - 1];
    add('class="track"', box(x, y, width, height));
    const filled = foot(fill, height);
    if (filled.height > 0) add(filled.attributes(tone), box(x, y + height - filled.height, width, filled.height));
    if (tone === "binding" || tone === "broken") add('class="edge"', box(x, y, width, 2));
  }
  return Array.from(paths, ([attributes, boxes]) => `<path ${attributes} d="${boxes.join("")}"/>`);
}

/** The filled part of a cell, from its foot; of a low cell all of it, the lighter the emptier. */
function foot(fill: number, height: number): { height: number; attributes: (tone: string) => string } {
  if (height >= LEAST_FILLED_HEIGHT) return { height: height * fill, attributes: (tone) => `class="${tone}"` };
  const opacity = shading(fill);
  return {
    height: opacity > 0 ? height : 0,
    attributes: (tone) => `class="${tone}"${opacity < 1 ? ` opacity="${opacity}"` : ""}`,
  };
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`;
}

function wideCell(report: FlowReport, cell: IcicleCell, levelHeight: number): string {
  const { tone, fill } = cellLook(report, cell);
  const [x, y] = [cell.left + 0.5, cell.level * levelHeight];
  const [width, height] = [cell.right - cell.left - 1, levelHeight - 1];
  const rect = (attributes: string, at: number, tall: number) =>
    `<rect ${attributes} x="${short(x)}" y="${short(at)}" width="${short(width)}" height="${short(tall)}"/>`;
  const parts = [`<title>${cellDescription(report, cell).map(escapeMarkup).join("\n")}</title>`];
  if (tone === "open") parts.push(rect('class="open"', y + 0.5, height - 1));
  else {
    const filled = foot(fill, height);
    parts.push(rect('class="track"', y, height));
    if (filled.height > 0) parts.push(rect(filled.attributes(tone), y + height - filled.height, filled.height));
    if (tone === "binding") parts.push(rect(HATCHED, y + height - filled.height, filled.height));
    if (tone === "binding" || tone === "broken") parts.push(rect('class="edge"', y, Math.min(3, height / 3)));
  }
  if (cell.isClosed && width > 8) parts.push(moreBelow(x + width / 2, y + height));
  parts.push(...cellTexts(report, cell, width, height, x, y, tone === "broken" ? "loud" : ""));
  return `<g>${parts.join("")}</g>`;
}

/** A small triangle at the foot of a cell. */
function moreBelow(x: number, y: number): string {
  return `<path class="more" d="M${short(x - 4)} ${short(y - 4)}h8l-4 4z"/>`;
}

function cellTexts(
  report: FlowReport,
  cell: IcicleCell,
  width: number,
  height: number,
  x: number,
  y: number,
  className: string,
): string[] {
  if (height < 13 || width < 14) return [];
  const room = Math.min(3, Math.floor((height - 2) / LINE_HEIGHT) || 1);
  const fitting = cellLines(report, cell, width - 8, room);
  const first = y + height / 2 - ((fitting.length - 1) * LINE_HEIGHT) / 2 + 4;
  return fitting.map((line, at) => {
    const classes = [className, at === 0 && room > 1 ? "strong" : ""].filter(Boolean).join(" ");
    const attribute = classes === "" ? "" : ` class="${classes}"`;
    return `<text${attribute} x="${short(x + 5)}" y="${short(first + at * LINE_HEIGHT)}">${escapeMarkup(line)}</text>`;
  });
}

/** Sentences on as few lines as they need. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && textWidth(longer, 13) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
