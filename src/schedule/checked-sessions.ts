import { InputError } from "../model/input-error.js";
import type { FlatTree } from "../tree/flat-tree.js";
import {
  type Adjustment,
  type CheckedSession,
  checkEntries,
  checkId,
  checkSession,
  namesakeError,
} from "./checked-request.js";
import type { Session } from "./schedule-request.js";

interface Entry {
  readonly session: Session;
  readonly checked: CheckedSession;
  /** What was read otherwise than it was written, if anything was. */
  readonly adjustments: readonly Adjustment[] | undefined;
}

/** A session that came (no `before`), went (no `after`) or changed. */
export interface SessionChange {
  readonly id: string;
  readonly before: CheckedSession | undefined;
  readonly after: CheckedSession | undefined;
}

/** Sessions by id, in order, each checked once. */
export class CheckedSessions {
  readonly #tree: FlatTree;
  #entries: Map<string, Entry>;

  /** @throws InputError as `checkRequest` */
  constructor(tree: FlatTree, sessions: readonly Session[], hours: Float64Array) {
    this.#tree = tree;
    this.#entries = this.#checkedAll(sessions, hours);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** @throws InputError where there is none */
  get(id: string): Session {
    const entry = this.#entries.get(id);
    if (entry) return entry.session;
    throw new InputError(`${JSON.stringify(id)} is not a session: there are ${this.#entries.size}`, {
      field: "id",
      value: id,
    });
  }

  asGiven(): Session[] {
    return Array.from(this.#entries.values(), ({ session }) => session);
  }

  /** @throws InputError for a session that is nonsense */
  put(session: Session, hours: Float64Array): SessionChange {
    const { id } = session;
    const before = this.#entries.get(id)?.checked;
    const entry = this.#checkedOne(session, this.#entries.size, hours);
    this.#entries.set(id, entry);
    return { id, before, after: entry.checked };
  }

  /** @throws InputError where there is none */
  remove(id: string): SessionChange {
    this.get(id);
    const before = this.#entries.get(id)?.checked;
    this.#entries.delete(id);
    return { id, before, after: undefined };
  }

  /** Other sessions, or other steps for them. @throws InputError as `checkRequest`; nothing is changed then */
  checkAgain(sessions: readonly Session[], hours: Float64Array): void {
    this.#entries = this.#checkedAll(sessions, hours);
  }

  /** @throws InputError where their windows do not fit in memory */
  checked(): { sessions: CheckedSession[]; adjustments: Adjustment[] } {
    const sessions: CheckedSession[] = [];
    const adjustments: Adjustment[] = [];
    let entries = 0;
    for (const { checked, adjustments: own } of this.#entries.values()) {
      for (const adjustment of own ?? []) adjustments.push({ ...adjustment, session: sessions.length });
      sessions.push(checked);
      entries += checked.to - checked.from;
      checkEntries(entries, checked.id, sessions.length, this.#entries.size);
    }
    return { sessions, adjustments };
  }

  #checkedAll(sessions: readonly Session[], hours: Float64Array): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    sessions.forEach((session, s) => {
      const entry = this.#checkedOne(session, s, hours);
      if (entries.has(session.id)) {
        const first = sessions.findIndex(({ id }) => id === session.id);
        throw namesakeError(session.id, first, s);
      }
      entries.set(session.id, entry);
    });
    return entries;
  }

  #checkedOne(session: Session, index: number, hours: Float64Array): Entry {
    checkId(session, index);
    const adjustments: Adjustment[] = [];
    const checked = checkSession(this.#tree, session, index, hours, adjustments);
    return { session, checked, adjustments: adjustments.length > 0 ? adjustments : undefined };
  }
}
