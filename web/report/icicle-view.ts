import type { FlowReport } from "../../src/report/flow-report.js";
import { type IcicleCell, icicleCells } from "../../src/report/icicle-cells.js";
import { cellDescription } from "../../src/report/icicle-look.js";
import { type IcicleWidths, icicleWidths, type WidthBy } from "../../src/report/icicle-widths.js";
import { element } from "../page/element.js";
import { holds, IciclePainter } from "./icicle-painter.js";
import {
  type IcicleWindow,
  isBelow,
  levelsBelow,
  placeWithin,
  runStart,
  windowAround,
  windowOfCrowd,
} from "./icicle-window.js";

const GREATEST_HEIGHT = 560;
const [LEAST_LEVEL_HEIGHT, GREATEST_LEVEL_HEIGHT] = [20, 56];
const LEAST_CELL_WIDTH = 3;
const REVEALED_WIDTH = 90;
const ZOOM_MILLISECONDS = 350;

/** What of a window is seen during a zoom: its own part, from a level on that may be between two. */
interface Frame extends IcicleWindow {
  readonly firstLevel: number;
}

interface SizedFrame extends Frame {
  readonly levelHeight: number;
}

/** What is seen, and which node is chosen. */
export interface IciclePlace {
  readonly window: IcicleWindow;
  readonly selected: number;
}

export interface IcicleListeners {
  /** Another node is on top. */
  readonly zoomed: (top: number) => void;
  /** Somebody has moved to another part of the tree, and may want to come back. */
  readonly moved: (place: IciclePlace) => void;
  /** Another node is chosen. */
  readonly selected: (node: number) => void;
}

/**
 * The icicle on a canvas, with a node on top that can be changed by click and keyboard. Only what can be seen is laid out
 * and drawn.
 */
export class IcicleView {
  readonly element: HTMLElement;
  readonly help: HTMLElement;
  readonly #report: FlowReport;
  readonly #listeners: IcicleListeners;
  readonly #canvas = element("canvas", { "aria-hidden": "true" });
  readonly #tip = element("div", { class: "tip", "aria-hidden": "true" });
  readonly #spoken = element("p", { class: "unseen", role: "status" });
  readonly #painter: IciclePainter;
  readonly #levels: Int32Array;
  readonly #height: number;
  #widths: IcicleWidths;
  #window: IcicleWindow;
  #selected: number;
  #cells: readonly IcicleCell[] = [];
  #levelHeight = GREATEST_LEVEL_HEIGHT;
  #animation = 0;

  constructor(report: FlowReport, widthBy: WidthBy, listeners: IcicleListeners) {
    this.#report = report;
    this.#listeners = listeners;
    this.#widths = icicleWidths(report, widthBy);
    this.#levels = levelsBelow(report);
    this.#window = { top: report.root, from: 0, to: 1 };
    this.#selected = report.root;
    this.#height = Math.min(GREATEST_HEIGHT, this.#levels[report.root] * GREATEST_LEVEL_HEIGHT);
    this.#canvas.style.height = `${this.#height}px`;
    this.#painter = new IciclePainter(report, this.#canvas);
    this.#tip.hidden = true;
    this.help = element(
      "p",
      { class: "help", id: "icicle-help" },
      "Click a node to zoom in, the top one to zoom out. Keys: arrows move, Enter zooms in, Escape out, Home to the root.",
    );
    this.element = element(
      "div",
      {
        class: "icicle",
        tabindex: 0,
        role: "application",
        "aria-label": "Icicle of the tree",
        "aria-describedby": "icicle-help",
      },
      this.#canvas,
      this.#tip,
      this.#spoken,
    );
    this.#listen();
  }

  /** Draws for the first time; the element must be in the page. */
  start({ window, selected }: IciclePlace): void {
    new ResizeObserver(() => this.#prepare()).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#prepare());
    this.#window = window;
    this.#select(selected);
    this.#listeners.zoomed(window.top);
    this.#prepare();
  }

  /** Shows what was seen before, without telling that somebody has moved. */
  returnTo({ window, selected }: IciclePlace): void {
    this.#select(selected);
    this.#show(window);
  }

  /** Puts a node on top, and chooses it. */
  zoomTo(node: number): void {
    this.#select(node);
    this.#moveTo({ top: this.#report.tree.topology.isLeaf(node) ? this.#above(node) : node, from: 0, to: 1 });
  }

  /** Chooses a node and shows it among its siblings. */
  reveal(node: number): void {
    this.#select(node);
    this.#moveTo(windowAround(this.#report, this.#widths, node, this.#pixels, REVEALED_WIDTH));
  }

  setWidthBy(widthBy: WidthBy): void {
    this.#widths = icicleWidths(this.#report, widthBy);
    this.#window = { top: this.#window.top, from: 0, to: 1 };
    this.#draw();
  }

  get #pixels(): number {
    return this.#canvas.clientWidth;
  }

