import type { Row, Tables } from "./table.js";

/** A closed switch between two buses. */
export interface BusSwitch {
  readonly row: Row;
  readonly from: number;
  readonly to: number;
}

/** What the switches of a grid do. */
export class Switches {
  /** Elements with an open switch at an end, by kind and index: `l.12`, `t.3`. */
  readonly #openAt = new Map<string, Set<number>>();
  /** Least rated currents in kA of closed switches at elements, likewise; at a three-winding transformer by bus: `t3.0.12`. */
  readonly #currents = new Map<string, number>();
  readonly betweenBuses: BusSwitch[] = [];

  constructor(tables: Tables) {
    for (const row of tables.rows("switch")) {
      row.notes.count("switch");
      const bus = row.number("bus");
      const element = row.number("element");
      const kind = row.text("et");
      if (bus === undefined || element === undefined || !kind || !/^(b|l|t|t3)$/.test(kind)) {
        row.notes.misunderstand(row.source, undefined, `${row.id}: no bus, element or kind of element (et)`);
        continue;
      }
      const isClosed = row.flag("closed", true);
      if (kind === "b") {
        if (isClosed) this.betweenBuses.push({ row, from: bus, to: element });
        else row.notes.drop(row.id, "open");
        continue;
      }
      const key = `${kind}.${element}`;
      // The ends of a three-winding transformer are apart; a line or transformer has one current through both.
      const place = kind === "t3" ? `${key}.${bus}` : key;
      const current = row.number("in_ka");
      if (!isClosed) this.#openAt.set(key, (this.#openAt.get(key) ?? new Set()).add(bus));
      else if (current !== undefined && current > 0) {
        this.#currents.set(place, Math.min(this.#currents.get(place) ?? current, current));
      }
    }
  }

  /** Whether a switch at either end of a line or a transformer is open. */
  isOpen(kind: "l" | "t", element: number): boolean {
    return this.#openAt.has(`${kind}.${element}`);
  }

  /** Whether the switch of a three-winding transformer at a bus is open. */
  isOpenAt(bus: number, transformer: number): boolean {
    return this.#openAt.get(`t3.${transformer}`)?.has(bus) ?? false;
  }

  /** The least rated current in kA of the closed switches at an element. */
  current(kind: "l" | "t", element: number): number | undefined {
    return this.#currents.get(`${kind}.${element}`);
  }

  /** The same for those of a three-winding transformer at a bus. */
  currentAt(bus: number, transformer: number): number | undefined {
    return this.#currents.get(`t3.${transformer}.${bus}`);
  }
}
