import type { Appliance } from "../network/network.js";
import type { NetBuses } from "./net-buses.js";
import type { Row, Tables } from "./table.js";

const KW = 1000;
/** What tells in the type of a load or static generator what it is. */
const loadKinds: readonly (readonly [RegExp, string])[] = [
  [/^(ev|evse|cs|charg\w*|wallbox)$/i, "ev"],
  [/^(hp|heat[ _-]?pump)$/i, "heatpump"],
];
const solar = /^(pv|solar|photovoltaic)/i;

/** Adds what takes and gives power to a grid's network, and where it is fed. */
export class NetAppliances {
  constructor(
    tables: Tables,
    readonly buses: NetBuses,
  ) {
    const each = (table: string, read: (row: Row) => void) => {
      for (const row of tables.rows(table)) {
        row.notes.count(table);
        if (row.flag("in_service", true)) read(row);
        else row.notes.drop(row.id, "out of service");
      }
    };
    each("ext_grid", (row) => this.#feed(row));
    each("load", (row) => this.#scaled(row, loadKind(row), this.#power(row, "p_mw")));
    each("asymmetric_load", (row) => this.#scaled(row, loadKind(row), this.#ofPhases(row)));
    each("motor", (row) => this.#scaled(row, "load", this.#motorPower(row)));
    each("ward", (row) => this.#fixed(row));
    each("xward", (row) => this.#fixed(row));
    each("sgen", (row) => this.#scaled(row, sourceKind(row), -this.#power(row, "p_mw")));
    each("asymmetric_sgen", (row) => this.#scaled(row, sourceKind(row), -this.#ofPhases(row)));
    each("gen", (row) => this.#generator(row));
    each("storage", (row) => this.#storage(row));
  }

  #feed(row: Row): void {
    const bus = this.buses.find(row.number("bus"));
    if (bus === undefined) row.notes.drop(row.id, this.buses.whyNot(row.number("bus")));
    else this.buses.network.sources.push(bus);
  }

  #power(row: Row, column: string): number {
    const mw = row.number(column);
    if (mw === undefined) row.notes.assume(row.id, `no ${column}; taken for 0`);
    return (mw ?? 0) * KW;
  }

  #ofPhases(row: Row): number {
    return this.#power(row, "p_a_mw") + this.#power(row, "p_b_mw") + this.#power(row, "p_c_mw");
  }

  #motorPower(row: Row): number {
    const efficiency = row.number("efficiency_percent") ?? 100;
    const loading = row.number("loading_percent") ?? 100;
    return efficiency > 0 ? (this.#power(row, "pn_mech_mw") * loading) / efficiency : 0;
  }

  #generator(row: Row): void {
    if (row.flag("slack", false)) this.#feed(row);
    else this.#scaled(row, "generator", -this.#power(row, "p_mw"));
  }

  /** A ward's power is no one's to scale. */
  #fixed(row: Row): void {
    const kw = this.#power(row, "ps_mw") + this.#power(row, "pz_mw");
    const appliance = this.#at(row, kw < 0 ? "generator" : "load");
    if (appliance) this.buses.network.addAppliance(appliance, kw);
  }

  /** @param kw import, before scaling */
  #scaled(row: Row, kind: string, kw: number): void {
    const scaling = row.number("scaling") ?? 1;
    const appliance = this.#at(row, kind === "load" && kw < 0 ? "generator" : kind);
    if (appliance === undefined) return;
    if (scaling === 0) {
      row.notes.assume(row.id, "scaling is 0: it is off in this case, and requests nothing of what it may");
      const [lower, upper] = [Math.min(kw, 0), Math.max(kw, 0)];
      this.buses.network.appliances.push({ ...appliance, lower, upper, request: 0 });
      return;
    }
    this.#within(row, appliance, kw * scaling);
  }

  /** Of what may be controlled, the part that may not is a limit. */
  #within(row: Row, appliance: Omit<Appliance, "lower" | "upper" | "request">, kw: number): void {
    const isControlled = row.flag("controllable", false);
    const least = isControlled ? row.number("min_p_mw") : undefined;
    const floor = Math.min(Math.max((least ?? 0) * KW, 0), Math.abs(kw));
    const [lower, upper] = kw < 0 ? [kw, 0 - floor] : [floor, kw];
    this.buses.network.appliances.push({ ...appliance, lower, upper, request: kw });
  }

  #storage(row: Row): void {
    const power = Math.abs(this.#power(row, "p_mw") * (row.number("scaling") ?? 1));
    const bound = (column: string) => Math.abs(row.number(column) ?? 0) * KW;
    const appliance = this.#at(row, "storage");
    if (appliance === undefined) return;
    const lower = -Math.max(power, bound("min_p_mw"));
    const upper = Math.max(power, bound("max_p_mw"));
    this.buses.network.appliances.push({ ...appliance, lower, upper, request: 0 });
  }

  #at(row: Row, kind: string): Omit<Appliance, "lower" | "upper" | "request"> | undefined {
    const bus = this.buses.find(row.number("bus"));
    if (bus !== undefined) {
      return { id: row.id, name: row.text("name"), kind, bus, phases: 3, source: "p_mw × scaling" };
    }
    row.notes.drop(row.id, this.buses.whyNot(row.number("bus")));
    return undefined;
  }
}

function loadKind(row: Row): string {
  const type = row.text("type") ?? "";
  return loadKinds.find(([pattern]) => pattern.test(type))?.[1] ?? "load";
}

function sourceKind(row: Row): string {
  return solar.test(row.text("type") ?? "") ? "pv" : "generator";
}
