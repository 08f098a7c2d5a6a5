import { scaleLinear } from "d3-scale";
import { counted, percent, pictureCount, pictureNumber } from "../../src/report/picture-numbers.js";
import { clippedMiddle } from "../../src/report/text-width.js";
import { element } from "../page/element.js";
import { legend } from "../page/legend.js";
import type { PlanView } from "./plan-view.js";
import { redrawn, Sheet } from "./sheet.js";
import { stepRuns } from "./step-runs.js";
import type { TimeAxis } from "./time-axis.js";

const ROW = 22;
const AXIS = 26;
const MOST_ROWS = 22;

const KEYS =
  "Up and down choose a session, left and right a step; Page Up, Page Down, Home and End go further. A click chooses both.";

/**
 * Sessions over time: a row each, its stay, and in it the power as colour. Rows scroll beneath an axis that stands still; only those
 * that are seen are drawn, however many there are.
 */
export class Gantt {
  readonly elements: readonly HTMLElement[];
  readonly #view: PlanView;
  readonly #axis: TimeAxis;
  readonly #sheet = new Sheet(element("canvas", { "aria-hidden": "true" }));
  readonly #space = element("div", { class: "space" });
  readonly #frame: HTMLElement;
  readonly #told = element("p", { class: "told", role: "status" });
  readonly #mostKw: number;

  constructor(view: PlanView, axis: TimeAxis) {
    this.#view = view;
    this.#axis = axis;
    this.#mostKw = view.plan.sessions.reduce((most, { peakKw }) => Math.max(most, peakKw), 0);
    this.#frame = element(
      "div",
      {
        class: "rows",
        tabindex: 0,
        role: "application",
        "aria-label": "Sessions over time",
        "aria-describedby": "keys",
      },
      this.#sheet.canvas,
      this.#space,
    );
    const colours = legend([
      { tone: "stay", words: "there, takes nothing" },
      { tone: "power", words: `little power to much, ${pictureNumber(this.#mostKw)} kW at most` },
      { tone: "short-sign", sign: "▼", words: "short: does not get all it wants" },
    ]);
    this.elements = [this.#frame, this.#told, colours, element("p", { class: "help", id: "keys" }, KEYS)];
    this.#frame.addEventListener("scroll", () => this.#paint());
    this.#frame.addEventListener("keydown", (event) => this.#press(event));
    this.#frame.addEventListener("click", (event) => this.#click(event));
    redrawn(this.#frame, () => this.#layOut());
    view.on("order", () => this.#layOut());
    view.on("step", () => this.#paint());
    view.on("session", () => this.#paint());
  }

  /** Scrolls to a session and chooses it. */
  goTo(session: number): void {
    this.#choose(this.#view.order.indexOf(session));
    this.#frame.scrollIntoView({ block: "nearest" });
    this.#frame.focus({ preventScroll: true });
  }

  #sides(): { left: number; right: number } {
    const { width } = this.#sheet;
    return { left: Math.min(150, Math.round(width * 0.28)), right: width - 52 };
  }

  #layOut(): void {
    const rows = this.#view.order.length;
    const height = Math.max(1, Math.min(rows, MOST_ROWS)) * ROW + AXIS;
    this.#frame.style.height = `${height}px`;
    // The canvas takes the first rows' place, and stays where it is.
    this.#space.style.height = `${Math.max(0, rows - MOST_ROWS) * ROW}px`;
    this.#paint();
  }

  #paint(): void {
    const { order, plan, step, session: chosen } = this.#view;
    const sheet = this.#sheet;
    sheet.begin(this.#frame.clientWidth, this.#frame.clientHeight);
    const { left, right } = this.#sides();
    const edges = this.#axis.show(this.#view.window).pixels(left, right);
    const scrolled = this.#frame.scrollTop;
    const bottom = sheet.height - AXIS;
    const tone = scaleLinear([0, 1], [sheet.colour("leaf"), sheet.colour("ink")]);
    for (let row = Math.floor(scrolled / ROW); row < order.length && row * ROW - scrolled < bottom; row++) {
      const session = order[row];
      const y = row * ROW - scrolled;
      if (session === chosen) sheet.box(sheet.colour("track"), 0, y, sheet.width, ROW);
      this.#paintRow(session, y, edges, left, (kw) => tone(0.75 * (kw / this.#mostKw)));
    }
    if (order.length === 0) sheet.write("No session is like that.", left, bottom / 2, "muted");
    sheet.mark((edges[step] + edges[step + 1]) / 2, 0, bottom + 4);
    // Rows that are cut by the foot end above the axis.
    sheet.box(sheet.colour("surface"), 0, bottom, sheet.width, AXIS);
    for (const { x, words } of this.#axis.ticks(left, right)) {
      sheet.write(words, x, bottom + AXIS / 2 + 2, "muted", "center");
    }
    this.#told.textContent =
      chosen < 0 ? this.#count() : sessionWords(this.#view, this.#axis, plan.sessions[chosen], chosen);
  }

  #paintRow(session: number, y: number, edges: readonly number[], left: number, tone: (kw: number) => string): void {
    const { plan } = this.#view;
    const sheet = this.#sheet;
    const { id, from: arrival, to: departure, share, isShort } = plan.sessions[session];
    const { window } = this.#view;
    const [from, to] = [Math.max(arrival, window.from), Math.min(departure, window.to)];
    const middle = y + ROW / 2;
    sheet.write(clippedMiddle(id, 12, left - 8), 0, middle, "ink");
    if (to > from) {
      const [begin, end] = [Math.round(edges[from]), Math.round(edges[to])];
      const width = Math.max(1, end - begin);
      sheet.box(sheet.colour("line"), begin, y + 3, width, ROW - 6);
      sheet.box(sheet.colour("surface"), begin + 1, y + 4, Math.max(0, width - 2), ROW - 8);
    }
    const first = plan.firstPower[session] - arrival;
    const power = (step: number) => plan.power[first + step] || Number.NaN;
    for (const { left: begin, right: end, value } of stepRuns(edges, from, to, power)) {
      sheet.box(tone(value), begin, y + 3, end - begin, ROW - 6);
    }
    const words = isShort ? `▼ ${percent(share)}` : percent(share);
    sheet.write(words, sheet.width - 2, middle, isShort ? "edge" : "muted", "right", isShort ? 600 : 400);
  }

  #count(): string {
    const { order, plan } = this.#view;
    return order.length <= MOST_ROWS
      ? `${pictureCount(order.length)} of ${counted(plan.sessions.length, "session")}`
      : `${MOST_ROWS} of ${counted(order.length, "session")} at a time: scroll for the others`;
  }