  #above(node: number): number {
    return Math.max(this.#report.tree.topology.parent[runStart(this.#report, node)], this.#report.root);
  }

  #prepare(): void {
    this.#painter.prepare(this.#pixels, this.#height);
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#animation);
    const frame = { ...this.#window, firstLevel: 0 };
    this.#drawFrame({ ...frame, levelHeight: this.#levelHeightOf(frame) });
  }

  #drawFrame(frame: SizedFrame): void {
    this.#levelHeight = frame.levelHeight;
    this.#cells = this.#layOut(frame, Math.ceil((frame.firstLevel % 1) + this.#height / frame.levelHeight - 1e-6));
    this.#painter.paint(this.#cells, frame.firstLevel, frame.levelHeight, this.#selected);
  }

  /** As high as the levels that can be seen let it be. */
  #levelHeightOf(frame: Frame): number {
    const cells = this.#layOut(frame, this.#height / LEAST_LEVEL_HEIGHT);
    const levels = cells.reduce((most, { level }) => Math.max(most, level - frame.firstLevel + 1), 1);
    return Math.min(GREATEST_LEVEL_HEIGHT, this.#height / levels);
  }

  #layOut({ top, from, to, firstLevel }: Frame, levels: number): IcicleCell[] {
    return icicleCells(this.#report, this.#widths, {
      top,
      // The root is where a page begins, and not what somebody asked for.
      named: this.#selected === this.#report.root ? -1 : this.#selected,
      from,
      to,
      firstLevel: Math.floor(firstLevel),
      levels,
      pixels: this.#pixels,
      leastPixels: LEAST_CELL_WIDTH,
      children: Number.POSITIVE_INFINITY,
    });
  }

  #select(node: number): void {
    this.#selected = node;
    this.#listeners.selected(node);
  }

  #moveTo(target: IcicleWindow): void {
    this.#show(target);
    this.#listeners.moved({ window: target, selected: this.#selected });
  }

  /** Zooms; the way is shown where the one window lies within the other, and the reader does not mind motion. */
  #show(target: IcicleWindow): void {
    const before = this.#window;
    this.#window = target;
    this.#tip.hidden = true;
    if (before.top !== target.top) this.#listeners.zoomed(target.top);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const way = isStill ? undefined : this.#way(before, target);
    if (way === undefined) this.#draw();
    else this.#animate(...way);
  }

  #way(before: IcicleWindow, target: IcicleWindow): [Frame, Frame] | undefined {
    if (isBelow(this.#report, target.top, before.top)) {
      return [{ ...before, firstLevel: 0 }, this.#within(before.top, target)];
    }
    if (isBelow(this.#report, before.top, target.top)) {
      return [this.#within(target.top, before), { ...target, firstLevel: 0 }];
    }
    return undefined;
  }

  /** A window as a part of the width of a node above it. */
  #within(ancestor: number, { top, from, to }: IcicleWindow): Frame {
    const place = placeWithin(this.#report, this.#widths, ancestor, top);
    const span = place.to - place.from;
    return {
      top: ancestor,
      from: place.from + from * span,
      to: place.from + to * span,
      firstLevel: place.level,
    };
  }

  #animate(from: Frame, to: Frame): void {
    cancelAnimationFrame(this.#animation);
    const first = { ...from, levelHeight: this.#levelHeight };
    const last = { ...to, levelHeight: this.#levelHeightOf(to) };
    const begun = performance.now();
    const step = (now: number) => {
      const time = Math.min(1, Math.max(0, now - begun) / ZOOM_MILLISECONDS);
      if (time >= 1) return this.#draw();
      this.#drawFrame(between(first, last, time * time * (3 - 2 * time)));
      this.#animation = requestAnimationFrame(step);
    };
    this.#animation = requestAnimationFrame(step);
  }

  #listen(): void {
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.#canvas.addEventListener("pointerleave", () => {
      this.#tip.hidden = true;
    });
    this.#canvas.addEventListener("click", (event) => {
      const cell = this.#cellAt(event);
      if (cell) this.#choose(cell);
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !this.#press(event.key)) return;
      event.preventDefault();
    });
  }

  #cellAt({ offsetX, offsetY }: MouseEvent): IcicleCell | undefined {
    const level = Math.floor(offsetY / this.#levelHeight);
    return this.#cells.find((cell) => cell.level === level && cell.left <= offsetX && offsetX < cell.right);
  }

  #point(event: PointerEvent): void {
    const cell = this.#cellAt(event);
    this.#canvas.style.cursor = cell ? "pointer" : "default";
    this.#tip.hidden = cell === undefined;
    if (cell === undefined) return;
    this.#tip.textContent = cellDescription(this.#report, cell).join("\n");
    const left = Math.min(event.offsetX + 14, this.#pixels - this.#tip.offsetWidth - 4);
    this.#tip.style.transform = `translate(${Math.max(0, left)}px, ${event.offsetY + 16}px)`;
  }

  /** A click: into a node or a crowd, out of the node on top; a leaf is only chosen. */
  #choose(cell: IcicleCell): void {
    if (cell.node < 0) {
      this.#select(cell.crowd[0]);
      this.#moveTo(windowOfCrowd(this.#report, this.#widths, cell.crowd));
      return;
    }
    const node = this.#report.series.fullest[cell.node];
    if (cell.level === 0 && this.#selected === node) {
      this.#zoomOut();
      return;
    }
    this.#select(node);
    if (this.#report.tree.topology.isLeaf(node)) this.#draw();
    else this.#moveTo({ top: cell.node, from: 0, to: 1 });
  }

  #zoomOut(): void {
    const { top, from, to } = this.#window;
    if (from > 0 || to < 1) this.#moveTo({ top, from: 0, to: 1 });
    else this.#moveTo({ top: this.#above(top), from: 0, to: 1 });
  }

  /** @returns whether the key means something here */
  #press(key: string): boolean {
    switch (key) {
      case "ArrowUp":
        this.#walkTo(this.#above(this.#selected));
        return true;
      case "ArrowDown":
        this.#walkTo(this.#widestChild());
        return true;
      case "ArrowLeft":
        this.#walkTo(this.#sibling(-1));
        return true;
      case "ArrowRight":
        this.#walkTo(this.#sibling(1));
        return true;
      case "Enter":
      case " ":
        this.zoomTo(this.#selected);
        return true;
      case "Escape":
      case "Backspace":
        this.#zoomOut();
        return true;
      case "Home":
        this.zoomTo(this.#report.root);
        return true;
      default:
        return false;
    }
  }

  #widestChild(): number | undefined {
    const { topology } = this.#report.tree;
    const end = this.#report.series.end[this.#selected];
    return topology.isLeaf(end) ? undefined : this.#widths.childNodes[topology.childStart[end]];
  }

  #sibling(step: number): number | undefined {
    const { parent, childStart } = this.#report.tree.topology;
    const start = runStart(this.#report, this.#selected);
    const above = parent[start];
    if (above < 0) return undefined;
    const siblings = this.#widths.childNodes.subarray(childStart[above], childStart[above + 1]);
    return siblings[siblings.indexOf(start) + step];
  }

  #walkTo(node: number | undefined): void {
    if (node === undefined) return;
    const start = runStart(this.#report, node);
    const shown = this.#report.series.fullest[start];
    this.#select(shown);
    const cell = this.#cells.find((candidate) => holds(this.#report, candidate, shown));
    if (cell === undefined) this.#moveTo(windowAround(this.#report, this.#widths, shown, this.#pixels, REVEALED_WIDTH));
    else this.#draw();
    const own = { left: 0, right: 0, level: 0, node: start, shown, crowd: [], isClosed: false };
    this.#spoken.textContent = cellDescription(this.#report, own).join(", ");
  }
}

/** A frame on the way: widths change by the same factor in the same time. */
function between(first: SizedFrame, last: SizedFrame, time: number): SizedFrame {
  const [firstSpan, lastSpan] = [first.to - first.from, last.to - last.from];
  const span = firstSpan * (lastSpan / firstSpan) ** time;
  const progress = firstSpan === lastSpan ? time : (firstSpan - span) / (firstSpan - lastSpan);
  const from = first.from + (last.from - first.from) * progress;
  return {
    top: first.top,
    from,
    to: from + span,
    firstLevel: first.firstLevel + (last.firstLevel - first.firstLevel) * time,
    levelHeight: first.levelHeight + (last.levelHeight - first.levelHeight) * time,
  };
}
