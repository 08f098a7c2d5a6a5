import type { PlanPageData } from "../../src/report/html/plan-page-data.js";

/** What a session can be sorted by. */
export type SessionKey = "id" | "leaf" | "from" | "to" | "wantedKwh" | "servedKwh" | "share" | "peakKw" | "priority";

/** What has changed in the view, as its events are called. */
type Change = "step" | "session" | "order";

/** What all pictures of the page look at: a step, a session, and which sessions in what order. */
export class PlanView {
  readonly plan: PlanPageData;
  readonly #changes = new EventTarget();
  #step: number;
  #session = -1;
  #key: SessionKey = "from";
  #isDescending = false;
  #words = "";
  #isShortOnly = false;
  /** Hours of a stretch of time; `undefined` for the whole plan. */
  #stretch: number | undefined;
  #order: readonly number[];

  constructor(plan: PlanPageData) {
    this.plan = plan;
    const { load, figures } = plan.ways[plan.ways.length - 1];
    this.#step = Math.min(load.length - 1, figures.greatestLoad.step);
    this.#order = this.#ordered();
  }

  on(change: Change, act: () => void): void {
    this.#changes.addEventListener(change, act);
  }

  get steps(): number {
    return this.plan.times.length - 1;
  }

  /** The step that is looked at. */
  get step(): number {
    return this.#step;
  }

  /** Index of the session that is looked at; -1 for none. */
  get session(): number {
    return this.#session;
  }

  /** The sessions that are shown, in their order. */
  get order(): readonly number[] {
    return this.#order;
  }

  get key(): SessionKey {
    return this.#key;
  }

  get isDescending(): boolean {
    return this.#isDescending;
  }

  /** Which steps are shown, `from..to - 1`: those of the stretch of time that the step is in. */
  get window(): { readonly from: number; readonly to: number } {
    const { elapsed } = this.plan;
    const stretch = this.#stretch;
    if (stretch === undefined) return { from: 0, to: this.steps };
    const place = (step: number) => Math.floor(elapsed[step] / stretch + 1e-9);
    let [from, to] = [this.#step, this.#step + 1];
    while (from > 0 && place(from - 1) === place(this.#step)) from--;
    while (to < this.steps && place(to) === place(this.#step)) to++;
    return { from, to };
  }

  /** A step beyond either end is the one at that end. */
  lookAtStep(step: number): void {
    const { from } = this.window;
    this.#step = Math.max(0, Math.min(this.steps - 1, step));
    if (this.window.from !== from) this.#reorder();
    this.#tell("step");
  }

  /** Shows so many hours at a time, and the sessions alone that are there then; all of the plan for `undefined`. */
  showHours(stretch: number | undefined): void {
    this.#stretch = stretch;
    this.#reorder();
  }

  lookAtSession(session: number): void {
    this.#session = session;
    this.#tell("session");
  }

  /** By the same key once more turns the order round. */
  sortBy(key: SessionKey): void {
    this.#isDescending = key === this.#key && !this.#isDescending;
    this.#key = key;
    this.#reorder();
  }

  /** Shows the sessions alone in whose id or leaf the words are, whatever their case. */
  find(words: string): void {
    this.#words = words.trim().toLowerCase();
    this.#reorder();
  }

  showShortOnly(isShortOnly: boolean): void {
    this.#isShortOnly = isShortOnly;
    this.#reorder();
  }

  #reorder(): void {
    this.#order = this.#ordered();
    this.#tell("order");
  }

  #ordered(): number[] {
    const { sessions } = this.plan;
    const [key, words, direction] = [this.#key, this.#words, this.#isDescending ? -1 : 1];
    const window = this.window;
    const shown: number[] = [];
    sessions.forEach(({ id, leaf, from, to, isShort }, s) => {
      if (this.#isShortOnly && !isShort) return;
      if (this.#stretch !== undefined && (to <= window.from || from >= window.to)) return;
      if (words === "" || id.toLowerCase().includes(words) || leaf.toLowerCase().includes(words)) shown.push(s);
    });
    return shown.sort((a, b) => direction * compared(sessions[a][key], sessions[b][key]) || a - b);
  }

  #tell(change: Change): void {
    this.#changes.dispatchEvent(new Event(change));
  }
}

const collator = new Intl.Collator("en", { numeric: true });

function compared(a: string | number, b: string | number): number {
  return typeof a === "string" ? collator.compare(a, String(b)) : a - Number(b);
}
