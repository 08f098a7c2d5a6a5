import type { PaletteName } from "../../src/report/svg/svg-style.js";

/** A canvas in the page's colours, as sharp as the screen. */
export class Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly #colours = new Map<PaletteName, string>();
  #font = "sans-serif";
  width = 0;
  height = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d")!;
  }

  /** Clears it; to be called before it is drawn on. */
  begin(width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    [this.width, this.height] = [width, height];
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.height = `${height}px`;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.textBaseline = "middle";
    this.#colours.clear();
    this.#font = getComputedStyle(this.canvas).fontFamily;
  }

  colour(name: PaletteName): string {
    let colour = this.#colours.get(name);
    if (colour === undefined) {
      colour = getComputedStyle(this.canvas).getPropertyValue(`--${name}`).trim();
      this.#colours.set(name, colour);
    }
    return colour;
  }

  box(colour: string, x: number, y: number, width: number, height: number): void {
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, width, height);
  }

  /** @param side where `x` is of the text */
  write(text: string, x: number, y: number, colour: PaletteName, side: CanvasTextAlign = "left", weight = 400): void {
    this.context.font = `${weight} 12px ${this.#font}`;
    this.context.fillStyle = this.colour(colour);
    this.context.textAlign = side;
    this.context.fillText(text, x, y);
  }

  /** An upright line in the ink of the page. */
  mark(x: number, top: number, bottom: number): void {
    this.box(this.colour("ink"), Math.round(x) - 0.5, top, 1, bottom - top);
  }
}

/** Draws whenever the element's width changes, or the reader's choice of light or dark. */
export function redrawn(element: HTMLElement, draw: () => void): void {
  new ResizeObserver(draw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
