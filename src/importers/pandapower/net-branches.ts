import type { CheckedImportOptions } from "../import-options.js";
import type { ReportNotes } from "../import-report.js";
import type { Branch, Network, Rating, SeriesElement } from "../network/network.js";
import type { NetBuses } from "./net-buses.js";
import { type BusSwitch, Switches } from "./switches.js";
import type { Row, Tables } from "./table.js";

const KW = 1000;
/** No conductor carries so much: grids write 99999 for unlimited. */
const PLACEHOLDER_KA = 100;
const PLACEHOLDER_MVA = 9000;

/** Adds the lines, transformers and switches of a grid to its network. */
export class NetBranches {
  readonly #switches: Switches;
  readonly #network: Network;
  readonly #notes: ReportNotes;

  constructor(
    tables: Tables,
    readonly buses: NetBuses,
    readonly options: CheckedImportOptions,
  ) {
    this.#network = buses.network;
    this.#notes = buses.network.notes;
    this.#switches = new Switches(tables);
    for (const row of tables.rows("trafo")) this.#transformer(row);
    for (const row of tables.rows("trafo3w")) this.#threeWindings(row);
    for (const row of tables.rows("line")) this.#line(row);
    for (const row of tables.rows("impedance")) this.#impedance(row);
    for (const joined of this.#switches.betweenBuses) this.#busSwitch(joined);
    for (const table of ["dcline", "tcsc", "line_dc", "vsc"]) {
      for (const { id } of tables.rows(table)) this.#notes.drop(id, "elements of this table are not read");
    }
  }

  #line(row: Row): void {
    const ends = this.#ends(row, "from_bus", "to_bus", "l");
    if (ends === undefined) return;
    const kv = this.#network.kvLineToNeutral[ends[0]];
    const current = row.number("max_i_ka");
    const parallel = row.number("parallel") ?? 1;
    const factor = (row.number("df") ?? 1) * parallel;
    this.#add(
      row,
      "line",
      ends,
      this.#lineRating(row, kv, current, factor, parallel),
      this.#seriesSwitch("l", row, kv),
    );
  }

  #lineRating(row: Row, kv: number, current: number | undefined, factor: number, parallel: number): Rating {
    const { powerFactor, defaultAmps } = this.options;
    if (!(kv > 0)) return this.#unrated(row.id, "no voltage");
    if (current !== undefined && current > 0 && current < PLACEHOLDER_KA && factor > 0) {
      this.#noteEmergency(row);
      return { kw: 3 * kv * current * factor * KW * powerFactor, source: `${current} kA × ${factor}` };
    }
    const missing = current === undefined ? "no max_i_ka" : `max_i_ka is ${current}, a placeholder`;
    if (defaultAmps === undefined) return this.#unrated(row.id, missing);
    this.#notes.assume(row.id, `${missing}; ${defaultAmps} A assumed`);
    return { kw: 3 * kv * defaultAmps * parallel * powerFactor, source: `${defaultAmps} A, assumed` };
  }

  #transformer(row: Row): void {
    const ends = this.#ends(row, "hv_bus", "lv_bus", "t");
    if (ends === undefined) return;
    const factor = (row.number("parallel") ?? 1) * (row.number("df") ?? 1);
    const series = this.#seriesSwitch("t", row, this.#network.kvLineToNeutral[ends[0]]);
    this.#add(row, "transformer", ends, this.#transformerRating(row, row.number("sn_mva"), factor), series);
  }

  /** Three branches that meet in a bus of the transformer's own. */
  #threeWindings(row: Row): void {
    this.#notes.count("trafo3w");
    if (!row.flag("in_service", true)) {
      this.#notes.drop(row.id, "out of service");
      return;
    }
    const middle = this.#network.bus(`${row.id} (inside)`);
    for (const side of ["hv", "mv", "lv"]) {
      const number = row.number(`${side}_bus`);
      const end = this.buses.find(number);
      const id = `${row.id}.${side}`;
      if (end === undefined || number === undefined) this.#notes.drop(id, this.buses.whyNot(number));
      else if (this.#switches.isOpenAt(number, row.index)) this.#notes.drop(id, "open");
      else {
        const rating = this.#transformerRating(row, row.number(`sn_${side}_mva`), 1, id);
        const current = this.#switches.currentAt(number, row.index);
        const series = this.#switchInSeries(current, id, this.#network.kvLineToNeutral[end]);
        this.#add(row, "transformer", [end, middle], rating, series, id);
      }
    }
  }

  #transformerRating(row: Row, mva: number | undefined, factor: number, id = row.id): Rating {
    if (mva !== undefined && mva > 0 && mva < PLACEHOLDER_MVA && factor > 0) {
      this.#noteEmergency(row);
      return { kw: mva * factor * KW * this.options.powerFactor, source: `${mva} MVA × ${factor}` };
    }
    return this.#unrated(id, mva === undefined ? "no rated power" : `its rated power is ${mva} MVA, a placeholder`);
  }

  #impedance(row: Row): void {
    const ends = this.#ends(row, "from_bus", "to_bus");
    if (ends !== undefined) this.#add(row, "impedance", ends, this.#unrated(row.id, "impedances have no rating"));
  }

  #busSwitch({ row, from, to }: BusSwitch): void {
    const [first, second] = [this.buses.find(from), this.buses.find(to)];
    if (first === undefined || second === undefined) {
      this.#notes.drop(row.id, this.buses.whyNot(first === undefined ? from : to));
      return;
    }
    this.#add(
      row,
      "switch",
      [first, second],
      this.#switchRating(row.number("in_ka"), row.id, this.#network.kvLineToNeutral[first]),
    );
  }

  #switchRating(current: number | undefined, id: string, kv: number): Rating {
    if (current !== undefined && current > 0 && current < PLACEHOLDER_KA && kv > 0) {
      return { kw: 3 * kv * current * KW * this.options.powerFactor, source: `${current} kA` };
    }
    return this.#unrated(id, "no rated current (in_ka)");
  }

  /** A node of its own for a switch at an element's end, where it has a rated current. */
  #seriesSwitch(kind: "l" | "t", { index, id }: Row, kv: number): SeriesElement[] | undefined {
    return this.#switchInSeries(this.#switches.current(kind, index), id, kv);
  }

  #switchInSeries(current: number | undefined, id: string, kv: number): SeriesElement[] | undefined {
    if (current === undefined) return undefined;
    return [{ id: `${id}.switch`, kind: "switch", rating: this.#switchRating(current, `${id}.switch`, kv) }];
  }

  /** The buses that an element in service joins; `undefined`, and told, where it does not. */
  #ends(row: Row, from: string, to: string, kind?: "l" | "t"): [number, number] | undefined {
    this.#notes.count(row.table);
    const numbers = [row.number(from), row.number(to)];
    const [first, second] = numbers.map((number) => this.buses.find(number));
    if (!row.flag("in_service", true)) this.#notes.drop(row.id, "out of service");
    else if (first === undefined || second === undefined) {
      this.#notes.drop(row.id, this.buses.whyNot(first === undefined ? numbers[0] : numbers[1]));
    } else if (kind !== undefined && this.#switches.isOpen(kind, row.index)) this.#notes.drop(row.id, "open");
    else return [first, second];
    return undefined;
  }

  #add(
    row: Row,
    kind: string,
    [from, to]: readonly [number, number],
    rating: Rating,
    series?: readonly SeriesElement[],
    id = row.id,
  ): void {
    const branch: Branch = {
      id,
      name: row.text("name"),
      kind,
      from,
      to,
      rating,
      phases: 3,
      phaseBits: 0,
      transforms: kind === "transformer",
      series,
    };
    this.#network.branches.push(branch);
  }

  #unrated(id: string, reason: string): Rating {
    this.#notes.unrated.push({ id, reason });
    return { kw: Number.POSITIVE_INFINITY, source: `none: ${reason}` };
  }

  #noteEmergency({ id }: Row): void {
    if (this.options.rating === "emergency") {
      this.#notes.assume(id, "pandapower has no emergency ratings; the normal one holds");
    }
  }
}
