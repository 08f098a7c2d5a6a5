import type { FlowReport } from "../../src/report/flow-report.js";
import type { IcicleCell } from "../../src/report/icicle-cells.js";
import { type CellLook, cellLines, cellLook, LEAST_FILLED_HEIGHT, shading } from "../../src/report/icicle-look.js";
import type { PaletteName } from "../../src/report/svg/svg-style.js";

const FONT_SIZE = 12;
const LINE_HEIGHT = 16;
const LEAST_TEXT_WIDTH = 26;

/** Draws cells on a canvas in the page's colours. */
export class IciclePainter {
  readonly #report: FlowReport;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #colours = new Map<PaletteName, string>();
  #hatch: CanvasPattern | null = null;
  #font = "sans-serif";

  constructor(report: FlowReport, canvas: HTMLCanvasElement) {
    this.#report = report;
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /** To be called before the first frame and whenever the page's size or colours change. */
  prepare(width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#colours.clear();
    this.#font = getComputedStyle(this.#canvas).fontFamily;
    this.#hatch = this.#hatchPattern();
  }

  /** @param firstLevel level at the canvas's upper edge, which may be between two */
  paint(cells: readonly IcicleCell[], firstLevel: number, levelHeight: number, selected: number): void {
    const ratio = window.devicePixelRatio || 1;
    const width = this.#canvas.width / ratio;
    this.#context.clearRect(0, 0, width, this.#canvas.height / ratio);
    let chosen: IcicleCell | undefined;
    for (const cell of cells) {
      this.#paintCell(cell, (cell.level - firstLevel) * levelHeight, levelHeight, width);
      if (holds(this.#report, cell, selected)) chosen = cell;
    }
    if (chosen) this.#frame(chosen, (chosen.level - firstLevel) * levelHeight, levelHeight, width);
  }

  #paintCell(cell: IcicleCell, y: number, levelHeight: number, canvasWidth: number): void {
    const look = cellLook(this.#report, cell);
    const gap = Math.min(1, (cell.right - cell.left) * 0.15);
    const left = Math.max(cell.left, -2);
    const width = Math.min(cell.right, canvasWidth + 2) - left - gap;
    const height = levelHeight - 1;
    if (look.tone === "open") this.#outline(left, y, width, height);
    else this.#fill(look, left, y, width, height);
    if (width >= LEAST_TEXT_WIDTH) this.#write(cell, look, Math.max(left, 0), y, width, height);
    if (cell.isClosed && width > 8) this.#mark(left + width / 2, y + height);
  }

  #fill({ tone, fill }: CellLook, x: number, y: number, width: number, height: number): void {
    const context = this.#context;
    this.#box("track", x, y, width, height);
    const isFilled = height >= LEAST_FILLED_HEIGHT;
    const filled = isFilled ? height * fill : height;
    context.globalAlpha = isFilled ? 1 : shading(fill);
    this.#box(tone as PaletteName, x, y + height - filled, width, filled);
    context.globalAlpha = 1;
    if (tone === "binding" && this.#hatch && width > 3) {
      context.fillStyle = this.#hatch;
      context.fillRect(x, y + height - filled, width, filled);
    }
    if (tone === "binding" || tone === "broken") this.#box("edge", x, y, width, 3);
  }

  #box(colour: PaletteName, x: number, y: number, width: number, height: number): void {
    this.#context.fillStyle = this.#colour(colour);
    this.#context.fillRect(x, y, width, height);
  }

  #outline(x: number, y: number, width: number, height: number): void {
    const context = this.#context;
    context.strokeStyle = this.#colour("line");
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1);
    context.setLineDash([]);
  }

  #write(cell: IcicleCell, { tone }: CellLook, x: number, y: number, width: number, height: number): void {
    const room = Math.max(1, Math.min(3, Math.floor((height - 2) / LINE_HEIGHT)));
    const lines = cellLines(this.#report, cell, width - 8, room);
    const context = this.#context;
    context.fillStyle = tone === "broken" ? "#ffffff" : this.#colour("ink");
    context.textBaseline = "middle";
    const first = y + height / 2 - ((lines.length - 1) * LINE_HEIGHT) / 2 + 0.5;
    // What is drawn under a word (the edge of a filling, hatching) stops short of it.
    context.strokeStyle = this.#colour(tone === "binding" || tone === "broken" ? tone : "track");
    context.lineWidth = 3;
    context.lineJoin = "round";
    lines.forEach((line, at) => {
      context.font = `${at === 0 && room > 1 ? "600 " : ""}${FONT_SIZE}px ${this.#font}`;
      if (tone !== "open") context.strokeText(line, x + 5, first + at * LINE_HEIGHT);
      context.fillText(line, x + 5, first + at * LINE_HEIGHT);
    });
  }

  /** A small triangle at the foot: there is more below. */
  #mark(x: number, y: number): void {
    const context = this.#context;
    context.fillStyle = this.#colour("muted");
    context.beginPath();
    context.moveTo(x - 4, y - 5);
    context.lineTo(x + 4, y - 5);
    context.lineTo(x, y - 1);
    context.fill();
  }

  #frame(cell: IcicleCell, y: number, levelHeight: number, canvasWidth: number): void {
    const context = this.#context;
    const left = Math.max(cell.left, 0);
    const width = Math.max(3, Math.min(cell.right, canvasWidth) - left - 1);
    context.lineWidth = 2;
    context.strokeStyle = this.#colour("ink");
    context.strokeRect(left + 1, y + 1, width - 2, levelHeight - 3);
  }

  #colour(name: PaletteName): string {
    let colour = this.#colours.get(name);
    if (colour === undefined) {
      colour = getComputedStyle(this.#canvas).getPropertyValue(`--${name}`).trim();
      this.#colours.set(name, colour);
    }
    return colour;
  }

  #hatchPattern(): CanvasPattern | null {
    const tile = document.createElement("canvas");
    tile.width = 8;
    tile.height = 8;
    const context = tile.getContext("2d")!;
    context.globalAlpha = 0.4;
    context.strokeStyle = this.#colour("hatch");
    context.lineWidth = 1.5;
    context.beginPath();
    for (const shift of [-8, 0, 8]) {
      context.moveTo(shift, 8);
      context.lineTo(shift + 8, 0);
    }
    context.stroke();
    return this.#context.createPattern(tile, "repeat");
  }
}

/** Whether the cell is the node, its run, or a crowd that it is in. */
export function holds({ series }: FlowReport, { node, crowd }: IcicleCell, wanted: number): boolean {
  if (node >= 0) return series.end[node] === series.end[wanted];
  return Array.prototype.includes.call(crowd, wanted);
}
