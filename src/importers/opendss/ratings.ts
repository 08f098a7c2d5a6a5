import { excerpt } from "../../model/printable.js";
import type { CheckedImportOptions } from "../import-options.js";
import type { ReportNotes } from "../import-report.js";
import type { Rating } from "../network/network.js";
import type { DssObject, Value } from "./dss-object.js";
import type { ObjectStore } from "./object-store.js";
import { listItems } from "./parameters.js";

/** A current in A, and whose it is. */
interface Amps {
  readonly amps: number;
  readonly source: string;
}

const conductorKinds = [
  ["wire", "wiredata"],
  ["cncable", "cndata"],
  ["tscable", "tsdata"],
] as const;

/** The classes of what elements name. */
const libraryOf = { linecode: "linecode", geometry: "linegeometry", xfmrcode: "xfmrcode" } as const;

/** Finds what elements may carry. */
export class Ratings {
  readonly #missed = new Set<Value>();

  constructor(
    readonly objects: ObjectStore,
    readonly notes: ReportNotes,
    readonly options: CheckedImportOptions,
  ) {}

  /**
   * Phases × voltage × ampacity; unlimited, and told, where the script has no ampacity of the element's own.
   * @param kv from line to neutral
   */
  ofLine(line: DssObject, phases: number, kv: number): Rating {
    const found = this.#ampacity(line);
    const { defaultAmps, powerFactor } = this.options;
    if (Number.isNaN(kv)) return this.#unrated(line, "no voltage reaches it");
    if (found && found.amps > 0) {
      return { kw: phases * kv * found.amps * powerFactor, source: `${found.amps} A, ${found.source}` };
    }
    const missing = found ? `its ampacity is ${found.amps} A` : "no ampacity; OpenDSS would take 400 A";
    if (defaultAmps === undefined) return this.#unrated(line, missing);
    this.notes.assume(line.id, `${missing}; ${defaultAmps} A assumed`);
    return { kw: phases * kv * defaultAmps * powerFactor, source: `${defaultAmps} A, assumed` };
  }

  /** The nameplate of a winding; with emergency ratings what the element has as one. */
  ofWinding(transformer: DssObject, winding: number): Rating {
    const { powerFactor } = this.options;
    const code = this.codeOf(transformer);
    const kva =
      transformer.partNumber(winding, "kva", this.notes) ?? code?.partNumber(winding, "kva", this.notes) ?? Number.NaN;
    if (this.options.rating === "emergency") {
      const emergency =
        transformer.number("emerghkva", this.notes) ?? code?.number("emerghkva", this.notes) ?? Number.NaN;
      if (emergency > 0) return { kw: emergency * powerFactor, source: `${emergency} kVA, emergency` };
      if (kva > 0) this.notes.assume(transformer.id, "no emergency rating; the nameplate holds");
    }
    if (kva > 0) return { kw: kva * powerFactor, source: `${kva} kVA` };
    return this.#unrated(
      transformer,
      Number.isNaN(kva) ? "no kVA; OpenDSS would take 1000" : `its rating is ${kva} kVA`,
    );
  }

  /** Phases × voltage × rated current of a fuse. */
  ofFuse(fuse: DssObject, phases: number, kv: number): Rating {
    const amps = fuse.number("ratedcurrent", this.notes);
    if (amps === undefined || !(amps > 0)) return this.#unrated(fuse, "no rated current");
    if (Number.isNaN(kv)) return this.#unrated(fuse, "no voltage reaches it");
    return { kw: phases * kv * amps * this.options.powerFactor, source: `${amps} A` };
  }

  /** The library entry of a transformer. */
  codeOf(transformer: DssObject): DssObject | undefined {
    return this.library(transformer, "xfmrcode");
  }

  /** The library entry that a property names; complains once of one that is not there. */
  library(element: DssObject, property: keyof typeof libraryOf): DssObject | undefined {
    const name = element.reference(property);
    const entry = this.objects.find(libraryOf[property], name);
    const value = element.values.get(property);
    if (name !== undefined && entry === undefined && value && !this.#missed.has(value)) {
      this.#missed.add(value);
      const problem = `${element.id}: there is no ${libraryOf[property]} "${excerpt(name)}"`;
      this.notes.misunderstand(value.at.source, value.at.line, problem);
    }
    return entry;
  }

  #unrated({ id }: DssObject, reason: string): Rating {
    this.notes.unrated.push({ id, reason });
    return { kw: Number.POSITIVE_INFINITY, source: `none: ${reason}` };
  }

  /** What the rating is asked of, the element itself first. */
  #ampacity(line: DssObject): Amps | undefined {
    const own = this.#ampsOf(line, "its own");
    if (own) return own;
    const code = this.library(line, "linecode");
    const geometry = this.library(line, "geometry");
    const library = [code, geometry].find((entry) => entry && this.#ampsOf(entry, entry.id));
    if (library) return this.#ampsOf(library, library.id);
    const conductor = (geometry && this.#conductorOfGeometry(geometry)) ?? this.#conductorOfLine(line);
    return conductor && this.#ampsOf(conductor, conductor.id);
  }

  #ampsOf(entry: DssObject, source: string): Amps | undefined {
    const normal = entry.number("normamps", this.notes);
    if (this.options.rating === "normal") return normal === undefined ? undefined : { amps: normal, source };
    const emergency = entry.number("emergamps", this.notes);
    if (emergency !== undefined) return { amps: emergency, source: `${source}, emergency` };
    return normal === undefined
      ? undefined
      : { amps: normal, source: `${source}, normal: it has none for emergencies` };
  }

  /** The first conductor that is in the library. */
  #conductorOfGeometry(geometry: DssObject): DssObject | undefined {
    for (const [property, className] of conductorKinds) {
      const conductor = this.objects.find(className, geometry.partText(0, property)?.trim().toLowerCase());
      if (conductor) return conductor;
    }
    return this.#namedConductor(geometry.text("conductors"));
  }

  #conductorOfLine(line: DssObject): DssObject | undefined {
    for (const [property, className] of conductorKinds) {
      const [first] = listItems(line.text(`${property}s`) ?? "");
      const conductor = first && this.objects.find(className, first.value.toLowerCase());
      if (conductor) return conductor;
    }
    return this.#namedConductor(line.text("conductors"));
  }

  /** The first of a list of full names such as `wiredata.acsr`. */
  #namedConductor(list: string | undefined): DssObject | undefined {
    const [first] = listItems(list ?? "");
    return first && this.objects.named(first.value);
  }
}
