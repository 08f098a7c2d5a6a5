import { InputError } from "../model/input-error.js";
import { nearestName, unknownName } from "../model/nearest-name.js";
import { excerpt } from "../model/printable.js";
import { type Adjustment, checkSession } from "../schedule/checked-request.js";
import type { Session } from "../schedule/schedule-request.js";
import type { FlatTree } from "../tree/flat-tree.js";
import { CsvTable, type TableSubject } from "./csv-table.js";
import { FaultList } from "./fault-list.js";
import { FormatError } from "./format-error.js";
import type { GridField } from "./grid-fields.js";
import type { PlanSteps } from "./plan-steps.js";
import { type SessionField, sessionColumns } from "./session-columns.js";

/** How a table of sessions is read. */
export interface SessionReading {
  /** Names that the file's columns have in place of those of the format, by the format's name. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

/** Sessions as a plan takes them. */
export interface ReadSessions {
  readonly sessions: readonly Session[];
  /** What was read otherwise than it is written, a line each for people: windows that were cut, columns that were ignored. */
  readonly notes: readonly string[];
}

const otherUnit = /^(max|maximum|min|minimum|energy|given)[\s_-]*\(?(?:[kmg]?(?:va|a)h?|[mg]?wh?|amps?|amperes?)\)?$/i;

const subject: TableSubject = {
  table: "table of sessions",
  row: "session",
  unitFault: (name) =>
    otherUnit.test(name) ? "units are not converted: powers are in kW, energies in kWh" : undefined,
};
const required: readonly SessionField[] = ["leaf", "arrival", "departure", "energy_kwh"];
const MOST_TOLD = 20;

/**
 * Sessions from CSV with the columns `id,leaf,arrival,departure,energy_kwh,max_kw[,min_kw,given_kwh,weight,priority]`, in
 * whatever dialect `gridFromCsv` reads. Times are those of `steps`: RFC 3339 with their zone, or numbers of steps. A session may take
 * power in the steps that lie wholly between its arrival and its departure. Without an id, sessions are numbered at each leaf
 * (`charger7#2`); without `max_kw` the leaf's upper limit holds.
 *
 * Sessions that are there at no time of the plan are left out, windows that reach beyond it are cut; both are told in the notes.
 * @param source what to call the text in messages, e.g. the file's path
 * @throws FormatError with the line, for broken CSV, a name that is nearly a column's, cells that are no numbers or times, a leaf that
 * the tree does not have, an id used twice, and everything that `schedule` refuses of a session: all that is wrong, the first
 * 20 of it
 */
export function sessionsFromCsv(
  text: string,
  source: string,
  tree: FlatTree,
  steps: PlanSteps,
  { columns = {} }: SessionReading = {},
): ReadSessions {
  const faults = new FaultList(source);
  const table = openTable(text, columns, faults);
  const rows = readRows(table, tree);
  const notes = new WindowNotes();
  const sessions: Session[] = [];
  const seen = new Map<string, number>();
  const hours = new Float64Array(steps.count).fill(steps.hours);
  rows.forEach((row, k) => {
    const line = table.line(k);
    const whose = `session "${excerpt(row.id)}"`;
    const tell = (problem: string, field: string) =>
      faults.add(new InputError(`${whose}: ${problem}`, { field }), { line });
    const namesake = seen.get(row.id);
    if (namesake !== undefined) tell(`the id is used twice, the first time in line ${namesake}`, "id");
    else seen.set(row.id, line);
    const fault = leafFault(tree, row) ?? powerFault(tree, row);
    if (fault !== undefined) tell(fault, "leaf");
    const stay = stayOf(row, steps, tell);
    if (stay === undefined || fault !== undefined) return;
    const session = sessionOf(row, windowOf(stay, steps.count));
    // `schedule` will tell them.
    const adjustments: Adjustment[] = [];
    try {
      checkSession(tree, session, k, hours, adjustments);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      faults.add(error, { line });
    }
    if (notes.isThere(stay, steps.count, whose, line)) sessions.push(session);
  });
  faults.throwIfAny();
  return { sessions, notes: [...table.notes, ...notes.lines(rows.length)] };
}

function openTable(text: string, renamed: Readonly<Record<string, string>>, faults: FaultList): CsvTable<SessionField> {
  const fields = Object.keys(sessionColumns) as SessionField[];
  for (const name of Object.keys(renamed)) {
    if (!fields.some((field) => field === name)) {
      throw new FormatError(new InputError(unknownName("column", name, fields), { field: name }), {
        source: faults.source,
      });
    }
  }
  const named = fields.filter((field) => renamed[field] !== undefined);
  const columns: Record<SessionField, GridField> = { ...sessionColumns };
  for (const field of named) columns[field] = { ...columns[field], names: [renamed[field]] };
  const table = new CsvTable(text, columns, [...new Set([...required, ...named])], faults, subject);
  table.checkNames();
  return table;
}

interface SessionRow {
  readonly id: string;
  readonly leaf: string;
  readonly arrival: string;
  readonly departure: string;
  readonly energyKwh: number;
  readonly maximumKw: number;
  readonly minimumKw: number | undefined;
  readonly givenKwh: number | undefined;
  readonly weight: number | undefined;
  readonly priority: number | undefined;
}

function readRows(table: CsvTable<SessionField>, tree: FlatTree): SessionRow[] {
  const leaves = table.texts("leaf");
  const ids = table.has("id") ? table.texts("id") : numberedIds(leaves);
  const arrivals = table.texts("arrival");
  const departures = table.texts("departure");
  const numbers = (field: SessionField, mayBeEmpty: boolean) => table.numbers(field, () => mayBeEmpty);
  const energies = numbers("energy_kwh", false);
  const [most, least, given, weights, priorities] = (
    ["max_kw", "min_kw", "given_kwh", "weight", "priority"] as const
  ).map((field) => numbers(field, true));
  const ifThere = (value: number) => (Number.isNaN(value) ? undefined : value);
  return leaves.map((leaf, k) => ({
    ...{ id: ids[k], leaf, arrival: arrivals[k], departure: departures[k] },
    // What is no number has been told.
    energyKwh: ifThere(energies[k]) ?? 0,
    maximumKw: ifThere(most[k]) ?? tree.upper[tree.indexOf(leaf)],
    minimumKw: ifThere(least[k]),
    givenKwh: ifThere(given[k]),
    weight: ifThere(weights[k]),
    priority: ifThere(priorities[k]),
  }));
}

function numberedIds(leaves: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return leaves.map((leaf) => {
    const count = (counts.get(leaf) ?? 0) + 1;
    counts.set(leaf, count);
    return `${leaf}#${count}`;
  });
}

function leafFault(tree: FlatTree, { leaf }: SessionRow): string | undefined {
  const v = tree.indexOf(leaf);
  if (v >= 0) return tree.isLeaf(v) ? undefined : `leaf "${excerpt(leaf)}" is no leaf: the node has children`;
  const ids = Array.from(tree.leaves.subarray(0, 10_000), (node) => tree.id(node));
  const meant = nearestName(leaf, ids);
  return `the grid has no leaf "${excerpt(leaf)}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
}

function powerFault(tree: FlatTree, { leaf, maximumKw }: SessionRow): string | undefined {
  if (maximumKw !== Number.POSITIVE_INFINITY || tree.upper[tree.indexOf(leaf)] !== maximumKw) return undefined;
  return `max_kw is empty, and leaf "${excerpt(leaf)}" has no upper limit to take its place`;
}

/** Positions on the plan's time. */
interface Stay {
  readonly from: number;
  readonly to: number;
}

function stayOf(
  { arrival, departure }: SessionRow,
  steps: PlanSteps,
  tell: (problem: string, field: string) => void,
): Stay | undefined {
  const read = (text: string, field: string) => {
    try {
      return steps.position(text, field);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message, field);
      return undefined;
    }
  };
  const from = read(arrival, "arrival");
  const to = read(departure, "departure");
  if (from === undefined || to === undefined) return undefined;
  if (to >= from) return { from, to };
  tell(`departure ${excerpt(departure)} is before its arrival, ${excerpt(arrival)}`, "departure");
  return undefined;
}

/** The whole steps of a stay that the plan has. */
function windowOf({ from, to }: Stay, count: number): { arrival: number; departure: number } {
  const arrival = Math.min(Math.max(0, Math.ceil(from)), count);
  return { arrival, departure: Math.max(arrival, Math.min(Math.floor(to), count)) };
}

function sessionOf(row: SessionRow, window: { arrival: number; departure: number }): Session {
  return { ...row, ...window };
}

/** Tells what became of stays. */
class WindowNotes {
  readonly #cut: string[] = [];
  readonly #empty: string[] = [];
  #outside = 0;

  /** Whether a session is there at any time of the plan. */
  isThere(stay: Stay, count: number, whose: string, line: number): boolean {
    if (stay.to <= 0 || stay.from >= count) {
      this.#outside++;
      return false;
    }
    const { arrival, departure } = windowOf(stay, count);
    const told = `line ${line}: ${whose}`;
    if (arrival === departure) this.#empty.push(`${told} is there for no whole step of the plan, and gets nothing`);
    else if (stay.from < 0 || stay.to > count) {
      const ends = [stay.from < 0 ? "comes before the plan begins" : "", stay.to > count ? "goes after its end" : ""];
      this.#cut.push(`${told} ${ends.filter((end) => end !== "").join(" and ")}; its window is cut`);
    }
    return true;
  }

  lines(all: number): string[] {
    const outside = `${this.#outside} of ${all} sessions are there at no time of the plan, and left out`;
    return [...first(this.#cut), ...first(this.#empty), ...(this.#outside > 0 ? [outside] : [])];
  }
}

function first(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_TOLD) return lines;
  return [...lines.slice(0, MOST_TOLD), `and ${lines.length - MOST_TOLD} more like the last`];
}