  #click(event: MouseEvent): void {
    const { left, top } = this.#sheet.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const sides = this.#sides();
    if (x >= sides.left && x <= sides.right) this.#view.lookAtStep(this.#axis.stepAt(x, sides.left, sides.right));
    const row = Math.floor((y + this.#frame.scrollTop) / ROW);
    if (y < this.#sheet.height - AXIS && row < this.#view.order.length) this.#choose(row);
  }

  #press(event: KeyboardEvent): void {
    const { order, session, step } = this.#view;
    const row = order.indexOf(session);
    const rows: Readonly<Record<string, number>> = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      PageDown: row + MOST_ROWS - 1,
      PageUp: row - MOST_ROWS + 1,
      Home: 0,
      End: order.length - 1,
    };
    const steps: Readonly<Record<string, number>> = { ArrowLeft: step - 1, ArrowRight: step + 1 };
    if (event.key in rows) this.#choose(Math.max(0, Math.min(order.length - 1, rows[event.key])));
    else if (event.key in steps) this.#view.lookAtStep(steps[event.key]);
    else return;
    event.preventDefault();
  }

  /** Chooses the session of a row, and scrolls as little as shows it. */
  #choose(row: number): void {
    if (row < 0 || row >= this.#view.order.length) return;
    const height = this.#frame.clientHeight - AXIS;
    const scrolled = this.#frame.scrollTop;
    this.#frame.scrollTop = Math.min(row * ROW, Math.max(scrolled, (row + 1) * ROW - height));
    this.#view.lookAtSession(this.#view.order[row]);
  }
}

function sessionWords(
  { plan, step }: PlanView,
  axis: TimeAxis,
  { id, leaf, from, to, servedKwh, wantedKwh, share }: PlanView["plan"]["sessions"][number],
  session: number,
): string {
  const stay = to > from ? `${axis.words(from)} to ${axis.words(to)}` : "no whole step";
  const isThere = step >= from && step < to;
  const now = isThere ? `${pictureNumber(plan.power[plan.firstPower[session] + step - from])} kW` : "not there";
  const energy = `${pictureNumber(servedKwh)} of ${pictureNumber(wantedKwh)} kWh, ${percent(share)}`;
  return `${id} at ${leaf}, ${stay}: ${energy}. At ${axis.words(step)}: ${now}.`;
}
