import type { FlowReport } from "../flow-report.js";
import type { IcicleCell } from "../icicle-cells.js";
import {
  type CellLook,
  type CellTone,
  cellDescription,
  cellLines,
  cellLook,
  LEAST_FILLED_HEIGHT,
  shading,
} from "../icicle-look.js";
import { escapeMarkup } from "../markup.js";

export const CELL_FONT_SIZE = 12;
const LEAST_TITLED_WIDTH = 6;
const LINE_HEIGHT = 16;
const HATCHED = 'fill="url(#cnab-hatch)" opacity=".35"';

/** What `svgCells` refers to; once in a picture. */
export const hatchPattern =
  '<defs><pattern id="cnab-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<path class="hatch" d="M0 0V7"/></pattern></defs>';

/** Cells as SVG elements; those too narrow for words, by far the most, as one path for each colour. */
export function svgCells(report: FlowReport, cells: readonly IcicleCell[], levelHeight: number): string[] {
  const narrow = cells.filter(isNarrow);
  const wide = cells.filter((cell) => !isNarrow(cell));
  return [...narrowCells(report, narrow, levelHeight), ...wide.map((cell) => wideCell(report, cell, levelHeight))];
}

function isNarrow({ left, right }: IcicleCell): boolean {
  return right - left < LEAST_TITLED_WIDTH;
}

function narrowCells(report: FlowReport, cells: readonly IcicleCell[], levelHeight: number): string[] {
  const paths = new Map<string, string[]>();
  const add = (attributes: string, path: string) => {
    const gathered = paths.get(attributes);
    if (gathered) gathered.push(path);
    else paths.set(attributes, [path]);
  };
  for (const cell of cells) {
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

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function wideCell(report: FlowReport, cell: IcicleCell, levelHeight: number): string {
  const look = cellLook(report, cell);
  const place = {
    x: cell.left + 0.5,
    y: cell.level * levelHeight,
    width: cell.right - cell.left - 1,
    height: levelHeight - 1,
  };
  const title = `<title>${cellDescription(report, cell).map(escapeMarkup).join("\n")}</title>`;
  const mark = cell.isClosed && place.width > 8 ? moreBelow(place) : "";
  const texts = cellTexts(report, cell, look, place);
  return `<g>${title}${cellFill(look, place)}${mark}${texts}</g>`;
}

/** The empty cell, as much of it as is filled, and what marks a limit that binds or is broken. */
function cellFill({ tone, fill }: CellLook, { x, y, width, height }: Rectangle): string {
  const rect = (attributes: string, at: number, tall: number) =>
    `<rect ${attributes} x="${short(x)}" y="${short(at)}" width="${short(width)}" height="${short(tall)}"/>`;
  if (tone === "open") return rect('class="open"', y + 0.5, height - 1);
  const filled = foot(fill, height);
  const from = y + height - filled.height;
  const parts = [rect('class="track"', y, height)];
  if (filled.height > 0) parts.push(rect(filled.attributes(tone), from, filled.height));
  if (tone === "binding") parts.push(rect(HATCHED, from, filled.height));
  if (tone === "binding" || tone === "broken") parts.push(rect('class="edge"', y, Math.min(3, height / 3)));
  return parts.join("");
}

/** A small triangle at the foot of a cell. */
function moreBelow({ x, y, width, height }: Rectangle): string {
  return `<path class="more" d="M${short(x + width / 2 - 4)} ${short(y + height - 4)}h8l-4 4z"/>`;
}

/** How words stand out from what is drawn in their cell. */
const textClasses: Readonly<Record<CellTone, readonly string[]>> = {
  calm: ["halo"],
  near: ["halo"],
  leaf: ["halo"],
  binding: ["halo", "hatched"],
  broken: ["halo", "loud"],
  open: [],
};

function cellTexts(report: FlowReport, cell: IcicleCell, { tone }: CellLook, place: Rectangle): string {
  const { x, y, width, height } = place;
  if (height < 13 || width < 14) return "";
  const room = Math.min(3, Math.floor((height - 2) / LINE_HEIGHT) || 1);
  const lines = cellLines(report, cell, width - 8, room);
  const first = y + height / 2 - ((lines.length - 1) * LINE_HEIGHT) / 2 + 4;
  const onTone = textClasses[tone];
  const texts = lines.map((line, at) => {
    const classes = at === 0 && room > 1 ? [...onTone, "strong"] : onTone;
    const attribute = classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
    return `<text${attribute} x="${short(x + 5)}" y="${short(first + at * LINE_HEIGHT)}">${escapeMarkup(line)}</text>`;
  });
  return texts.join("");
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
