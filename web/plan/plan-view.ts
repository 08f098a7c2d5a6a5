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
  #order: readonly number[];

  constructor(plan: PlanPageData) {
    this.plan = plan;
    this.#order = this.#ordered();
    const { load, figures } = plan.ways[plan.ways.length - 1];
    this.#step = Math.min(load.length - 1, figures.greatestLoad.step);
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

  /** A step beyond either end is the one at that end. */
  lookAtStep(step: number): void {
    this.#step = Math.max(0, Math.min(this.steps - 1, step));
    this.#tell("step");
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
    const shown: number[] = [];
    sessions.forEach(({ id, leaf, isShort }, s) => {
      if (this.#isShortOnly && !isShort) return;
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
