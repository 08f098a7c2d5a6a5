import type { CheckedImportOptions } from "../import-options.js";
import type { ReportNotes } from "../import-report.js";
import { Network, type Rating } from "../network/network.js";
import type { Matrix } from "./matrix.js";
import { Rows } from "./rows.js";

/** The matrices of a case. */
export interface CaseMatrices {
  readonly bus: Matrix;
  readonly branch: Matrix;
  readonly gen: Matrix | undefined;
  readonly busNames: readonly string[];
  /** The line, from 1, that a place in the code is in. */
  readonly lineOf: (place: number) => number;
}

const KW = 1000;
/** No element is rated so high: cases write 9900, 9999 and 99999 for unlimited. */
const PLACEHOLDER_MVA = 9000;
/** What cases write at every branch where nothing is known. */
const COMMON_PLACEHOLDER_MVA = 100;
const REFERENCE = 3;
const ISOLATED = 4;

/** Makes a network of a case's matrices. */
export class CaseNetwork {
  readonly network: Network;
  readonly #kv = new Map<number, number>();
  readonly #nameOf = new Map<number, string>();

  /** @param phases what the case's powers are multiplied by: 3 where they are of one phase */
  constructor(
    { bus, branch, gen, busNames, lineOf }: CaseMatrices,
    name: string | undefined,
    readonly notes: ReportNotes,
    readonly options: CheckedImportOptions,
    readonly phases: number,
  ) {
    this.network = new Network(notes, name);
    const rowsOf = (matrix: Matrix, name: string) => new Rows(matrix, name, notes, options.source, lineOf);
    this.#buses(rowsOf(bus, "bus"), busNames);
    this.#branches(rowsOf(branch, "branch"));
    if (gen) this.#generators(rowsOf(gen, "gen"));
  }

  #buses(rows: Rows, busNames: readonly string[]): void {
    for (let row = 0; row < rows.count; row++) {
      const number = rows.integer(row, 1);
      if (number === undefined) continue;
      this.notes.count("bus");
      const baseKv = rows.number(row, 10) ?? 0;
      if (busNames[row]) this.#nameOf.set(number, busNames[row]);
      this.#kv.set(number, baseKv);
      const type = rows.number(row, 2);
      if (type === ISOLATED) {
        this.notes.drop(`bus.${number}`, "isolated (type 4)");
        continue;
      }
      const bus = this.network.bus(String(number));
      if (baseKv > 0) this.network.kvLineToNeutral[bus] = this.phases === 3 ? baseKv : baseKv / Math.sqrt(3);
      if (type === REFERENCE) this.network.sources.push(bus);
      this.#load(number, bus, (rows.number(row, 3) ?? 0) * KW * this.phases);
    }
  }

  #load(number: number, bus: number, kw: number): void {
    if (kw === 0) return;
    this.notes.count(kw > 0 ? "load" : "negative load");
    this.#appliance(kw > 0 ? `load.${number}` : `gen.${number}`, number, bus, kw, kw > 0 ? "Pd" : "negative Pd");
  }

  #appliance(id: string, busNumber: number, bus: number, kw: number, source: string): void {
    const kind = kw > 0 ? "load" : "generator";
    this.network.addAppliance({ id, name: this.#nameOf.get(busNumber), kind, bus, phases: 3, source }, kw);
  }

  #branches(rows: Rows): void {
    const column = this.options.rating === "emergency" ? 8 : 6;
    const isCommon = rows.count > 1 && rows.isAlways(column, COMMON_PLACEHOLDER_MVA);
    for (let row = 0; row < rows.count; row++) {
      const id = `branch.${row + 1}`;
      const [from, to] = [this.#busOf(rows, row, 1, id), this.#busOf(rows, row, 2, id)];
      if (from === undefined || to === undefined) continue;
      this.notes.count("branch");
      if (rows.number(row, 11) === 0) {
        this.notes.drop(id, "out of service");
        continue;
      }
      const transforms = (rows.number(row, 9) ?? 0) !== 0 || this.#kv.get(from) !== this.#kv.get(to);
      this.network.branches.push({
        id,
        name: undefined,
        kind: transforms ? "transformer" : "line",
        from: this.network.bus(String(from)),
        to: this.network.bus(String(to)),
        rating: this.#rating(rows, row, id, isCommon),
        phases: 3,
        phaseBits: 0,
        transforms,
      });
    }
  }

  /** The number of a bus that the bus matrix has. */
  #busOf(rows: Rows, row: number, column: number, id: string): number | undefined {
    const number = rows.integer(row, column);
    if (number === undefined) return undefined;
    if (this.network.knownBus(String(number)) !== undefined) return number;
    const problem = this.#kv.has(number) ? `bus ${number} is isolated` : `there is no bus ${number}`;
    this.notes.drop(id, problem);
    return undefined;
  }

  #rating(rows: Rows, row: number, id: string, isCommon: boolean): Rating {
    const normal = rows.number(row, 6);
    const emergency = this.options.rating === "emergency" ? (rows.number(row, 8) ?? 0) : 0;
    const mva = emergency > 0 ? emergency : (normal ?? 0);
    const source = emergency > 0 ? "rateC" : "rateA";
    if (this.options.rating === "emergency" && emergency <= 0 && mva > 0) {
      this.notes.assume(id, "no emergency rating (rateC); rateA holds");
    }
    if (mva > 0 && mva < PLACEHOLDER_MVA && !isCommon) {
      return { kw: mva * KW * this.phases * this.options.powerFactor, source: `${source} ${mva} MVA` };
    }
    const isPlaceholder = mva >= PLACEHOLDER_MVA || isCommon;
    return this.#unrated(rows, row, id, `${source} is ${mva} MVA${isPlaceholder ? ", a placeholder" : ": unlimited"}`);
  }

  #unrated(rows: Rows, row: number, id: string, reason: string): Rating {
    const { defaultAmps, powerFactor } = this.options;
    const kv = this.network.kvLineToNeutral[this.network.bus(String(rows.number(row, 1)))];
    const isLine = (rows.number(row, 9) ?? 0) === 0;
    if (defaultAmps !== undefined && kv > 0 && isLine) {
      this.notes.assume(id, `${reason}; ${defaultAmps} A assumed`);
      return { kw: 3 * kv * defaultAmps * powerFactor, source: `${defaultAmps} A, assumed` };
    }
    this.notes.unrated.push({ id, reason });
    return { kw: Number.POSITIVE_INFINITY, source: `none: ${reason}` };
  }

  /** Generators but those at a reference bus, which are what the grid is fed from. */
  #generators(rows: Rows): void {
    const sources = new Set(this.network.sources);
    for (let row = 0; row < rows.count; row++) {
      const id = `generator.${row + 1}`;
      const number = this.#busOf(rows, row, 1, id);
      if (number === undefined) continue;
      this.notes.count("generator");
      const bus = this.network.bus(String(number));
      if (sources.has(bus)) continue;
      const kw = -(rows.number(row, 2) ?? 0) * KW * this.phases;
      if ((rows.number(row, 8) ?? 1) <= 0) this.notes.drop(id, "out of service");
      else if (kw === 0) this.notes.drop(id, "gives nothing (Pg is 0)");
      else this.#appliance(id, number, bus, kw, "Pg");
    }
  }
}
