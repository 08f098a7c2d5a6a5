import { InputError } from "../model/input-error.js";
import { nearestName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import { CsvTable, type TableSubject } from "../text/csv-table.js";
import { FaultList } from "../text/fault-list.js";
import type { GridField } from "../text/grid-fields.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { type TimeKind, timeValue } from "./step-times.js";

const columns = {
  from: { names: ["from"], holds: "text", says: "The first time at which it holds." },
  to: { names: ["to"], holds: "text", says: "The first time at which it does not any more." },
  id: { names: ["id", "node"], holds: "text", says: "The inner node whose limits it changes." },
  lower: { names: ["lower", "lower_kw"], holds: "number", says: "Its lower limit then. Default: the grid's." },
  upper: { names: ["upper", "upper_kw"], holds: "number", says: "Its upper limit then. Default: the grid's." },
} as const satisfies Record<string, GridField>;

const subject: TableSubject = { table: "table of events", row: "event", unitFault: () => undefined };

interface Event {
  readonly line: number;
  readonly node: number;
  readonly from: number;
  readonly to: number;
  /** NaN: the grid's. */
  readonly lower: number;
  readonly upper: number;
}

/** The limits of a node in the steps `from..to - 1`. */
export interface LimitRun {
  /** Index in the tree's order. */
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly lower: number;
  readonly upper: number;
}

/** Limits at some steps, as `solveSteps` takes them: rows of one number a node. */
export interface EventSteps {
  readonly nodes: readonly number[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Limits of inner nodes that hold for a while: ambient ratings, a call for demand response. */
export class EventLimits {
  readonly #tree: FlatTree;
  readonly #kind: TimeKind;
  /** By node, in the order of `#nodes`; each in the order of its time. */
  readonly #events: readonly (readonly Event[])[];
  readonly #nodes: readonly number[];
  readonly #unused: Set<Event>;

  private constructor(tree: FlatTree, kind: TimeKind, events: readonly Event[]) {
    const byNode = new Map<number, Event[]>();
    for (const event of events) byNode.set(event.node, [...(byNode.get(event.node) ?? []), event]);
    this.#tree = tree;
    this.#kind = kind;
    this.#nodes = [...byNode.keys()];
    this.#events = [...byNode.values()].map((own) => own.toSorted((a, b) => a.from - b.from));
    this.#unused = new Set(events);
  }

  /**
   * Reads a table with the columns `from,to,id,lower,upper`: the limits of a node at all times from `from` on and before `to`.
   * @param kind how its times are written: as those of the profiles, or of the plan
   * @throws FormatError with the line, for broken CSV, cells that are no times or numbers, nodes that there are not or that are
   * leaves, limits that contradict each other, and two events of a node at one time: all that is wrong, the first 20 of it
   */
  static fromCsv(text: string, source: string, tree: FlatTree, kind: TimeKind): EventLimits {
    const faults = new FaultList(source);
    const table = new CsvTable(text, columns, ["from", "to", "id"], faults, subject);
    table.checkNames();
    const [from, to, ids] = (["from", "to", "id"] as const).map((field) => table.texts(field));
    const [lower, upper] = (["lower", "upper"] as const).map((field) => table.numbers(field, () => true));
    const events = ids.map((id, row): Event => {
      const line = table.line(row);
      const time = (cell: string, field: string) => {
        const value = timeValue(cell, kind);
        if (Number.isNaN(value))
          table.fault(row, `${field} is "${excerpt(cell)}"; expected ${expectedTime[kind]}`, { field });
        return value;
      };
      const event = { line, node: tree.indexOf(id), ...{ from: time(from[row], "from"), to: time(to[row], "to") } };
      return { ...event, lower: lower[row], upper: upper[row] };
    });
    events.forEach((event, row) => {
      const fault = eventFault(tree, event, ids[row]);
      if (fault !== undefined) table.fault(row, fault);
    });
    tellOverlaps(events, (event, other) => {
      const problem = `it overlaps with the event of the same node in line ${other.line}`;
      faults.add(new InputError(problem, { id: tree.id(event.node) }), { line: event.line });
    });
    faults.throwIfAny();
    return new EventLimits(tree, kind, events);
  }

  /** The limits at some steps, for `solveSteps`. */
  at(times: readonly string[]): EventSteps {
    const { lower: lowers, upper: uppers } = this.#tree;
    const count = this.#nodes.length;
    const lower = new Float64Array(times.length * count);
    const upper = new Float64Array(times.length * count);
    for (const [step, text] of times.entries()) {
      const time = timeValue(text, this.#kind);
      for (let i = 0; i < count; i++) {
        const node = this.#nodes[i];
        const event = this.#events[i].find(({ from, to }) => from <= time && time < to);
        if (event) this.#unused.delete(event);
        lower[step * count + i] = orElse(event?.lower, lowers[node]);
        upper[step * count + i] = orElse(event?.upper, uppers[node]);
      }
    }
    return { nodes: this.#nodes, lower, upper };
  }

  /** The limits at some steps, for `schedule`: as long as a node's stay the same they are one. */
  runs(times: readonly string[]): LimitRun[] {
    const { nodes, lower, upper } = this.at(times);
    const count = nodes.length;
    return nodes.flatMap((node, i) => {
      const own: LimitRun[] = [];
      for (let step = 0; step < times.length; step++) {
        const limits = { lower: lower[step * count + i], upper: upper[step * count + i] };
        const last = own.at(-1);
        if (last?.lower === limits.lower && last.upper === limits.upper) own.splice(-1, 1, { ...last, to: step + 1 });
        else own.push({ node, from: step, to: step + 1, ...limits });
      }
      return own;
    });
  }

  /** Lines of the events in whose time no step has been so far. */
  get unusedLines(): number[] {
    return Array.from(this.#unused, ({ line }) => line);
  }
}

const expectedTime: Readonly<Record<TimeKind, string>> = {
  date: "RFC 3339 with its zone, as the steps have (2030-01-31T00:15:00Z)",
  number: "a number, as the steps have",
};

function orElse(value: number | undefined, other: number): number {
  return value === undefined || Number.isNaN(value) ? other : value;
}

function eventFault(tree: FlatTree, { node, from, to, lower, upper }: Event, id: string): string | undefined {
  if (node < 0) {
    const ids = Array.from({ length: Math.min(tree.nodeCount, 10_000) }, (_, v) => tree.id(v));
    const meant = nearestName(id, ids);
    return `the grid has no such node${meant === undefined ? "" : `; did you mean "${excerpt(meant)}"?`}`;
  }
  if (tree.isLeaf(node)) return "it is a leaf; events change limits of inner nodes, profiles those of leaves";
  if (to <= from) return "it ends before it begins";
  if (Number.isNaN(lower) && Number.isNaN(upper)) return "it changes neither lower nor upper";
  const [least, most] = [orElse(lower, tree.lower[node]), orElse(upper, tree.upper[node])];
  return least > most ? `its lower limit ${least} is above its upper limit ${most}` : undefined;
}

function tellOverlaps(events: readonly Event[], tell: (event: Event, other: Event) => void): void {
  const known = events.filter(({ node, from, to }) => node >= 0 && from < to);
  const sorted = known.toSorted((a, b) => a.node - b.node || a.from - b.from || a.line - b.line);
  for (let k = 1; k < sorted.length; k++) {
    const [before, event] = [sorted[k - 1], sorted[k]];
    if (before.node === event.node && event.from < before.to) tell(event, before);
  }
}
