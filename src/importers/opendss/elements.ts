import type { Coordinates } from "../../text/grid.js";
import type { CheckedImportOptions } from "../import-options.js";
import type { ReportNotes } from "../import-report.js";
import { type Appliance, type Branch, Network, type SeriesElement } from "../network/network.js";
import type { DssObject } from "./dss-object.js";
import { isYes } from "./dss-object.js";
import type { ObjectStore } from "./object-store.js";
import { generatorKw, loadKw, panelKw, storageKw } from "./powers.js";
import { Ratings } from "./ratings.js";
import { carryVoltages, type Joint } from "./voltages.js";
import { busName, phaseBits, type Winding, windingsOf } from "./windings.js";

/** A branch whose rating has to wait for its voltage. */
interface Pending extends Joint {
  readonly branch: (kv: number) => Branch;
}

/** Classes that say something of other elements. */
const controls = new Set(["regcontrol", "swtcontrol", "fuse"]);

/** Makes a network of the objects of a script. */
export class Elements {
  readonly network: Network;
  readonly #ratings: Ratings;
  readonly #pending: Pending[] = [];
  /** Full names of elements that a control holds open. */
  readonly #heldOpen = new Set<string>();
  readonly #fusesOf = new Map<string, DssObject[]>();
  readonly #regulated = new Set<string>();

  /** @param profileOf the profile that a load or source follows, given what it requests */
  constructor(
    readonly objects: ObjectStore,
    readonly notes: ReportNotes,
    circuit: string,
    places: ReadonlyMap<string, Coordinates>,
    options: CheckedImportOptions,
    readonly profileOf: (object: DssObject, kw: number) => string | undefined,
  ) {
    this.network = new Network(notes, circuit);
    this.#ratings = new Ratings(objects, notes, options);
    for (const control of objects.all) this.#control(control);
    for (const object of objects.all) this.#element(object);
    const { busNames, kvLineToNeutral, sources, branches } = this.network;
    carryVoltages(this.#pending, sources, kvLineToNeutral);
    for (const { branch, from, to } of this.#pending) {
      branches.push(branch(Number.isNaN(kvLineToNeutral[from]) ? kvLineToNeutral[to] : kvLineToNeutral[from]));
    }
    busNames.forEach((bus, index) => {
      this.network.places[index] = places.get(bus);
    });
  }

  #control(control: DssObject): void {
    const className = control.dssClass.name;
    if (!controls.has(className)) return;
    this.notes.count(className);
    if (!control.enabled) return;
    if (className === "regcontrol") this.#regulated.add(control.reference("transformer") ?? "");
    if (className === "regcontrol") return;
    const monitored = control.reference("monitoredobj");
    const switched = control.reference("switchedobj") ?? monitored;
    const state = control.reference("state") ?? control.reference("action") ?? control.reference("normal") ?? "";
    if (switched && /^[[("']?o/.test(state)) this.#heldOpen.add(switched);
    if (className !== "fuse") return;
    if (monitored === undefined || !/^(line|transformer|autotrans)\./.test(monitored)) {
      this.notes.drop(control.id, "it guards no line and no transformer");
    } else {
      const others = this.#fusesOf.get(monitored);
      if (others) others.push(control);
      else this.#fusesOf.set(monitored, [control]);
    }
  }

  #element(object: DssObject): void {
    const { name } = object.dssClass;
    const make = this.#makers[name];
    if (make === undefined) return;
    this.notes.count(name);
    if (!object.enabled) this.notes.drop(object.id, "disabled");
    else if (object.isOpen || this.#heldOpen.has(object.id)) this.notes.drop(object.id, "open");
    else make(object);
  }

  readonly #makers: Readonly<Record<string, (object: DssObject) => void>> = {
    vsource: (object) => this.#source(object),
    line: (object) => this.#line(object, isYes(object.text("switch") ?? "") ? "switch" : "line"),
    reactor: (object) => this.#inSeries(object, "reactor"),
    capacitor: (object) => this.#inSeries(object, "capacitor"),
    transformer: (object) => this.#transformer(object),
    autotrans: (object) => this.#transformer(object),
    load: (object) => this.#appliance(object, "load", loadKw(object, this.notes)),
    generator: (object) => this.#appliance(object, "generator", -generatorKw(object, this.notes)),
    pvsystem: (object) => this.#appliance(object, "pv", -panelKw(object, this.notes)),
    storage: (object) => this.#storage(object),
  };

  #source(source: DssObject): void {
    const bus = this.network.bus(busName(source.text("bus1") ?? "sourcebus").bus);
    const kv = source.number("basekv", this.notes) ?? 115;
    const phases = source.number("phases", this.notes) ?? 3;
    this.network.sources.push(bus);
    this.network.kvLineToNeutral[bus] = phases === 1 ? kv : kv / Math.sqrt(3);
  }

  /** Reactors and capacitors are in series only where they have two buses; else they limit nothing. */
  #inSeries(object: DssObject, kind: string): void {
    const first = busName(object.text("bus1") ?? "");
    const second = object.has("bus2") ? busName(object.text("bus2") ?? "") : undefined;
    if (second === undefined || second.isGround || second.bus === first.bus) this.notes.ignore(`${kind} to ground`);
    else this.#line(object, kind);
  }

  #line(line: DssObject, kind: string): void {
    const [bus1, bus2] = [line.text("bus1"), line.text("bus2")];
    if (!bus1?.trim() || !bus2?.trim()) {
      this.notes.misunderstand(line.at.source, line.at.line, `${line.id}: it has no two buses`);
      return;
    }
    const at = busName(bus1);
    const from = this.network.bus(at.bus);
    const to = this.network.bus(busName(bus2).bus);
    const phases = this.#phasesOfLine(line);
    const { id } = line;
    this.#pending.push({
      from,
      to,
      kvFrom: Number.NaN,
      kvTo: Number.NaN,
      branch: (kv) => ({
        id,
        name: undefined,
        kind,
        from,
        to,
        rating: this.#ratings.ofLine(line, phases, kv),
        phases,
        phaseBits: phaseBits(at, phases),
        transforms: false,
        series: this.#fuses(id, phases, kv),
      }),
    });
  }

  /** The fuses that guard an element. */
  #fuses(id: string, phases: number, kv: number): SeriesElement[] {
    const fuses = this.#fusesOf.get(id) ?? [];
    return fuses.map((fuse) => ({ id: fuse.id, kind: "fuse", rating: this.#ratings.ofFuse(fuse, phases, kv) }));
  }

  /** What was said last: the line's own phases, its code's or its geometry's. */
  #phasesOfLine(line: DssObject): number {
    let phases = 3;
    for (const property of line.values.keys()) {
      const said =
        property === "phases"
          ? line.number("phases", this.notes)
          : property === "linecode" || property === "geometry"
            ? this.#ratings.library(line, property)?.number("nphases", this.notes)
            : undefined;
      if (said !== undefined && said > 0) phases = said;
    }
    return phases;
  }

  #transformer(transformer: DssObject): void {
    const code = this.#ratings.codeOf(transformer);
    const phases = transformer.number("phases", this.notes) ?? code?.number("phases", this.notes) ?? 3;
    const windings = windingsOf(transformer, code, phases, this.notes);
    const [first] = windings;
    const buses = new Map<string, Winding>();
    for (const winding of windings) if (!buses.has(winding.at.bus)) buses.set(winding.at.bus, winding);
    const others = [...buses.values()].slice(1);
    if (others.length === 0) {
      const problem = windings.length < 2 ? "it has no two buses" : "both its ends are at one bus";
      this.notes.misunderstand(transformer.at.source, transformer.at.line, `${transformer.id}: ${problem}`);
      return;
    }
    const { id } = transformer;
    if (others.length === 1) {
      this.#winding(transformer, id, first, this.network.bus(first.at.bus), others[0], phases);
      return;
    }
    // Three voltages or more meet in a bus of the transformer's own.
    const middle = this.network.bus(`${id} (inside)`);
    this.#winding(transformer, id, first, this.network.bus(first.at.bus), { ...first, at: undefined }, phases, middle);
    for (const other of others) {
      this.#winding(
        transformer,
        `${id}.${other.part + 1}`,
        { ...other, kvLineToNeutral: Number.NaN },
        middle,
        other,
        phases,
      );
    }
  }

  /** A branch with the rating of winding `from`. */
  #winding(
    transformer: DssObject,
    id: string,
    rated: Pick<Winding, "part" | "at" | "kvLineToNeutral">,
    from: number,
    lower: Omit<Winding, "at"> & { at: Winding["at"] | undefined },
    phases: number,
    to = this.network.bus(lower.at?.bus ?? ""),
  ): void {
    const transforms = !isSameVoltage(rated.kvLineToNeutral, lower.kvLineToNeutral);
    const kind = !transforms && this.#regulated.has(transformer.name) ? "regulator" : "transformer";
    this.#pending.push({
      from,
      to,
      kvFrom: rated.kvLineToNeutral,
      kvTo: lower.kvLineToNeutral,
      branch: (kv) => ({
        id,
        name: undefined,
        kind,
        from,
        to,
        rating: this.#ratings.ofWinding(transformer, rated.part),
        phases,
        phaseBits: phaseBits(rated.at, phases),
        transforms,
        series: this.#fuses(id, phases, kv),
      }),
    });
  }

  /** `kw` is import; a load that draws less than nothing is a generator. */
  #appliance(object: DssObject, kind: string, kw: number): void {
    const appliance = this.#at(object, kind === "load" && kw < 0 ? "generator" : kind);
    if (appliance) this.network.addAppliance({ ...appliance, profile: this.profileOf(object, kw) }, kw);
  }

  #storage(object: DssObject): void {
    const kw = storageKw(object, this.notes);
    const appliance = this.#at(object, "storage");
    if (appliance) this.network.appliances.push({ ...appliance, lower: -kw, upper: kw, request: 0 });
  }

  #at(object: DssObject, kind: string): Omit<Appliance, "lower" | "upper" | "request"> | undefined {
    const { bus } = busName(object.text("bus1") ?? "");
    if (bus === "") {
      this.notes.misunderstand(object.at.source, object.at.line, `${object.id}: it has no bus`);
      return undefined;
    }
    return {
      id: object.id,
      name: undefined,
      kind,
      bus: this.network.bus(bus),
      phases: object.number("phases", this.notes) ?? 3,
      source: "kW of the element",
    };
  }
}

/** Whether two nominal voltages are one: 2.4 kV and 4.16/√3 kV are. */
function isSameVoltage(a: number, b: number): boolean {
  return Number.isNaN(a) || Number.isNaN(b) || Math.abs(a - b) < 0.05 * Math.max(a, b);
}
